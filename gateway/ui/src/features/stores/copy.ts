/* Where a copy of the store will stand, as the merchant types it. */

export interface Place {
	origin?: string;
	base?: string;
}

/* Empty: a copy to keep. null: no address of a website. */
export function placeOf(typed: string): Place | null {
	const text = typed.trim();
	if (!text) return {};
	let url: URL;
	try {
		url = new URL(/^https?:\/\//i.test(text) ? text : `https://${text}`);
	} catch {
		return null;
	}
	if (!url.hostname.includes(".") || url.username || url.search || url.hash) return null;
	const base = url.pathname.replace(/\/+$/, "");
	return { origin: url.origin, ...(base && { base }) };
}
