#include "wire/palettes.h"

#include "base/cleanup.h"
#include "base/context.h"

static void check_brand(void *value, const char *pointer, struct violations *v)
{
	const struct palette_wish *w = value;
	struct str *colors = w->brand.items;

	for (size_t i = 0; i < w->brand.n; i++) {
		const char *wrong = format_color.check(colors[i], &colors[i]);

		if (wrong)
			violation_add(v, str_printf(mem(), "%s/brand/%zu", pointer, i), "format", "%s", wrong);
	}
}

static const struct field wish_fields[] = {
	F_LIST_STR(struct palette_wish, brand, 0, 0, 5, 7, "Brand colours as #rrggbb, the leading one first"),
	F_STR(struct palette_wish, industry, 0, 1, 100, &format_identifier, "What is sold: food_drink, jewelry, …"),
	F_STR(struct palette_wish, style, 0, 1, 100, &format_identifier, "How it should look: minimal, warm, …"),
	F_INT(struct palette_wish, n, 0, 1, 12, 6, "How many at the most"),
};
const struct schema palette_wish_schema = SCHEMA_RULE("PaletteWish", struct palette_wish, wish_fields, check_brand);

static const struct field pair_fields[] = {
	F_STR(struct palette_pair, ink, REQUIRED, 0, 0, NULL, "Role of what is drawn"),
	F_STR(struct palette_pair, ground, REQUIRED, 0, 0, NULL, "Role of what it lies on"),
	F_STR(struct palette_pair, use, REQUIRED, 0, 0, NULL, "Where a shop has it"),
	F_STR(struct palette_pair, ink_color, REQUIRED, 0, 0, NULL, "#rrggbb"),
	F_STR(struct palette_pair, ground_color, REQUIRED, 0, 0, NULL, "#rrggbb"),
	F_NUM(struct palette_pair, ratio, REQUIRED, 1, 21, 0, "Contrast ratio of WCAG 2.2"),
	F_NUM(struct palette_pair, needed, REQUIRED, 1, 21, 0, "What WCAG 2.2 AA asks for"),
	F_NUM(struct palette_pair, lc, REQUIRED, -110, 110, 0, "APCA's lightness contrast, for comparison"),
};
static const struct schema pair_schema = SCHEMA("PalettePair", struct palette_pair, pair_fields);

static const struct field half_fields[] = {
	F_MAP(struct palette_half, roles, REQUIRED, 30, 9, NULL, "Role → colour; the scrim has an alpha"),
	F_LIST(struct palette_half, proof, REQUIRED, 0, 40, &pair_schema, "Every pair that a shop puts together"),
};
static const struct schema half_schema = SCHEMA("PaletteHalf", struct palette_half, half_fields);

static const struct field vision_fields[] = {
	F_STR(struct palette_vision, kind, REQUIRED, 0, 0, NULL,
		"protan, deutan, tritan: the kind of cone that is missing"),
	F_MAP(struct palette_vision, light, REQUIRED, 30, 7, &format_color, "Role → colour as it is seen by day"),
	F_MAP(struct palette_vision, dark, REQUIRED, 30, 7, &format_color, "Role → colour as it is seen by night"),
};
static const struct schema vision_schema = SCHEMA("PaletteVision", struct palette_vision, vision_fields);

static const struct field suggestion_fields[] = {
	F_STR(struct palette_suggestion, id, REQUIRED, 0, 0, NULL, "Says it all: relation, brand colour, accent"),
	F_STR(struct palette_suggestion, name, REQUIRED, 0, 0, NULL, "Shown to merchants"),
	F_STR(struct palette_suggestion, scheme, REQUIRED, 0, 0, NULL,
		"brand, tonal, analogous, complementary, split, triad: how the accent was found"),
	F_STR(struct palette_suggestion, brand, REQUIRED, 0, 0, NULL, "What primary came from"),
	F_STR(struct palette_suggestion, accent, REQUIRED, 0, 0, NULL, "What accent came from"),
	F_STR(struct palette_suggestion, reason, REQUIRED, 0, 0, NULL, "Why"),
	F_NUM(struct palette_suggestion, harmony, REQUIRED, -2, 2, 0,
		"Ou and Luo's model of harmony, mean of neighbouring colours; the order of the list"),
	F_NUM(struct palette_suggestion, hue_moved, REQUIRED, 0, 180, 0,
		"Degrees of OKLCH's hue between brand colour and primary, the larger of both halves"),
	F_OBJ(struct palette_suggestion, light, REQUIRED, &half_schema, "By day"),
	F_OBJ(struct palette_suggestion, dark, REQUIRED, &half_schema, "By night"),
	F_LIST(struct palette_suggestion, vision, REQUIRED, 0, 3, &vision_schema, "As colour-blind people see it"),
};
static const struct schema suggestion_schema = SCHEMA(
	"PaletteSuggestion", struct palette_suggestion, suggestion_fields);

static const struct field suggestions_fields[] = {
	F_LIST(struct palette_suggestions, palettes, REQUIRED, 0, 12, &suggestion_schema, "The most harmonious first"),
};
const struct schema palette_suggestions_schema = SCHEMA(
	"PaletteSuggestions", struct palette_suggestions, suggestions_fields);

static const char *const formats[] = { "css", "tokens", "shopify", NULL };

static void check_export(void *value, const char *pointer, struct violations *v)
{
	const struct palette_export *e = value;
	const struct pair *p = e->light.items;
	bool has = false;

	for (size_t i = 0; i < e->light.n; i++)
		has |= str_is(p[i].key, "primary");
	if (!has)
		violation_add(v, str_printf(mem(), "%s/light/primary", pointer), "required",
			"is required: all other colours can be found from it");
}

static const struct field export_fields[] = {
	F_ENUM(struct palette_export, format, REQUIRED, formats,
		"css: custom properties · tokens: W3C design tokens · shopify: settings_data.json of an Online Store 2.0 theme"),
	F_STR(struct palette_export, name, 0, 1, 100, &format_line, "The palette's name"),
	F_MAP(struct palette_export, light, REQUIRED, 20, 7, &format_color,
		"Base role → colour by day; what is missing is found"),
	F_MAP(struct palette_export, dark, 0, 20, 7, &format_color, "Base role → colour by night"),
};
const struct schema palette_export_schema = SCHEMA_RULE(
	"PaletteExport", struct palette_export, export_fields, check_export);

static const struct field file_fields[] = {
	F_JSON(struct palette_file, light, 0, NULL, "tokens: the group of colours by day"),
	F_JSON(struct palette_file, dark, 0, NULL, "tokens: the group of colours by night"),
	F_JSON(struct palette_file, current, 0, NULL, "shopify: {color_schemes: {scheme-1: {settings}, …}}"),
};
const struct schema palette_file_schema = SCHEMA("PaletteFile", struct palette_file, file_fields);
