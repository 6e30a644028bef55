import { describe, expect, it } from "vitest";
import { minorDigits, parsePrice } from "@/lib/money";
import { slugify } from "@/lib/slug";

describe("parsePrice", () => {
	const cases: [string, string, number | null][] = [
		["19", "USD", 1900],
		["19.00", "USD", 1900],
		["19,5", "EUR", 1950],
		["€ 19,-", "EUR", 1900],
		["1.299,50", "EUR", 129950],
		["1,299.50", "USD", 129950],
		["1,299", "USD", 129900],
		["1.299", "EUR", 129900],
		["0.125", "USD", null],
		["12.505", "KWD", 12505],
		["1,250", "JPY", 1250],
		["1250", "JPY", 1250],
		["nineteen", "USD", null],
		["", "USD", null],
		["-5", "USD", null],
		["19.999.999.999.999.999.999", "USD", null],
	];
	it.each(cases)("%s in %s", (text, currency, minor) => expect(parsePrice(text, currency)).toBe(minor));
});

describe("minorDigits", () => {
	it("knows the currencies without cents and with three", () => expect(["USD", "JPY", "KWD"].map(minorDigits)).toEqual([2, 0, 3]));
	it("bears a code that is none", () => expect(minorDigits("?")).toBe(2));
});

describe("slugify", () => {
	it.each([
		["Joe’s Coffee", "joes-coffee"],
		["Käse & Größe", "kase-grosse"],
		["  --  ", ""],
		["Žižkov", "zizkov"],
		["a".repeat(100), "a".repeat(63)],
	])("%s", (text, slug) => expect(slugify(text)).toBe(slug));
});
