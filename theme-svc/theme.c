#include "theme.h"

#include <stdio.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "theme_files.h"

/* One theme being read. */
struct reading {
	struct arena *a;
	const char *dir;  /* of the theme */
	const char *meta; /* address of its theme.json */
	struct source_list own, shared;
	struct theme *t;
};

/* What a theme asks of the others: known when all are read. */
struct pairing {
	struct str_list ids;
	const char *meta;
};

/* Puts the file in front of a note that was written without it. */
static int in_file(const char *address)
{
	char why[256];

	snprintf(why, sizeof(why), "%s", context()->err.text);
	return fail(ERR_INVALID, "%s: %s", address, why);
}

static int read_strings(struct reading *r, const struct json *meta, const char *key, struct str_list *ret)
{
	const struct json *list = json_get(meta, key);

	ret->items = TRY_MEM(ARENA_ARRAY(r->a, struct str, json_len(list) + 1));
	ret->n = 0;
	for (const struct json *j = json_first(list); j; j = json_next(j)) {
		if (!json_str(j).n)
			return fail(ERR_INVALID, "%s: %s is a list of texts", r->meta, key);
		ret->items[ret->n++] = json_str(j);
	}
	return 0;
}

static int read_palettes(struct reading *r, const struct json *meta)
{
	const struct json *list = json_get(meta, "palettes");
	struct palette *p = TRY_MEM(ARENA_ARRAY(r->a, struct palette, json_len(list) + 1));

	for (const struct json *j = json_first(list); j; j = json_next(j))
		if (palette_read(j, &p[r->t->npalettes++]) < 0)
			return in_file(r->meta);
	r->t->palettes = p;
	return r->t->npalettes ? 0 : fail(ERR_INVALID, "%s: no palettes", r->meta);
}

static struct want read_want(const struct json *suits, const char *key)
{
	const struct json *least = json_first(json_get(suits, key));
	struct want w = { 0 };

	return least && json_int(least, &w.least) && json_int(json_next(least), &w.most) ? w : (struct want){ 0 };
}

static int read_layouts(struct reading *r, const struct json *meta)
{
	const struct json *list = json_get(meta, "layouts");
	struct theme_layout *l = TRY_MEM(ARENA_ARRAY(r->a, struct theme_layout, json_len(list) + 1));
	size_t n = 0;

	for (const struct json *j = json_first(list); j; j = json_next(j), n++) {
		const struct json *suits = json_get(j, "suits");

		l[n] = (struct theme_layout){ json_get_str(j, "id"), json_get_str(j, "name"),
			read_want(suits, "products"), read_want(suits, "categories"), read_want(suits, "words"),
			json_get(suits, "photos") ? json_get_bool(suits, "photos", false) : -1 };
		if (!l[n].id.n || !l[n].name.n)
			return fail(ERR_INVALID, "%s: a layout needs id and name", r->meta);
	}
	r->t->layouts = l;
	r->t->nlayouts = n;
	return n ? 0 : fail(ERR_INVALID, "%s: no layouts", r->meta);
}

static int read_meta(struct reading *r, struct str folder, struct pairing *pairing)
{
	struct theme *t = r->t;
	const struct json *meta;

	TRY(files_json(r->a, r->meta, &meta));
	t->id = json_get_str(meta, "id");
	t->name = json_get_str(meta, "name");
	t->idea = json_get_str(meta, "idea");
	t->best_min = json_get_int(json_get(meta, "catalogue"), "best_min", 1);
	t->best_max = json_get_int(json_get(meta, "catalogue"), "best_max", 1000);
	t->needs_photos = json_get_bool(meta, "needs_photos", false);
	t->face_display = json_get_str(json_get(meta, "faces"), "display");
	t->face_body = json_get_str(json_get(meta, "faces"), "body");
	t->art = art_find(json_get_str(meta, "art"));
	if (!str_eq(t->id, folder))
		return fail(ERR_INVALID, "%s: id is not the folder's name", r->meta);
	if (!t->name.n || !t->idea.n || !t->face_display.n || !t->face_body.n)
		return fail(ERR_INVALID, "%s: name, idea or faces missing", r->meta);
	if (!t->art)
		return fail(ERR_INVALID, "%s: no such art style", r->meta);
	TRY(read_strings(r, meta, "for", &t->industries));
	TRY(read_strings(r, meta, "styles", &t->styles));
	TRY(read_strings(r, meta, "features", &t->features));
	TRY(read_strings(r, meta, "preload", &t->preload));
	TRY(read_strings(r, meta, "pairs", &pairing->ids));
	pairing->meta = r->meta;
	TRY(read_layouts(r, meta));
	return read_palettes(r, meta);
}

