#include "base/money.h"

#include "base/cleanup.h"

/* Currencies whose minor unit is not a hundredth (ISO 4217). */
static const struct {
	char code[4];
	int digits;
} minor_units[] = {
	{ "BHD", 3 },
	{ "BIF", 0 },
	{ "CLF", 4 },
	{ "CLP", 0 },
	{ "DJF", 0 },
	{ "GNF", 0 },
	{ "IQD", 3 },
	{ "ISK", 0 },
	{ "JOD", 3 },
	{ "JPY", 0 },
	{ "KMF", 0 },
	{ "KRW", 0 },
	{ "KWD", 3 },
	{ "LYD", 3 },
	{ "OMR", 3 },
	{ "PYG", 0 },
	{ "RWF", 0 },
	{ "TND", 3 },
	{ "UGX", 0 },
	{ "UYI", 0 },
	{ "UYW", 4 },
	{ "VND", 0 },
	{ "VUV", 0 },
	{ "XAF", 0 },
	{ "XOF", 0 },
	{ "XPF", 0 },
};

int money_digits(struct str currency)
{
	for (size_t i = 0; i < ARRAY_LEN(minor_units); i++)
		if (str_is(currency, minor_units[i].code))
			return minor_units[i].digits;
	return 2;
}

void money_decimal(struct buf *b, int64_t minor, struct str currency)
{
	uint64_t amount = minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor, unit = 1;
	int digits = money_digits(currency);

	for (int i = 0; i < digits; i++)
		unit *= 10;
	buf_printf(b, "%s%llu", minor < 0 ? "-" : "", (unsigned long long)(amount / unit));
	if (digits)
		buf_printf(b, ".%0*llu", digits, (unsigned long long)(amount % unit));
}
