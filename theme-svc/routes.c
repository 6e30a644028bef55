#include "routes.h"

#include "previews.h"
#include "schemas.h"
#include "sites.h"
#include "storefront.h"
#include "themes.h"

enum {
	CONFIGURATION = 8 << 20,
	SITE = 24 << 20,
	SITE_VALUES = 800 * 1000,
	SHOPPER = 256 * 1024,
	PUBLISH_MS = 120 * 1000
};

const struct route theme_routes[] = {
	{ .method = HTTP_GET,
		.path = "/v1/themes/recommendations",
		.scope = "peer",
		.query = &recommend_query_schema,
		.reply = &theme_list_schema,
		.handler = themes_recommend,
		.id = "themesRecommend",
		.summary = "All themes, best first, with reasons" },
	{ .method = HTTP_GET,
		.path = "/v1/themes/{theme}",
		.scope = "peer",
		.reply = &theme_schema,
		.handler = themes_get,
		.id = "themeGet",
		.summary = "One theme and what can be chosen" },
	{ .method = HTTP_POST,
		.path = "/v1/render",
		.scope = "peer",
		.body_limit = CONFIGURATION,
		.body = &render_schema,
		.flags = ROUTE_NO_JSON_REPLY,
		.media_type = "text/html",
		.handler = previews_render,
		.id = "render",
		.summary = "One page of a store that need not exist",
		.description =
			"Media type as the page has it: HTML, CSS, fonts, XML, text. A path without a page is 404 with the store's own page." },
	{ .method = HTTP_GET,
		.path = "/v1/sample/{theme}/{industry}/{path...}",
		.scope = "peer",
		.query = &sample_query_schema,
		.flags = ROUTE_NO_JSON_REPLY,
		.media_type = "text/html",
		.handler = previews_sample,
		.id = "sample",
		.summary = "A page of a sample shop in a theme" },
	{ .method = HTTP_PUT,
		.path = "/v1/sites/{store_id}/versions/{version}",
		.scope = "peer",
		.deadline_ms = PUBLISH_MS,
		.body_limit = SITE,
		.body_values = SITE_VALUES,
		.body = &publish_schema,
		.reply = &published_schema,
		.handler = sites_publish,
		.id = "sitePublish",
		.summary = "Write all pages of a version",
		.description =
			"Safe to repeat. The version appears under STORES_DIR whole or not at all, and is never changed after." },
	{ .method = HTTP_POST,
		.path = "/v1/storefront/page",
		.scope = "peer",
		.body_limit = SHOPPER,
		.body = &storefront_schema,
		.flags = ROUTE_NO_JSON_REPLY,
		.media_type = "text/html",
		.handler = storefront_page,
		.id = "storefrontPage",
		.summary = "A page of a published version that depends on the shopper",
		.description =
			"cart, checkout, order, contact: drawn with the version's own theme; data is described in view_till.h." },
	{ .path = NULL },
};
