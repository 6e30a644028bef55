#include "check_color.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "check_css.h"
#include "color.h"

/* CSS Color Level 4, 6.1 */
static const struct {
	const char *name;
	uint32_t rgb;
} named[] = {
	{ "aliceblue", 0xf0f8ff },
	{ "antiquewhite", 0xfaebd7 },
	{ "aqua", 0x00ffff },
	{ "aquamarine", 0x7fffd4 },
	{ "azure", 0xf0ffff },
	{ "beige", 0xf5f5dc },
	{ "bisque", 0xffe4c4 },
	{ "black", 0x000000 },
	{ "blanchedalmond", 0xffebcd },
	{ "blue", 0x0000ff },
	{ "blueviolet", 0x8a2be2 },
	{ "brown", 0xa52a2a },
	{ "burlywood", 0xdeb887 },
	{ "cadetblue", 0x5f9ea0 },
	{ "chartreuse", 0x7fff00 },
	{ "chocolate", 0xd2691e },
	{ "coral", 0xff7f50 },
	{ "cornflowerblue", 0x6495ed },
	{ "cornsilk", 0xfff8dc },
	{ "crimson", 0xdc143c },
	{ "cyan", 0x00ffff },
	{ "darkblue", 0x00008b },
	{ "darkcyan", 0x008b8b },
	{ "darkgoldenrod", 0xb8860b },
	{ "darkgray", 0xa9a9a9 },
	{ "darkgreen", 0x006400 },
	{ "darkgrey", 0xa9a9a9 },
	{ "darkkhaki", 0xbdb76b },
	{ "darkmagenta", 0x8b008b },
	{ "darkolivegreen", 0x556b2f },
	{ "darkorange", 0xff8c00 },
	{ "darkorchid", 0x9932cc },
	{ "darkred", 0x8b0000 },
	{ "darksalmon", 0xe9967a },
	{ "darkseagreen", 0x8fbc8f },
	{ "darkslateblue", 0x483d8b },
	{ "darkslategray", 0x2f4f4f },
	{ "darkslategrey", 0x2f4f4f },
	{ "darkturquoise", 0x00ced1 },
	{ "darkviolet", 0x9400d3 },
	{ "deeppink", 0xff1493 },
	{ "deepskyblue", 0x00bfff },
	{ "dimgray", 0x696969 },
	{ "dimgrey", 0x696969 },
	{ "dodgerblue", 0x1e90ff },
	{ "firebrick", 0xb22222 },
	{ "floralwhite", 0xfffaf0 },
	{ "forestgreen", 0x228b22 },
	{ "fuchsia", 0xff00ff },
	{ "gainsboro", 0xdcdcdc },
	{ "ghostwhite", 0xf8f8ff },
	{ "gold", 0xffd700 },
	{ "goldenrod", 0xdaa520 },
	{ "gray", 0x808080 },
	{ "green", 0x008000 },
	{ "greenyellow", 0xadff2f },
	{ "grey", 0x808080 },
	{ "honeydew", 0xf0fff0 },
	{ "hotpink", 0xff69b4 },
	{ "indianred", 0xcd5c5c },
	{ "indigo", 0x4b0082 },
	{ "ivory", 0xfffff0 },
	{ "khaki", 0xf0e68c },
	{ "lavender", 0xe6e6fa },
	{ "lavenderblush", 0xfff0f5 },
	{ "lawngreen", 0x7cfc00 },
	{ "lemonchiffon", 0xfffacd },
	{ "lightblue", 0xadd8e6 },
	{ "lightcoral", 0xf08080 },
	{ "lightcyan", 0xe0ffff },
	{ "lightgoldenrodyellow", 0xfafad2 },
	{ "lightgray", 0xd3d3d3 },
	{ "lightgreen", 0x90ee90 },
	{ "lightgrey", 0xd3d3d3 },
	{ "lightpink", 0xffb6c1 },
	{ "lightsalmon", 0xffa07a },
	{ "lightseagreen", 0x20b2aa },
	{ "lightskyblue", 0x87cefa },
	{ "lightslategray", 0x778899 },
	{ "lightslategrey", 0x778899 },
	{ "lightsteelblue", 0xb0c4de },
	{ "lightyellow", 0xffffe0 },
	{ "lime", 0x00ff00 },
	{ "limegreen", 0x32cd32 },
	{ "linen", 0xfaf0e6 },
	{ "magenta", 0xff00ff },
	{ "maroon", 0x800000 },
	{ "mediumaquamarine", 0x66cdaa },
	{ "mediumblue", 0x0000cd },
	{ "mediumorchid", 0xba55d3 },
	{ "mediumpurple", 0x9370db },
	{ "mediumseagreen", 0x3cb371 },
	{ "mediumslateblue", 0x7b68ee },
	{ "mediumspringgreen", 0x00fa9a },
	{ "mediumturquoise", 0x48d1cc },
	{ "mediumvioletred", 0xc71585 },
	{ "midnightblue", 0x191970 },
	{ "mintcream", 0xf5fffa },
	{ "mistyrose", 0xffe4e1 },
	{ "moccasin", 0xffe4b5 },
	{ "navajowhite", 0xffdead },
	{ "navy", 0x000080 },
	{ "oldlace", 0xfdf5e6 },
	{ "olive", 0x808000 },
	{ "olivedrab", 0x6b8e23 },
	{ "orange", 0xffa500 },
	{ "orangered", 0xff4500 },
	{ "orchid", 0xda70d6 },
	{ "palegoldenrod", 0xeee8aa },
	{ "palegreen", 0x98fb98 },
	{ "paleturquoise", 0xafeeee },
	{ "palevioletred", 0xdb7093 },
	{ "papayawhip", 0xffefd5 },
	{ "peachpuff", 0xffdab9 },
	{ "peru", 0xcd853f },
	{ "pink", 0xffc0cb },
	{ "plum", 0xdda0dd },
	{ "powderblue", 0xb0e0e6 },
	{ "purple", 0x800080 },
	{ "rebeccapurple", 0x663399 },
	{ "red", 0xff0000 },
	{ "rosybrown", 0xbc8f8f },
	{ "royalblue", 0x4169e1 },
	{ "saddlebrown", 0x8b4513 },
	{ "salmon", 0xfa8072 },
	{ "sandybrown", 0xf4a460 },
	{ "seagreen", 0x2e8b57 },
	{ "seashell", 0xfff5ee },
	{ "sienna", 0xa0522d },
	{ "silver", 0xc0c0c0 },
	{ "skyblue", 0x87ceeb },
	{ "slateblue", 0x6a5acd },
	{ "slategray", 0x708090 },
	{ "slategrey", 0x708090 },
	{ "snow", 0xfffafa },
	{ "springgreen", 0x00ff7f },
	{ "steelblue", 0x4682b4 },
	{ "tan", 0xd2b48c },
	{ "teal", 0x008080 },
	{ "thistle", 0xd8bfd8 },
	{ "tomato", 0xff6347 },
	{ "turquoise", 0x40e0d0 },
	{ "violet", 0xee82ee },
	{ "wheat", 0xf5deb3 },
	{ "white", 0xffffff },
	{ "whitesmoke", 0xf5f5f5 },
	{ "yellow", 0xffff00 },
	{ "yellowgreen", 0x9acd32 },
};

