/* Wizard sessions: all their SQL, and the copy in Redis (wizard:session:{id}).
 *
 * PostgreSQL is the truth. The copy carries the row's version, and a write never replaces a newer one; it also
 * carries the epoch of this process's Redis connection: what was written before an outage, when a save
 * may have failed to reach Redis, is not believed. A copy lives 300 s.
 */
#ifndef GATEWAY_WIZARD_STORE_H
#define GATEWAY_WIZARD_STORE_H

#include "base/cleanup.h"
#include "base/str.h"
#include "net/db.h"
#include "web/schema.h"

struct wizard {
	struct str id, user_id;
	int64_t current_step, completed, version;
	struct str configuration, preferences;           /* JSON text */
	struct str created_at, updated_at, completed_at; /* RFC 3339; completed_at may be absent */
	struct str store_id, slug;                       /* absent before the first launch */
};

struct wizard_new {
	struct str id, user, preferences; /* id: p = NULL draws one; preferences: JSON text */
	struct str client, agent;
};
/* One that is there already under this id, and the user's, comes back as it is. */
int wizard_create(const struct wizard_new *n, struct wizard *ret) SUSPENDS;
/* All of them: -ERR_NOT_FOUND when there is none, or it is another user's. */
int wizard_load(struct str id, struct str user, struct wizard *ret) SUSPENDS;
/* Whoever's it is: for addresses that were signed by us, and for jobs. */
int wizard_load_any(struct str id, struct wizard *ret) SUSPENDS;
/* Newest first. items of struct wizard. */
int wizard_list(struct str user, int64_t page, int64_t per_page, struct vec *ret, int64_t *total) SUSPENDS;

struct wizard_save {
	struct str id, user;
	int step;
	struct str data;   /* JSON text */
	bool advance;      /* completes the step */
	struct str sealed; /* step 5: credentials not yet handed to integration-svc; p = NULL: leave as it is */
	struct str client, agent;
};
/* One statement: checks that the step is reached, saves, and writes the event. -ERR_CONFLICT when it is not
 * reached. */
int wizard_save(const struct wizard_save *s, struct wizard *ret) SUSPENDS;
/* Credentials that wait to be handed on, sealed; p = NULL: none. */
int wizard_sealed(struct str id, struct str *ret) SUSPENDS;
int wizard_sealed_done(struct str id, struct str sealed) SUSPENDS;
/* After the launch: completed_at, once. */
int wizard_complete(struct str id) SUSPENDS;

/* Share of the sessions begun in the last 30 days that were launched, 0..1; 0 when there were none. */
int wizard_completion_rate(double *ret) SUSPENDS;

/* Is the address free, or the session's own? 1 yes, 0 no. */
int slug_free(struct str slug, struct str session_id) SUSPENDS;

#endif
