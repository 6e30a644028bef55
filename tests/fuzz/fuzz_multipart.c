/* Fuzz target: a Content-Type and a form, split at the first LF. Parts lie inside the body, in its order; and a form put
 * together anew from what was read must read the same. */
#include <stdint.h>
#include <stdlib.h>

#include "base/context.h"
#include "web/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void put_quoted(struct buf *b, struct str s)
{
	buf_char(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			buf_char(b, '\\');
		buf_char(b, s.p[i]);
	}
	buf_char(b, '"');
}

/* With a boundary that stands in no part, because its length is that of none of the body's lines. */
static struct str written(const struct multipart *m)
{
	struct buf b = BUF_ON(mem(), 1 << 20);

	for (size_t i = 0; i < m->n; i++) {
		const struct multipart_part *p = &m->parts[i];

		buf_c(&b, "--fuzz-of-the-house\r\nContent-Disposition: form-data; name=");
		put_quoted(&b, p->name);
		if (p->filename.p) {
			buf_c(&b, "; filename=");
			put_quoted(&b, p->filename);
		}
		if (p->content_type.p) {
			buf_c(&b, "\r\nContent-Type: ");
			buf_str(&b, p->content_type);
		}
		buf_c(&b, "\r\n\r\n");
		buf_str(&b, p->body);
		buf_c(&b, "\r\n");
	}
	buf_c(&b, "--fuzz-of-the-house--");
	must(buf_ok(&b));
	return buf_view(&b);
}

static void again(const struct multipart *m)
{
	static struct multipart second;

	for (size_t i = 0; i < m->n; i++)
		if (memmem(m->parts[i].body.p, m->parts[i].body.n, "fuzz-of-the-house", 17) ||
			m->parts[i].content_type.n + 2 * m->parts[i].name.n + 2 * m->parts[i].filename.n > 1900)
			return;
	must(multipart_parse(STR("multipart/form-data; boundary=fuzz-of-the-house"), written(m), &second) == 0);
	must(second.n == m->n);
	for (size_t i = 0; i < m->n; i++) {
		const struct multipart_part *a = &m->parts[i], *b = &second.parts[i];

		must(str_eq(a->name, b->name) && str_eq(a->body, b->body) && str_eq(a->filename, b->filename));
		must(!a->filename.p == !b->filename.p && str_eq(a->content_type, b->content_type));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct multipart form;
	char *exact = malloc(size ? size : 1); /* nothing behind it, so that ASan sees the first byte too many */
	struct str body = { exact, size }, type;

	memcpy(exact, data, size);
	type = str_split(&body, '\n');
	if (!body.p)
		body = STR("");
	if (multipart_parse(type, body, &form) == 0) {
		const char *from = body.p;

		must(form.n > 0 && form.n <= MULTIPART_PARTS_MAX);
		for (size_t i = 0; i < form.n; i++) {
			const struct multipart_part *p = &form.parts[i];

			must(p->body.p >= from && p->body.p + p->body.n < body.p + body.n);
			must(p->name.n > 0 && p->name.n <= MULTIPART_NAME_MAX && str_utf8(p->name) &&
				str_utf8(p->filename));
			from = p->body.p + p->body.n;
		}
		again(&form);
	}
	free(exact);
	context_clear(context());
	return 0;
}
