/* localStorage may be full, or switched off: then nothing is remembered, and nothing breaks. */
const PREFIX = "wizard:";

export function readText(key: string): string | null {
	try {
		return window.localStorage.getItem(PREFIX + key);
	} catch {
		return null;
	}
}

export function writeText(key: string, value: string | null): boolean {
	try {
		if (value === null) window.localStorage.removeItem(PREFIX + key);
		else window.localStorage.setItem(PREFIX + key, value);
		return true;
	} catch {
		return false;
	}
}

export function readRecord(key: string): Record<string, unknown> | null {
	const text = readText(key);
	if (text === null) return null;
	try {
		const value: unknown = JSON.parse(text);
		return isRecord(value) ? value : null;
	} catch {
		return null;
	}
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/* Forgets all that was kept under a prefix: other people share shop computers. */
export function forget(prefix: string): void {
	try {
		const keys = Object.keys(window.localStorage).filter((key) => key.startsWith(PREFIX + prefix));
		for (const key of keys) window.localStorage.removeItem(key);
	} catch {
		return;
	}
}
