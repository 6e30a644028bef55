/* cmocka as our tests use it: its macro fail() must not hide base/err.h's function; flunk() takes its place. */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#undef fail

#define flunk(...)                         \
	do {                               \
		print_error(__VA_ARGS__);  \
		print_error("\n");         \
		_fail(__FILE__, __LINE__); \
	} while (0)

/* Under an emulator or memcheck (tests/run.mjs says so) a program is 10 to 50 times slower, its clock is not: a test then
 * leaves out only what the clock decides. */
static inline bool test_slow(void)
{
	return getenv("TEST_SLOW") != NULL;
}

#endif
