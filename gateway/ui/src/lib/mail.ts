/* What a shopper wrote as an address is an address and no more: a ? or & in it would be further recipients. */
export function mailTo(address: string, subject?: string): string {
	const to = address.split("@").map(encodeURIComponent).join("@");
	return `mailto:${to}${subject ? `?subject=${encodeURIComponent(subject)}` : ""}`;
}
