/*
 * fetch with our manners: the access token lives in memory only; a 401 is answered by one refresh (shared
 * by all calls in flight) and one retry; a call that has no answer within its time is given up.
 */
import type { TokenReply } from "./types";
import { ApiError, OfflineError, retryAfterSeconds, type Problem } from "./problem";

const CALL_MS = 30_000;

let token: string | null = null;
let refreshing: Promise<boolean> | null = null;
let onToken: (reply: TokenReply | null) => void = () => {};

export function setToken(value: string | null): void {
	token = value;
}
export function watchToken(listener: (reply: TokenReply | null) => void): void {
	onToken = listener;
}

export interface CallOptions {
	method?: "GET" | "POST" | "PUT" | "DELETE";
	body?: unknown;
	signal?: AbortSignal;
	headers?: Record<string, string>;
	open?: boolean; /* needs no token, so a 401 means what it says */
	ms?: number; /* how long the reply may take to begin */
}

function joinSignals(own: AbortController, outer?: AbortSignal): () => void {
	if (!outer) return () => {};
	const abort = () => own.abort(outer.reason);
	if (outer.aborted) abort();
	outer.addEventListener("abort", abort);
	return () => outer.removeEventListener("abort", abort);
}

async function send(path: string, options: CallOptions): Promise<Response> {
	const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
	const form = options.body instanceof FormData;
	if (options.body !== undefined && !form) headers["Content-Type"] = "application/json";
	if (token && !options.open) headers.Authorization = `Bearer ${token}`;

	const own = new AbortController();
	const release = joinSignals(own, options.signal);
	const timer = setTimeout(() => own.abort(), options.ms ?? CALL_MS);
	try {
		return await fetch(path, {
			method: options.method ?? "GET",
			headers,
			body: options.body === undefined ? undefined : form ? (options.body as FormData) : JSON.stringify(options.body),
			credentials: "same-origin",
			signal: own.signal,
		});
	} catch (error) {
		if (options.signal?.aborted) throw error;
		throw new OfflineError();
	} finally {
		clearTimeout(timer);
		release();
	}
}

async function readProblem(reply: Response): Promise<Problem> {
	const type = reply.headers.get("Content-Type") ?? "";
	if (!type.includes("json")) return { title: reply.statusText, status: reply.status };
	try {
		return (await reply.json()) as Problem;
	} catch {
		return { title: reply.statusText, status: reply.status };
	}
}

/* A refresh token is good once: two tabs that wake together must not spend the same one. */
function alone<T>(work: () => Promise<T>): Promise<T> {
	if (!navigator.locks) return work();
	return new Promise((resolve, reject) => void navigator.locks.request("wizard:refresh", () => work().then(resolve, reject)));
}

/* True when a new access token was got. False means signed out; an unreachable server throws. */
export function refresh(): Promise<boolean> {
	refreshing ??= alone(async () => {
		const reply = await send("/api/v1/auth/refresh", { method: "POST", open: true });
		if (reply.ok) {
			const body = (await reply.json()) as TokenReply;
			token = body.access_token;
			onToken(body);
			return true;
		}
		if (reply.status >= 500 || reply.status === 429) throw await apiError(reply);
		token = null;
		onToken(null);
		return false;
	}).finally(() => {
		refreshing = null;
	});
	return refreshing;
}

async function apiError(reply: Response): Promise<ApiError> {
	return new ApiError(reply.status, await readProblem(reply), retryAfterSeconds(reply.headers.get("Retry-After"), Date.now()));
}

/* A form with a file, told how far it is: fetch cannot say. */
function sendFile(path: string, form: FormData, progress: (share: number) => void, signal: AbortSignal): Promise<Response> {
	return new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();
		request.open("POST", path);
		request.setRequestHeader("Accept", "application/json");
		if (token) request.setRequestHeader("Authorization", `Bearer ${token}`);
		request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
		request.onload = () => {
			const type = request.getResponseHeader("Content-Type") ?? "";
			const wait = request.getResponseHeader("Retry-After");
			resolve(new Response(request.responseText, { status: request.status, headers: { "Content-Type": type, ...(wait && { "Retry-After": wait }) } }));
		};
		request.onerror = () => reject(new OfflineError());
		request.onabort = () => reject(new DOMException("taken back", "AbortError"));
		signal.addEventListener("abort", () => request.abort());
		request.send(form);
	});
}

export async function upload<T>(path: string, form: FormData, progress: (share: number) => void, signal: AbortSignal): Promise<T> {
	let reply = await sendFile(path, form, progress, signal);
	if (reply.status === 401 && (await refresh())) reply = await sendFile(path, form, progress, signal);
	if (!reply.ok) throw await apiError(reply);
	return (await reply.json()) as T;
}

/* The raw reply, after at most one refresh; any status but 401 is the caller's to read. */
export async function callRaw(path: string, options: CallOptions = {}): Promise<Response> {
	const reply = await send(path, options);
	if (reply.status !== 401 || options.open) return reply;
	return (await refresh()) ? send(path, options) : reply;
}

export async function call<T>(path: string, options: CallOptions = {}): Promise<T> {
	const reply = await callRaw(path, options);
	if (!reply.ok) throw await apiError(reply);
	if (reply.status === 204) return undefined as T;
	return (await reply.json()) as T;
}

/* What has come so far, and how much it will be; 0 where the server does not say. */
export type Progress = (got: number, total: number) => void;

const QUIET_MS = 30_000;

/* Piece by piece, so that a long one can say how far it is; one that goes silent is given up. */
async function readAll(body: ReadableStream<Uint8Array>, total: number, progress: Progress, signal?: AbortSignal): Promise<Blob> {
	const reader = body.getReader();
	const pieces: BlobPart[] = [];
	let got = 0;
	let silent = false;
	const stop = () => void reader.cancel();
	signal?.addEventListener("abort", stop);
	try {
		for (;;) {
			const timer = setTimeout(() => {
				silent = true;
				stop();
			}, QUIET_MS);
			const { done, value } = await reader.read().finally(() => clearTimeout(timer));
			if (silent) throw new OfflineError();
			signal?.throwIfAborted();
			if (done) return new Blob(pieces);
			pieces.push(value as Uint8Array<ArrayBuffer>);
			got += value.length;
			progress(got, total);
		}
	} finally {
		signal?.removeEventListener("abort", stop);
	}
}

/* A file to be saved, under the name that the server gave it. */
export async function callFile(path: string, options: CallOptions, progress: Progress = () => {}): Promise<File> {
	const reply = await callRaw(path, options);
	if (!reply.ok) throw await apiError(reply);
	const name = /filename="([^"]+)"/.exec(reply.headers.get("Content-Disposition") ?? "")?.[1];
	const blob = reply.body ? await readAll(reply.body, Number(reply.headers.get("Content-Length")), progress, options.signal) : await reply.blob();
	return new File([blob], name ?? "file", { type: reply.headers.get("Content-Type") ?? "" });
}
