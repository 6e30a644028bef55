#include "check_style.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#include "base/cleanup.h"

enum { VAR_DEPTH_MAX = 16, VALUE_MAX = 32 << 10, MATCHES_MAX = 512 };

/* HTML Standard, 15 Rendering, as far as the checks need it. */
static const char ua_sheet[] =
	"[hidden],base,basefont,datalist,head,link,meta,noembed,noframes,noscript,param,rp,script,style,template,title,dialog:not([open])"
	"{display:none}input[type=hidden i]{display:none!important}"
	"html,body,address,blockquote,center,dialog,div,figure,figcaption,footer,form,header,hr,legend,listing,main,p,pre,search,article,aside,"
	"h1,h2,h3,h4,h5,h6,hgroup,nav,section,dir,dd,dl,dt,menu,ol,ul,li,fieldset,details,summary,optgroup,option,xmp{display:block}"
	"details:not([open])>:not(summary:first-of-type){display:none}"
	"body{margin:8px}p,dl,blockquote,figure,menu,ol,ul,pre{margin-block:1em}blockquote,figure{margin-inline:40px}dd{margin-inline-start:40px}"
	"ul,ol,menu{padding-inline-start:40px}"
	"h1{font-size:2em;margin-block:.67em;font-weight:bold}h2{font-size:1.5em;margin-block:.83em;font-weight:bold}"
	"h3{font-size:1.17em;margin-block:1em;font-weight:bold}h4{margin-block:1.33em;font-weight:bold}"
	"h5{font-size:.83em;margin-block:1.67em;font-weight:bold}h6{font-size:.67em;margin-block:2.33em;font-weight:bold}"
	"b,strong,th{font-weight:bold}small,sub,sup{font-size:smaller}big{font-size:larger}"
	"code,kbd,pre,samp,tt{font-family:monospace;font-size:13px}pre,listing,plaintext,xmp{white-space:pre}textarea{white-space:pre-wrap}nobr{white-space:nowrap}"
	"a:any-link{color:linktext}mark{background-color:mark;color:marktext}"
	"table{display:table;border-spacing:2px;text-indent:0;white-space:normal;line-height:normal;font-size:inherit}"
	"caption{display:table-caption}thead,tbody,tfoot{display:table-row-group}tr{display:table-row}td,th{display:table-cell;padding:1px}"
	"col,colgroup{display:none}"
	"input,select,button,textarea{display:inline-block;font-size:13.3333px;font-weight:400;line-height:normal;letter-spacing:normal;"
	"word-spacing:normal;text-indent:0;color:fieldtext;text-shadow:none;text-transform:none}"
	"input,textarea,select{background-color:field;border:2px solid;padding:1px 2px}"
	"button,input[type=button i],input[type=submit i],input[type=reset i]{background-color:buttonface;color:buttontext;padding:1px 6px;border:2px outset}"
	"button:disabled,input:disabled,select:disabled,textarea:disabled{color:graytext}"
	"input[type=checkbox i],input[type=radio i]{width:13px;height:13px;margin:3px;padding:0;border:0;background-color:transparent}"
	"input[type=image i]{border:0;padding:0;background-color:transparent}"
	"textarea{width:180px;height:36px}"
	"fieldset{padding:.35em .75em .625em;margin-inline:2px;border:2px groove;min-width:min-content}legend{padding-inline:2px}"
	"iframe{border:2px inset;width:300px;height:150px}video,object,embed,canvas{display:inline-block;width:300px;height:150px}"
	"img,svg{display:inline-block}svg{overflow:hidden}hr{border:1px inset;margin:.5em auto}"
	"progress,meter{display:inline-block;width:80px;height:16px}";

bool check_style_ua(struct css_sheet *s)
{
	return css_read(s, (struct str){ ua_sheet, sizeof(ua_sheet) - 1 }, 1, true);
}

struct str style_value(const struct check_node *n, enum css_prop p)
{
	return n->style && n->style->won[p] ? n->style->won[p]->value : STR("");
}

bool style_is(const struct check_node *n, enum css_prop p, const char *value)
{
	return str_ieq(style_value(n, p), str_c(value));
}

/* ---- var() ----------------------------------------------------------------------------------- */

static const struct css_decl *custom_of(const struct check_node *n, struct str name)
{
	for (; n; n = n->parent)
		for (size_t i = n->style ? n->style->n_custom : 0; i-- > 0;)
			if (str_eq(n->style->custom[i]->name, name))
				return n->style->custom[i];
	return NULL;
}