/* What dir="auto" stands on is the merchant's own text: where that is in another language than the page, it says so. Behind
 * {{name}} the language is {{name_lang}}, behind what is no text of its own {{text_lang}}. */
static const struct {
	const char *name, *lang;
} marked[] = { { "name", "name_lang" }, { ".", "text_lang" }, { "page.title", "page.title_lang" },
	{ "hero.headline", "hero.headline_lang" }, { "hero.body", "hero.body_lang" }, { "headline", "headline_lang" },
	{ "heading", "heading_lang" }, { "category.name", "category.name_lang" }, { "store.name", "store.name_lang" },
	{ "store.tagline", "store.name_lang" }, { "excerpt", "excerpt_lang" }, { "options_summary", "text_lang" },
	{ "feature", "text_lang" }, { "value", "text_lang" } };

static const char *lang_of(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(marked); i++)
		if (str_is(name, marked[i].name))
			return marked[i].lang;
	return NULL;
}

static struct str mark_languages(struct arena *a, struct str text)
{
	struct str sign = STR("dir=\"auto\">{{");
	struct buf b = BUF_ON(a, 2 * THEME_FILE_MAX);
	const char *at, *end, *lang;

	while ((at = memmem(text.p, text.n, sign.p, sign.n))) {
		size_t head = (size_t)(at - text.p) + strlen("dir=\"auto\"");
		struct str rest = str_sub(text, head + 3, text.n);

		end = memmem(rest.p, rest.n, "}}", 2);
		lang = end ? lang_of((struct str){ rest.p, (size_t)(end - rest.p) }) : NULL;
		buf_put(&b, text.p, head);
		if (lang)
			buf_printf(&b, "{{#%s}} lang=\"{{%s}}\"{{/%s}}", lang, lang, lang);
		text = str_sub(text, head, text.n);
	}
	buf_str(&b, text);
	return buf_ok(&b) ? buf_view(&b) : STR_NONE;
}

static int mark_sources(struct arena *a, struct source_list *l)
{
	for (size_t i = 0; i < l->n; i++) {
		l->items[i].text = mark_languages(a, l->items[i].text);
		if (!l->items[i].text.p)
			return -ERR_NOMEM;
	}
	return 0;
}

static struct str partial(void *arg, struct str name)
{
	struct reading *r = arg;
	struct str own = files_source(&r->own, name);

	return own.p ? own : files_source(&r->shared, name);
}

static int read_pages(struct reading *r)
{
	static const char *const names[THEME_PAGES] = { "home", "category", "product", "page", "404", "cart",
		"checkout", "order", "contact", "search" };
	struct template_path *known_names = NULL;
	const struct template_sources partials = { .get = partial, .arg = r, .names = &known_names };
	struct str text, name;

	for (int i = 0; i < THEME_PAGES; i++) {
		text = i < PAGE_SHARED ? files_source(&r->own, str_c(names[i])) : partial(r, str_c(names[i]));
		if (!text.p)
			return fail(ERR_INVALID, "%s/%s.mustache is missing", r->dir, names[i]);
		name = str_printf(r->a, "%s/%s.mustache", r->dir, names[i]);
		TRY(template_compile(r->a, name, text, &partials, &r->t->pages[i]));
	}
	return 0;
}

const struct theme_font *theme_font(const struct theme *t, struct str file)
{
	for (size_t i = 0; i < t->nfonts; i++)
		if (str_eq(t->fonts[i].file, file))
			return &t->fonts[i];
	return NULL;
}

