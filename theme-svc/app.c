#include "app.h"

#include "base/context.h"
#include "base/err.h"
#include "view_parts.h"

enum { SHORT_NAME = 12 }; /* characters that fit under an icon */

/* Its first characters, whole words where there are any. */
static struct str short_name(struct str name)
{
	size_t at = 0, space = 0;

	for (int i = 0; i < SHORT_NAME && at < name.n; i++) {
		if (name.p[at] == ' ')
			space = at;
		at += utf8_sequence((const unsigned char *)name.p + at, name.n - at);
	}
	return str_trim(str_sub(name, 0, at == name.n || !space ? at : space));
}

int app_manifest(const struct site *site, struct page *ret)
{
	const struct shop *s = site->shop;
	const struct place *p = &site->place;
	struct json *j = json_new_object(), *icon;
	struct str text;

	json_add_str(j, "name", s->name);
	json_add_str(j, "short_name", short_name(s->name));
	put_text(j, "description", s->description);
	json_add_str(j, "lang", s->lang);
	json_add_str(j, "dir", s->rtl ? STR("rtl") : STR("ltr"));
	put_url(j, "id", &site->view, STR("/"));
	put_url(j, "start_url", &site->view, STR("/"));
	json_add_str(j, "scope", str_printf(mem(), "%.*s/", STR_FMT(p->root)));
	json_add_str(j, "display", STR("standalone"));
	json_add_str(j, "background_color", str_c(color_text(s->palette.light.color[BACKGROUND]).text));
	json_add_str(j, "theme_color", str_c(color_text(s->palette.light.color[BACKGROUND]).text));
	icon = json_add_object(json_add_array(j, "icons"), NULL);
	json_add_str(icon, "src", str_printf(mem(), "%.*s/icon.svg", STR_FMT(p->root)));
	json_add_str(icon, "type", STR("image/svg+xml"));
	json_add_str(icon, "sizes", STR("any"));
	json_add_str(icon, "purpose", STR("any maskable"));
	text = json_text(j);
	*ret = (struct page){ 200, "application/manifest+json", text };
	return text.p ? 0 : -ERR_NOMEM;
}

/* The letter stays within the middle 80 %, so that any mask leaves it whole. */
int app_icon(const struct site *site, struct page *ret)
{
	const struct shop *s = site->shop;
	struct buf b = BUF_ON(mem(), 2000);
	size_t n = s->name.n ? utf8_sequence((const unsigned char *)s->name.p, s->name.n) : 0;

	buf_printf(&b,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 512 512\"><rect width=\"512\" height=\"512\" fill=\"%s\"/>"
		"<text x=\"256\" y=\"276\" fill=\"%s\" font-family=\"system-ui,sans-serif\" font-size=\"280\" font-weight=\"600\" "
		"text-anchor=\"middle\" dominant-baseline=\"middle\">",
		color_text(s->palette.light.color[PRIMARY]).text, color_text(s->palette.light.color[ON_PRIMARY]).text);
	buf_html(&b, str_sub(s->name, 0, n));
	buf_c(&b, "</text></svg>");
	*ret = (struct page){ 200, "image/svg+xml", buf_view(&b) };
	return buf_ok(&b) ? 0 : -ERR_NOMEM;
}
