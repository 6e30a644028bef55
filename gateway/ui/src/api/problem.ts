/* RFC 9457 problems as errors that a screen can speak from. */

export interface FieldError {
	pointer: string;
	code: string;
	message: string;
}
export interface Problem {
	title?: string;
	status?: number;
	detail?: string;
	instance?: string;
	errors?: FieldError[];
}

export class ApiError extends Error {
	constructor(
		readonly status: number,
		readonly problem: Problem,
		readonly retryAfter: number | null = null,
	) {
		super(problem.detail ?? problem.title ?? `The server answered ${status}.`);
		this.name = "ApiError";
	}
	get fields(): FieldError[] {
		return this.problem.errors ?? [];
	}
}

/* The network never answered: nothing is known of what the server did. */
export class OfflineError extends Error {
	constructor() {
		super("The shop's server can't be reached just now. Your answers are kept here; try again in a moment.");
		this.name = "OfflineError";
	}
}

/* Retry-After in seconds: a number or an HTTP date; null where it says nothing usable. */
export function retryAfterSeconds(header: string | null, now: number): number | null {
	if (header === null) return null;
	const text = header.trim();
	if (/^\d+$/.test(text)) return Number(text);
	const at = Date.parse(text);
	return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000));
}

/* One plain sentence for any failure, with what to do next. */
export function explain(error: unknown): string {
	if (error instanceof OfflineError) return error.message;
	if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error);
	if (error.status === 429) {
		const wait = error.retryAfter ?? 60;
		return `That was quick work: a little too quick for the server. Please try again in ${wait} ${wait === 1 ? "second" : "seconds"}.`;
	}
	if (error.status === 503) return "The server is catching its breath. Your answers are kept; try again in a few seconds.";
	return error.message;
}
