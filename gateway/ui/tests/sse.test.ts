import { describe, expect, it } from "vitest";
import { SseParser } from "@/api/sse";

describe("SseParser", () => {
	it("gives an event only when it is whole, however it is cut", () => {
		const text = "id: 1\r\nevent: job.progress\r\ndata: {\"a\":\r\ndata: 1}\r\n\r\n";
		for (let cut = 1; cut < text.length; cut++) {
			const parser = new SseParser();
			const events = [...parser.feed(text.slice(0, cut)), ...parser.feed(text.slice(cut))];
			expect(events).toEqual([{ id: "1", event: "job.progress", data: '{"a":\n1}' }]);
		}
	});
	it("passes over comments, unknown fields and events without data", () => {
		const parser = new SseParser();
		expect(parser.feed(": ping\n\nfoo: bar\nevent: x\n\ndata:y\n\n")).toEqual([{ id: "", event: "message", data: "y" }]);
	});
	it("remembers the last id and the wait", () => {
		const parser = new SseParser();
		parser.feed("id: 7\nretry: 250\ndata: x\n\ndata: y\n\n");
		expect([parser.lastId, parser.retryMs]).toEqual(["7", 250]);
	});
	it("forgets half an event of a broken connection, not its place", () => {
		const parser = new SseParser();
		parser.feed("id: 3\ndata: a\n\ndata: hal");
		parser.restart();
		expect(parser.feed("data: b\n\n")).toEqual([{ id: "3", event: "message", data: "b" }]);
	});
	it("refuses an event without end", () => {
		const parser = new SseParser();
		expect(() => {
			for (let i = 0; i < 20; i++) parser.feed(`data: ${"x".repeat(100_000)}\n`);
		}).toThrow("too long");
	});
});
