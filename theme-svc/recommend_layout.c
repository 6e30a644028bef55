#include "recommend.h"

#include <math.h>

#include "base/context.h"

enum { MEASURES = 3 };

/* What a layout wants beside what there is; there < 0: not known. */
struct measure {
	struct want want;
	int64_t there;
	const char *one, *many;
};

static void measures_of(const struct theme_layout *l, const struct wanted *w, struct measure ret[MEASURES])
{
	ret[0] = (struct measure){ l->products, w->products, "product", "products" };
	ret[1] = (struct measure){ l->categories, w->categories, "category", "categories" };
	ret[2] = (struct measure){ l->words, w->words, "word a description", "words a description" };
}

static bool minds(const struct measure *m)
{
	return m->want.most > 0 && m->there >= 0;
}

/* In octaves, as a catalogue beside a theme: half of what is wanted is as far as twice. */
static double octaves(const struct measure *m)
{
	if (m->there < m->want.least)
		return log2((double)(m->want.least + 1) / (double)(m->there + 1));
	return m->there > m->want.most ? log2((double)(m->there + 1) / (double)(m->want.most + 1)) : 0;
}

static double misfit(const struct theme_layout *l, const struct wanted *w)
{
	const double photos = 2; /* as a catalogue of four times the size */
	struct measure m[MEASURES];
	double sum = l->photos >= 0 && w->has_images >= 0 && l->photos != w->has_images ? photos : 0;

	measures_of(l, w, m);
	for (int i = 0; i < MEASURES; i++)
		sum += minds(&m[i]) ? octaves(&m[i]) : 0;
	return sum;
}

static bool fits(const struct measure *m)
{
	return minds(m) && octaves(m) == 0;
}

/* How much of what l asks for there is. */
static int met(const struct theme_layout *l, const struct wanted *w)
{
	struct measure m[MEASURES];
	int n = l->photos >= 0 && l->photos == w->has_images;

	measures_of(l, w, m);
	for (int i = 0; i < MEASURES; i++)
		n += fits(&m[i]);
	return n;
}

static void put_measure(struct buf *b, const struct measure *m)
{
	buf_printf(b, "%lld %s (it is at its best with ", (long long)m->there, m->there == 1 ? m->one : m->many);
	if (m->want.least == m->want.most)
		buf_printf(b, "%lld)", (long long)m->want.most);
	else
		buf_printf(b, "%lld to %lld)", (long long)m->want.least, (long long)m->want.most);
}

/* "You have 48 products (it is at its best with 13 to 200) and no photographs." Nothing when none of it speaks for l. */
static struct str reason_of(const struct theme_layout *l, const struct wanted *w)
{
	struct buf b = BUF_ON(mem(), 1000);
	bool photos = l->photos >= 0 && l->photos == w->has_images;
	int said = 0, all = met(l, w);
	struct measure m[MEASURES];

	measures_of(l, w, m);
	for (int i = 0; i < MEASURES; i++) {
		if (!fits(&m[i]))
			continue;
		buf_c(&b, said == 0 ? "You have " : said + 1 == all ? " and " : ", ");
		put_measure(&b, &m[i]);
		said++;
	}
	if (photos)
		buf_printf(&b, "%s%s", said ? " and " : "You have ",
			l->photos ? "photographs, which it shows large" : "no photographs, and it does without");
	if (all)
		buf_char(&b, '.');
	return all ? buf_view(&b) : STR_NONE;
}

const struct theme_layout *recommend_layout(const struct theme *t, const struct wanted *w, struct str *reason)
{
	const struct theme_layout *best = &t->layouts[0];

	for (size_t i = 1; i < t->nlayouts; i++) {
		const struct theme_layout *l = &t->layouts[i];
		double d = misfit(l, w) - misfit(best, w);

		if (d < 0 || (d == 0 && met(l, w) > met(best, w)))
			best = l;
	}
	*reason = reason_of(best, w);
	return reason->n ? best : NULL;
}