/* The value with each var() replaced, appended to b. False: one has neither value nor fallback, or there is no end to them. */
static bool substitute(struct buf *b, struct str value, const struct check_node *n, int depth)
{
	for (size_t i = 0; i < value.n;) {
		bool at = i + 4 <= value.n && strncasecmp(value.p + i, "var(", 4) == 0 &&
			(i == 0 || !(isalnum((unsigned char)value.p[i - 1]) || value.p[i - 1] == '-'));

		if (!at) {
			buf_char(b, value.p[i++]);
			continue;
		}
		size_t from = i + 4;
		int open = 1;

		for (i = from; i < value.n && open; i++)
			open += (value.p[i] == '(') - (value.p[i] == ')');
		struct str rest = str_sub(value, from, i - 1), name = css_split(&rest, ',');
		const struct css_decl *d = custom_of(n, name);

		if (depth >= VAR_DEPTH_MAX || !buf_ok(b))
			return false;
		if (d ? !substitute(b, d->value, n, depth + 1) : !rest.p || !substitute(b, rest, n, depth + 1))
			return false;
	}
	return buf_ok(b);
}

/* ---- the cascade ----------------------------------------------------------------------------- */

struct match {
	const struct css_rule *rule;
	uint32_t specificity;
};

struct cascade {
	struct check_doc *doc;
	const struct css_sheet *sheet;
	const struct css_env *env;
	const struct css_rule **held[PSEUDO_N]; /* rules whose media query holds: of elements, ::before, ::after */
	size_t n_held[PSEUDO_N];
	struct match match[MATCHES_MAX];
	struct css_won *mine[P_LONGHANDS]; /* what this element declares */
	bool failed;
};

/* A later, more specific, unlayered rule of the page comes last. */
static int compare(const void *x, const void *y)
{
	const struct match *a = x, *b = y;
	uint32_t la = a->rule->layer ? a->rule->layer : UINT32_MAX, lb = b->rule->layer ? b->rule->layer : UINT32_MAX;

	if (a->rule->ua != b->rule->ua)
		return a->rule->ua ? -1 : 1;
	if (la != lb)
		return la < lb ? -1 : 1;
	if (a->specificity != b->specificity)
		return a->specificity < b->specificity ? -1 : 1;
	return a->rule->order < b->rule->order ? -1 : a->rule->order > b->rule->order;
}

static size_t find_matches(struct cascade *c, const struct check_node *n, enum css_pseudo pseudo)
{
	size_t count = 0;

	for (size_t i = 0; i < c->n_held[pseudo] && count < MATCHES_MAX; i++) {
		const struct css_rule *r = c->held[pseudo][i];

		if ((n->ns == NS_HTML || !r->ua) && css_matches(r->selector, n))
			c->match[count++] = (struct match){ r, css_specificity(r->selector) };
	}
	qsort(c->match, count, sizeof(*c->match), compare);
	return count;
}

static bool hold(struct cascade *c)
{
	for (int k = 0; k < PSEUDO_N; k++)
		if (!(c->held[k] = ARENA_ARRAY(c->doc->arena, const struct css_rule *, c->sheet->n + 1)))
			return false;
	for (size_t i = 0; i < c->sheet->n; i++) {
		const struct css_rule *r = &c->sheet->rule[i];
		enum css_pseudo k = css_pseudo(r->selector);

		if (k < PSEUDO_N && css_media_holds(r->media, c->env))
			c->held[k][c->n_held[k]++] = r;
	}
	return true;
}

static void apply_one(struct cascade *c, const struct check_node *n, const struct css_decl *d, bool attribute)
{
	struct css_won *w = c->mine[d->prop];

	if (w && w->important && !d->important)
		return;
	if (!w && !(c->mine[d->prop] = w = ARENA_NEW(c->doc->arena, struct css_won))) {
		c->failed = true;
		return;
	}
	*w = (struct css_won){ d->value, n, d->important, attribute, d->line };
}

static void apply(struct cascade *c, const struct check_node *n, const struct css_decl *d, bool attribute)
{
	if (d->prop == P_CUSTOM)
		return;
	if (!d->has_var) {
		apply_one(c, n, d, attribute);
		return;
	}
	struct buf b = BUF_ON(c->doc->arena, VALUE_MAX);
	struct css_decl full = *d;
	struct css_decls out = { 0 };

	if (!substitute(&b, d->value, n, 0))
		full.value = STR("unset");
	else
		full.value = str_trim(buf_view(&b));
	full.has_var = false;
	if (!css_expand(c->doc->arena, &full, &out))
		c->failed = true;
	for (size_t i = 0; i < out.n; i++)
		apply_one(c, n, &out.v[i], attribute);
}

