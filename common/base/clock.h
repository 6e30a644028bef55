/* Clock: monotonic milliseconds for deadlines, wall-clock for stamps. Never suspends. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

/* No deadline. */
#define NEVER INT64_MAX

/* Monotonic, any origin. */
int64_t clock_ms(void);
int64_t clock_us(void);
/* Unix time in seconds and milliseconds. */
int64_t clock_unix(void);
int64_t clock_unix_ms(void);
/* RFC 3339 UTC with milliseconds: "2026-01-31T12:00:00.000Z" into ret[25]. */
void clock_rfc3339(int64_t unix_ms, char ret[25]);
/* IMF-fixdate for HTTP's Date: "Sun, 06 Nov 1994 08:49:37 GMT" into ret[30]. */
void clock_http(int64_t unix_s, char ret[30]);

#endif
