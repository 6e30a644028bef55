/* Languages that a shop's own words exist in ("Add to cart"); their names come from the browser, each in itself. */
export const LANGUAGES = ["en", "de", "fr", "es", "it", "nl", "pl", "pt", "ar"] as const;

export function languageName(tag: string): string {
	try {
		const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
		return name.replace(/^./u, (first) => first.toLocaleUpperCase(tag));
	} catch {
		return tag; /* no well-formed tag */
	}
}

/* The store's own first. */
export const languagesOf = (business: { languages?: string[] } | undefined): string[] => (business?.languages?.length ? business.languages : ["en"]);
