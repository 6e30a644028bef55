/* The house's formats of text. Each check may hand back a better form of what came: trimmed, or in its canonical case. */
#include "base/context.h"
#include "web/schema.h"

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_alpha(char c)
{
	return is_lower(c) || is_upper(c);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
	return is_alpha(c) || is_digit(c);
}

static bool all(struct str s, bool (*is)(char c))
{
	for (size_t i = 0; i < s.n; i++)
		if (!is(s.p[i]))
			return false;
	return s.n > 0;
}

enum letter_case { LOWER, UPPER };

/* A copy with bytes a to b in one case; p = NULL on out of memory. */
static struct str recase(struct str s, size_t a, size_t b, enum letter_case to)
{
	char *copy = arena_strndup(mem(), s.p, s.n);

	for (size_t i = a; copy && i < b; i++)
		if (to == LOWER ? is_upper(copy[i]) : is_lower(copy[i]))
			copy[i] ^= 0x20;
	return (struct str){ copy, copy ? s.n : 0 };
}

#define NO_MEMORY "cannot be looked at now; try again"

/* ---- text */

/* A C0 or C1 control character stands at p; s is valid UTF-8. */
static bool is_control(const unsigned char *p, size_t left)
{
	return p[0] < 0x20 || p[0] == 0x7f || (p[0] == 0xc2 && left > 1 && p[1] < 0xa0);
}

static bool has_control(struct str s, const char *allowed)
{
	for (size_t i = 0; i < s.n; i++)
		if (is_control((const unsigned char *)s.p + i, s.n - i) && !strchr(allowed, s.p[i]))
			return true;
	return false;
}

static const char *check_line(struct str in, struct str *out)
{
	*out = str_trim(in);
	return has_control(*out, "") ? "must be one line of text, without control characters" : NULL;
}

static const char *check_text(struct str in, struct str *out)
{
	*out = str_trim(in);
	return has_control(*out, "\t\r\n") ? "must be text, without control characters" : NULL;
}

static bool is_identifier(char c)
{
	return is_alnum(c) || c == '_' || c == '-';
}

static const char *check_identifier(struct str in, struct str *out)
{
	*out = in;
	return all(in, is_identifier) ? NULL : "must be made of letters a to z, digits, _ and - only";
}

static bool is_slug_byte(char c)
{
	return is_lower(c) || is_digit(c);
}

static const char *check_slug(struct str in, struct str *out)
{
	struct str rest = in;

	*out = in;
	do {
		if (!all(str_split(&rest, '-'), is_slug_byte))
			return "must be small letters and digits, with single hyphens between, such as joes-coffee";
	} while (rest.p);
	return NULL;
}

static const char *check_color(struct str in, struct str *out)
{
	unsigned char rgb[3];

	if (in.n != 7 || in.p[0] != '#' || !hex_decode(rgb, 3, str_sub(in, 1, 7)))
		return "must be a colour such as #1a73e8";
	*out = recase(in, 0, in.n, LOWER);
	return out->p ? NULL : NO_MEMORY;
}

/* ---- names of hosts, mail and web addresses */

static bool is_label_byte(char c)
{
	return is_alnum(c) || c == '-';
}

/* Two labels or more, the last one not a number. */
static bool hostname_ok(struct str s)
{
	struct str label = STR_NONE;
	int labels = 0;

	if (s.n > 253)
		return false;
	for (struct str rest = s; rest.p; labels++) {
		label = str_split(&rest, '.');
		if (label.n > 63 || !all(label, is_label_byte) || label.p[0] == '-' || label.p[label.n - 1] == '-')
			return false;
	}
	return labels >= 2 && !all(label, is_digit);
}

static const char *check_hostname(struct str in, struct str *out)
{
	struct str s = str_trim(in);

	if (!hostname_ok(s))
		return "must be a host name such as shop.example.com";
	*out = recase(s, 0, s.n, LOWER);
	return out->p ? NULL : NO_MEMORY;
}

static bool is_atext(char c)
{
	return is_alnum(c) || (c && strchr("!#$%&'*+/=?^_`{|}~-", c));
}

static const char *check_email(struct str in, struct str *out)
{
	static const char message[] = "must be an e-mail address such as name@example.com";
	struct str s = str_trim(in), local;
	ptrdiff_t at = str_find(s, '@', 0);

	if (at < 1 || at > 64 || s.n > 254 || !hostname_ok(str_sub(s, (size_t)at + 1, s.n)))
		return message;
	local = str_sub(s, 0, (size_t)at);
	do {
		if (!all(str_split(&local, '.'), is_atext))
			return message;
	} while (local.p);
	*out = recase(s, (size_t)at, s.n, LOWER);
	return out->p ? NULL : NO_MEMORY;
}

/* What no address holds unescaped; other letters than ASCII are let through as browsers do. */
static bool is_url_byte(char c)
{
	return (unsigned char)c > 0x20 && c != 0x7f && !strchr("\"<>\\^`{|}", c);
}

/* host[:port], without a user. */
static bool authority_ok(struct str s)
{
	ptrdiff_t colon = str_find(s, ':', 0);
	struct str host = colon < 0 ? s : str_sub(s, 0, (size_t)colon);
	int64_t port = 80;

	if (colon >= 0 && (!str_i64(str_sub(s, (size_t)colon + 1, s.n), &port) || port < 1 || port > 65535))
		return false;
	for (struct str rest = host; rest.p;) {
		struct str label = str_split(&rest, '.');

		if (label.n > 63 || !all(label, is_label_byte))
			return false;
	}
	return host.n > 0 && host.n <= 253;
}

