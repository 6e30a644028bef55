/* Log: one JSON object a line on standard output, buffered a turn of the loop, bounded.
 *
 *	log_info("listening", LOG_S("address", addr), LOG_I("port", port));
 *
 * time, level, service, event and, where the running context has them, request_id, trace_id and
 * span_id are added. Values are escaped; invalid UTF-8 becomes U+FFFD. Never log a secret. Never
 * suspends; when standard output is a full pipe, lines are dropped and counted, nobody waits.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdint.h>

#include "base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

struct log_field {
	const char *key;
	char kind; /* 's' str, 'i' integer, 'd' double, 0 end */
	struct str s;
	int64_t i;
	double d;
};

#define LOG_S(k, v) ((struct log_field){ .key = (k), .kind = 's', .s = str_c(v) })
#define LOG_STR(k, v) ((struct log_field){ .key = (k), .kind = 's', .s = (v) })
#define LOG_I(k, v) ((struct log_field){ .key = (k), .kind = 'i', .i = (int64_t)(v) })
#define LOG_D(k, v) ((struct log_field){ .key = (k), .kind = 'd', .d = (v) })

#define log_at(level, event, ...) \
	log_write((level), (event), (const struct log_field[]){ __VA_ARGS__ __VA_OPT__(, ){ 0 } })
#define log_debug(event, ...) log_at(LOG_DEBUG, event, __VA_ARGS__)
#define log_info(event, ...) log_at(LOG_INFO, event, __VA_ARGS__)
#define log_warn(event, ...) log_at(LOG_WARN, event, __VA_ARGS__)
#define log_error(event, ...) log_at(LOG_ERROR, event, __VA_ARGS__)

/* service is kept, not copied. level by name: debug, info, warn, error. */
void log_setup(const char *service, const char *level);
void log_write(enum log_level level, const char *event, const struct log_field *fields);
/* Writes the buffer out; the loop calls it once a turn, errors do at once. */
void log_flush(void);
/* Lines dropped so far because standard output was full. */
uint64_t log_dropped(void);

#endif
