#include "money.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/money.h"

/* Those with a sign of their own; for all others their code stands. */
static const struct {
	char code[4];
	const char *sign;
} signs[] = {
	{ "AUD", "A$" },
	{ "BRL", "R$" },
	{ "CAD", "CA$" },
	{ "CLP", "CLP$" },
	{ "CNY", "CN¥" },
	{ "CZK", "Kč" },
	{ "DKK", "kr." },
	{ "EUR", "€" },
	{ "GBP", "£" },
	{ "HKD", "HK$" },
	{ "HUF", "Ft" },
	{ "ILS", "₪" },
	{ "INR", "₹" },
	{ "ISK", "kr" },
	{ "JPY", "¥" },
	{ "KRW", "₩" },
	{ "MXN", "MX$" },
	{ "NOK", "kr" },
	{ "NZD", "NZ$" },
	{ "PHP", "₱" },
	{ "PLN", "zł" },
	{ "RUB", "₽" },
	{ "SEK", "kr" },
	{ "THB", "฿" },
	{ "TRY", "₺" },
	{ "UAH", "₴" },
	{ "USD", "$" },
	{ "VND", "₫" },
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

static struct str sign_of(struct str currency)
{
	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (str_is(currency, signs[i].code))
			return str_c(signs[i].sign);
	return currency;
}

static bool lang_begins(struct str lang, struct str tag)
{
	return tag.n == 0 ||
		(lang.n >= tag.n && str_ieq(str_sub(lang, 0, tag.n), tag) && (lang.n == tag.n || lang.p[tag.n] == '-'));
}

static const struct custom *find_custom(struct str lang)
{
	const struct custom *c = customs;

	while (!lang_begins(lang, str_c(c->lang)))
		c++;
	return c;
}

static void put_number(struct buf *b, int64_t minor, int digits, const char *group, const char *point)
{
	char text[32];
	/* At least one digit before the point. */
	int n = snprintf(text, sizeof(text), "%0*llu", digits + 1, (unsigned long long)llabs(minor)),
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
	const struct custom *how = find_custom(lang);
	struct str sign = sign_of(currency);
	bool letters = sign.n && ((sign.p[sign.n - 1] | 32) >= 'a' && (sign.p[sign.n - 1] | 32) <= 'z');

	if (!how->behind) {
		buf_str(b, sign);
		if (letters)
			buf_c(b, "\u00a0");
	}
	put_number(b, minor, money_digits(currency), how->group, how->point);
	if (how->behind) {
		buf_c(b, "\u00a0");
		buf_str(b, sign);
	}
}
