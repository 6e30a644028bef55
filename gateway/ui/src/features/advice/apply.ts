/* Taking advice is a merge into the step's answers; what it replaced is remembered, so that it can be given back. */
import { isRecord } from "@/lib/storage";

export type Data = Record<string, unknown>;

/* Objects merge name by name; everything else, lists too, is replaced. */
export function merge(data: Data, patch: Data): Data {
	const out: Data = { ...data };
	for (const [name, value] of Object.entries(patch)) {
		const old = out[name];
		out[name] = isRecord(value) && isRecord(old) ? merge(old, value) : value;
	}
	return out;
}

/* The part of `data` that `patch` is about to replace, absent names as undefined. */
export function before(data: Data, patch: Data): Data {
	const out: Data = {};
	for (const [name, value] of Object.entries(patch)) {
		const old = data[name];
		out[name] = isRecord(value) && isRecord(old) ? before(old, value) : old;
	}
	return out;
}

/* Gives back what `before` kept, leaving alone what was typed elsewhere since. */
export function restore(data: Data, kept: Data): Data {
	const out: Data = { ...data };
	for (const [name, value] of Object.entries(kept)) {
		const now = out[name];
		if (value === undefined) delete out[name];
		else out[name] = isRecord(value) && isRecord(now) ? restore(now, value) : value;
	}
	return out;
}
