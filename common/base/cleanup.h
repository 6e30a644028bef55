/* Cleanup: the five _cleanup_ macros, TAKE and TRY: the only macros that hide control flow. */
#ifndef BASE_CLEANUP_H
#define BASE_CLEANUP_H

#include <stdlib.h>
#include <unistd.h>

static inline void cleanup_free(void *p)
{
	free(*(void **)p);
}
static inline void cleanup_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* The variable's destructor x_freep(type **) is declared beside the type. */
#define _cleanup_(fn) __attribute__((cleanup(fn)))
#define _cleanup_free_ _cleanup_(cleanup_free)
#define _cleanup_close_ _cleanup_(cleanup_close)
#define _cleanup_tx_ _cleanup_(tx_freep)
#define _cleanup_buf_ _cleanup_(buf_done)

/* Hands the value on and disarms its cleanup. */
#define TAKE(p)                             \
	({                                  \
		__typeof__(p) taken_ = (p); \
		(p) = NULL;                 \
		taken_;                     \
	})

/* Returns a negative result to the caller; else its value is the result. */
#define TRY(call)                    \
	({                           \
		int try_ = (call);   \
		if (try_ < 0)        \
			return try_; \
		try_;                \
	})

/* For allocations: returns -ERR_NOMEM when p is NULL, else its value is p. */
#define TRY_MEM(p)                         \
	({                                 \
		__typeof__(p) mem_ = (p);  \
		if (!mem_)                 \
			return -ERR_NOMEM; \
		mem_;                      \
	})

/* Marks a declaration whose function may switch fibers: nothing read from a shared list, a static
 * buffer or errno before the call is valid after it. Under clang, make tidy checks that callers say
 * so too. */
#ifdef __clang__
#define SUSPENDS __attribute__((annotate("suspends")))
#else
#define SUSPENDS
#endif

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#endif
