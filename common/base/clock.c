#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t read_clock(clockid_t id, int64_t per_second)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * per_second + t.tv_nsec / (1000000000 / per_second);
}

int64_t clock_ms(void)
{
	return read_clock(CLOCK_MONOTONIC, 1000);
}

int64_t clock_us(void)
{
	return read_clock(CLOCK_MONOTONIC, 1000000);
}

int64_t clock_unix(void)
{
	return read_clock(CLOCK_REALTIME, 1);
}

int64_t clock_unix_ms(void)
{
	return read_clock(CLOCK_REALTIME, 1000);
}

/* The last n digits of v. */
static void put_digits(char *p, int v, int n)
{
	for (; n > 0; v /= 10)
		p[--n] = (char)('0' + v % 10);
}

void clock_rfc3339(int64_t unix_ms, char ret[25])
{
	time_t s = (time_t)(unix_ms / 1000);
	int ms = (int)(unix_ms % 1000);
	struct tm tm;

	if (ms < 0) {
		ms += 1000;
		s--;
	}
	gmtime_r(&s, &tm);
	memcpy(ret, "0000-00-00T00:00:00.000Z", 25);
	put_digits(ret, tm.tm_year + 1900, 4);
	put_digits(ret + 5, tm.tm_mon + 1, 2);
	put_digits(ret + 8, tm.tm_mday, 2);
	put_digits(ret + 11, tm.tm_hour, 2);
	put_digits(ret + 14, tm.tm_min, 2);
	put_digits(ret + 17, tm.tm_sec, 2);
	put_digits(ret + 20, ms, 3);
}

void clock_http(int64_t unix_s, char ret[30])
{
	static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t s = (time_t)unix_s;
	char text[80];
	struct tm tm;

	gmtime_r(&s, &tm);
	snprintf(text, sizeof(text), "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT", days + 3 * tm.tm_wday, tm.tm_mday,
		months + 3 * tm.tm_mon, tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
	snprintf(ret, 30, "%.29s", text);
}
