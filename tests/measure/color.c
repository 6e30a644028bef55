/* What theme-svc makes of colours. */
#include <math.h>
#include <stdio.h>

#include "color.h"
#include "color_hct.h"
#include "harmony.h"
#include "measure.h"

/* Text, ground → everything that the oracle knows of them, in its order. */
static void ask_color(const struct str *in)
{
	uint32_t c, ground;

	if (!color_parse(in[0], &c) || !color_parse(in[1], &ground)) {
		puts("refused");
		return;
	}
	struct lab lab = color_lab(c);
	struct oklch ok = color_oklch(c);
	struct hsl hsl = color_hsl(c);
	struct hct hct = color_hct(c);
	struct material m = color_material(c);
	double ratio = color_contrast(c, ground);

	printf("%.8f\t%d\t%d\t%d\t%.8f\t%.8f", ratio, ratio >= 4.5, ratio >= 3, ratio >= 7, color_apca(c, ground),
		color_difference(c, ground));
	printf("\t%.8f\t%.8f\t%.8f\t%.8f\t%.8f\t%.8f\t%.8f\t%.8f\t%.8f\t%.8f\t%.8f\t%.8f", lab.l, lab.a, lab.b, ok.l,
		ok.c, ok.h, hsl.h, hsl.s, hsl.l, hct.h, hct.c, hct.t);
	printf("\t%s\t%s\t%s\t%s\t%s\t%s\n", color_text(m.primary).text, color_text(m.on_primary).text,
		color_text(m.primary_dark).text, color_text(color_simulate(c, DEUTAN)).text,
		color_text(color_simulate(c, PROTAN)).text, color_text(color_simulate(c, TRITAN)).text);
}

/* Five colours → their harmony on the white page on which people judge them. */
static void ask_harmony(const struct str *in)
{
	uint32_t c[5];

	for (int i = 0; i < 5; i++)
		if (!color_parse(in[i], &c[i])) {
			puts("refused");
			return;
		}
	printf("%.8f\n", harmony_row(c, 5, 0xffffff));
}

const struct question color_questions[] = {
	{ "color", 2, ask_color },
	{ "harmony", 5, ask_harmony },
	{ NULL, 0, NULL },
};
