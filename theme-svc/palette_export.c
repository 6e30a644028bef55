#include "palette_export.h"

#include "base/cleanup.h"

void export_css(struct buf *b, const struct palette *p)
{
	palette_css(b, p);
}

/* ---- W3C design tokens */

/* Six digits say every 8-bit value, and no more than it. */
static void put_token(struct buf *b, const struct scheme *s, enum role r)
{
	uint32_t c = s->color[r];

	buf_json_str(b, str_c(role_names[r]));
	buf_printf(b,
		":{\"$value\":{\"colorSpace\":\"srgb\",\"components\":[%.6g,%.6g,%.6g],\"alpha\":%.4g,\"hex\":\"%s\"}}",
		(c >> 16 & 255) / 255.0, (c >> 8 & 255) / 255.0, (c & 255) / 255.0,
		r == SCRIM ? s->scrim_alpha / 255.0 : 1.0, color_text(c).text);
}

static void put_group(struct buf *b, const char *name, struct str palette, const struct scheme *s)
{
	buf_printf(b, "\"%s\":{\"$type\":\"color\",\"$description\":", name);
	buf_json_str(b, palette.n ? palette : STR("Palette"));
	for (int r = 0; r < ROLES; r++) {
		buf_char(b, ',');
		put_token(b, s, (enum role)r);
	}
	buf_char(b, '}');
}

void export_tokens(struct buf *b, const struct palette *p)
{
	buf_char(b, '{');
	put_group(b, "light", p->name, &p->light);
	buf_char(b, ',');
	put_group(b, "dark", p->name, &p->dark);
	buf_c(b, "}\n");
}

/* ---- Shopify */

/* Every pair that a Shopify theme makes of a colour scheme is one that palette_prove lists. */
static const struct shop_scheme {
	bool dark;
	enum role background, text, button, label;
} shop_schemes[] = {
	{ false, BACKGROUND, TEXT, PRIMARY, ON_PRIMARY },
	{ false, SURFACE, TEXT, PRIMARY, ON_PRIMARY },
	{ false, PRIMARY, ON_PRIMARY, ON_PRIMARY, PRIMARY },
	{ true, BACKGROUND, TEXT, PRIMARY, ON_PRIMARY },
	{ true, SURFACE, TEXT, PRIMARY, ON_PRIMARY },
};

void export_shopify(struct buf *b, const struct palette *p)
{
	buf_c(b, "{\"current\":{\"color_schemes\":{");
	for (size_t i = 0; i < ARRAY_LEN(shop_schemes); i++) {
		const struct shop_scheme *x = &shop_schemes[i];
		const uint32_t *c = x->dark ? p->dark.color : p->light.color;
		enum role second = x->button == PRIMARY ? PRIMARY : x->text;

		buf_printf(b, "%s\"scheme-%zu\":{\"settings\":{", i ? "," : "", i + 1);
		buf_printf(b, "\"background\":\"%s\",\"background_gradient\":\"\",\"text\":\"%s\",\"button\":\"%s\",",
			color_text(c[x->background]).text, color_text(c[x->text]).text, color_text(c[x->button]).text);
		buf_printf(b, "\"button_label\":\"%s\",\"secondary_button_label\":\"%s\",\"shadow\":\"%s\"}}",
			color_text(c[x->label]).text, color_text(c[second]).text, color_text(c[TEXT]).text);
	}
	buf_c(b, "}}}\n");
}
