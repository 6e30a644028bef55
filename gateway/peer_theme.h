/* theme-svc, as the gateway calls it. */
#ifndef GATEWAY_PEER_THEME_H
#define GATEWAY_PEER_THEME_H

#include "net/http_client.h"
#include "schemas.h"
#include "wire/review.h"

int theme_open(void); /* the cache wizard:themes:{industry}:{style} */
void theme_close(void);

/* The best of them, and how many there are: what advice needs, without reading the whole list again. */
struct theme_best {
	struct str id, name, reason;
	double score;
	int64_t total; /* 0: there is no theme */
	/* Of the theme that was chosen, else of the best, the layout for this catalogue; empty: nothing speaks for one. */
	struct str layout_theme, layout_theme_name, layout, layout_name, layout_reason, layout_default;
};
struct theme_wish {
	struct str industry, style, audience;
	int64_t products, categories, words; /* how many there are to show; words of a description, -1: none has one */
	bool has_images;
	struct str chosen; /* theme, or nothing */
};
/* What the first two steps tell; strings are views into them. */
struct theme_wish theme_wish_of(const struct json *business_info, const struct json *product_config);

/* All themes, best first, for an industry and a style alone: from the cache. */
int theme_recommend(struct str industry, struct str style, int64_t timeout_ms, struct theme_list **ret)
	SUSPENDS; /* http: theme-svc */
/* The same for all that is known of a session; theme-svc keeps the recommendation with it. */
int theme_recommend_session(const struct theme_wish *w, struct str session_id, int64_t timeout_ms,
	struct theme_list **ret) SUSPENDS; /* http: theme-svc */
int theme_best(const struct theme_wish *w, int64_t timeout_ms, struct theme_best **ret) SUSPENDS;

/* 1 when there is such a theme, 0 when not. */
int theme_exists(struct str id, int64_t timeout_ms) SUSPENDS;

/* One page of a store that need not exist: status, content type, bytes. */
struct theme_page {
	struct str configuration;  /* JSON text of the six steps */
	struct str store_id, slug; /* may be absent */
	struct str path, base;     /* "/p/mug/", "/preview/…" */
};
int theme_render(const struct theme_page *p, struct http_response *ret) SUSPENDS; /* http: theme-svc */

/* What the pages of a store with that configuration (JSON text) fail of. */
int theme_review(struct str configuration, struct review **ret) SUSPENDS; /* http: theme-svc */

/* How a sample is to look: the options of a theme, by name and by address. */
#define THEME_LOOKS(X) \
	X(palette)     \
	X(layout)      \
	X(typography)  \
	X(colors) /* primary-1b35e0.background-fdfdfb */

/* A page of a sample store in a theme. */
struct theme_sample {
	struct str theme, industry, path, base;
#define X(name) struct str name; /* p = NULL: as the theme comes */
	THEME_LOOKS(X)
#undef X
};
int theme_sample(const struct theme_sample *s, struct http_response *ret) SUSPENDS; /* http: theme-svc */

/* A page of a published version that depends on the shopper; data: JSON text, what the page says (theme-svc/view_till.h). */
struct theme_dynamic {
	struct str store_id;
	int64_t version;
	struct str page, data; /* "cart" */
};
int theme_dynamic(const struct theme_dynamic *p, struct http_response *ret) SUSPENDS; /* http: theme-svc */

struct site_published {
	int64_t pages, files, bytes, written, took_ms;
};
struct site_version {
	struct str store_id, slug;
	struct str origin;     /* "https://shop.example": at a domain of its own; absent: at /s/<slug> */
	int64_t version, live; /* live: the one that shoppers see meanwhile, which must stay; 0 = none */
	bool again;            /* drawn again where it is there: its stock is another */
};
/* Writes the version's files under STORES_DIR; safe to repeat. Old versions may go: asked for again, they are drawn again. */
/* The zip's name below STORES_DIR. base: path where the copy will stand; origin: what canonical links begin with. */
struct site_export {
	struct str store_id, base, origin;
	int64_t version;
};
int theme_remove(struct str site_id) SUSPENDS; /* http: theme-svc; all its files */
int theme_export(const struct site_export *x, struct str configuration, struct str *ret) SUSPENDS;
int theme_publish(const struct site_version *v, struct str configuration, struct site_published **ret)
	SUSPENDS; /* http: theme-svc */

#endif