/* System colours as Chromium paints them, light and dark. */
static const struct {
	const char *name;
	uint32_t light, dark;
} systems[] = {
	{ "canvas", 0xffffff, 0x121212 },
	{ "canvastext", 0x000000, 0xffffff },
	{ "linktext", 0x0000ee, 0x9e9eff },
	{ "visitedtext", 0x551a8b, 0xd0adf0 },
	{ "activetext", 0xff0000, 0xff9e9e },
	{ "buttonface", 0xefefef, 0x6b6b6b },
	{ "buttontext", 0x000000, 0xffffff },
	{ "buttonborder", 0x000000, 0xffffff },
	{ "field", 0xffffff, 0x3b3b3b },
	{ "fieldtext", 0x000000, 0xffffff },
	{ "highlight", 0x3584e4, 0x3584e4 },
	{ "highlighttext", 0xffffff, 0xffffff },
	{ "graytext", 0x808080, 0x808080 },
	{ "mark", 0xffff00, 0xffff00 },
	{ "marktext", 0x000000, 0x000000 },
};

static struct rgba of_hex(uint32_t c)
{
	return (struct rgba){ (c >> 16 & 255) / 255.0, (c >> 8 & 255) / 255.0, (c & 255) / 255.0, 1 };
}

static double clamp01(double v)
{
	return v < 0 ? 0 : v > 1 ? 1 : v;
}

static struct linear light_of(struct rgba c)
{
	return (struct linear){ color_light(c.r), color_light(c.g), color_light(c.b) };
}

