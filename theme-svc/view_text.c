#include "base/context.h"
#include "view_parts.h"

const char *const view_text_paths[TEXT_PAGES] = { "/about/", "/shipping/", "/returns/", "/privacy/", "/terms/" };

static const char *const text_keys[TEXT_PAGES] = { "about", "shipping", "returns", "privacy", "terms" };
static const char *const text_titles[TEXT_PAGES] = { "About", "Shipping", "Returns", "Privacy", "Terms" };

static struct str text_title(const struct shop *s, enum text_page which)
{
	if (which == TEXT_ABOUT && s->about_title.n)
		return s->about_title;
	return shop_word(s, text_keys[which], text_titles[which]);
}

static struct json *text_page(
	const struct view *v, const char *kind, struct str path, struct str canonical, struct str title)
{
	struct crumb crumbs[] = { { .name = title } };
	struct page_facts f = { .kind = kind,
		.path = path,
		.canonical = canonical,
		.crumbs = crumbs,
		.ncrumbs = 1,
		.category = -1,
		.product = -1 };

	f.title = str_printf(mem(), "%.*s · %.*s", STR_FMT(title), STR_FMT(v->shop->name));
	f.description = v->shop->description;
	return page_new(v, &f);
}

const struct json *view_text(const struct view *v, enum text_page which)
{
	const struct shop *s = v->shop;
	bool about = which == TEXT_ABOUT, written = s->texts[which].n || (about && s->description.n);
	struct str text = s->texts[which], title = text_title(s, which);
	struct json *page = text_page(v, about ? "is_about" : "is_policies", str_c(view_text_paths[which]),
		about ? STR_NONE : STR("/policies/"), title);
	struct json *j = json_add_object(page, "page");

	if (!text.n && about)
		text = s->description.n ? s->description
					: shop_word(s, "about_none", "More about us will stand here soon.");
	if (!text.n)
		text = shop_word(
			s, "policies_none", "Our terms are still being written. Write to us before you order.");
	put_text(j, "title", title);
	put_lang(j, "title_lang", s, about && s->about_title.n && !s->text_translated[which]);
	put_lang(j, "text_lang", s, written && !s->text_translated[which]);
	put_lang(j, "heading_lang", s, written && !s->text_translated[which]);
	put_page_body(j, text);
	return page;
}

const struct json *view_policies(const struct view *v)
{
	const struct shop *s = v->shop;
	struct str title = shop_word(s, "policies", "Policies");
	struct json *page = text_page(v, "is_policies", STR("/policies/"), STR_NONE, title), *j, *list, *section;
	bool any = false;

	j = json_add_object(page, "page");
	put_text(j, "title", title);
	json_add_null(j, "text_lang"); /* of a word of the shop's own, where nothing is written */
	for (int i = TEXT_SHIPPING; i < TEXT_PAGES; i++)
		any |= s->texts[i].n > 0;
	put_paragraphs(j, "paragraphs",
		any ? STR_NONE
		    : shop_word(s, "policies_none", "Our terms are still being written. Write to us before you order."),
		1);
	list = json_add_array(j, "sections");
	for (int i = TEXT_SHIPPING; i < TEXT_PAGES; i++) {
		if (!s->texts[i].n)
			continue;
		section = json_add_object(list, NULL);
		put_text(section, "id", str_c(text_keys[i]));
		put_text(section, "heading", text_title(s, (enum text_page)i));
		json_add_null(section, "heading_lang");
		put_lang(section, "text_lang", s, !s->text_translated[i]);
		put_paragraphs(section, "paragraphs", s->texts[i], 500);
	}
	return page;
}

const struct json *view_not_found(const struct view *v)
{
	const struct shop *s = v->shop;
	struct page_facts f = { .kind = "is_404", .category = -1, .product = -1, .no_index = true };
	size_t chosen[VIEW_FEATURED], n = view_featured(s, chosen);
	struct str title = shop_word(s, "not_found", "We cannot find that page");
	struct json *page, *j, *list;

	f.title = str_printf(mem(), "%.*s · %.*s", STR_FMT(title), STR_FMT(s->name));
	page = page_new(v, &f);
	j = json_add_object(page, "page");
	put_text(j, "title", title);
	json_add_null(j, "text_lang");
	put_paragraphs(j, "paragraphs", shop_word(s, "not_found_body", "It may have moved."), 1);
	list = json_add_array(page, "suggestions");
	for (size_t i = 0; i < n && i < VIEW_RELATED; i++)
		put_card(list, v, chosen[i], i + 1);
	return page;
}
