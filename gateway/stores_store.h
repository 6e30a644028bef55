/* Stores and their versions: all their SQL. */
#ifndef GATEWAY_STORES_STORE_H
#define GATEWAY_STORES_STORE_H

#include "base/cleanup.h"
#include "schemas.h"
#include "web/job.h"

int stores_open(void); /* the short-lived answers to "what is live at this address?" */
void stores_close(void);

struct frozen {
	struct str config_id, store_id, slug, session_id, owner;
	int64_t version;
};
/* Freezes the session's configuration as the next version of its store, made at the first launch. One job
 * freezes once: called again it gives the same version. -ERR_CONFLICT when the wished address is taken. */
int store_freeze(struct str session_id, struct str job_id, struct frozen *ret) SUSPENDS;
/* The version as one JSON object with the six keys; stock is what is left of it, not what it was. */
int store_configuration(struct str config_id, struct str *ret) SUSPENDS;
/* 1 when it names tools to connect. */
int store_has_tools(struct str config_id) SUSPENDS;
/* -ERR_LOST when the job is another worker's by now. */
int store_put_content(struct job *by, struct str config_id, struct str content_data) SUSPENDS;
/* The switch. by: the job that asks, or NULL. -ERR_NOT_FOUND when there is no such version; -ERR_LOST as above, so that a worker
 * that slept does not switch back what was published meanwhile. */
int store_go_live(struct job *by, struct str store_id, int64_t version) SUSPENDS;

/* -ERR_NOT_FOUND also for other people's. */
int store_load(struct str store_id, struct str owner, struct store *ret) SUSPENDS;
int store_list(struct str owner, int64_t page, int64_t per_page, struct store_list *ret) SUSPENDS;
int store_versions(struct str store_id, int64_t live, int64_t page, int64_t per_page, struct store_version_list *ret)
	SUSPENDS;
/* id of the row that froze this version. */
int store_config_id(struct str store_id, int64_t version, struct str *ret, struct str *slug) SUSPENDS;

/* What shoppers see at /s/{slug}: "store_id/version" as a folder name. Kept a second, so that a page costs no
 * query; while the database is away, what was last known goes on. With it the experiment that runs there
 * (exposure.h), p = NULL: none. -ERR_NOT_FOUND. */
int store_live(struct str slug, struct str *folder, struct str *experiment) SUSPENDS;
/* What is live there is asked anew. */
void store_forget_live(struct str slug);

#endif
