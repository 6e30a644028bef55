#include "shop.h"

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "languages.h"
#include "recommend.h"
#include "shop_products.h"

static struct str text_of(const struct json *object, const char *key)
{
	struct str s = str_trim(json_get_str(object, key));

	return s.n ? s : STR_NONE;
}

static struct str first_of(struct str a, struct str b)
{
	return a.n ? a : b.n ? b : STR_NONE;
}

static struct str email_of(const struct json *business)
{
	struct str e = text_of(business, "contact_email");
	ptrdiff_t at = str_find(e, '@', 0);

	for (size_t i = 0; i < e.n; i++)
		if ((unsigned char)e.p[i] <= ' ' || strchr("<>\"(),;:\\", e.p[i]))
			return STR_NONE;
	return at > 0 && (size_t)at + 1 < e.n ? e : STR_NONE;
}

static void read_business(struct shop *s, const struct json *config)
{
	const struct json *b = json_get(config, "business_info"), *logo = json_get(b, "logo");

	s->name = first_of(text_of(b, "business_name"), STR("My store"));
	s->tagline = first_of(text_of(b, "tagline"), text_of(config, "tagline"));
	s->description = text_of(b, "description");
	s->industry = first_of(text_of(b, "industry"), STR("generic"));
	s->email = email_of(b);
	s->currency = first_of(text_of(b, "currency"), STR("USD"));
	if (json_kind(logo) == JSON_OBJECT && picture_read(logo, s->name, &s->logo) && !s->logo.alt.n)
		s->logo.alt = s->name;
}

/* A page's text: an object with body, or the text itself. */
static struct str page_body(const struct json *pages, const char *key)
{
	const struct json *page = json_get(pages, key);

	return json_kind(page) == JSON_OBJECT ? text_of(page, "body") : text_of(pages, key);
}

/* What the merchant has written in the language that is shown; NULL: nothing, or it is the store's own language. */
static const struct json *translation(const struct shop *s, const struct json *config)
{
	const struct json *list = json_get(json_get(config, "content_data"), "translations");

	for (const struct json *j = json_first(list); j && s->text_lang.p; j = json_next(j))
		if (str_ieq(json_get_str(j, "language"), s->lang))
			return j;
	return NULL;
}

/* A page counts as translated as a whole: two languages within one would help nobody. */
static void translate_pages(struct shop *s, const struct json *pages, const char *const *keys)
{
	struct str headline = text_of(json_get(pages, "home"), "headline"), body = page_body(pages, "home");

	if (headline.n || body.n) {
		s->headline = headline;
		s->body = body;
		s->home_translated = true;
	}
	for (int i = 0; i < TEXT_PAGES; i++) {
		body = page_body(pages, keys[i]);
		if (!body.n)
			continue;
		s->texts[i] = body;
		s->text_translated[i] = true;
		if (i == TEXT_ABOUT)
			s->about_title = text_of(json_get(pages, "about"), "headline");
	}
}

static void read_texts(struct shop *s, const struct json *config)
{
	static const char *const keys[TEXT_PAGES] = { "about", "shipping", "returns", "privacy", "terms" };
	const struct json *content = json_get(config, "content_data"), *pages = json_get(content, "pages");
	const struct json *seo = json_get(config, "seo_config"), *meta = json_get(content, "meta");

	s->headline = text_of(json_get(pages, "home"), "headline");
	s->body = page_body(pages, "home");
	s->about_title = text_of(json_get(pages, "about"), "headline");
	for (int i = 0; i < TEXT_PAGES; i++)
		s->texts[i] = page_body(pages, keys[i]);
	s->seo_title = first_of(text_of(seo, "title"), text_of(meta, "title"));
	s->seo_description = first_of(text_of(seo, "meta_description"), text_of(meta, "meta_description"));
	s->seo_description = first_of(s->seo_description, text_of(meta, "description"));
	s->seo_image = text_of(seo, "social_image");
	if (s->seo_image.p && !picture_url(s->seo_image))
		s->seo_image = STR_NONE;
	translate_pages(s, json_get(translation(s, config), "pages"), keys);
}

