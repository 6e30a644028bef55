#include "base/err.h"
#include "template_ops.h"

/* A section being rendered. */
struct frame {
	const struct json *context;
	bool list; /* context is an item of a list, and its siblings follow */
};

struct rendering {
	struct buf *out;
	const struct json *const *roots;
	size_t nroots;
	struct frame frames[TEMPLATE_SECTIONS_MAX];
	size_t n;
};

static const struct json *innermost(const struct rendering *r)
{
	if (r->n)
		return r->frames[r->n - 1].context;
	return r->nroots ? r->roots[0] : NULL;
}

static const struct json *lookup_first(const struct rendering *r, const char *name)
{
	const struct json *found;

	for (size_t i = r->n; i > 0; i--)
		if (json_kind(r->frames[i - 1].context) == JSON_OBJECT) {
			found = json_get(r->frames[i - 1].context, name);
			if (found)
				return found;
		}
	for (size_t i = 0; i < r->nroots; i++) {
		found = json_get(r->roots[i], name);
		if (found)
			return found;
	}
	return NULL;
}

static const struct json *lookup(const struct rendering *r, const struct template_path *path)
{
	const struct json *j;

	if (path->n == 0)
		return innermost(r);
	j = lookup_first(r, path->parts[0]);
	for (unsigned i = 1; i < path->n && j; i++)
		j = json_kind(j) == JSON_OBJECT ? json_get(j, path->parts[i]) : NULL;
	return j;
}

static bool is_true(const struct json *j)
{
	switch (json_kind(j)) {
	case JSON_BOOL: return json_bool(j);
	case JSON_NUMBER: return json_num(j) != 0;
	case JSON_STRING: return json_str(j).n > 0;
	case JSON_ARRAY: return json_first(j) != NULL;
	case JSON_OBJECT: return true;
	default: return false;
	}
}

static void put_value(struct buf *out, const struct json *j, bool raw)
{
	switch (json_kind(j)) {
	case JSON_STRING:
		if (raw)
			buf_str(out, json_str(j));
		else
			buf_html(out, json_str(j));
		break;
	case JSON_NUMBER: buf_json_num(out, json_num(j)); break;
	case JSON_BOOL: buf_c(out, json_bool(j) ? "true" : "false"); break;
	default: break;
	}
}

static void push(struct rendering *r, const struct json *context, bool list)
{
	r->frames[r->n++] = (struct frame){ .context = context, .list = list };
}

/* Enters a section, or steps over it: the index of the next instruction. The compiler bounds the frames: an
 * inverted section makes none, but counts as open there. */
static size_t enter(struct rendering *r, const struct template *t, size_t at)
{
	const struct template_op *op = &t->ops[at];
	const struct json *j = lookup(r, op->path);

	if (op->kind == OP_INVERTED)
		return is_true(j) ? op->jump + 1 : at + 1;
	if (!is_true(j))
		return op->jump + 1;
	if (json_kind(j) == JSON_ARRAY)
		push(r, json_first(j), true);
	else
		push(r, j, false);
	return at + 1;
}

/* The end of a section: back to its begin with the next item, or on. */
static size_t leave(struct rendering *r, const struct template *t, size_t at)
{
	size_t begin = t->ops[at].jump;
	struct frame *f;

	if (t->ops[begin].kind == OP_INVERTED)
		return at + 1;
	f = &r->frames[r->n - 1];
	f->context = f->list ? json_next(f->context) : NULL;
	if (f->context)
		return begin + 1;
	r->n--;
	return at + 1;
}

int template_render(struct buf *out, const struct template *t, const struct json *const *roots, size_t n)
{
	struct rendering r = { .out = out, .roots = roots, .nroots = n };
	const struct template_op *op;
	size_t at = 0;

	for (int steps = 0; at < t->n; steps++) {
		op = &t->ops[at];
		if (steps == TEMPLATE_STEPS_MAX || !buf_ok(out))
			return fail(ERR_INTERNAL, "the page is too large");
		switch (op->kind) {
		case OP_TEXT: buf_put(out, op->text, op->jump); break;
		case OP_VALUE: put_value(out, lookup(&r, op->path), false); break;
		case OP_RAW: put_value(out, lookup(&r, op->path), true); break;
		case OP_SECTION:
		case OP_INVERTED: at = enter(&r, t, at); continue;
		case OP_END: at = leave(&r, t, at); continue;
		}
		at++;
	}
	return buf_ok(out) ? 0 : fail(ERR_INTERNAL, "the page is too large");
}
