#include "template.h"

#include "base/cleanup.h"
#include "base/err.h"
#include "template_ops.h"

enum { SCRATCH_MOST = 4 * TEMPLATE_OPS_MAX * sizeof(struct template_op) };

/* One source being compiled: a template or one of its partials. */
struct source {
	struct str name, text;
	size_t at;
	int depth;
};

struct compiler {
	struct arena *arena, *scratch; /* what stays, what is only needed here */
	const struct template_sources *partials;
	struct template_op *ops;
	size_t n, cap;
	struct template_path **names, *own;
	uint32_t open[TEMPLATE_SECTIONS_MAX]; /* indexes of sections not closed yet */
	int nopen;
};

struct tag {
	char kind; /* one of # ^ / ! > &, '{' for raw, 0 for a value */
	struct str name;
	size_t begin, end; /* of the whole tag in the source */
};

static int line_of(const struct source *s, size_t at)
{
	int line = 1;

	for (size_t i = 0; i < at; i++)
		line += s->text.p[i] == '\n';
	return line;
}

static int wrong(const struct source *s, size_t at, const char *what, struct str which)
{
	return fail(ERR_INVALID, "%.*s:%d: %s%s%.*s", STR_FMT(s->name), line_of(s, at), what, which.n ? " " : "",
		STR_FMT(which));
}

static int emit(struct compiler *c, struct template_op op)
{
	size_t cap = c->cap ? c->cap * 2 : 64;
	struct template_op *ops;

	if (c->n == TEMPLATE_OPS_MAX)
		return fail(ERR_INVALID, "a template has at most %d instructions", TEMPLATE_OPS_MAX);
	if (c->n == c->cap) {
		ops = TRY_MEM(arena_grow(c->scratch, c->ops, c->cap * sizeof(*ops), cap * sizeof(*ops)));
		c->ops = ops;
		c->cap = cap;
	}
	c->ops[c->n++] = op;
	return 0;
}

static int emit_text(struct compiler *c, struct str text)
{
	return text.n ? emit(c, (struct template_op){ .kind = OP_TEXT, .jump = (uint32_t)text.n, .text = text.p }) : 0;
}

/* Finds the next tag at or after s->at: 1, 0 when there is none, or what is wrong. */
static int next_tag(const struct source *s, struct tag *ret)
{
	struct str t = s->text, close = STR("}}"), inner;
	const char *begin = memmem(t.p + s->at, t.n - s->at, "{{", 2), *end;
	size_t from;

	if (!begin)
		return 0;
	ret->begin = (size_t)(begin - t.p);
	from = ret->begin + 2;
	ret->kind = from < t.n && strchr("#^/!>&{", t.p[from]) ? t.p[from] : 0;
	from += ret->kind != 0;
	if (ret->kind == '{')
		close = STR("}}}");
	end = from <= t.n ? memmem(t.p + from, t.n - from, close.p, close.n) : NULL;
	if (!end)
		return wrong(s, ret->begin, "a tag is not closed", STR_NONE);
	inner = str_trim((struct str){ t.p + from, (size_t)(end - t.p) - from });
	ret->name = inner;
	ret->end = (size_t)(end - t.p) + close.n;
	return 1;
}

static bool name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* It comes to the front: names stand near each other. */
static struct template_path *known_path(struct compiler *c, struct str name)
{
	for (struct template_path **at = c->names, *p; (p = *at); at = &p->next)
		if (str_eq(p->written, name)) {
			*at = p->next;
			p->next = *c->names;
			*c->names = p;
			return p;
		}
	return NULL;
}

static int compile_path(
	struct compiler *c, const struct source *s, const struct tag *tag, const struct template_path **ret)
{
	struct template_path *p;
	struct str rest = tag->name, part;

	*ret = known_path(c, tag->name);
	if (*ret)
		return 0;
	p = TRY_MEM(ARENA_NEW(c->arena, struct template_path));
	p->written = tag->name;
	p->next = *c->names;
	*c->names = p;
	*ret = p;
	if (str_is(tag->name, "."))
		return 0;
	while (rest.p) {
		part = str_split(&rest, '.');
		for (size_t i = 0; i < part.n; i++)
			if (!name_char(part.p[i]))
				return wrong(s, tag->begin, "not a name:", tag->name);
		if (part.n == 0 || p->n == TEMPLATE_PARTS_MAX)
			return wrong(s, tag->begin, "not a name:", tag->name);
		p->parts[p->n++] = TRY_MEM(arena_strndup(c->arena, part.p, part.n));
	}
	return p->n ? 0 : wrong(s, tag->begin, "a tag without a name", STR_NONE);
}

/* A standalone tag takes its line with it: *text_end moves back to the line's begin, the source's position
 * goes behind its end. */