/* A choice stands as a text, as {"id": …}, or among the customizations. */
static struct str choice(const struct json *settings, const char *key)
{
	const struct json *j = json_get(settings, key);
	struct str s = json_kind(j) == JSON_OBJECT ? text_of(j, "id") : text_of(settings, key);

	return first_of(s, text_of(json_get(settings, "customizations"), key));
}

static void choose_palette(struct shop *s, const struct json *settings)
{
	struct str id = choice(settings, "palette");

	s->palette = s->theme->palettes[0];
	for (size_t i = 0; i < s->theme->npalettes; i++)
		if (str_eq(s->theme->palettes[i].id, id))
			s->palette = s->theme->palettes[i];
	palette_override(&s->palette, json_get(settings, "palette"),
		json_get(json_get(settings, "customizations"), "palette_dark"));
}

static void choose_faces(struct shop *s, const struct json *settings)
{
	struct str id = choice(settings, "typography");

	s->faces = s->theme;
	for (size_t i = 0; i < s->theme->npairs; i++)
		if (str_eq(s->theme->pairs[i]->id, id))
			s->faces = s->theme->pairs[i];
}

/* Without a choice it is the one that we would recommend first for such a catalogue. */
static int best_theme(const struct shop *s, const struct theme **ret)
{
	const struct wanted w = { .industry = s->industry, .products = (int64_t)s->nproducts, .has_images = -1 };
	struct recommendation *list;

	TRY(recommend(s->themes, &w, &list));
	*ret = list[0].theme;
	return 0;
}

static int read_theme_settings(struct shop *s, const struct json *config)
{
	const struct json *settings = json_get(config, "theme_settings");
	struct str id = text_of(settings, "theme_id"), layout = choice(settings, "layout");

	/* A theme that is not here (any more) does not keep a store from opening: it gets the one that we would advise. */
	s->theme = id.p ? theme_find(s->themes, id) : NULL;
	if (!s->theme)
		TRY(best_theme(s, &s->theme));
	s->art = theme_made_for(s->theme, s->industry) ? s->theme->art : art_find(STR("type"));
	s->layout = s->theme->layouts[0].id;
	for (size_t i = 0; i < s->theme->nlayouts; i++)
		if (str_eq(s->theme->layouts[i].id, layout))
			s->layout = s->theme->layouts[i].id;
	choose_palette(s, settings);
	choose_faces(s, settings);
	return 0;
}

int shop_read(const struct json *configuration, const struct themes *themes, struct shop **ret)
{
	return shop_read_in(configuration, themes, 0, ret);
}

int shop_read_in(const struct json *configuration, const struct themes *themes, size_t language, struct shop **ret)
{
	struct shop *s = TRY_MEM(ARENA_NEW(mem(), struct shop));
	struct languages languages;

	languages_read(configuration, &languages);
	s->lang = languages.tags[language < languages.n ? language : 0];
	s->text_lang = str_ieq(s->lang, languages.tags[0]) ? STR_NONE : languages.tags[0];
	s->rtl = language_is_rtl(s->lang);

	s->themes = themes;
	read_business(s, configuration);
	s->words = words_find(themes, s->lang);
	read_texts(s, configuration);
	TRY(products_read(s, configuration));
	TRY(products_translate(s, json_get(translation(s, configuration), "product_descriptions")));
	TRY(read_theme_settings(s, configuration));
	*ret = s;
	return 0;
}

int shop_category(const struct shop *s, struct str slug)
{
	for (size_t i = 0; i < s->ncategories; i++)
		if (str_eq(s->categories[i].slug, slug))
			return (int)i;
	return -1;
}

int shop_product(const struct shop *s, struct str slug)
{
	for (size_t i = 0; i < s->nproducts; i++)
		if (str_eq(s->products[i].slug, slug))
			return (int)i;
	return -1;
}

struct str shop_word(const struct shop *s, const char *key, const char *dflt)
{
	return words_get(s->themes, s->words, key, dflt);
}
