/* Every address that this page knows, one function each. */
import { newId } from "@/lib/id";
import { call, callFile, upload, type CallOptions, type Progress } from "./client";
import type * as T from "./types";

const V1 = "/api/v1";
/* body undefined: a route without one. */
const post = <R>(path: string, body: unknown, options?: Pick<CallOptions, "headers" | "ms">) => call<R>(V1 + path, { method: "POST", body, ...options });
const once = (key: string) => ({ headers: { "Idempotency-Key": key } });
/* Pages are drawn before the answer comes. */
const DRAWN = { ms: 135_000 };
/* Our own account screens: no token to send, and a 401 is about the password. */
const open = <R>(path: string, body: unknown) => call<R>(V1 + path, { method: "POST", body, open: true });

export const api = {
	register: (body: { email: string; password: string; name?: string }) => open<T.TokenReply>("/auth/register", body),
	login: (body: { email: string; password: string }) => open<T.TokenReply>("/auth/login", body),
	logout: () => post<void>("/auth/logout", undefined),

	sessions: () => call<T.SessionList>(`${V1}/wizard/sessions?per_page=50`),
	session: (id: string) => call<T.WizardSession>(`${V1}/wizard/session/${id}`),
	startSession: (key = newId()) => post<{ session_id: string; current_step: number }>("/wizard/session", {}, once(key)),
	saveStep: (id: string, n: T.StepNumber, step_data: unknown, auto_advance = true) =>
		call<T.StepReply>(`${V1}/wizard/session/${id}/step/${n}`, { method: "PUT", body: { step_data, auto_advance } }),
	preview: (id: string, step: T.StepNumber, step_data: unknown, signal: AbortSignal) =>
		call<T.Preview>(`${V1}/wizard/session/${id}/preview`, { method: "POST", body: { step, step_data }, signal }),
	recommendations: (id: string) => call<T.Recommendations>(`${V1}/wizard/session/${id}/recommendations`),
	review: (id: string) => call<T.Review>(`${V1}/wizard/session/${id}/review`),
	launch: (id: string, key: string) => post<T.LaunchReply>(`/wizard/session/${id}/launch`, undefined, once(key)),
	job: (url: string) => call<T.Job>(url),

	themes: (query: { industry: string; style?: string; session_id: string }) => call<T.ThemeList>(`${V1}/themes/recommendations?${new URLSearchParams({ ...query, per_page: "100" })}`),
	palettes: (body: T.PaletteWish) => post<{ palettes: T.PaletteSuggestion[] }>("/themes/palettes", body),
	exportPalette: (body: T.PaletteExport) => callFile(`${V1}/themes/palettes/export`, { method: "POST", body }),
	generate: (body: T.ContentRequest) => post<T.GeneratedContent>("/content/generate", body),
	integrations: (session: string) => call<T.IntegrationList>(`${V1}/integrations?session_id=${session}`),
	testIntegration: (body: T.Integration) => post<T.TestReply>("/integrations/test", body),

	uploadPicture: (file: File, progress: (share: number) => void, signal: AbortSignal) => {
		const form = new FormData();
		form.append("file", file);
		return upload<T.Asset>(`${V1}/assets`, form, progress, signal);
	},

	stores: () => call<T.StoreList>(`${V1}/stores?per_page=50`),
	versions: (id: string) => call<T.VersionList>(`${V1}/stores/${id}/versions?per_page=50`),
	domains: (id: string) => call<T.DomainList>(`${V1}/stores/${id}/domains`),
	addDomain: (id: string, host: string) => post<T.Domain>(`/stores/${id}/domains`, { host }),
	verifyDomain: (id: string, domain: string) => post<T.Domain>(`/stores/${id}/domains/${domain}/verify`, undefined, DRAWN),
	removeDomain: (id: string, domain: string) => call<void>(`${V1}/stores/${id}/domains/${domain}`, { method: "DELETE" }),
	publish: (id: string, version: number) => post<T.Store>(`/stores/${id}/publish`, { version }, { ...DRAWN, ...once(newId()) }),
	exportStore: (id: string, place: { origin?: string; base?: string }, progress: Progress, signal: AbortSignal) =>
		callFile(`${V1}/stores/${id}/export?${new URLSearchParams(place)}`, { signal, ...DRAWN }, progress),
	tests: (id: string) => call<T.TestList>(`${V1}/stores/${id}/experiments?per_page=20`),
	makeTest: (id: string, body: T.NewTest) => post<T.DesignTest>(`/stores/${id}/experiments`, body, once(newId())),
	startTest: (id: string, test: string) => post<T.DesignTest>(`/stores/${id}/experiments/${test}/start`, undefined, DRAWN),
	stopTest: (id: string, test: string) => post<T.DesignTest>(`/stores/${id}/experiments/${test}/stop`, undefined),
	store: (id: string) => call<T.Store>(`${V1}/stores/${id}`),
	orders: (id: string, page: number) => call<T.OrderList>(`${V1}/stores/${id}/orders?per_page=20&page=${page}`),
	order: (id: string, order: string) => call<T.Order>(`${V1}/stores/${id}/orders/${order}`),
	changeOrder: (id: string, order: string, body: T.OrderChange) => post<T.Order>(`/stores/${id}/orders/${order}`, body),
	messages: (id: string, page: number) => call<T.MessageList>(`${V1}/stores/${id}/messages?per_page=20&page=${page}`),
	readMessage: (id: string, message: string) => post<void>(`/stores/${id}/messages/${message}`, undefined),
	events: (events: unknown[]) => post<unknown>("/events", { events }),
};
