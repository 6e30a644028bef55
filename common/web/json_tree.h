/* A JSON tree as the files of web/json see it, and nobody else. All of it lives in mem(). */
#ifndef WEB_JSON_TREE_H
#define WEB_JSON_TREE_H

#include "web/json.h"

struct json {
	struct json *next; /* in the list or object around it */
	struct str key;    /* of a member; p = NULL for an item */
	enum json_kind kind;
	bool truth;
	union {
		struct str str; /* NUL-terminated */
		double num;
		struct {
			struct json *first, *last;
		} children;
	};
};

/* A node at the end of to (NULL: alone), zeroed but for kind and key. NULL on out of memory. */
struct json *json_node(struct json *to, struct str key, enum json_kind kind);

/* The whole text as a tree, texts written to strings, where text.n bytes are free (text.p itself will do: what is read is never
 * overtaken): 0, -ERR_BAD_JSON or (beyond most values) -ERR_TOO_LARGE with a note, or -ERR_NOMEM. nul: an escaped
 * NUL stands somewhere. */
int json_read(struct str text, char *strings, size_t most, struct json **ret, bool *nul);

#endif
