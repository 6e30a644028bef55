/* OpenAPI: the document of the route table that is running, printed from it and its schemas. */
#ifndef WEB_OPENAPI_H
#define WEB_OPENAPI_H

#include "web/route.h"

/* Appends the whole document as JSON. routes ends with path NULL. Pure but for mem(). */
void openapi_print(struct buf *b, const struct route_table *t, const struct route *routes);

#endif
