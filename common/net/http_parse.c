#include "net/http_parse.h"

#include "base/cleanup.h"
#include "base/err.h"

enum {
	LINE_MAX_URI = 8 * 1024, /* request line, so that a head has room for its headers too */
	EXTENSION_MAX = 256,     /* chunk-size line without its digits */
	TRAILERS_MAX = 4 * 1024,
};

enum { TOKEN = 1, TARGET = 2, HOST = 4, HEX = 8, DIGIT = 16 };

/* TARGET is every visible ASCII byte except those that no client leaves unescaped on purpose. */
static const uint8_t kind[256] = {
	['!'] = TOKEN | TARGET,
	['$'] = TOKEN | TARGET,
	['%'] = TOKEN | TARGET,
	['&'] = TOKEN | TARGET,
	['\''] = TOKEN | TARGET,
	['('] = TARGET,
	[')'] = TARGET,
	['*'] = TOKEN | TARGET,
	['+'] = TOKEN | TARGET,
	[','] = TARGET,
	['-'] = TOKEN | TARGET | HOST,
	['.'] = TOKEN | TARGET | HOST,
	['/'] = TARGET,
	['0' ... '9'] = TOKEN | TARGET | HOST | HEX | DIGIT,
	[':'] = TARGET,
	[';'] = TARGET,
	['='] = TARGET,
	['?'] = TARGET,
	['@'] = TARGET,
	['A' ... 'F'] = TOKEN | TARGET | HOST | HEX,
	['G' ... 'Z'] = TOKEN | TARGET | HOST,
	['['] = TARGET,
	[']'] = TARGET,
	['^'] = TOKEN | TARGET,
	['_'] = TOKEN | TARGET | HOST,
	['`'] = TOKEN | TARGET,
	['a' ... 'f'] = TOKEN | TARGET | HOST | HEX,
	['g' ... 'z'] = TOKEN | TARGET | HOST,
	['{'] = TARGET,
	['|'] = TOKEN | TARGET,
	['}'] = TARGET,
	['~'] = TOKEN | TARGET | HOST,
	['#'] = TOKEN,
};

static bool is(char c, int bits)
{
	return kind[(unsigned char)c] & bits;
}

static size_t span(const char *p, size_t n, int bits)
{
	size_t i = 0;

	while (i < n && is(p[i], bits))
		i++;
	return i;
}

/* A byte that may stand in a field value: tab, space, visible, or above ASCII. */
static bool is_text(char c)
{
	unsigned char u = (unsigned char)c;

	return u == '\t' || (u >= ' ' && u != 0x7f);
}

/* Eight bytes at a time: values are most of a head. */
static bool all_text(const char *p, size_t n)
{
	const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
	size_t i = 0;

	for (; i + 8 <= n; i += 8) {
		uint64_t x, del;

		memcpy(&x, p + i, 8);
		del = x ^ (ones * 0x7f);
		if ((((x - ones * 0x20) & ~x) | ((del - ones) & ~del)) & high)
			for (size_t k = i; k < i + 8; k++)
				if (!is_text(p[k]))
					return false;
	}
	for (; i < n; i++)
		if (!is_text(p[i]))
			return false;
	return true;
}

static const struct str methods[HTTP_METHODS] = {
	[HTTP_GET] = { "GET", 3 },
	[HTTP_HEAD] = { "HEAD", 4 },
	[HTTP_POST] = { "POST", 4 },
	[HTTP_PUT] = { "PUT", 3 },
	[HTTP_PATCH] = { "PATCH", 5 },
	[HTTP_DELETE] = { "DELETE", 6 },
	[HTTP_OPTIONS] = { "OPTIONS", 7 },
};

const char *http_method_name(enum http_method m)
{
	return m < HTTP_METHODS ? methods[m].p : "OTHER";
}

static enum http_method method_of(struct str name)
{
	for (int m = 0; m < HTTP_METHODS; m++)
		if (str_eq(methods[m], name))
			return m;
	return HTTP_OTHER;
}

static int parse_version(struct str v, struct http_head *h)
{
	if (v.n != 8 || memcmp(v.p, "HTTP/", 5) != 0 || !is(v.p[5], DIGIT) || v.p[6] != '.' || !is(v.p[7], DIGIT))
		return fail(ERR_BAD_REQUEST, "the request line is not \"method target HTTP/1.1\"");
	if (v.p[5] != '1' || v.p[7] > '1')
		return fail(ERR_HTTP_VERSION, "HTTP/%c.%c", v.p[5], v.p[7]);
	h->minor = v.p[7] - '0';
	return 0;
}

