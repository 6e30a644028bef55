/* Prices are whole minor units on the wire and what people write on the page. */

export function minorDigits(currency: string): number {
	try {
		return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
	} catch {
		return 2;
	}
}

/* "1.299,50", "1,299.50", "19" or "€ 19,-" → minor units; null where it is no price. */
export function parsePrice(text: string, currency: string): number | null {
	const digits = minorDigits(currency);
	const bare = text.replace(/[^\d.,-]/g, "").replace(/[.,]?-+$/, "");
	if (!/^\d[\d.,]*$/.test(bare)) return null;
	const last = Math.max(bare.lastIndexOf("."), bare.lastIndexOf(","));
	const tail = last < 0 ? "" : bare.slice(last + 1);
	/* Three digits after the only kind of mark are thousands (1.299), unless the currency has three decimals. */
	const grouped = tail.length === 3 && digits !== 3 && !mixed(bare) && !bare.startsWith("0");
	const whole = (last < 0 || grouped ? bare : bare.slice(0, last)).replace(/[.,]/g, "");
	const fraction = last < 0 || grouped ? "" : tail;
	if (fraction.length > digits && /[1-9]/.test(fraction.slice(digits))) return null;
	const minor = Number(whole + fraction.slice(0, digits).padEnd(digits, "0"));
	return Number.isSafeInteger(minor) ? minor : null;
}

function mixed(text: string): boolean {
	return text.includes(".") && text.includes(",");
}

/* For a field: plain, with the locale's own decimal mark. */
export function priceText(minor: number, currency: string): string {
	const digits = minorDigits(currency);
	return (minor / 10 ** digits).toLocaleString(undefined, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false });
}

export function money(minor: number, currency: string): string {
	const value = minor / 10 ** minorDigits(currency);
	try {
		return new Intl.NumberFormat(undefined, { style: "currency", currency }).format(value);
	} catch {
		return `${value} ${currency}`;
	}
}
