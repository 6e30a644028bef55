/* OpenAPI internals: the document while it is printed, one operation at a time. */
#ifndef WEB_OPENAPI_DOCUMENT_H
#define WEB_OPENAPI_DOCUMENT_H

#include "web/route.h"

enum { SCHEMAS_MAX = 256, TAGS_MAX = 64 };

/* What stands under components, found while the paths are printed. */
struct document {
	struct buf *b;
	const struct route_table *table;
	const struct route *routes;
	const struct schema *schemas[SCHEMAS_MAX];
	size_t nschemas;
	struct str tags[TAGS_MAX];
	size_t ntags;
	bool problems[600]; /* statuses that some route answers with */
	bool limited, secured;
};

/* Notes a schema, and all that it refers to, for the components. Two of one name fail the buffer. */
void openapi_use_schema(struct document *d, const struct schema *s);

/* Appends "method": {…}. */
void openapi_operation(struct document *d, const struct route *r);

#endif
