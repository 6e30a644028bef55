import { afterEach, describe, expect, it, vi } from "vitest";
import { call, setToken } from "@/api/client";
import { ApiError, explain, OfflineError, retryAfterSeconds } from "@/api/problem";

const json = (status: number, body: unknown, headers: Record<string, string> = {}) => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });
type Handler = (path: string, init: RequestInit) => Response;
const serve = (handler: Handler) => {
	const mock = vi.fn(async (path: string, init: RequestInit) => handler(path, init));
	vi.stubGlobal("fetch", mock);
	return mock;
};
const auth = (init: RequestInit) => (init.headers as Record<string, string>).Authorization;

afterEach(() => {
	vi.unstubAllGlobals();
	setToken(null);
});

describe("call", () => {
	it("refreshes once for all calls in flight, and asks again with the new token", async () => {
		setToken("old");
		const mock = serve((path, init) => {
			if (path.endsWith("/refresh")) return json(200, { access_token: "new", user: {}, token_type: "Bearer", expires_in: 1 });
			return auth(init) === "Bearer new" ? json(200, { path }) : json(401, {});
		});
		expect(await Promise.all([call("/a"), call("/b")])).toEqual([{ path: "/a" }, { path: "/b" }]);
		expect(mock.mock.calls.filter(([path]) => path.endsWith("/refresh"))).toHaveLength(1);
	});
	it("gives up after one refresh that is refused", async () => {
		const mock = serve(() => json(401, { detail: "No." }));
		await expect(call("/a")).rejects.toMatchObject({ status: 401 });
		expect(mock).toHaveBeenCalledTimes(2);
	});
	it("does not refresh where a 401 is about the password", async () => {
		const mock = serve(() => json(401, {}));
		await expect(call("/login", { method: "POST", body: {}, open: true })).rejects.toBeInstanceOf(ApiError);
		expect(mock).toHaveBeenCalledTimes(1);
	});
	it("carries Retry-After and the errors of fields", async () => {
		serve(() => json(429, { errors: [{ pointer: "/x", code: "c", message: "m" }] }, { "Retry-After": "7" }));
		const error = await call("/a").catch((e: unknown) => e);
		expect(error).toMatchObject({ retryAfter: 7, fields: [{ pointer: "/x", code: "c", message: "m" }] });
		expect(explain(error)).toContain("7 seconds");
	});
	it("knows no answer from a bad one", async () => {
		vi.stubGlobal("fetch", () => Promise.reject(new TypeError("failed")));
		await expect(call("/a")).rejects.toBeInstanceOf(OfflineError);
	});
});

describe("retryAfterSeconds", () => {
	const now = Date.parse("2026-01-01T00:00:00Z");
	it.each([
		["5", 5],
		["Thu, 01 Jan 2026 00:00:09 GMT", 9],
		["Thu, 01 Jan 2020 00:00:00 GMT", 0],
		["soon", null],
		[null, null],
	])("%s", (header, seconds) => expect(retryAfterSeconds(header, now)).toBe(seconds));
});