static const char *check_web_url(struct str in, struct str *out)
{
	static const char message[] = "must be a web address that begins with https://, http:// or /";
	struct str s = str_trim(in);
	size_t scheme, end;

	*out = s;
	if (!all(s, is_url_byte))
		return message;
	if (s.p[0] == '/')
		return s.n > 1 && s.p[1] == '/' ? message : NULL;
	scheme = str_ieq(str_sub(s, 0, 8), STR("https://")) ? 8 : str_ieq(str_sub(s, 0, 7), STR("http://")) ? 7 : 0;
	for (end = scheme; end < s.n && !strchr("/?#", s.p[end]); end++)
		;
	return scheme && authority_ok(str_sub(s, scheme, end)) ? NULL : message;
}

/* ---- codes of the standards; entries of equal width, one blank apart */

/* ISO 4217, 2025: money that is paid with, so without funds, metals and the codes for tests and for none. */
static const char currencies[] =
	"AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP "
	"CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG "
	"HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL "
	"MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR "
	"RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD "
	"TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ";

/* ISO 3166-1 alpha-2, 2025. */
static const char countries[] =
	"AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
	"CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO "
	"FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE "
	"JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO "
	"MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW "
	"PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM "
	"TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW ";

static bool in_table(const char *table, size_t bytes, size_t width, struct str s)
{
	if (s.n != width)
		return false;
	for (size_t i = 0; i + width < bytes; i += width + 1)
		if (memcmp(table + i, s.p, width) == 0)
			return true;
	return false;
}

static const char *check_currency(struct str in, struct str *out)
{
	*out = in;
	return in_table(currencies, sizeof(currencies), 3, in) ? NULL
							       : "must be a currency code of ISO 4217 such as USD";
}

static const char *check_country(struct str in, struct str *out)
{
	*out = in;
	return in_table(countries, sizeof(countries), 2, in) ? NULL : "must be a country code of ISO 3166-1 such as US";
}

/* ---- languages: BCP 47 (RFC 5646, section 2.1), well-formed, no grandfathered tags */

/* Parts of a tag in their order; each subtag moves to the first later part that it fits. */
enum tag_part { LANGUAGE, EXTLANG, SCRIPT, REGION, VARIANT, EXTENSION, PRIVATE_USE };

static bool is_variant(struct str s)
{
	return (s.n >= 5 && s.n <= 8) || (s.n == 4 && is_digit(s.p[0]));
}

/* Where the subtag belongs that comes after part at; -1: nowhere. */
static int part_of(struct str s, enum tag_part at, int extlangs)
{
	if (at == PRIVATE_USE)
		return PRIVATE_USE;
	if (s.n == 1)
		return s.p[0] == 'x' || s.p[0] == 'X' ? PRIVATE_USE : EXTENSION;
	if (at == EXTENSION)
		return EXTENSION;
	if (at <= EXTLANG && extlangs < 3 && s.n == 3 && all(s, is_alpha))
		return EXTLANG;
	if (at < SCRIPT && s.n == 4 && all(s, is_alpha))
		return SCRIPT;
	if (at < REGION && ((s.n == 2 && all(s, is_alpha)) || (s.n == 3 && all(s, is_digit))))
		return REGION;
	return is_variant(s) ? VARIANT : -1;
}

/* Upper and lower case as the registry writes them, in place. */
static void tag_case(char *p, size_t n, enum tag_part part)
{
	for (size_t i = 0; i < n; i++) {
		bool up = part == REGION || (part == SCRIPT && i == 0);

		if (up ? is_lower(p[i]) : is_upper(p[i]))
			p[i] ^= 0x20;
	}
}

static bool tag_walk(char *tag, size_t n)
{
	struct str rest = { tag, n }, s = str_split(&rest, '-');
	int part = LANGUAGE, extlangs = 0;
	bool single = false; /* a letter that opens a part and must not be its last subtag */

	if (s.n < 2 || s.n > 8 || !all(s, is_alpha))
		return false;
	if (s.n > 3)
		extlangs = 3;
	tag_case(tag, s.n, LANGUAGE);
	while (rest.p) {
		bool opened = single;

		s = str_split(&rest, '-');
		single = s.n == 1 && part != PRIVATE_USE;
		if (s.n > 8 || !all(s, is_alnum) || (opened && single))
			return false;
		part = part_of(s, (enum tag_part)part, extlangs);
		if (part < 0)
			return false;
		extlangs += part == EXTLANG;
		tag_case(tag + (s.p - tag), s.n, (enum tag_part)part);
	}
	return !single;
}

static const char *check_language(struct str in, struct str *out)
{
	static const char message[] = "must be a language tag such as en or pt-BR";
	char *tag;

	if (in.n > 35)
		return message;
	tag = arena_strndup(mem(), in.p, in.n);
	if (!tag)
		return NO_MEMORY;
	if (!tag_walk(tag, in.n))
		return message;
	*out = (struct str){ tag, in.n };
	return NULL;
}

const struct format format_line = { NULL, "^[^\\u0000-\\u001f\\u007f-\\u009f]*$", check_line };
const struct format format_text = { NULL, "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]*$",
	check_text };
const struct format format_identifier = { NULL, "^[a-zA-Z0-9_-]+$", check_identifier };
const struct format format_slug = { NULL, "^[a-z0-9]+(-[a-z0-9]+)*$", check_slug };
const struct format format_email = { "email", NULL, check_email };
const struct format format_color = { NULL, "^#[0-9a-fA-F]{6}$", check_color };
const struct format format_currency = { NULL, "^[A-Z]{3}$", check_currency };
const struct format format_country = { NULL, "^[A-Z]{2}$", check_country };
const struct format format_language = { NULL, "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", check_language };
const struct format format_web_url = { "uri-reference", "^(https?://|/)", check_web_url };
const struct format format_hostname = { "hostname", NULL, check_hostname };