static int parse_target(struct str t, struct http_head *h)
{
	const char *q;

	if (str_eq(t, STR("*"))) {
		if (h->method != HTTP_OPTIONS)
			return fail(ERR_BAD_REQUEST, "the target * is for OPTIONS only");
		h->target = h->path = t;
		return 0;
	}
	if (t.n == 0 || t.p[0] != '/')
		return fail(ERR_BAD_REQUEST, "the target does not start with /");
	if (span(t.p, t.n, TARGET) != t.n)
		return fail(ERR_BAD_REQUEST, "the target holds a byte that must be escaped");
	for (const char *p = t.p; (p = memchr(p, '%', (size_t)(t.p + t.n - p))); p++)
		if (t.p + t.n - p < 3 || !is(p[1], HEX) || !is(p[2], HEX))
			return fail(ERR_BAD_REQUEST, "the target holds a broken %% escape");

	q = memchr(t.p, '?', t.n);
	h->target = t;
	h->path = q ? str_sub(t, 0, (size_t)(q - t.p)) : t;
	h->query = q ? str_sub(t, (size_t)(q - t.p) + 1, t.n) : STR_NONE;
	return 0;
}

static int parse_request_line(struct str line, struct http_head *h)
{
	size_t m = span(line.p, line.n, TOKEN), t;
	struct str target;

	if (m == 0 || m == line.n || line.p[m] != ' ')
		return fail(ERR_BAD_REQUEST, "the request line does not begin with a method");
	h->method = method_of(str_sub(line, 0, m));
	for (t = ++m; t < line.n && line.p[t] != ' '; t++)
		;
	target = str_sub(line, m, t);
	TRY(parse_version(t < line.n ? str_sub(line, t + 1, line.n) : STR(""), h));
	return parse_target(target, h);
}

/* What the known headers have said so far. */
struct seen {
	bool host, encoding, close, keep, expect;
};

static int take_host(struct http_head *h, struct seen *seen, struct str v)
{
	size_t n = 0;

	(void)h;
	if (seen->host)
		return fail(ERR_BAD_REQUEST, "Host was sent twice");
	seen->host = true;
	if (v.n && v.p[0] == '[') {
		for (n = 1; n < v.n && (is(v.p[n], HEX) || v.p[n] == ':' || v.p[n] == '.'); n++)
			;
		n = n > 1 && n < v.n && v.p[n] == ']' ? n + 1 : 0;
	} else {
		n = span(v.p, v.n, HOST);
	}
	if (n > 0 && n < v.n && v.p[n] == ':')
		n += 1 + span(v.p + n + 1, v.n - n - 1, DIGIT);
	if (n == 0 || n != v.n)
		return fail(ERR_BAD_REQUEST, "Host is not a name or address with an optional port");
	return 0;
}

static int take_length(struct http_head *h, struct seen *seen, struct str v)
{
	(void)seen;
	if (h->has_length)
		return fail(ERR_BAD_REQUEST, "Content-Length was sent twice");
	if (v.n == 0 || span(v.p, v.n, DIGIT) != v.n)
		return fail(ERR_BAD_REQUEST, "Content-Length is not a number");
	if (!str_i64(v, &h->length))
		return fail(ERR_TOO_LARGE, "Content-Length is beyond any limit");
	h->has_length = true;
	return 0;
}

static int take_encoding(struct http_head *h, struct seen *seen, struct str v)
{
	if (seen->encoding)
		return fail(ERR_BAD_REQUEST, "Transfer-Encoding was sent twice");
	seen->encoding = true;
	if (!str_ieq(v, STR("chunked")))
		return fail(ERR_NOT_IMPLEMENTED, "the only transfer coding spoken here is chunked");
	h->chunked = true;
	return 0;
}

static int take_connection(struct http_head *h, struct seen *seen, struct str v)
{
	(void)h;
	while (v.p) {
		struct str option = str_trim(str_split(&v, ','));

		seen->close |= str_ieq(option, STR("close"));
		seen->keep |= str_ieq(option, STR("keep-alive"));
	}
	return 0;
}

static int take_expect(struct http_head *h, struct seen *seen, struct str v)
{
	(void)h;
	if (!str_ieq(v, STR("100-continue")))
		return fail(ERR_EXPECTATION, "the only expectation known here is 100-continue");
	seen->expect = true;
	return 0;
}