static void take_custom(struct cascade *c, struct check_node *n, size_t matches, const struct css_decls *own)
{
	const struct css_decl *v[128];
	size_t n_v = 0;

	for (int important = 0; important < 2; important++)
		for (size_t i = 0; i <= matches; i++) {
			const struct css_decls *d = i < matches ? &c->match[i].rule->decls : own;

			for (size_t k = 0; k < d->n && n_v < ARRAY_LEN(v); k++)
				if (d->v[k].prop == P_CUSTOM && d->v[k].important == important)
					v[n_v++] = &d->v[k];
		}
	const struct css_decl **copy = n_v ? ARENA_ARRAY(c->doc->arena, const struct css_decl *, n_v) : NULL;

	if (!copy) {
		c->failed |= n_v > 0;
		return;
	}
	memcpy(copy, v, n_v * sizeof(*v));
	n->style->custom = copy;
	n->style->n_custom = n_v;
}

static void apply_all(struct cascade *c, const struct check_node *n, size_t matches, const struct css_decls *own)
{
	memset(c->mine, 0, sizeof(c->mine));
	for (size_t i = 0; i <= matches; i++) {
		const struct css_decls *d = i < matches ? &c->match[i].rule->decls : own;

		for (size_t k = 0; k < d->n; k++)
			apply(c, n, &d->v[k], i == matches);
	}
}

/* Attributes that are styles, below all rules of the page (HTML Standard, 15.3). */
static const struct hint {
	const char *tags, *name;
	enum css_prop prop;
} hints[] = {
	{ "img iframe object embed video canvas table td th input ", "width", P_WIDTH },
	{ "img iframe object embed video canvas table td th input ", "height", P_HEIGHT },
	{ "body table thead tbody tfoot tr td th ", "bgcolor", P_BACKGROUND_COLOR },
	{ "body ", "text", P_COLOR },
	{ "font ", "color", P_COLOR },
};

static void apply_hints(struct cascade *c, const struct check_node *n)
{
	for (size_t i = 0; i < ARRAY_LEN(hints); i++) {
		const struct hint *h = &hints[i];
		bool length = h->prop == P_WIDTH || h->prop == P_HEIGHT;
		struct str v = node_in(n, h->tags) || (length && n->ns == NS_SVG) ? node_attr(n, h->name) : STR_NONE;

		if (!v.n || (length && !isdigit((unsigned char)v.p[0])) ||
			(node_is(n, "input") && !str_ieq(node_attr(n, "type"), STR("image"))))
			continue;
		struct css_decl d = { .prop = h->prop, .value = v };

		if (length && isdigit((unsigned char)v.p[v.n - 1]))
			d.value = str_printf(c->doc->arena, "%.*spx", STR_FMT(v));
		if (!c->mine[d.prop] || c->mine[d.prop]->origin != n)
			apply_one(c, n, &d, false);
	}
}

static void inherit(struct cascade *c, struct check_node *n)
{
	const struct check_style *up = n->parent ? n->parent->style : NULL;

	for (int p = 0; p < P_LONGHANDS; p++) {
		const struct css_won *w = c->mine[p];
		bool from_above = css_prop_inherited[p] && !w;

		if (w && word_in(w->value, "inherit "))
			from_above = true;
		else if (w && word_in(w->value, "unset revert revert-layer "))
			from_above = css_prop_inherited[p], w = from_above ? w : NULL;
		else if (w && word_in(w->value, "initial ") && p != P_LETTER_SPACING && p != P_WORD_SPACING &&
			p != P_LINE_HEIGHT)
			w = NULL;
		n->style->won[p] = from_above ? (up ? up->won[p] : NULL) : w;
	}
}

/* ---- computed values ------------------------------------------------------------------------- */

