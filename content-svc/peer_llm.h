/* llm-svc, as content-svc calls it. */
#ifndef CONTENT_PEER_LLM_H
#define CONTENT_PEER_LLM_H

#include "base/cleanup.h"
#include "web/peer.h"

extern struct peer llm_svc;

struct written {
	struct str model;
	struct vec texts; /* of struct str, trimmed; none is empty */
	int result;       /* llm_write_all: 0 or why there is none */
};

/* n texts for one prompt, at most; fewer when the writer gives no more. */
int llm_write(struct str prompt, int n, struct written *ret) SUSPENDS; /* http: llm-svc */
/* One text for each of n <= 16 prompts, at once. 0 or a reason; each result says how. */
int llm_write_all(const struct str *prompts, struct written *ret, int n) SUSPENDS; /* http: llm-svc */

#endif
