/* A finding of the review, for the merchant: where it is seen, and which step mends it. */
import type { ReviewFinding, StepNumber } from "@/api/types";

type Where = Pick<ReviewFinding, "page" | "width" | "criterion">;

const PLACES: Record<string, string> = { "/": "The home page", "/c/all/": "All products", "/about/": "About", "/policies/": "Policies", "/404": "The page for what is not there", "/cart": "The cart", "/checkout": "The checkout", "/contact": "Contact" };

export function placeOf({ page, width }: Where): string {
	const name = PLACES[page] ?? (page.startsWith("/p/") ? `The product page ${page}` : page.startsWith("/c/") ? `The category ${page}` : page);
	return `${name}, ${width < 600 ? "on a phone" : "on a wide screen, dark"}`;
}

/* What a criterion of WCAG is about is asked for in one step; where it may be anything, the page's own texts are. */
const BY_CRITERION: readonly [string, StepNumber][] = [
	["3.1.", 1],
	["1.1.", 2],
	["1.3.4", 3],
	["1.4.", 3],
	["2.5.", 3],
];
const BY_PAGE: readonly [string, StepNumber][] = [
	["/p/", 2],
	["/c/", 2],
	["/about/", 4],
	["/policies/", 4],
];

export function stepFor({ page, criterion }: Where): StepNumber {
	const by = (table: readonly [string, StepNumber][], text: string) => table.find(([start]) => text.startsWith(start))?.[1];
	return by(BY_CRITERION, criterion ?? "") ?? (page === "/" ? 4 : by(BY_PAGE, page)) ?? 3;
}