static enum css_display display_of(const struct check_node *n)
{
	static const struct {
		const char *name;
		enum css_display display;
	} table[] = {
		{ "none", DISPLAY_NONE },
		{ "contents", DISPLAY_CONTENTS },
		{ "inline", DISPLAY_INLINE },
		{ "inline-block", DISPLAY_INLINE_BLOCK },
		{ "inline-table", DISPLAY_INLINE_BLOCK },
		{ "block", DISPLAY_BLOCK },
		{ "list-item", DISPLAY_BLOCK },
		{ "flow-root", DISPLAY_BLOCK },
		{ "-webkit-box", DISPLAY_BLOCK },
		{ "flex", DISPLAY_FLEX },
		{ "inline-flex", DISPLAY_INLINE_FLEX },
		{ "grid", DISPLAY_GRID },
		{ "inline-grid", DISPLAY_INLINE_FLEX },
		{ "table", DISPLAY_TABLE },
		{ "table-row-group", DISPLAY_ROW_GROUP },
		{ "table-header-group", DISPLAY_ROW_GROUP },
		{ "table-footer-group", DISPLAY_ROW_GROUP },
		{ "table-row", DISPLAY_ROW },
		{ "table-cell", DISPLAY_CELL },
		{ "table-caption", DISPLAY_CAPTION },
	};
	struct str v = style_value(n, P_DISPLAY);
	enum css_display d = DISPLAY_INLINE;

	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (str_ieq(v, str_c(table[i].name)))
			d = table[i].display;
	const struct check_style *up = n->parent ? n->parent->style : NULL;
	bool item = up &&
		(up->display == DISPLAY_FLEX || up->display == DISPLAY_INLINE_FLEX || up->display == DISPLAY_GRID);

	/* CSS Display 3, 2.7: boxes out of flow and items of flex and grid are blocks. */
	if ((item || n->style->absolute || n->style->floats || !n->parent) &&
		(d == DISPLAY_INLINE || d == DISPLAY_INLINE_BLOCK))
		d = DISPLAY_BLOCK;
	else if (item && d == DISPLAY_INLINE_FLEX)
		d = DISPLAY_FLEX;
	return d;
}

static double weight_of(struct str v, double up)
{
	char *end;
	double w = v.n ? strtod(v.p, &end) : 0;

	if (str_ieq(v, STR("bold")))
		return 700;
	if (str_ieq(v, STR("bolder")))
		return up < 350 ? 400 : up < 550 ? 700 : 900;
	if (str_ieq(v, STR("lighter")))
		return up < 550 ? 100 : up < 750 ? 400 : 700;
	return w >= 1 ? w : 400;
}

static double font_size_of(const struct check_node *n, const struct css_env *env, double up)
{
	static const struct {
		const char *name;
		double px;
	} sizes[] = { { "xx-small", 9 }, { "x-small", 10 }, { "small", 13 }, { "medium", 16 }, { "large", 18 },
		{ "x-large", 24 }, { "xx-large", 32 }, { "xxx-large", 48 } };
	const struct css_won *w = n->style->won[P_FONT_SIZE];
	double px;

	if (!w || w->origin != n)
		return up;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		if (str_ieq(w->value, str_c(sizes[i].name)))
			return sizes[i].px;
	if (str_ieq(w->value, STR("smaller")))
		return up / 1.2;
	if (str_ieq(w->value, STR("larger")))
		return up * 1.2;
	n->style->font_size = up; /* em means the parent's here */
	return style_length(w->value, n, env, up, &px) && px >= 0 ? px : up;
}

/* An inherited length that its own element computed. */
static double spacing_of(const struct check_node *n, const struct css_env *env, enum css_prop p, double up)
{
	const struct css_won *w = n->style->won[p];
	double px;

	if (!w)
		return 0;
	if (w->origin != n)
		return up;
	return style_length(w->value, n, env, n->style->font_size, &px) ? px : 0;
}

static double line_height_of(const struct check_node *n, const struct css_env *env, double up)
{
	const struct css_won *w = n->style->won[P_LINE_HEIGHT];
	char *end;
	double v;

	if (!w || !w->value.n || word_in(w->value, "normal initial "))
		return 0;
	v = strtod(w->value.p, &end);
	if (end == w->value.p + w->value.n) /* a number is inherited as such */
		return v * n->style->font_size;
	if (w->origin != n)
		return up;
	return style_length(w->value, n, env, n->style->font_size, &v) ? v : 0;
}