static void drop_line(struct source *s, const struct tag *tag, size_t *text_end)
{
	size_t begin = tag->begin, end = tag->end;

	while (begin > 0 && (s->text.p[begin - 1] == ' ' || s->text.p[begin - 1] == '\t'))
		begin--;
	while (end < s->text.n && strchr(" \t\r", s->text.p[end]))
		end++;
	if ((begin > 0 && s->text.p[begin - 1] != '\n') || (end < s->text.n && s->text.p[end] != '\n'))
		return;
	*text_end = begin;
	s->at = end < s->text.n ? end + 1 : end;
}

static int open_section(struct compiler *c, const struct source *s, const struct tag *tag)
{
	const struct template_path *path;

	TRY(compile_path(c, s, tag, &path));
	if (c->nopen == TEMPLATE_SECTIONS_MAX)
		return wrong(s, tag->begin, "too many sections inside each other at", tag->name);
	c->open[c->nopen++] = (uint32_t)c->n;
	return emit(c, (struct template_op){ .kind = tag->kind == '#' ? OP_SECTION : OP_INVERTED, .path = path });
}

static int close_section(struct compiler *c, const struct source *s, const struct tag *tag, int outer)
{
	uint32_t begin;

	if (c->nopen <= outer)
		return wrong(s, tag->begin, "nothing to close for", tag->name);
	begin = c->open[c->nopen - 1];
	if (!str_eq(c->ops[begin].path->written, tag->name))
		return wrong(s, tag->begin, "closes another section than was opened:", tag->name);
	c->nopen--;
	c->ops[begin].jump = (uint32_t)c->n;
	return emit(c, (struct template_op){ .kind = OP_END, .jump = begin });
}

static int compile_source(struct compiler *c, struct source *s);

static int compile_partial(struct compiler *c, const struct source *s, const struct tag *tag)
{
	struct source inner = { .name = tag->name, .depth = s->depth + 1 };

	if (inner.depth > TEMPLATE_PARTIALS_MAX)
		return wrong(s, tag->begin, "partials inside each other without end:", tag->name);
	inner.text = c->partials ? c->partials->get(c->partials->arg, tag->name) : STR_NONE;
	if (!inner.text.p)
		return wrong(s, tag->begin, "no such partial:", tag->name);
	return compile_source(c, &inner);
}

static int compile_tag(struct compiler *c, const struct source *s, const struct tag *tag, int outer)
{
	const struct template_path *path;

	switch (tag->kind) {
	case '!': return 0;
	case '#':
	case '^': return open_section(c, s, tag);
	case '/': return close_section(c, s, tag, outer);
	case '>': return compile_partial(c, s, tag);
	case '{':
	case '&':
		TRY(compile_path(c, s, tag, &path));
		return emit(c, (struct template_op){ .kind = OP_RAW, .path = path });
	default:
		TRY(compile_path(c, s, tag, &path));
		return emit(c, (struct template_op){ .kind = OP_VALUE, .path = path });
	}
}

/* Calls itself for partials only, TEMPLATE_PARTIALS_MAX deep. */
static int compile_source(struct compiler *c, struct source *s)
{
	int outer = c->nopen;
	struct tag tag = { 0 };
	size_t text_end, from;

	if (s->text.n > TEMPLATE_SOURCE_MAX)
		return wrong(s, 0, "too long", STR_NONE);
	while (TRY(next_tag(s, &tag))) {
		from = s->at;
		text_end = tag.begin;
		if (tag.kind && strchr("#^/!>", tag.kind))
			drop_line(s, &tag, &text_end);
		if (s->at == from)
			s->at = tag.end;
		TRY(emit_text(c, str_sub(s->text, from, text_end)));
		TRY(compile_tag(c, s, &tag, outer));
	}
	TRY(emit_text(c, str_sub(s->text, s->at, s->text.n)));
	if (c->nopen > outer)
		return wrong(s, s->text.n, "never closed:", c->ops[c->open[c->nopen - 1]].path->written);
	return 0;
}

static int compile(struct compiler *c, struct str name, struct str text, const struct template **ret)
{
	struct source s = { .name = name, .text = text };
	struct template *t = TRY_MEM(ARENA_NEW(c->arena, struct template));

	TRY(compile_source(c, &s));
	t->ops = TRY_MEM(ARENA_ARRAY(c->arena, struct template_op, c->n + 1));
	if (c->n)
		memcpy(t->ops, c->ops, c->n * sizeof(*c->ops));
	t->n = c->n;
	*ret = t;
	return 0;
}

int template_compile(struct arena *a, struct str name, struct str text, const struct template_sources *partials,
	const struct template **ret)
{
	struct arena scratch;
	struct compiler c = { .arena = a, .scratch = &scratch, .partials = partials };
	int r;

	c.names = partials && partials->names ? partials->names : &c.own;
	arena_init(&scratch, SCRATCH_MOST);
	r = compile(&c, name, text, ret);
	arena_done(&scratch);
	return r;
}

void template_names(const struct template *t, void (*see)(void *arg, struct str path), void *arg)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->ops[i].kind != OP_TEXT && t->ops[i].path)
			see(arg, t->ops[i].path->written);
}
