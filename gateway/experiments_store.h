/* Experiments and their variants: all their SQL. */
#ifndef GATEWAY_EXPERIMENTS_STORE_H
#define GATEWAY_EXPERIMENTS_STORE_H

#include "base/cleanup.h"
#include "schemas.h"

struct variant_settings {
	struct str theme_id, layout, headline;
	struct vec palette; /* of struct pair: role → #rrggbb */
	const struct json *customizations;
};
struct experiment_variant {
	struct str id, name;      /* id: not for clients */
	int64_t weight, version;  /* version: its rendition, 0 = not drawn yet */
	struct str settings;      /* JSON text of struct variant_settings */
	int64_t visitors, orders; /* these and the shares are not the store's to fill in: analytics-svc knows them */
	double share, share_low, share_high;
};
struct experiment {
	struct str experiment_id, name, status;
	struct vec variants; /* of struct experiment_variant; the first is the control */
	struct str created_at, started_at, stopped_at;
};
struct experiment_list {
	struct vec items; /* of struct experiment */
	int64_t total, page;
};

/* variants[0] is the control. */
int experiment_insert(struct str store_id, struct str name, const struct experiment_variant *variants, size_t n,
	struct str *id) SUSPENDS;
/* -ERR_NOT_FOUND. */
int experiment_load(struct str store_id, struct str id, struct experiment *ret) SUSPENDS;
int experiment_list(struct str store_id, int64_t page, int64_t per_page, struct experiment_list *ret) SUSPENDS;
/* Freezes a variant as a version of its own, once: the live one with the variant's settings. */
int experiment_rendition(struct str store_id, int64_t live, const struct experiment_variant *v, int64_t *version)
	SUSPENDS;
/* -ERR_CONFLICT when another one runs, when it has run before, or when live is not live any more. */
int experiment_begin(struct str store_id, struct str id, int64_t live) SUSPENDS;
int experiment_end(struct str store_id, struct str id) SUSPENDS;

/* Exposures, into the outbox. */
int exposures_insert(const struct str *ids, const struct str *types, const struct str *data, size_t n) SUSPENDS;

#endif