static void compute(struct cascade *c, struct check_node *n)
{
	static const struct check_style initial = { .font_size = 16, .font_weight = 400, .color = { 0, 0, 0, 1 } };
	const struct check_style *up = n->parent && n->parent->style ? n->parent->style : &initial;
	struct check_style *s = n->style;
	struct str scheme = style_value(n, P_COLOR_SCHEME), position = style_value(n, P_POSITION), v;
	double x;

	s->dark = word_in(scheme, "dark ") || (c->env->dark && scheme.n > 5 && scheme.p[0] == 'l');
	s->fixed = word_in(position, "fixed ");
	s->absolute = s->fixed || word_in(position, "absolute ");
	s->floats = word_in(style_value(n, P_FLOAT), "left right inline-start inline-end ");
	s->font_size = font_size_of(n, c->env, up->font_size);
	s->font_weight = s->won[P_FONT_WEIGHT] && s->won[P_FONT_WEIGHT]->origin == n
		? weight_of(s->won[P_FONT_WEIGHT]->value, up->font_weight)
		: up->font_weight;
	s->line_height = line_height_of(n, c->env, up->line_height);
	s->letter_spacing = spacing_of(n, c->env, P_LETTER_SPACING, up->letter_spacing);
	s->word_spacing = spacing_of(n, c->env, P_WORD_SPACING, up->word_spacing);
	s->color = n->parent || !s->dark ? up->color : RGBA_WHITE;
	if (s->won[P_COLOR] && s->won[P_COLOR]->origin == n &&
		!color_read(s->won[P_COLOR]->value, up->color, s->dark, &s->color))
		s->color = up->color;
	s->background = (struct rgba){ 0, 0, 0, 0 };
	if (s->won[P_BACKGROUND_COLOR])
		(void)color_read(s->won[P_BACKGROUND_COLOR]->value, s->color, s->dark, &s->background);
	v = style_value(n, P_OPACITY);
	s->opacity = v.n && style_length(v, n, c->env, 1, &x) ? (x < 0 ? 0 : x > 1 ? 1 : x) : 1;
	s->hidden = word_in(style_value(n, P_VISIBILITY), "hidden collapse ");
	s->display = display_of(n);
	n->shown = s->display != DISPLAY_NONE && (!n->parent || n->parent->shown);
}

/* What a generated box writes: strings and attr() of its content. */
static struct str generated(struct cascade *c, const struct check_node *n, enum css_pseudo pseudo, bool *ret_box)
{
	static const struct css_decls none;
	struct buf b = BUF_ON(c->doc->arena, VALUE_MAX);
	size_t count = find_matches(c, n, pseudo);
	struct str rest, one, attr;

	*ret_box = false;
	if (!count)
		return STR_NONE;
	apply_all(c, n, count, &none);
	const struct css_won *w = c->mine[P_CONTENT], *display = c->mine[P_DISPLAY];

	if (!w || word_in(w->value, "none normal ") || (display && word_in(display->value, "none ")))
		return STR_NONE;
	*ret_box = true;
	rest = w->value;
	/* What follows a slash is the alternative text. */
	for (struct str all = w->value; (one = css_component(&all)).p;)
		if (str_is(one, "/"))
			rest = all;
	while ((one = css_component(&rest)).p)
		if (one.n >= 2 && (one.p[0] == '"' || one.p[0] == '\''))
			buf_str(&b, str_sub(one, 1, one.n - 1));
		else if ((attr = css_arguments(one, "attr")).p)
			buf_str(&b, node_attr(n, str_dup(c->doc->arena, attr).p));
	return buf_view(&b);
}

static void style_one(struct cascade *c, struct check_node *n)
{
	struct css_decls own = { 0 };
	struct str attribute = node_attr(n, "style");

	struct check_style *style = ARENA_NEW(c->doc->arena, struct check_style);

	if (!style) { /* what it had, styled for another window, stays */
		c->failed = true;
		return;
	}
	n->style = style;
	if (attribute.n && !css_read_inline(c->doc->arena, attribute, n->line, &own))
		c->failed = true;
	size_t matches = find_matches(c, n, PSEUDO_NONE);

	take_custom(c, n, matches, &own);
	apply_all(c, n, matches, &own);
	apply_hints(c, n);
	inherit(c, n);
	compute(c, n);
	if (n->shown) {
		n->style->before_text = generated(c, n, PSEUDO_BEFORE, &n->style->before_box);
		n->style->after_text = generated(c, n, PSEUDO_AFTER, &n->style->after_box);
	}
}

bool check_style_all(struct check_doc *d, const struct css_sheet *s, const struct css_env *env)
{
	struct cascade *c = ARENA_NEW(d->arena, struct cascade);

	if (!c)
		return false;
	*c = (struct cascade){ .doc = d, .sheet = s, .env = env };
	if (!hold(c))
		return false;
	for (uint32_t i = 0; i < d->n && !c->failed; i++) {
		struct check_node *n = d->node[i];

		*n->cache = (struct check_cache){ 0 };
		if (n->tag.p)
			style_one(c, n);
		else
			n->shown = n->parent && n->parent->shown;
	}
	return !c->failed;
}
