/* Switch: from one stack to another, and every tool that must be told of it (ASan, LSan, TSan,
 * valgrind). x86-64 and aarch64 by hand (x86-64: 12 ns against 270 ns of swapcontext); elsewhere, or with
 * -DFIBER_UCONTEXT, ucontext. */
#ifndef FIBER_SWITCH_H
#define FIBER_SWITCH_H

#include <stddef.h>

#if !defined(__x86_64__) && !defined(__aarch64__) && !defined(FIBER_UCONTEXT)
#define FIBER_UCONTEXT
#endif

#ifdef FIBER_UCONTEXT
#include <ucontext.h>
#endif

struct machine {
#ifdef FIBER_UCONTEXT
	ucontext_t ucontext;
#else
	void *sp;
#endif
	char *stack; /* lowest usable address; NULL: the thread's own stack */
	size_t size;
	void *asan_stack; /* ASan's fake stack while switched away */
	void *tsan_fiber;
	unsigned valgrind_id;
};

/* m runs entry(arg) on its stack at the first switch to it; entry never returns. */
void machine_init(struct machine *m, char *stack, size_t size, void (*entry)(void *), void *arg);
/* m stands for the calling thread's own stack. */
void machine_init_thread(struct machine *m);
void machine_done(struct machine *m);
void machine_switch(struct machine *from, struct machine *to);
/* First thing in entry: loop is whence the first switch came. */
void machine_entered(struct machine *loop);

#endif
