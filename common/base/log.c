#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/context.h"

enum { BUFFER = 64 * 1024, LINE_MOST = 8 * 1024 };

static const char *const names[] = { "debug", "info", "warn", "error" };
static _Thread_local struct buf out = { .max = BUFFER };
static const char *service = "";
static enum log_level least = LOG_INFO;
static uint64_t dropped;

void log_setup(const char *name, const char *level)
{
	struct stat st;

	service = name;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], level) == 0)
			least = (enum log_level)i;
	/* A reader that stalls must not stall us. Files never block, and a terminal's flags are shared with
	 * the shell: only pipes and sockets. */
	if (fstat(STDOUT_FILENO, &st) == 0 && (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)))
		fcntl(STDOUT_FILENO, F_SETFL, fcntl(STDOUT_FILENO, F_GETFL) | O_NONBLOCK);
}

static void put_quoted(struct buf *b, struct str s)
{
	if (s.n > LINE_MOST / 4)
		s.n = LINE_MOST / 4;
	buf_char(b, '"');
	for (size_t i = 0; i < s.n;) {
		unsigned char c = (unsigned char)s.p[i];
		size_t plain = str_plain(str_sub(s, i, s.n));

		if (plain) {
			buf_put(b, s.p + i, plain);
			i += plain;
			continue;
		}
		if (c == '"' || c == '\\') {
			buf_char(b, '\\');
			buf_char(b, (char)c);
			i++;
		} else if (c < ' ' || c == 127) {
			buf_printf(b, "\\u%04x", c);
			i++;
		} else {
			size_t len = utf8_sequence((const unsigned char *)s.p + i, s.n - i);

			if (len)
				buf_put(b, s.p + i, len);
			else
				buf_c(b, "\\ufffd");
			i += len ? len : 1;
		}
	}
	buf_char(b, '"');
}

static void put_key(struct buf *b, const char *key)
{
	buf_put(b, ",\"", 2);
	buf_c(b, key);
	buf_put(b, "\":", 2);
}

static void put_member(struct buf *b, const char *key, struct str value)
{
	put_key(b, key);
	put_quoted(b, value);
}

static void put_field(struct buf *b, const struct log_field *f)
{
	put_key(b, f->key);
	if (f->kind == 's')
		put_quoted(b, f->s);
	else if (f->kind == 'i')
		buf_i64(b, f->i);
	else
		buf_printf(b, "%.6g", f->d);
}

/* The stamp's text is kept for the millisecond. */
static const char *stamp(void)
{
	static _Thread_local char text[25];
	static _Thread_local int64_t at;
	int64_t now = clock_unix_ms();

	if (now != at) {
		at = now;
		clock_rfc3339(now, text);
	}
	return text;
}

void log_write(enum log_level level, const char *event, const struct log_field *fields)
{
	const struct context *c = context();
	size_t before;

	if (level < least)
		return;
	if (out.len > BUFFER - LINE_MOST)
		log_flush();
	before = out.len;
	buf_c(&out, "{\"time\":\"");
	buf_c(&out, stamp());
	buf_c(&out, "\",\"level\":\"");
	buf_c(&out, names[level]);
	buf_c(&out, "\",\"service\":\"");
	buf_c(&out, service);
	buf_c(&out, "\",\"event\":\"");
	buf_c(&out, event);
	buf_char(&out, '"');
	if (c->request_id[0])
		put_member(&out, "request_id", str_c(c->request_id));
	if (c->trace_id[0]) {
		put_member(&out, "trace_id", str_c(c->trace_id));
		put_member(&out, "span_id", str_c(c->span_id));
	}
	if (c->parent_id[0])
		put_member(&out, "parent_id", str_c(c->parent_id));
	for (const struct log_field *f = fields; f->kind; f++)
		put_field(&out, f);
	buf_c(&out, "}\n");
	if (!buf_ok(&out)) {
		dropped++;
		out.len = before;
		out.failed = out.full = false;
	}
	if (level >= LOG_ERROR)
		log_flush();
}

/* What stands of a line whose rest found no room: taken back where that can be, else ended before the next one. */
static bool torn;

static void mend(size_t written)
{
	size_t n = 0;
	struct stat st;

	while (n < written && out.p[written - 1 - n] != '\n')
		n++;
	torn = n > 0;
	if (torn && fstat(STDOUT_FILENO, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size >= n)
		torn = ftruncate(STDOUT_FILENO, st.st_size - (off_t)n) != 0;
}

void log_flush(void)
{
	size_t at = 0;

	if (torn && out.len)
		torn = write(STDOUT_FILENO, "\n", 1) != 1;
	while (at < out.len && !torn) {
		ssize_t n = write(STDOUT_FILENO, out.p + at, out.len - at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		at += (size_t)n;
	}
	if (at && at < out.len)
		mend(at);
	for (size_t i = at; i < out.len; i++)
		dropped += out.p[i] == '\n';
	out.len = 0;
}

uint64_t log_dropped(void)
{
	return dropped;
}