static struct rgba of_light(struct linear l, double alpha)
{
	return (struct rgba){ color_gamma(clamp01(l.r)), color_gamma(clamp01(l.g)), color_gamma(clamp01(l.b)), alpha };
}

struct rgba color_over(struct rgba over, struct rgba under)
{
	double a = over.a + under.a * (1 - over.a);

	if (a <= 0)
		return (struct rgba){ 0, 0, 0, 0 };
	return (struct rgba){ (over.r * over.a + under.r * under.a * (1 - over.a)) / a,
		(over.g * over.a + under.g * under.a * (1 - over.a)) / a,
		(over.b * over.a + under.b * under.a * (1 - over.a)) / a, a };
}

double color_ratio(struct rgba a, struct rgba b)
{
	return luminance_contrast(linear_luminance(light_of(a)), linear_luminance(light_of(b)));
}

static bool read_hex(struct str s, struct rgba *ret)
{
	unsigned int d[8];
	size_t n = s.n - 1;

	if (n != 3 && n != 4 && n != 6 && n != 8)
		return false;
	for (size_t i = 0; i < n; i++) {
		int c = tolower((unsigned char)s.p[i + 1]);

		if (!isxdigit(c))
			return false;
		d[i] = (unsigned int)(isdigit(c) ? c - '0' : c - 'a' + 10);
	}
	if (n <= 4)
		*ret = (struct rgba){ d[0] / 15.0, d[1] / 15.0, d[2] / 15.0, n == 4 ? d[3] / 15.0 : 1 };
	else
		*ret = (struct rgba){ (16 * d[0] + d[1]) / 255.0, (16 * d[2] + d[3]) / 255.0,
			(16 * d[4] + d[5]) / 255.0, n == 8 ? (16 * d[6] + d[7]) / 255.0 : 1 };
	return true;
}

/* A number or percentage (of `full`); `none` is 0. */
static bool read_number(struct str s, double full, double *ret)
{
	char text[32], *end;

	if (str_ieq(s, STR("none"))) {
		*ret = 0;
		return true;
	}
	if (!s.n || s.n >= sizeof(text))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = 0;
	*ret = strtod(text, &end);
	if (end == text || !isfinite(*ret))
		return false;
	if (*end == '%') {
		*ret *= full / 100;
		return !end[1];
	}
	return !*end || css_angle(str_c(text), ret);
}

/* Three channels and an alpha, with commas or spaces. */
static bool read_channels(struct str args, const double full[3], double v[4])
{
	struct str c;
	int n = 0;

	v[3] = 1;
	while ((c = css_component(&args)).p) {
		if (str_is(c, ",") || str_is(c, "/"))
			continue;
		if (n > 3 || !read_number(c, n < 3 ? full[n] : 1, &v[n]))
			return false;
		n++;
	}
	v[3] = clamp01(v[3]);
	return n >= 3;
}

static double hue_part(double p, double q, double t)
{
	t -= floor(t);
	return t < 1.0 / 6 ? p + (q - p) * 6 * t : t < 0.5 ? q : t < 2.0 / 3 ? p + (q - p) * (2.0 / 3 - t) * 6 : p;
}

static struct rgba from_hsl(double h, double s, double l, double a)
{
	double q = l < 0.5 ? l * (1 + s) : l + s - l * s, p = 2 * l - q;

	h /= 360;
	return (struct rgba){ hue_part(p, q, h + 1.0 / 3), hue_part(p, q, h), hue_part(p, q, h - 1.0 / 3), a };
}

static bool read_function(struct str s, struct rgba *ret)
{
	static const double rgb[3] = { 255, 255, 255 }, hsl[3] = { 360, 1, 1 }, oklab[3] = { 1, 0.4, 0.4 },
			    oklch[3] = { 1, 0.4, 360 };
	struct str args;
	double v[4];

	if ((args = css_arguments(s, "rgb")).p || (args = css_arguments(s, "rgba")).p) {
		if (!read_channels(args, rgb, v))
			return false;
		*ret = (struct rgba){ clamp01(v[0] / 255), clamp01(v[1] / 255), clamp01(v[2] / 255), v[3] };
		return true;
	}
	if ((args = css_arguments(s, "hsl")).p || (args = css_arguments(s, "hsla")).p) {
		if (!read_channels(args, hsl, v))
			return false;
		*ret = from_hsl(v[0], clamp01(v[1]), clamp01(v[2]), v[3]);
		return true;
	}
	if ((args = css_arguments(s, "hwb")).p) {
		if (!read_channels(args, hsl, v))
			return false;
		struct rgba pure = from_hsl(v[0], 1, 0.5, 1);
		double w = v[1], k = v[2], sum = w + k;

		if (sum > 1)
			w /= sum, k /= sum;
		*ret = (struct rgba){ pure.r * (1 - w - k) + w, pure.g * (1 - w - k) + w, pure.b * (1 - w - k) + w,
			v[3] };
		return true;
	}
	if ((args = css_arguments(s, "oklab")).p) {
		if (!read_channels(args, oklab, v))
			return false;
		*ret = of_light(oklab_linear((struct oklab){ clamp01(v[0]), v[1], v[2] }), v[3]);
		return true;
	}
	if ((args = css_arguments(s, "oklch")).p) {
		if (!read_channels(args, oklch, v))
			return false;
		*ret = of_light(oklch_linear((struct oklch){ clamp01(v[0]), v[1], v[2] }), v[3]);
		return true;
	}
	return false;
}

