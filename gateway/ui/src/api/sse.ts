/*
 * Server-sent events over fetch, since EventSource cannot carry Authorization. The parser is pure: feed it
 * text as it comes, get whole events out; ceiling on an event so that a broken server cannot fill memory.
 */
import { callRaw } from "./client";

export interface ServerEvent {
	id: string;
	event: string;
	data: string;
}

const MAX_EVENT = 1 << 20;

export class SseParser {
	private rest = "";
	private data: string[] = [];
	private event = "";
	private size = 0;
	lastId = "";
	retryMs: number | null = null;

	/* A connection that broke took half an event with it; the next one sends it again, whole. */
	restart(): void {
		this.rest = "";
		this.data = [];
		this.event = "";
		this.size = 0;
	}

	feed(text: string): ServerEvent[] {
		const out: ServerEvent[] = [];
		this.rest += text;
		/* A CR at the very end may be half of CRLF: leave it for the next piece. */
		for (;;) {
			const at = this.rest.search(/\r\n|\n|\r(?!$)/);
			if (at < 0) break;
			const line = this.rest.slice(0, at);
			this.rest = this.rest.slice(at + (this.rest.startsWith("\r\n", at) ? 2 : 1));
			this.line(line, out);
		}
		if (this.rest.length > MAX_EVENT) throw new Error("An event of the launch was too long.");
		return out;
	}

	private line(line: string, out: ServerEvent[]): void {
		if (line === "") return this.dispatch(out);
		if (line.startsWith(":")) return;
		const colon = line.indexOf(":");
		const name = colon < 0 ? line : line.slice(0, colon);
		const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
		if (name === "data") {
			this.size += value.length;
			if (this.size > MAX_EVENT) throw new Error("An event of the launch was too long.");
			this.data.push(value);
		} else if (name === "event") this.event = value;
		else if (name === "id" && !value.includes("\0")) this.lastId = value;
		else if (name === "retry" && /^\d+$/.test(value)) this.retryMs = Number(value);
	}

	private dispatch(out: ServerEvent[]): void {
		if (this.data.length > 0) out.push({ id: this.lastId, event: this.event || "message", data: this.data.join("\n") });
		this.data = [];
		this.event = "";
		this.size = 0;
	}
}

/* Yields events of one connection until it ends; `parser` keeps the last id across connections. */
export async function* readEvents(url: string, parser: SseParser, signal: AbortSignal): AsyncGenerator<ServerEvent> {
	parser.restart();
	const headers: Record<string, string> = { Accept: "text/event-stream" };
	if (parser.lastId) headers["Last-Event-ID"] = parser.lastId;
	const reply = await callRaw(url, { headers, signal });
	if (!reply.ok || !reply.body) throw new Error(`events: ${reply.status}`);
	const reader = reply.body.getReader();
	const decoder = new TextDecoder();
	const stop = () => void reader.cancel().catch(() => undefined);
	signal.addEventListener("abort", stop);
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			yield* parser.feed(decoder.decode(value, { stream: true }));
		}
	} finally {
		signal.removeEventListener("abort", stop);
		stop();
	}
}
