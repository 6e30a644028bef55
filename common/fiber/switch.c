#include "fiber/switch.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define WITH_ASAN
#include <sanitizer/common_interface_defs.h>
#include <sanitizer/lsan_interface.h>
#endif
#if defined(__SANITIZE_THREAD__) || __has_feature(thread_sanitizer)
#define WITH_TSAN
#include <sanitizer/tsan_interface.h>
#endif
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define VALGRIND_STACK_REGISTER(start, end) 0u
#define VALGRIND_STACK_DEREGISTER(id) ((void)(id))
#endif

#ifdef FIBER_UCONTEXT

/* makecontext hands on ints only: a pointer goes as two halves. */
static void ucontext_entry(unsigned fn_high, unsigned fn_low, unsigned arg_high, unsigned arg_low)
{
	void (*fn)(void *) = (void (*)(void *))((uintptr_t)fn_high << 16 << 16 | fn_low);

	fn((void *)((uintptr_t)arg_high << 16 << 16 | arg_low));
	abort();
}

static void prepare(struct machine *m, void (*entry)(void *), void *arg)
{
	uintptr_t f = (uintptr_t)entry, a = (uintptr_t)arg;

	getcontext(&m->ucontext);
	m->ucontext.uc_stack.ss_sp = m->stack;
	m->ucontext.uc_stack.ss_size = m->size;
	m->ucontext.uc_link = NULL;
	makecontext(&m->ucontext, (void (*)(void))ucontext_entry, 4, (unsigned)(f >> 16 >> 16), (unsigned)f,
		(unsigned)(a >> 16 >> 16), (unsigned)a);
}

static void jump(struct machine *from, struct machine *to)
{
	swapcontext(&from->ucontext, &to->ucontext);
}

#else

void fiber_switch_asm(void **save, void *to);
void fiber_trampoline_asm(void);

static void jump(struct machine *from, struct machine *to)
{
	fiber_switch_asm(&from->sp, to->sp);
}

#if defined(__x86_64__)

/* Callee-saved registers of the System V ABI, plus the two control words for floating point. */
__asm__(".text\n"
	".globl fiber_switch_asm\n"
	".hidden fiber_switch_asm\n"
	".type fiber_switch_asm,@function\n"
	"fiber_switch_asm:\n"
	"	pushq %rbp\n"
	"	pushq %rbx\n"
	"	pushq %r12\n"
	"	pushq %r13\n"
	"	pushq %r14\n"
	"	pushq %r15\n"
	"	subq $8, %rsp\n"
	"	stmxcsr (%rsp)\n"
	"	fnstcw 4(%rsp)\n"
	"	movq %rsp, (%rdi)\n"
	"	movq %rsi, %rsp\n"
	"	ldmxcsr (%rsp)\n"
	"	fldcw 4(%rsp)\n"
	"	addq $8, %rsp\n"
	"	popq %r15\n"
	"	popq %r14\n"
	"	popq %r13\n"
	"	popq %r12\n"
	"	popq %rbx\n"
	"	popq %rbp\n"
	"	ret\n"
	".size fiber_switch_asm,.-fiber_switch_asm\n"
	".globl fiber_trampoline_asm\n"
	".hidden fiber_trampoline_asm\n"
	".type fiber_trampoline_asm,@function\n"
	"fiber_trampoline_asm:\n"
	"	.cfi_startproc\n"
	"	.cfi_undefined rip\n"
	"	xorl %ebp, %ebp\n"
	"	movq %rbx, %rdi\n"
	"	callq *%r12\n"
	"	ud2\n"
	"	.cfi_endproc\n"
	".size fiber_trampoline_asm,.-fiber_trampoline_asm\n");

/* The image that fiber_switch_asm pops. Two zero words above the return address keep the stack
 * 16-aligned at the call in the trampoline. */
static void prepare(struct machine *m, void (*entry)(void *), void *arg)
{
	void **top = (void **)(((uintptr_t)m->stack + m->size) & ~(uintptr_t)15);
	uint32_t *control;

	*--top = NULL;
	*--top = NULL;
	*--top = (void *)fiber_trampoline_asm;
	*--top = NULL;          /* rbp */
	*--top = arg;           /* rbx */
	*--top = (void *)entry; /* r12 */
	*--top = NULL;          /* r13 */
	*--top = NULL;          /* r14 */
	*--top = NULL;          /* r15 */
	control = (uint32_t *)--top;
	__asm__ volatile("stmxcsr %0" : "=m"(control[0]));
	control[1] = 0;
	__asm__ volatile("fnstcw %0" : "=m"(*(uint16_t *)&control[1]));
	m->sp = top;
}

#elif defined(__aarch64__)

/* Callee-saved registers of AAPCS64, plus the control word for floating point. The trampoline must be global: as a
 * local symbol its GOT slot pointed at the start of .text. */
