#include "fiber/stack.h"

#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fiber/internal.h"

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
enum { STACK_SIZE = 256 * 1024, HANDLE_OVERFLOW = 0 };
#else
enum { STACK_SIZE = 128 * 1024, HANDLE_OVERFLOW = 1 };
#endif

/* One page: 4 KB on x86-64, up to 64 KB on aarch64. */
static size_t guard_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

size_t stack_size(void)
{
	return STACK_SIZE;
}

char *stack_map(void)
{
	size_t guard = guard_size();
	char *p = mmap(NULL, STACK_SIZE + guard, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);

	if (p == MAP_FAILED)
		return NULL;
	if (mprotect(p, guard, PROT_NONE) != 0) {
		munmap(p, STACK_SIZE + guard);
		return NULL;
	}
	return p + guard;
}

void stack_unmap(char *stack)
{
	if (stack)
		munmap(stack - guard_size(), STACK_SIZE + guard_size());
}

static void say(const char *text)
{
	if (write(STDERR_FILENO, text, strlen(text)) < 0)
		return;
}

static void on_segv(int signo, siginfo_t *info, void *ucontext)
{
	struct fiber *f = fiber_self();
	uintptr_t at = (uintptr_t)info->si_addr, stack = f ? (uintptr_t)f->machine.stack : 0;

	(void)ucontext;
	if (f && at < stack && at >= stack - guard_size()) {
		say("fiber stack overflow in ");
		say(f->context.task ? f->context.task : "a fiber without a name");
		say("\n");
	}
	signal(signo, SIG_DFL); /* back to the instruction that faulted, which now kills */
}

void stack_overflow_handler(void)
{
	static _Thread_local char alternate[16 * 1024];
	stack_t ss = { .ss_sp = alternate, .ss_size = sizeof(alternate) };
	struct sigaction sa = { .sa_sigaction = on_segv, .sa_flags = SA_SIGINFO | SA_ONSTACK };

	if (!HANDLE_OVERFLOW)
		return;
	sigemptyset(&sa.sa_mask);
	sigaltstack(&ss, NULL);
	sigaction(SIGSEGV, &sa, NULL);
}
