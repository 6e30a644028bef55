/* vsnprintf for the texts that are made at each request: keys, headers, addresses. %s %.*s %c %d %i %u with l, ll, z and
 * %% are printed here, in a twentieth of libc's instructions; a format with anything else goes to libc as a whole.
 */
#ifndef BASE_PRINT_H
#define BASE_PRINT_H

#include <stdarg.h>
#include <stddef.h>

/* vsnprintf's contract: at most room bytes with the closing NUL; the length that the whole text has, or negative. But ap stays as
 * it is, so that a text may be printed twice. */
int print_text(char *to, size_t room, const char *fmt, va_list ap) __attribute__((format(printf, 3, 0)));

#endif
