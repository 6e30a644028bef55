#include "view_parts.h"

#include "asset_files.h"
#include "base/cleanup.h"
#include "base/context.h"
#include "slug.h"

void put_text(struct json *to, const char *key, struct str s)
{
	if (s.n)
		json_add_str(to, key, s);
	else
		json_add_null(to, key);
}

void put_lang(struct json *to, const char *key, const struct shop *s, bool merchants)
{
	put_text(to, key, merchants ? s->text_lang : STR_NONE);
}

void put_textf(struct json *to, const char *key, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_text(to, key, str_c(arena_vprintf(mem(), fmt, ap)));
	va_end(ap);
}

void put_url(struct json *to, const char *key, const struct view *v, struct str path)
{
	put_textf(to, key, "%.*s%.*s", STR_FMT(v->place->base), STR_FMT(path));
}

struct str absolute(const struct view *v, struct str path)
{
	return str_printf(mem(), "%.*s%.*s%.*s", STR_FMT(v->place->origin), STR_FMT(v->place->base), STR_FMT(path));
}

struct str shown_url(const struct view *v, struct str url)
{
	return v->place->copy && str_starts(url, STR(ASSET_PREFIX))
		? str_printf(mem(), "%.*s%.*s", STR_FMT(v->place->root), STR_FMT(url))
		: url;
}

void put_sources(struct json *j, const struct view *v, const struct picture *p)
{
	static const struct str better[] = { STR("image/avif"), STR("image/webp") };
	const struct asset_picture *made = asset_of(p->url);
	const struct asset_file *file = made ? asset_named(made, p->url) : NULL;
	struct str before = v->place->copy ? v->place->root : STR("");
	struct json *list;

	json_add_int(j, "width", file ? file->width : p->width);
	json_add_int(j, "height", file ? file->height : p->height);
	put_text(j, "srcset", file ? asset_srcset(made, file->type, before) : STR_NONE);
	list = json_add_array(j, "sources");
	for (size_t i = 0; made && i < ARRAY_LEN(better); i++) {
		struct str srcset = asset_srcset(made, better[i], before);
		struct json *source = srcset.p ? json_add_object(list, NULL) : NULL;

		if (source) {
			json_add_str(source, "type", better[i]);
			json_add_str(source, "srcset", srcset);
		}
	}
	json_add_bool(j, "has_sources", made != NULL);
}

void put_picture(struct json *to, const char *key, const struct view *v, const struct picture *p)
{
	struct json *j;

	if (!p || !p->url.p) {
		json_add_null(to, key);
		return;
	}
	j = json_add_object(to, key);
	json_add_str(j, "url", shown_url(v, p->url));
	json_add_str(j, "alt", p->alt);
	put_sources(j, v, p);
}

void put_art(struct json *to, const char *key, const struct view *v, struct str seed)
{
	struct buf b = BUF_ON(mem(), 64 * 1024);

	art_draw(&b, v->shop->art, seed);
	put_text(to, key, buf_ok(&b) ? buf_view(&b) : STR_NONE);
}

struct str text_count(struct str text, const char *name, int64_t n)
{
	struct str hole = str_c(name);
	struct buf b = BUF_ON(mem(), 1000);
	const char *at = text.n ? memmem(text.p, text.n, hole.p, hole.n) : NULL;

	if (!at)
		return text;
	buf_put(&b, text.p, (size_t)(at - text.p));
	buf_i64(&b, n);
	at += hole.n;
	buf_put(&b, at, (size_t)(text.p + text.n - at));
	return buf_view(&b);
}

struct str word_count(const struct view *v, const char *key, const char *name, int64_t n, const char *dflt)
{
	return text_count(shop_word(v->shop, key, dflt), name, n);
}

void put_count(struct json *to, const struct view *v, size_t n)
{
	json_add_int(to, "count", (int64_t)n);
	if (n == 1)
		put_text(to, "count_label", word_count(v, "count_one", "{n}", 1, "{n} product"));
	else
		put_text(to, "count_label", word_count(v, "count_other", "{n}", (int64_t)n, "{n} products"));
}

/* Cuts the next block off *rest: lines up to a blank one, or one line that is a heading. p = NULL at the end. */
static struct str next_block(struct str *rest, bool *heading)
{
	struct str line, ahead, block = STR_NONE;

	while (rest->p) {
		ahead = *rest;
		line = str_trim(str_split(&ahead, '\n'));
		if (line.n && line.p[0] == '#') {
			if (block.n)
				break;
			*rest = ahead;
			*heading = true;
			while (line.n && line.p[0] == '#')
				line = str_sub(line, 1, line.n);
			return str_trim(line);
		}
		*rest = ahead;
		if (!line.n && block.n)
			break;
		if (line.n)
			block = (struct str){ block.n ? block.p : line.p,
				(size_t)(line.p + line.n - (block.n ? block.p : line.p)) };
	}
	*heading = false;
	return block;
}

void put_paragraphs(struct json *to, const char *key, struct str text, size_t n)
{
	struct json *list = json_add_array(to, key);
	struct str block;
	bool heading;

	while (n && (block = next_block(&text, &heading)).p) {
		if (heading || !block.n)
			continue;
		json_add_str(list, NULL, block);
		n--;
	}
}

void put_page_body(struct json *page, struct str text)
{
	struct json *paragraphs = json_add_array(page, "paragraphs"), *sections = json_add_array(page, "sections"),
		    *section;
	char id[SLUG_MAX + 1];
	struct str block;
	bool heading;
	int n = 0;

	while ((block = next_block(&text, &heading)).p) {
		if (!block.n)
			continue;
		if (!heading) {
			json_add_str(paragraphs, NULL, block);
			continue;
		}
		slug_make(block, id);
		section = json_add_object(sections, NULL);
		put_textf(section, "id", "s%d%s%s", ++n, *id ? "-" : "", id);
		json_add_str(section, "heading", block);
		paragraphs = json_add_array(section, "paragraphs");
	}
}

/* A byte that begins a code point: a cut before it is a clean one. */
static bool boundary(struct str s, size_t at)
{
	return at >= s.n || ((unsigned char)s.p[at] & 0xc0) != 0x80;
}

struct str first_sentence(struct str text)
{
	size_t end = 0, space = 0;
	bool heading;
	struct str s = next_block(&text, &heading), shorter;

	while (s.p && heading)
		s = next_block(&text, &heading);
	if (!s.p)
		return STR_NONE;
	for (; end < s.n && end < 160; end++) {
		if (s.p[end] == ' ' || s.p[end] == '\n')
			space = end;
		if (strchr(".!?", s.p[end]) && s.p[end] &&
			(end + 1 == s.n || s.p[end + 1] == ' ' || s.p[end + 1] == '\n') && end > 20)
			return str_sub(s, 0, end + 1);
	}
	if (end == s.n)
		return s;
	for (end = space > 80 ? space : end; !boundary(s, end); end--)
		;
	shorter = str_sub(s, 0, end);
	return str_printf(mem(), "%.*s…", STR_FMT(shorter));
}
