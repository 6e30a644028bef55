/* Faults on demand, linked into the daemons of `make torture`: the n-th allocation returns NULL (ours, and every library's), or
 * the n-th park of a fiber fails at once. tests/torture/torture.test.mjs arms them through a file that both map: TORTURE_FILE.
 *
 * The program's own malloc stands before that of all libraries; the floors call the parks through the linker's --wrap. So no
 * line of the code under test is other than in a sanitizer build.
 */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "fiber/internal.h"
#include "fiber/wait.h"

enum fault { FAULT_NONE, FAULT_ALLOC, FAULT_PARK };

/* As tests/torture/control.mjs writes it: little-endian words. */
static struct control {
	_Atomic int fault;    /* enum fault: which kind is counted */
	_Atomic int at, more; /* the at-th of them fails and so many after it; at 0 = they are only counted */
	_Atomic int seen;     /* counted since it was armed */
	_Atomic int failed;
	_Atomic int reason, sticky; /* of a park: ERR_…; does it stay, as fiber_cancel's does? */
	_Atomic int trace;          /* print the stack of what fails */
	char task[64];              /* parks of fibers whose task begins so */
} * control;                        /* NULL until mapped: malloc is called before relocations are done */

void __sanitizer_print_stack_trace(void);
void *__interceptor_malloc(size_t size);
void *__interceptor_calloc(size_t n, size_t size);
void *__interceptor_realloc(void *p, size_t size);
void *__interceptor_memalign(size_t align, size_t size);
int __interceptor_posix_memalign(void **ret, size_t align, size_t size);
void *__interceptor_aligned_alloc(size_t align, size_t size);

__attribute__((constructor)) static void map_control(void)
{
	const char *path = getenv("TORTURE_FILE");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *p;

	if (fd < 0)
		return;
	p = mmap(NULL, sizeof(*control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (p != MAP_FAILED)
		control = p;
}

/* Calls of libraries that cannot survive a failure inside, whatever we do. */
static _Thread_local int excused;

static bool hit(enum fault fault)
{
	struct control *c = control;
	int n, at;

	if (!c || c->fault != (int)fault || excused)
		return false;
	n = ++c->seen;
	at = c->at;
	if (at == 0 || n < at || n > at + c->more)
		return false;
	c->failed++;
	if (c->trace)
		__sanitizer_print_stack_trace();
	return true;
}

static bool no_memory(void)
{
	if (!hit(FAULT_ALLOC))
		return false;
	errno = ENOMEM;
	return true;
}

/* ---- allocations ---------------------------------------------------------------------------- */

void *malloc(size_t size)
{
	return no_memory() ? NULL : __interceptor_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return no_memory() ? NULL : __interceptor_calloc(n, size);
}

void *realloc(void *p, size_t size)
{
	return no_memory() ? NULL : __interceptor_realloc(p, size);
}

void *memalign(size_t align, size_t size)
{
	return no_memory() ? NULL : __interceptor_memalign(align, size);
}

void *aligned_alloc(size_t align, size_t size)
{
	return no_memory() ? NULL : __interceptor_aligned_alloc(align, size);
}

int posix_memalign(void **ret, size_t align, size_t size)
{
	return no_memory() ? ENOMEM : __interceptor_posix_memalign(ret, align, size);
}

char *strndup(const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *copy = malloc(len + 1);

	if (!copy)
		return NULL;
	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

char *strdup(const char *s)
{
	return strndup(s, strlen(s));
}

/* Stacks of fibers. */
void *__real_mmap(void *at, size_t n, int prot, int flags, int fd, off_t offset);
void *__wrap_mmap(void *at, size_t n, int prot, int flags, int fd, off_t offset);
void *__wrap_mmap(void *at, size_t n, int prot, int flags, int fd, off_t offset)
{
	return no_memory() ? MAP_FAILED : __real_mmap(at, n, prot, flags, fd, offset);
}

/* hiredis reads through the empty buffer that it could not make (redisBufferWrite: obuf = sdsempty(); sdslen(obuf)). */
void __real_redisAsyncHandleWrite(void *ac);
void __wrap_redisAsyncHandleWrite(void *ac);
void __wrap_redisAsyncHandleWrite(void *ac)
{
	excused++;
	__real_redisAsyncHandleWrite(ac);
	excused--;
}

/* hiredis 0.14 (Debian 12) aborts in these when there is no memory, whoever asked (HIREDIS_OOM_HANDLER); 1.x asks malloc. */
void *hi_malloc(size_t size);
void *hi_malloc(size_t size)
{
	return __interceptor_malloc(size);
}

void *hi_calloc(size_t n, size_t size);
void *hi_calloc(size_t n, size_t size)
{
	return __interceptor_calloc(n, size);
}

void *hi_realloc(void *p, size_t size);
void *hi_realloc(void *p, size_t size)
{
	return __interceptor_realloc(p, size);
}

char *hi_strdup(const char *s);
char *hi_strdup(const char *s)
{
	size_t n = strlen(s) + 1;

	return memcpy(__interceptor_malloc(n), s, n);
}

/* ---- parks ---------------------------------------------------------------------------------- */

void __real_fiber_deadline_restore(int64_t former);
void __wrap_fiber_deadline_restore(int64_t former);
int __real_fiber_park(void);
int __wrap_fiber_park(void);
int __real_fiber_park_until(int64_t at);
int __wrap_fiber_park_until(int64_t at);
int __real_wait_turn(void);
int __wrap_wait_turn(void);

/* Whose deadline was brought forward, from when, to when. */
static _Thread_local struct {
	struct fiber *fiber;
	int64_t former, at;
} late;

/* The reason that the running fiber's wait fails with, or 0. */
static int no_wait(void)
{
	struct fiber *f;
	const char *task;

	if (!control || control->fault != FAULT_PARK)
		return 0;
	f = fiber_self();
	task = f ? f->context.task : NULL;
	if (!task || f->shield || f->reason || strncmp(task, control->task, strlen(control->task)) != 0 ||
		!hit(FAULT_PARK))
		return 0;
	/* Nobody is cancelled with a deadline: it passes. */
	if (control->reason == ERR_DEADLINE) {
		late.fiber = f;
		late.former = f->deadline;
		late.at = f->deadline = clock_ms() - 1;
	} else if (control->sticky) {
		f->reason = control->reason;
	}
	return -control->reason;
}

/* Who narrowed it for one wait does not bring it back. */
void __wrap_fiber_deadline_restore(int64_t former)
{
	struct fiber *f = fiber_self();

	if (f != late.fiber || f->deadline != late.at || former != late.former)
		__real_fiber_deadline_restore(former);
}

int __wrap_fiber_park(void)
{
	int r = no_wait();

	return r ? r : __real_fiber_park();
}

int __wrap_fiber_park_until(int64_t at)
{
	int r = no_wait();

	return r ? r : __real_fiber_park_until(at);
}

int __wrap_wait_turn(void)
{
	int r = no_wait();

	return r ? r : __real_wait_turn();
}
