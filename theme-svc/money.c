#include "money.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"

struct currency {
	char code[4];
	int digits;
	const char *symbol; /* "" = none in use: the code stands in for it */
};

/* Those without two digits, and those with a sign of their own. */
static const struct currency currencies[] = {
	{ "AUD", 2, "A$" },
	{ "BHD", 3, "" },
	{ "BIF", 0, "" },
	{ "BRL", 2, "R$" },
	{ "CAD", 2, "CA$" },
	{ "CHF", 2, "" },
	{ "CLF", 4, "" },
	{ "CLP", 0, "CLP$" },
	{ "CNY", 2, "CN¥" },
	{ "CZK", 2, "Kč" },
	{ "DJF", 0, "" },
	{ "DKK", 2, "kr." },
	{ "EUR", 2, "€" },
	{ "GBP", 2, "£" },
	{ "GNF", 0, "" },
	{ "HKD", 2, "HK$" },
	{ "HUF", 2, "Ft" },
	{ "ILS", 2, "₪" },
	{ "INR", 2, "₹" },
	{ "IQD", 3, "" },
	{ "ISK", 0, "kr" },
	{ "JOD", 3, "" },
	{ "JPY", 0, "¥" },
	{ "KMF", 0, "" },
	{ "KRW", 0, "₩" },
	{ "KWD", 3, "" },
	{ "LYD", 3, "" },
	{ "MXN", 2, "MX$" },
	{ "NOK", 2, "kr" },
	{ "NZD", 2, "NZ$" },
	{ "OMR", 3, "" },
	{ "PHP", 2, "₱" },
	{ "PLN", 2, "zł" },
	{ "PYG", 0, "" },
	{ "RUB", 2, "₽" },
	{ "RWF", 0, "" },
	{ "SEK", 2, "kr" },
	{ "THB", 2, "฿" },
	{ "TND", 3, "" },
	{ "TRY", 2, "₺" },
	{ "UAH", 2, "₴" },
	{ "UGX", 0, "" },
	{ "USD", 2, "$" },
	{ "UYI", 0, "" },
	{ "UYW", 4, "" },
	{ "VND", 0, "₫" },
	{ "VUV", 0, "" },
	{ "XAF", 0, "" },
	{ "XOF", 0, "" },
	{ "XPF", 0, "" },
};

/* How a language writes numbers; the first row whose tag begins lang is taken, the last is for all others. */
static const struct custom {
	const char *lang, *group, *point;
	bool behind; /* the sign stands behind the number */
} customs[] = {
	{ "de-CH", "’", ".", false },
	{ "de-AT", "\u00a0", ",", false },
	{ "de", ".", ",", true },
	{ "es-MX", ",", ".", false },
	{ "es-US", ",", ".", false },
	{ "es", ".", ",", true },
	{ "fr-CH", "\u202f", ",", true },
	{ "fr", "\u202f", ",", true },
	{ "it", ".", ",", true },
	{ "pt-BR", ".", ",", false },
	{ "pt", "\u00a0", ",", true },
	{ "nl", ".", ",", false },
	{ "da", ".", ",", true },
	{ "nb", "\u00a0", ",", true },
	{ "no", "\u00a0", ",", true },
	{ "sv", "\u00a0", ",", true },
	{ "fi", "\u00a0", ",", true },
	{ "pl", "\u00a0", ",", true },
	{ "cs", "\u00a0", ",", true },
	{ "hu", "\u00a0", ",", true },
	{ "ru", "\u00a0", ",", true },
	{ "uk", "\u00a0", ",", true },
	{ "tr", ".", ",", false },
	{ "el", ".", ",", true },
	{ "vi", ".", ",", true },
	{ "id", ".", ",", false },
	{ "ar", ",", ".", true },
	{ "he", ",", ".", true },
	{ "", ",", ".", false },
};

static const struct currency *find_currency(struct str code)
{
	for (size_t i = 0; i < ARRAY_LEN(currencies); i++)
		if (str_is(code, currencies[i].code))
			return &currencies[i];
	return NULL;
}

static bool lang_begins(struct str lang, struct str tag)
{
	return tag.n == 0 ||
		(lang.n >= tag.n && str_ieq(str_sub(lang, 0, tag.n), tag) &&
			(lang.n == tag.n || lang.p[tag.n] == '-'));
}

static const struct custom *find_custom(struct str lang)
{
	const struct custom *c = customs;

	while (!lang_begins(lang, str_c(c->lang)))
		c++;
	return c;
}

int money_digits(struct str currency)
{
	const struct currency *c = find_currency(currency);

	return c ? c->digits : 2;
}

static void put_number(
	struct buf *b, int64_t minor, int digits, const char *group, const char *point)
{
	char text[32];
	/* At least one digit before the point. */
	int n = snprintf(
		    text, sizeof(text), "%0*llu", digits + 1, (unsigned long long)llabs(minor)),
	    whole = n - digits;

	if (minor < 0)
		buf_c(b, "-");
	for (int i = 0; i < whole; i++) {
		if (i && (whole - i) % 3 == 0)
			buf_c(b, group);
		buf_char(b, text[i]);
	}
	if (digits) {
		buf_c(b, point);
		buf_c(b, text + whole);
	}
}

void money_put(struct buf *b, int64_t minor, struct str currency, struct str lang)
{
	const struct currency *c = find_currency(currency);
	const struct custom *how = find_custom(lang);
	struct str sign = c && *c->symbol ? str_c(c->symbol) : currency;
	bool letters = sign.n &&
		((sign.p[sign.n - 1] | 32) >= 'a' && (sign.p[sign.n - 1] | 32) <= 'z');

	if (!how->behind) {
		buf_str(b, sign);
		if (letters)
			buf_c(b, "\u00a0");
	}
	put_number(b, minor, c ? c->digits : 2, how->group, how->point);
	if (how->behind) {
		buf_c(b, "\u00a0");
		buf_str(b, sign);
	}
}

void money_put_plain(struct buf *b, int64_t minor, struct str currency)
{
	put_number(b, minor, money_digits(currency), "", ".");
}