static const struct {
	struct str name;
	int (*take)(struct http_head *h, struct seen *seen, struct str value);
} known[] = {
	{ { "host", 4 }, take_host },
	{ { "content-length", 14 }, take_length },
	{ { "transfer-encoding", 17 }, take_encoding },
	{ { "connection", 10 }, take_connection },
	{ { "expect", 6 }, take_expect },
};

static int parse_header(struct str line, struct http_head *h, struct seen *seen)
{
	struct http_header *f = &h->headers[h->nheaders];
	size_t n = span(line.p, line.n, TOKEN), end = line.n;

	/* A space here is either a folded line or a name that proxies read in different ways. */
	if (n == 0 || n == line.n || line.p[n] != ':')
		return fail(ERR_BAD_REQUEST, "a header line is not \"name: value\"");
	if (h->nheaders == HTTP_HEADERS_MAX)
		return fail(ERR_HEAD_TOO_LARGE, "more than %d header lines", HTTP_HEADERS_MAX);
	f->name = str_sub(line, 0, n);
	for (n++; n < end && (line.p[n] == ' ' || line.p[n] == '\t'); n++)
		;
	while (end > n && (line.p[end - 1] == ' ' || line.p[end - 1] == '\t'))
		end--;
	f->value = str_sub(line, n, end);
	if (!all_text(f->value.p, f->value.n))
		return fail(ERR_BAD_REQUEST, "a header value holds a control byte");
	h->nheaders++;

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (known[i].name.n == f->name.n && str_ieq(known[i].name, f->name))
			return known[i].take(h, seen, f->value);
	return 0;
}

/* How the body is framed must have one meaning only. */
static int check_head(struct http_head *h, const struct seen *seen)
{
	if (h->minor == 1 && !seen->host)
		return fail(ERR_BAD_REQUEST, "Host is missing");
	if (h->chunked && h->has_length)
		return fail(ERR_BAD_REQUEST, "both Content-Length and Transfer-Encoding");
	if (h->chunked && h->minor == 0)
		return fail(ERR_BAD_REQUEST, "Transfer-Encoding in HTTP/1.0");
	h->keep_alive = !seen->close && (h->minor == 1 || seen->keep);
	h->expect_continue = seen->expect && h->minor == 1;
	return 0;
}

/* The line at in[at], without its CRLF. Length with CRLF, 0 = not whole yet, or a refusal. */
static int next_line(struct str in, size_t at, struct str *ret)
{
	const char *lf = memchr(in.p + at, '\n', in.n - at);
	size_t n, seen = lf ? (size_t)(lf - in.p) + 1 : in.n;

	if (at <= 2 && seen - at > LINE_MAX_URI)
		return fail(ERR_URI_TOO_LONG, "the request line is longer than %d bytes", LINE_MAX_URI);
	if (seen > HTTP_HEAD_MAX || (!lf && seen == HTTP_HEAD_MAX))
		return fail(ERR_HEAD_TOO_LARGE, "the head is larger than %d bytes", HTTP_HEAD_MAX);
	if (!lf)
		return 0;
	n = (size_t)(lf - in.p) - at;
	if (n == 0 || lf[-1] != '\r')
		return fail(ERR_BAD_REQUEST, "a line does not end in CR LF");
	*ret = (struct str){ in.p + at, n - 1 };
	return (int)(n + 1);
}

/* All but the header array, which nheaders guards. */
static void head_init(struct http_head *h)
{
	h->method = HTTP_OTHER;
	h->target = h->path = STR("");
	h->query = STR_NONE;
	h->minor = 1;
	h->nheaders = 0;
	h->keep_alive = h->chunked = h->has_length = h->expect_continue = false;
	h->length = 0;
}

int http_parse_head(struct str in, struct http_head *ret)
{
	struct seen seen = { 0 };
	struct str line = STR_NONE;
	size_t at = 0;
	int n;

	head_init(ret);
	/* One empty line before a request is forgiven: some clients send one after a body. */
	if (in.n >= 2 && in.p[0] == '\r' && in.p[1] == '\n')
		at = 2;
	n = TRY(next_line(in, at, &line));
	if (n == 0)
		return 0;
	TRY(parse_request_line(line, ret));
	for (;;) {
		at += (size_t)n;
		n = TRY(next_line(in, at, &line));
		if (n == 0)
			return 0;
		if (line.n == 0)
			break;
		TRY(parse_header(line, ret, &seen));
	}
	TRY(check_head(ret, &seen));
	return (int)(at + (size_t)n);
}

