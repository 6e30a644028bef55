/* Lengths and angles of CSS values: see style_length in check_style.h. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "check_style.h"

enum { CALC_DEPTH_MAX = 12 };

struct units {
	double em, rem, vw, vh, base;
};

static const struct {
	const char *name;
	double px; /* of absolute units; else 0 */
} units[] = {
	{ "px", 1 },
	{ "pt", 96.0 / 72 },
	{ "pc", 16 },
	{ "in", 96 },
	{ "cm", 96 / 2.54 },
	{ "mm", 96 / 25.4 },
	{ "q", 96 / 101.6 },
	{ "em", 0 },
	{ "rem", 0 },
	{ "ex", 0 },
	{ "ch", 0 },
	{ "vw", 0 },
	{ "vh", 0 },
	{ "vi", 0 },
	{ "vb", 0 },
	{ "vmin", 0 },
	{ "vmax", 0 },
	{ "svw", 0 },
	{ "svh", 0 },
	{ "dvw", 0 },
	{ "dvh", 0 },
	{ "lvw", 0 },
	{ "lvh", 0 },
	{ "cqw", 0 },
	{ "cqi", 0 },
	{ "lh", 0 },
	{ "%", 0 },
};

static bool unit_px(struct str unit, const struct units *u, double *ret)
{
	if (!unit.n) {
		*ret = 1;
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		const char *s = units[i].name;

		if (!str_ieq(unit, str_c(s)))
			continue;
		size_t n = strlen(s);
		double smaller = u->vw < u->vh ? u->vw : u->vh;

		*ret = units[i].px > 0                                 ? units[i].px
			: strcmp(s, "%") == 0                          ? u->base / 100
			: strcmp(s, "rem") == 0                        ? u->rem
			: strcmp(s, "em") == 0                         ? u->em
			: strcmp(s, "lh") == 0                         ? 1.2 * u->em
			: strcmp(s, "vmin") == 0                       ? smaller
			: strcmp(s, "vmax") == 0                       ? u->vw + u->vh - smaller
			: s[n - 1] == 'h' && n > 1 && s[n - 2] == 'v'  ? u->vh
			: strcmp(s, "vb") == 0                         ? u->vh
			: strcmp(s, "ex") == 0 || strcmp(s, "ch") == 0 ? u->em / 2
								       : u->vw;
		return isfinite(*ret);
	}
	return false;
}

static bool value_of(struct str s, const struct units *u, int depth, double *ret);

/* Sums and products: "a + b * c". */
static bool calc(struct str s, const struct units *u, int depth, double *ret)
{
	double sum = 0, product = 1, v;
	char op = '+', times = '*';
	struct str one;

	while ((one = css_component(&s)).p) {
		if (str_is(one, "/")) {
			times = '/';
			continue;
		}
		if (str_is(one, "*")) {
			times = '*';
			continue;
		}
		if (str_is(one, "+") || str_is(one, "-")) {
			sum += op == '+' ? product : -product;
			op = one.p[0];
			product = 1;
			times = '*';
			continue;
		}
		/* "2*3" without spaces: cut at the star */
		ptrdiff_t star = one.p[0] == '(' || one.p[one.n - 1] == ')' ? -1 : str_find(one, '*', 1);

		if (star > 0) {
			if (!value_of(str_sub(one, 0, (size_t)star), u, depth, &v))
				return false;
			product = times == '/' ? product / v : product * v;
			times = '*';
			if ((size_t)star + 1 == one.n)
				continue;
			one = str_sub(one, (size_t)star + 1, one.n);
		}
		if (!value_of(one, u, depth, &v))
			return false;
		product = times == '/' ? product / v : product * v;
		times = '*';
	}
	*ret = sum + (op == '+' ? product : -product);
	return isfinite(*ret);
}