/* Every file that a stylesheet names must be there. */
static int check_urls(const struct reading *r, const char *name, struct str css)
{
	struct str prefix = STR("fonts/"), file;
	const char *at = css.p, *end;

	while ((at = strstr(at, "url("))) {
		at += strlen("url(");
		at += *at == '"' || *at == '\'';
		end = at + strcspn(at, "\"')");
		file = (struct str){ at, (size_t)(end - at) };
		if (str_starts(file, STR("data:")))
			continue;
		if (!str_starts(file, prefix) || !theme_font(r->t, str_sub(file, prefix.n, file.n)))
			return fail(ERR_INVALID, "%s/%s: no such file: %.*s", r->dir, name, STR_FMT(file));
	}
	return 0;
}

static int check_fonts(const struct reading *r)
{
	const struct theme *t = r->t;
	struct str prefix = STR("fonts/");

	for (size_t i = 0; i < t->preload.n; i++)
		if (!str_starts(t->preload.items[i], prefix) ||
			!theme_font(t, str_sub(t->preload.items[i], prefix.n, t->preload.items[i].n)))
			return fail(ERR_INVALID, "%s: preload names no font: %s", r->meta, t->preload.items[i].p);
	/* Another theme may wear these faces without this one's style. */
	if (strstr(t->css.p, "url("))
		return fail(ERR_INVALID, "%s/style.css: files are named in fonts.css only", r->dir);
	return check_urls(r, "fonts.css", t->fonts_css);
}

static int read_theme(struct arena *a, const char *root, struct str folder, const struct source_list *shared,
	struct theme *ret, struct pairing *pairing)
{
	struct reading r = { .a = a, .shared = *shared, .t = ret };

	r.dir = TRY_MEM(arena_printf(a, "%s/%s", root, folder.p));
	r.meta = TRY_MEM(arena_printf(a, "%s/theme.json", r.dir));
	TRY(read_meta(&r, folder, pairing));
	TRY(files_sources(a, r.dir, &r.own));
	TRY(mark_sources(a, &r.own));
	TRY(read_pages(&r));
	TRY(file_read(a, TRY_MEM(arena_printf(a, "%s/style.css", r.dir)), THEME_FILE_MAX, &ret->css));
	TRY(file_read(a, TRY_MEM(arena_printf(a, "%s/fonts.css", r.dir)), THEME_FILE_MAX, &ret->fonts_css));
	TRY(file_read(a, TRY_MEM(arena_printf(a, "%s/_shared/base.css", root)), THEME_FILE_MAX, &ret->base_css));
	TRY(files_fonts(a, TRY_MEM(arena_printf(a, "%s/fonts", r.dir)), ret));
	return check_fonts(&r);
}

static int read_script(struct themes *t, const char *root)
{
	TRY(file_read(
		&t->arena, TRY_MEM(arena_printf(&t->arena, "%s/_shared/shop.js", root)), THEME_FILE_MAX, &t->script));
	t->script_file = str_printf(&t->arena, "shop.%016llx.js", (unsigned long long)str_hash(t->script, 0));
	return t->script_file.p ? 0 : -ERR_NOMEM;
}

static int read_words(struct themes *t, const char *root)
{
	const char *dir = TRY_MEM(arena_printf(&t->arena, "%s/_shared/words", root)), *address;
	struct str_list names;
	struct words *w;

	TRY(files_list(&t->arena, dir, ".json", &names));
	t->words = TRY_MEM(ARENA_ARRAY(&t->arena, struct words, names.n + 1));
	for (size_t i = 0; i < names.n; i++) {
		w = &t->words[t->nwords++];
		address = TRY_MEM(arena_printf(&t->arena, "%s/%s", dir, names.items[i].p));
		TRY(files_json(&t->arena, address, &w->table));
		w->lang = str_sub(names.items[i], 0, names.items[i].n - strlen(".json"));
		w->locale = json_get_str(w->table, "locale");
		if (!w->locale.n)
			return fail(ERR_INVALID, "%s: locale is missing", address);
	}
	for (size_t i = 0; i < t->nwords; i++)
		if (str_is(t->words[i].lang, "en"))
			return 0;
	return fail(ERR_INVALID, "%s: en.json is missing", dir);
}

