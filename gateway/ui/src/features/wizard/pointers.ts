/* JSON Pointers of the server's errors → the names of our fields. */
import type { FieldError } from "@/api/problem";

export function pointerParts(pointer: string): string[] {
	if (pointer === "" || !pointer.startsWith("/")) return [];
	return pointer.slice(1).split("/").map((part) => part.replace(/~1/g, "/").replace(/~0/g, "~"));
}

/*
 * "/step_data/products/0/price_minor" with {"products.*.price_minor": "products.*.price"} → "products.0.price". Aliases are looked up for the path as it is,
 * then with "*" for its numbers, the longest beginning first.
 */
export function fieldOf(pointer: string, aliases: Record<string, string> = {}): string {
	const parts = pointerParts(pointer);
	const inner = parts[0] === "step_data" ? parts.slice(1) : parts;
	for (let length = inner.length; length > 0; length--) {
		const head = inner.slice(0, length);
		const alias = aliases[head.join(".")] ?? aliases[head.map((part) => (/^\d+$/.test(part) ? "*" : part)).join(".")];
		if (alias === undefined) continue;
		const numbers = head.filter((part) => /^\d+$/.test(part));
		const named = alias.replace(/\*/g, () => numbers.shift() ?? "*");
		return [named, ...inner.slice(length)].filter(Boolean).join(".");
	}
	return inner.join(".");
}

export interface Placed {
	field: string;
	message: string;
}

/* Splits errors into those with a field on the page and those that only a sentence can tell. */
export function place(errors: readonly FieldError[], aliases: Record<string, string>, known: (field: string) => boolean) {
	const fields: Placed[] = [];
	const loose: string[] = [];
	for (const error of errors) {
		let field = fieldOf(error.pointer, aliases);
		while (field !== "" && !known(field)) field = field.includes(".") ? field.slice(0, field.lastIndexOf(".")) : "";
		if (field === "") loose.push(error.message);
		else fields.push({ field, message: error.message });
	}
	return { fields, loose };
}
