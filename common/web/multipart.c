#include "web/multipart.h"

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"

enum { BOUNDARY_MAX = 70 };

/* ---- name=value behind a semicolon: in both headers ------------------------------------------- */

static bool is_token(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(c && strchr("!#$%&'*+-.^_`|~", c));
}

static size_t token(struct str s)
{
	size_t n = 0;

	while (n < s.n && is_token(s.p[n]))
		n++;
	return n;
}

static struct str skip_blanks(struct str s)
{
	size_t n = 0;

	while (n < s.n && (s.p[n] == ' ' || s.p[n] == '\t'))
		n++;
	return str_sub(s, n, s.n);
}

static bool is_escape(struct str s, size_t at)
{
	return s.p[at] == '\\' && at + 1 < s.n && (s.p[at + 1] == '"' || s.p[at + 1] == '\\');
}

/* At the opening quote. Only \" and \\ are escapes: browsers send a backslash as it is. Length with both quotes, 0 when
 * it does not end. */
static int quoted(struct str s, struct str *ret)
{
	size_t end = 1, n = 0;
	char *to;

	while (end < s.n && s.p[end] != '"')
		end += is_escape(s, end) ? 2 : 1;
	if (end >= s.n)
		return 0;
	to = TRY_MEM(arena_alloc(mem(), end));
	for (size_t i = 1; i < end; i++) {
		i += is_escape(s, i);
		to[n++] = s.p[i];
	}
	to[n] = '\0';
	*ret = (struct str){ to, n };
	return (int)(end + 1);
}

/* Takes "; name=value" off *rest. 1, 0 at the end, or negative. */
static int parameter(struct str *rest, struct str *name, struct str *value)
{
	struct str s = skip_blanks(*rest);
	size_t n;

	if (s.n == 0)
		return 0;
	if (s.p[0] != ';')
		return fail(ERR_BAD_REQUEST, "a parameter of a part's header is malformed");
	s = skip_blanks(str_sub(s, 1, s.n));
	n = token(s);
	*name = str_sub(s, 0, n);
	if (n == 0 || n == s.n || s.p[n] != '=')
		return fail(ERR_BAD_REQUEST, "a parameter of a part's header is malformed");
	s = str_sub(s, n + 1, s.n);
	if (s.n && s.p[0] == '"') {
		n = (size_t)TRY(quoted(s, value));
	} else {
		n = token(s);
		*value = str_sub(s, 0, n);
	}
	if (n == 0)
		return fail(ERR_BAD_REQUEST, "a parameter of a part's header is malformed");
	*rest = str_sub(s, n, s.n);
	return 1;
}

/* ---- the boundary ----------------------------------------------------------------------------- */

static bool is_boundary(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_token(s.p[i]) && !strchr("(),/:=? ", s.p[i]))
			return false;
	return s.n > 0 && s.n <= BOUNDARY_MAX && s.p[s.n - 1] != ' ' && !memchr(s.p, '\0', s.n);
}

static int find_boundary(struct str content_type, struct str *ret)
{
	static const char wanted[] = "send multipart/form-data with a boundary";
	ptrdiff_t at = str_find(content_type, ';', 0);
	struct str rest, name, value, found = STR_NONE;
	int r;

	if (at < 0 || !str_ieq(str_trim(str_sub(content_type, 0, (size_t)at)), STR("multipart/form-data")))
		return fail(ERR_MEDIA_TYPE, wanted);
	rest = str_sub(content_type, (size_t)at, content_type.n);
	while ((r = parameter(&rest, &name, &value)) == 1) {
		if (!str_ieq(name, STR("boundary")))
			continue;
		if (found.p)
			return fail(ERR_MEDIA_TYPE, wanted);
		found = value;
	}
	if (r == -ERR_NOMEM)
		return r;
	if (r < 0 || !is_boundary(found))
		return fail(ERR_MEDIA_TYPE, wanted);
	*ret = found;
	return 0;
}

/* ---- a part's headers ------------------------------------------------------------------------- */

static int check_name(struct str s)
{
	if (s.n > MULTIPART_NAME_MAX)
		return fail(ERR_TOO_LARGE, "a name in the form has more than %d bytes", MULTIPART_NAME_MAX);
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return fail(ERR_BAD_REQUEST, "a name in the form holds a control character");
	return str_utf8(s) ? 0 : fail(ERR_BAD_REQUEST, "a name in the form is not UTF-8");
}