static bool is_theme(struct arena *a, const char *root, struct str name)
{
	const char *address = arena_printf(a, "%s/%s", root, name.p);
	struct stat st;

	return name.p[0] != '_' && address && stat(address, &st) == 0 && S_ISDIR(st.st_mode);
}

static int resolve_pairs(struct themes *t, struct theme *theme, const struct pairing *p)
{
	theme->pairs = TRY_MEM(ARENA_ARRAY(&t->arena, const struct theme *, p->ids.n + 1));
	theme->pairs[theme->npairs++] = theme;
	for (size_t i = 0; i < p->ids.n; i++) {
		theme->pairs[theme->npairs] = theme_find(t, p->ids.items[i]);
		if (!theme->pairs[theme->npairs++])
			return fail(ERR_INVALID, "%s: pairs names no theme: %s", p->meta, p->ids.items[i].p);
	}
	return 0;
}

static int read_all(const char *dir, struct themes *t)
{
	struct pairing *pairings = TRY_MEM(ARENA_ARRAY(&t->arena, struct pairing, THEMES_MAX));
	struct source_list shared;
	struct str_list names;

	TRY(files_list(&t->arena, dir, "", &names));
	TRY(files_sources(&t->arena, TRY_MEM(arena_printf(&t->arena, "%s/_shared", dir)), &shared));
	TRY(mark_sources(&t->arena, &shared));
	TRY(read_words(t, dir));
	TRY(read_script(t, dir));
	TRY(files_json(&t->arena, TRY_MEM(arena_printf(&t->arena, "%s/_sample/industries.json", dir)), &t->samples));
	t->list = TRY_MEM(ARENA_ARRAY(&t->arena, struct theme, THEMES_MAX));
	for (size_t i = 0; i < names.n; i++) {
		if (!is_theme(&t->arena, dir, names.items[i]))
			continue;
		if (t->n == THEMES_MAX)
			return fail(ERR_INVALID, "%s: more than %d themes", dir, THEMES_MAX);
		TRY(read_theme(&t->arena, dir, names.items[i], &shared, &t->list[t->n], &pairings[t->n]));
		t->n++;
	}
	for (size_t i = 0; i < t->n; i++)
		TRY(resolve_pairs(t, &t->list[i], &pairings[i]));
	return t->n ? 0 : fail(ERR_INVALID, "%s: no themes", dir);
}

int themes_load(const char *dir, struct themes *ret)
{
	struct themes t = { 0 };
	int r;

	arena_init(&t.arena, 64 << 20);
	r = read_all(dir, &t);
	if (r < 0) {
		arena_done(&t.arena);
		return r;
	}
	*ret = t;
	return 0;
}

void themes_free(struct themes *t)
{
	arena_done(&t->arena);
	*t = (struct themes){ 0 };
}

const struct theme *theme_find(const struct themes *t, struct str id)
{
	int64_t number;

	for (size_t i = 0; i < t->n; i++)
		if (str_eq(t->list[i].id, id))
			return &t->list[i];
	if (str_starts(id, STR("theme_")) && id.n == 9 && str_i64(str_sub(id, 6, 9), &number) && number >= 1 &&
		(uint64_t)number <= t->n)
		return &t->list[number - 1];
	return NULL;
}

static const struct words *words_exact(const struct themes *t, struct str lang)
{
	for (size_t i = 0; i < t->nwords; i++)
		if (str_ieq(t->words[i].lang, lang))
			return &t->words[i];
	return NULL;
}

const struct words *words_find(const struct themes *t, struct str lang)
{
	const struct words *w = words_exact(t, lang);
	struct str rest = lang;

	if (!w)
		w = words_exact(t, str_split(&rest, '-'));
	return w ? w : words_exact(t, STR("en"));
}

struct str words_get(const struct themes *t, const struct words *w, const char *key, const char *dflt)
{
	struct str s = json_get_str(w->table, key);

	if (!s.p)
		s = json_get_str(words_exact(t, STR("en"))->table, key);
	return s.p ? s : str_c(dflt);
}
