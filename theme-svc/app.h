/* App: what makes a storefront installable: manifest.webmanifest (W3C Web Application Manifest) and icon.svg, the store's initial on its
 * brand colour. Pure.
 */
#ifndef THEME_APP_H
#define THEME_APP_H

#include "render.h"

/* In mem(). 0 or -ERR_NOMEM. */
int app_manifest(const struct site *site, struct page *ret);
int app_icon(const struct site *site, struct page *ret);

#endif