struct str http_header(const struct http_head *h, const char *name)
{
	struct str wanted = str_c(name);

	for (size_t i = 0; i < h->nheaders; i++)
		if (h->headers[i].name.n == wanted.n && str_ieq(h->headers[i].name, wanted))
			return h->headers[i].value;
	return STR_NONE;
}

/* ---- chunked bodies -------------------------------------------------------------------------- */

enum chunk_state {
	CHUNK_SIZE, /* the zero state: a fresh decoder is all zeroes */
	CHUNK_EXTENSION,
	CHUNK_SIZE_LF,
	CHUNK_DATA,
	CHUNK_DATA_CR,
	CHUNK_DATA_LF,
	CHUNK_TRAILER_START,
	CHUNK_TRAILER_NAME,
	CHUNK_TRAILER_VALUE,
	CHUNK_TRAILER_LF,
	CHUNK_END_LF,
	CHUNK_DONE,
	CHUNK_BROKEN,
};

static unsigned hex_value(char c)
{
	return is(c, DIGIT) ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a') + 10;
}

static int size_byte(struct http_chunks *c, char b)
{
	if (is(b, HEX)) {
		if (++c->digits > 8)
			return CHUNK_BROKEN;
		c->left = c->left << 4 | hex_value(b);
		return CHUNK_SIZE;
	}
	if (c->digits == 0)
		return CHUNK_BROKEN;
	c->line = 0;
	return b == '\r' ? CHUNK_SIZE_LF : b == ';' ? CHUNK_EXTENSION : CHUNK_BROKEN;
}

/* The next state after one byte of framing; data bytes never come here. */
static int frame_byte(struct http_chunks *c, char b)
{
	switch (c->state) {
	case CHUNK_SIZE: return size_byte(c, b);
	case CHUNK_EXTENSION:
		if (b == '\r')
			return CHUNK_SIZE_LF;
		return is_text(b) && ++c->line <= EXTENSION_MAX ? CHUNK_EXTENSION : CHUNK_BROKEN;
	case CHUNK_SIZE_LF:
		c->digits = c->line = 0;
		return b != '\n' ? CHUNK_BROKEN : c->left ? CHUNK_DATA : CHUNK_TRAILER_START;
	case CHUNK_DATA_CR: return b == '\r' ? CHUNK_DATA_LF : CHUNK_BROKEN;
	case CHUNK_DATA_LF: return b == '\n' ? CHUNK_SIZE : CHUNK_BROKEN;
	case CHUNK_TRAILER_START:
		if (b == '\r')
			return CHUNK_END_LF;
		return is(b, TOKEN) ? CHUNK_TRAILER_NAME : CHUNK_BROKEN;
	case CHUNK_TRAILER_NAME:
		if (++c->line > TRAILERS_MAX)
			return CHUNK_BROKEN;
		return b == ':' ? CHUNK_TRAILER_VALUE : is(b, TOKEN) ? CHUNK_TRAILER_NAME : CHUNK_BROKEN;
	case CHUNK_TRAILER_VALUE:
		if (b == '\r')
			return CHUNK_TRAILER_LF;
		return is_text(b) && ++c->line <= TRAILERS_MAX ? CHUNK_TRAILER_VALUE : CHUNK_BROKEN;
	case CHUNK_TRAILER_LF: return b == '\n' && ++c->line <= TRAILERS_MAX ? CHUNK_TRAILER_START : CHUNK_BROKEN;
	case CHUNK_END_LF: return b == '\n' ? CHUNK_DONE : CHUNK_BROKEN;
	default: return CHUNK_BROKEN;
	}
}

ptrdiff_t http_chunks_feed(struct http_chunks *c, char *p, size_t n, size_t *decoded, bool *done)
{
	size_t i = 0, out = 0;

	while (i < n && c->state != CHUNK_DONE) {
		if (c->state == CHUNK_DATA) {
			size_t take = c->left < n - i ? (size_t)c->left : n - i;

			memmove(p + out, p + i, take);
			i += take;
			out += take;
			c->left -= take;
			if (c->left == 0)
				c->state = CHUNK_DATA_CR;
			continue;
		}
		c->state = frame_byte(c, p[i++]);
		if (c->state == CHUNK_BROKEN)
			return fail(ERR_BAD_REQUEST, "the chunked body is malformed");
	}
	*decoded = out;
	*done = c->state == CHUNK_DONE;
	return (ptrdiff_t)i;
}