static bool read_any(struct str s, struct rgba current, bool dark, int depth, struct rgba *ret);

/* "red 30%" → colour and share; a share that is not given is negative. */
static bool read_share(struct str s, struct rgba current, bool dark, int depth, struct rgba *ret, double *share)
{
	struct str c;
	bool found = false;

	*share = -1;
	while ((c = css_component(&s)).p)
		if (c.p[c.n - 1] == '%')
			(void)read_number(c, 1, share);
		else if (!(found = read_any(c, current, dark, depth, ret)))
			return false;
	return found;
}

static bool read_mix(struct str args, struct rgba current, bool dark, int depth, struct rgba *ret)
{
	struct str space = css_split(&args, ','), first = css_split(&args, ','), second = css_split(&args, ',');
	struct rgba a, b;
	double p, q;

	if (!read_share(first, current, dark, depth, &a, &p) || !read_share(second, current, dark, depth, &b, &q))
		return false;
	if (p < 0)
		p = q < 0 ? 0.5 : 1 - q;
	if (q < 0)
		q = 1 - p;
	double sum = p + q, alpha = a.a * p / sum + b.a * q / sum;

	if (sum <= 0)
		return false;
	p = p / sum * a.a, q = q / sum * b.a;
	if (alpha <= 0) {
		*ret = (struct rgba){ 0, 0, 0, 0 };
		return true;
	}
	p /= alpha, q /= alpha;
	alpha *= sum < 1 ? sum : 1;
	if (str_ieq(space, STR("in srgb"))) {
		*ret = (struct rgba){ a.r * p + b.r * q, a.g * p + b.g * q, a.b * p + b.b * q, alpha };
	} else { /* oklab, and near enough for the others: shades between two shades */
		struct oklab x = linear_oklab(light_of(a)), y = linear_oklab(light_of(b));

		*ret = of_light(
			oklab_linear((struct oklab){ x.l * p + y.l * q, x.a * p + y.a * q, x.b * p + y.b * q }), alpha);
	}
	return true;
}

static bool read_any(struct str s, struct rgba current, bool dark, int depth, struct rgba *ret)
{
	struct str args;

	if (!s.n || depth > 8)
		return false;
	if (s.p[0] == '#')
		return read_hex(s, ret);
	if (str_ieq(s, STR("transparent"))) {
		*ret = (struct rgba){ 0, 0, 0, 0 };
		return true;
	}
	if (str_ieq(s, STR("currentcolor"))) {
		*ret = current;
		return true;
	}
	if ((args = css_arguments(s, "color-mix")).p)
		return read_mix(args, current, dark, depth + 1, ret);
	if ((args = css_arguments(s, "light-dark")).p) {
		struct str light = css_split(&args, ',');

		return read_any(dark ? str_trim(args) : light, current, dark, depth + 1, ret);
	}
	if (s.p[s.n - 1] == ')')
		return read_function(s, ret);
	for (size_t i = 0; i < ARRAY_LEN(named); i++)
		if (str_ieq(s, str_c(named[i].name))) {
			*ret = of_hex(named[i].rgb);
			return true;
		}
	for (size_t i = 0; i < ARRAY_LEN(systems); i++)
		if (str_ieq(s, str_c(systems[i].name))) {
			*ret = of_hex(dark ? systems[i].dark : systems[i].light);
			return true;
		}
	return false;
}

bool color_read(struct str s, struct rgba current, bool dark, struct rgba *ret)
{
	struct rgba c;

	if (!read_any(str_trim(s), current, dark, 0, &c))
		return false;
	*ret = c;
	return true;
}