__asm__(".text\n"
	".globl fiber_switch_asm\n"
	".hidden fiber_switch_asm\n"
	".type fiber_switch_asm,%function\n"
	"fiber_switch_asm:\n"
	"	sub sp, sp, #176\n"
	"	stp x19, x20, [sp, #0]\n"
	"	stp x21, x22, [sp, #16]\n"
	"	stp x23, x24, [sp, #32]\n"
	"	stp x25, x26, [sp, #48]\n"
	"	stp x27, x28, [sp, #64]\n"
	"	stp x29, x30, [sp, #80]\n"
	"	stp d8, d9, [sp, #96]\n"
	"	stp d10, d11, [sp, #112]\n"
	"	stp d12, d13, [sp, #128]\n"
	"	stp d14, d15, [sp, #144]\n"
	"	mrs x9, fpcr\n"
	"	str x9, [sp, #160]\n"
	"	mov x9, sp\n"
	"	str x9, [x0]\n"
	"	mov sp, x1\n"
	"	ldr x9, [sp, #160]\n"
	"	msr fpcr, x9\n"
	"	ldp d14, d15, [sp, #144]\n"
	"	ldp d12, d13, [sp, #128]\n"
	"	ldp d10, d11, [sp, #112]\n"
	"	ldp d8, d9, [sp, #96]\n"
	"	ldp x29, x30, [sp, #80]\n"
	"	ldp x27, x28, [sp, #64]\n"
	"	ldp x25, x26, [sp, #48]\n"
	"	ldp x23, x24, [sp, #32]\n"
	"	ldp x21, x22, [sp, #16]\n"
	"	ldp x19, x20, [sp, #0]\n"
	"	add sp, sp, #176\n"
	"	ret\n"
	".size fiber_switch_asm,.-fiber_switch_asm\n"
	".globl fiber_trampoline_asm\n"
	".hidden fiber_trampoline_asm\n"
	".type fiber_trampoline_asm,%function\n"
	"fiber_trampoline_asm:\n"
	"	.cfi_startproc\n"
	"	.cfi_undefined x30\n"
	"	mov x29, xzr\n"
	"	mov x0, x19\n"
	"	blr x20\n"
	"	brk #0\n"
	"	.cfi_endproc\n"
	".size fiber_trampoline_asm,.-fiber_trampoline_asm\n");

enum { IMAGE_ARG = 0, IMAGE_ENTRY = 1, IMAGE_RETURN = 11, IMAGE_CONTROL = 20, IMAGE_WORDS = 22 };

/* The image that fiber_switch_asm loads: x19, x20, x30 and the control word; all else is zero. */
static void prepare(struct machine *m, void (*entry)(void *), void *arg)
{
	uint64_t *image = (uint64_t *)(((uintptr_t)m->stack + m->size) & ~(uintptr_t)15) - IMAGE_WORDS;

	memset(image, 0, IMAGE_WORDS * sizeof(*image));
	image[IMAGE_ARG] = (uintptr_t)arg;
	image[IMAGE_ENTRY] = (uintptr_t)entry;
	image[IMAGE_RETURN] = (uintptr_t)fiber_trampoline_asm;
	__asm__ volatile("mrs %0, fpcr" : "=r"(image[IMAGE_CONTROL]));
	m->sp = image;
}

#endif
#endif

void machine_init(struct machine *m, char *stack, size_t size, void (*entry)(void *), void *arg)
{
	memset(m, 0, sizeof(*m));
	m->stack = stack;
	m->size = size;
	prepare(m, entry, arg);
	m->valgrind_id = VALGRIND_STACK_REGISTER(stack, stack + size);
#ifdef WITH_ASAN
	/* LSan does not look into mapped stacks by itself: what only a parked fiber holds would count as leaked. */
	__lsan_register_root_region(stack, size);
#endif
#ifdef WITH_TSAN
	m->tsan_fiber = __tsan_create_fiber(0);
#endif
}

void machine_init_thread(struct machine *m)
{
	memset(m, 0, sizeof(*m));
#ifdef WITH_TSAN
	m->tsan_fiber = __tsan_get_current_fiber();
#endif
}

void machine_done(struct machine *m)
{
	if (!m->stack)
		return;
	VALGRIND_STACK_DEREGISTER(m->valgrind_id);
#ifdef WITH_ASAN
	__lsan_unregister_root_region(m->stack, m->size);
#endif
#ifdef WITH_TSAN
	__tsan_destroy_fiber(m->tsan_fiber);
#endif
}

void machine_switch(struct machine *from, struct machine *to)
{
#ifdef WITH_ASAN
	__sanitizer_start_switch_fiber(&from->asan_stack, to->stack, to->size);
#endif
#ifdef WITH_TSAN
	__tsan_switch_to_fiber(to->tsan_fiber, 0);
#endif
	jump(from, to);
#ifdef WITH_ASAN
	__sanitizer_finish_switch_fiber(from->asan_stack, NULL, NULL);
#endif
}

void machine_entered(struct machine *loop)
{
#ifdef WITH_ASAN
	const void *bottom;

	/* The thread's own stack is known to ASan only; it tells at the first arrival. */
	__sanitizer_finish_switch_fiber(NULL, &bottom, &loop->size);
	loop->stack = (char *)bottom;
#else
	(void)loop;
#endif
}
