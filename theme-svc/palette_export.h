/* Export: a palette as other tools read it. Pure; never suspends. */
#ifndef THEME_PALETTE_EXPORT_H
#define THEME_PALETTE_EXPORT_H

#include "palette.h"

/* CSS custom properties, by day and by night: the same as the storefront's own stylesheet begins with. */
void export_css(struct buf *b, const struct palette *p);
/* Design Tokens Format Module 2025.10 of the W3C community group: groups light and dark, tokens of type color. */
void export_tokens(struct buf *b, const struct palette *p);
/* config/settings_data.json of Shopify's Online Store 2.0 themes: five color_schemes with the members that Dawn has. */
void export_shopify(struct buf *b, const struct palette *p);

#endif