static bool function_of(struct str s, const struct units *u, int depth, double *ret)
{
	static const char *const picks[] = { "min", "max", "clamp" };
	struct str args;

	if (depth > CALC_DEPTH_MAX)
		return false;
	if ((args = css_arguments(s, "calc")).p || (args = css_arguments(s, "")).p)
		return calc(args, u, depth + 1, ret);
	for (size_t i = 0; i < ARRAY_LEN(picks); i++) {
		double v[8] = { 0 };
		size_t n = 0;

		if (!(args = css_arguments(s, picks[i])).p)
			continue;
		while (args.p && n < ARRAY_LEN(v))
			if (!calc(css_split(&args, ','), u, depth + 1, &v[n++]))
				return false;
		if (i == 2) {
			*ret = n == 3 ? fmax(v[0], fmin(v[1], v[2])) : 0;
			return n == 3;
		}
		*ret = v[0];
		for (size_t k = 1; k < n; k++)
			*ret = i == 0 ? fmin(*ret, v[k]) : fmax(*ret, v[k]);
		return n > 0;
	}
	return false;
}

static bool value_of(struct str s, const struct units *u, int depth, double *ret)
{
	char text[48], *end;
	double factor;

	s = str_trim(s);
	if (s.n && s.p[s.n - 1] == ')')
		return function_of(s, u, depth, ret);
	if (!s.n || s.n >= sizeof(text) || !(isdigit((unsigned char)s.p[0]) || strchr("+-.", s.p[0])))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = 0;
	*ret = strtod(text, &end);
	if (end == text || !unit_px((struct str){ end, strlen(end) }, u, &factor))
		return false;
	*ret *= factor;
	return isfinite(*ret);
}

bool style_length(struct str value, const struct check_node *n, const struct css_env *env, double base, double *ret)
{
	const struct check_node *root = n;

	while (root->parent)
		root = root->parent;
	struct units u = { n->style->font_size, root->style && root->style->font_size > 0 ? root->style->font_size : 16,
		env->width / 100, env->height / 100, base };
	double v;

	if (root == n && str_ends(value, STR("rem")))
		u.rem = 16;
	if (!value_of(value, &u, 0, &v))
		return false;
	*ret = v;
	return true;
}

/* "90deg", "0.25turn", "1.57rad", "100grad", "0" → degrees. */
bool css_angle(struct str s, double *ret)
{
	char text[48], *end;

	s = str_trim(s);
	if (!s.n || s.n >= sizeof(text))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = 0;
	*ret = strtod(text, &end);
	if (end == text || !isfinite(*ret))
		return false;
	if (strcasecmp(end, "turn") == 0)
		*ret *= 360;
	else if (strcasecmp(end, "rad") == 0)
		*ret *= 180 / M_PI;
	else if (strcasecmp(end, "grad") == 0)
		*ret *= 0.9;
	else if (strcasecmp(end, "deg") != 0 && (*end || *ret != 0))
		return false;
	return true;
}

/* ---- rotation -------------------------------------------------------------------------------- */

static bool rotation_of(struct str one, double *ret)
{
	struct str args, part;
	double v[6];
	size_t n = 0;

	if ((args = css_arguments(one, "rotate")).p || (args = css_arguments(one, "rotateZ")).p)
		return css_angle(args, ret);
	if ((args = css_arguments(one, "rotate3d")).p) {
		struct str x = css_split(&args, ','), y = css_split(&args, ','), z = css_split(&args, ',');

		/* About the axis that looks at us, or not at all. */
		if (strtod(x.n ? x.p : "0", NULL) != 0 || strtod(y.n ? y.p : "0", NULL) != 0 || !css_angle(args, ret))
			return false;
		if (strtod(z.n ? z.p : "0", NULL) < 0)
			*ret = -*ret;
		return true;
	}
	if (!(args = css_arguments(one, "matrix")).p && !(args = css_arguments(one, "matrix3d")).p)
		return false;
	while (args.p && n < ARRAY_LEN(v) && (part = css_split(&args, ',')).n)
		v[n++] = strtod(part.p, NULL);
	if (n < 2)
		return false;
	*ret = atan2(v[1], v[0]) * 180 / M_PI;
	return true;
}

bool style_rotation(const struct check_node *n, double *ret)
{
	struct str rest = style_value(n, P_TRANSFORM), rotate = style_value(n, P_ROTATE), one;
	double sum = 0, v;
	bool any = false;

	while ((one = css_component(&rest)).p)
		if (rotation_of(one, &v))
			sum += v, any = true;
	while ((one = css_component(&rotate)).p)
		if (css_angle(one, &v) && one.n && !isdigit((unsigned char)one.p[one.n - 1]))
			sum += v, any = true;
	*ret = fmod(fmod(sum, 360) + 360, 360);
	return any;
}