static int take_disposition(struct multipart_part *p, struct str value)
{
	size_t n = token(value);
	struct str rest = str_sub(value, n, value.n), name, v;
	int r;

	if (p->name.p || !str_ieq(str_sub(value, 0, n), STR("form-data")))
		return fail(ERR_BAD_REQUEST, "a part has one Content-Disposition: form-data");
	while ((r = parameter(&rest, &name, &v)) == 1) {
		struct str *to = str_ieq(name, STR("name")) ? &p->name
			: str_ieq(name, STR("filename"))    ? &p->filename
							    : NULL;

		/* RFC 7578, section 4.2: filename* must not be used here. */
		if (!to || to->p)
			return fail(ERR_BAD_REQUEST, "a part's Content-Disposition holds name and filename, once each");
		TRY(check_name(v));
		*to = v;
	}
	if (r < 0)
		return r;
	return p->name.n ? 0 : fail(ERR_BAD_REQUEST, "a part has no name");
}

static int take_header(struct multipart_part *p, struct str line)
{
	size_t n = token(line);
	struct str name = str_sub(line, 0, n), value = str_trim(str_sub(line, n + 1, line.n));

	if (n == 0 || n == line.n || line.p[n] != ':')
		return fail(ERR_BAD_REQUEST, "a part's header line is not \"name: value\"");
	for (size_t i = 0; i < line.n; i++)
		if (((unsigned char)line.p[i] < 0x20 && line.p[i] != '\t') || line.p[i] == 0x7f)
			return fail(ERR_BAD_REQUEST, "a part's header holds a control character");
	if (str_ieq(name, STR("content-disposition")))
		return take_disposition(p, value);
	if (str_ieq(name, STR("content-transfer-encoding")) && !str_ieq(value, STR("binary")) &&
		!str_ieq(value, STR("8bit")) && !str_ieq(value, STR("7bit")))
		return fail(ERR_BAD_REQUEST, "a part must be sent as it is, without a transfer encoding");
	if (str_ieq(name, STR("content-type"))) {
		if (p->content_type.p)
			return fail(ERR_BAD_REQUEST, "a part has one Content-Type");
		p->content_type = value;
	}
	return 0;
}

/* Headers, an empty line, the body. */
static int take_part(struct str text, struct multipart_part *p)
{
	*p = (struct multipart_part){ 0 };
	for (size_t at = 0; at < text.n;) {
		const char *end = memmem(text.p + at, text.n - at, "\r\n", 2);
		size_t to = end ? (size_t)(end - text.p) : text.n;

		if (to > MULTIPART_HEAD_MAX)
			return fail(ERR_TOO_LARGE, "a part's headers have more than %d bytes", MULTIPART_HEAD_MAX);
		if (!end)
			break;
		if (to == at) {
			p->body = str_sub(text, to + 2, text.n);
			return p->name.p ? 0 : fail(ERR_BAD_REQUEST, "a part has no Content-Disposition");
		}
		TRY(take_header(p, str_sub(text, at, to)));
		at = to + 2;
	}
	return fail(ERR_BAD_REQUEST, "a part ends inside its headers");
}

/* ---- the form --------------------------------------------------------------------------------- */

static bool takes(struct str *rest, struct str what)
{
	if (!str_starts(*rest, what))
		return false;
	*rest = str_sub(*rest, what.n, rest->n);
	return true;
}

int multipart_parse(struct str content_type, struct str body, struct multipart *ret)
{
	struct str boundary = STR_NONE, delimiter, rest = body;
	size_t n = 0;

	TRY(find_boundary(content_type, &boundary));
	delimiter = str_printf(mem(), "\r\n--%.*s", STR_FMT(boundary));
	TRY_MEM(delimiter.p);
	if (!takes(&rest, str_sub(delimiter, 2, delimiter.n)))
		return fail(ERR_BAD_REQUEST, "the form does not begin with its boundary");
	while (!str_starts(rest, STR("--"))) {
		const char *end;

		if (!takes(&rest, STR("\r\n")))
			return fail(ERR_BAD_REQUEST, "a boundary of the form does not end its line");
		end = memmem(rest.p, rest.n, delimiter.p, delimiter.n);
		if (!end)
			return fail(ERR_BAD_REQUEST, "the form does not end with its boundary");
		if (n == MULTIPART_PARTS_MAX)
			return fail(ERR_TOO_LARGE, "a form has at most %d parts", MULTIPART_PARTS_MAX);
		TRY(take_part(str_sub(rest, 0, (size_t)(end - rest.p)), &ret->parts[n++]));
		rest = str_sub(rest, (size_t)(end - rest.p) + delimiter.n, rest.n);
	}
	if (rest.n != 2 && !str_eq(rest, STR("--\r\n")))
		return fail(ERR_BAD_REQUEST, "something stands behind the end of the form");
	if (n == 0)
		return fail(ERR_BAD_REQUEST, "the form has no parts");
	ret->n = n;
	return 0;
}

const struct multipart_part *multipart_find(const struct multipart *m, const char *name)
{
	for (size_t i = 0; i < m->n; i++)
		if (str_is(m->parts[i].name, name))
			return &m->parts[i];
	return NULL;
}
