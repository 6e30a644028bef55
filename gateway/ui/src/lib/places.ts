/* Countries and currencies by code; their names come from the browser, in the merchant's own language. */
const COUNTRIES =
	"AD AE AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BJ BO BR BS BT BW BZ CA CH CI CL CM CN CO CR CV CY CZ DE DK DO DZ EC EE EG ES ET FI FJ FR GA GB GD GE GH GM GR GT GY HK HN HR HU ID IE IL IN IS IT JM JO JP KE KG KH KR KW KZ LA LB LI LK LT LU LV MA MC MD ME MG MK ML MN MO MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NZ OM PA PE PG PH PK PL PT PY QA RO RS RW SA SC SE SG SI SK SM SN SR SV TH TN TO TR TT TW TZ UA UG US UY UZ VN VU WS ZA ZM ZW".split(" ");
const CURRENCIES =
	"AED ARS AUD BDT BGN BHD BRL CAD CHF CLP CNY COP CRC CZK DKK DZD EGP EUR GBP GEL GHS HKD HUF IDR ILS INR ISK JMD JOD JPY KES KRW KWD KZT LKR MAD MXN MYR NGN NOK NZD OMR PEN PHP PKR PLN QAR RON RSD SAR SEK SGD THB TND TRY TWD TZS UAH UGX USD UYU VND XAF XOF ZAR".split(" ");
const EURO = new Set("AD AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MC ME MT NL PT SI SK SM".split(" "));
const OWN: Record<string, string> = { US: "USD", GB: "GBP", CH: "CHF", LI: "CHF", CA: "CAD", AU: "AUD", NZ: "NZD", JP: "JPY", CN: "CNY", IN: "INR", SE: "SEK", NO: "NOK", DK: "DKK", PL: "PLN", CZ: "CZK", HU: "HUF", RO: "RON", BG: "EUR", BR: "BRL", MX: "MXN", ZA: "ZAR", TR: "TRY", UA: "UAH", IL: "ILS", AE: "AED", SA: "SAR", KR: "KRW", SG: "SGD", HK: "HKD", IS: "ISK" };

export interface Choice {
	code: string;
	name: string;
}

function named(codes: readonly string[], type: "region" | "currency"): Choice[] {
	const names = new Intl.DisplayNames(undefined, { type });
	return codes.map((code) => ({ code, name: names.of(code) ?? code })).sort((a, b) => a.name.localeCompare(b.name));
}

export const countries = () => named(COUNTRIES, "region");
export const currencies = () => named(CURRENCIES, "currency");

/* Where this browser says it is; empty when it does not say. */
export function homeCountry(tags: readonly string[] = navigator.languages): string {
	for (const tag of tags) {
		const region = /^[a-z]{2,3}(?:-[A-Za-z]{4})?-([A-Z]{2})\b/.exec(tag)?.[1];
		if (region && COUNTRIES.includes(region)) return region;
	}
	return "";
}

export function currencyOf(country: string): string {
	return OWN[country] ?? (EURO.has(country) ? "EUR" : "");
}
