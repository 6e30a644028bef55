/* What shop.c reads the catalogue with. */
#ifndef THEME_SHOP_PRODUCTS_H
#define THEME_SHOP_PRODUCTS_H

#include "shop.h"

int products_read(struct shop *s, const struct json *configuration);
/* Descriptions in the language that is shown: sku → text; NULL: there are none. */
int products_translate(struct shop *s, const struct json *texts);
/* May it stand in src? http, https or root-relative. */
bool picture_url(struct str url);
/* False when j holds no picture that may be shown. alt falls back to dflt. */
bool picture_read(const struct json *j, struct str dflt, struct picture *ret);

#endif
