#include "dynamic.h"

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "view_search.h"
#include "view_till.h"

static const struct {
	struct str name;
	enum theme_page template;
	const struct json *(*view)(const struct view *v, const struct json *data);
} pages[] = {
	{ STR("cart"), PAGE_CART, view_cart },
	{ STR("checkout"), PAGE_CHECKOUT, view_checkout },
	{ STR("order"), PAGE_ORDER, view_order },
	{ STR("contact"), PAGE_CONTACT, view_contact },
	{ STR("search"), PAGE_SEARCH, view_search },
};

int dynamic_page(const struct site *site, struct str name, const struct json *data, struct page *ret)
{
	if (str_is(name, "suggest")) {
		*ret = (struct page){ .status = 200, .content_type = "application/json" };
		TRY(view_suggest(&site->view, data, &ret->body));
		return 1;
	}
	for (size_t i = 0; i < ARRAY_LEN(pages); i++)
		if (str_eq(name, pages[i].name)) {
			TRY(render_with(site, pages[i].template, pages[i].view(&site->view, data), ret));
			return 1;
		}
	return 0;
}
