/*
 * Follows a launch to its end: events first, resumed after the last one seen; where they cannot be had, the job is
 * asked for now and then. Ends by itself when the job has.
 */
import { api } from "@/api/calls";
import { readEvents, SseParser } from "@/api/sse";
import type { Job, JobStep } from "@/api/types";
import { isRecord } from "@/lib/storage";

const POLL_MS = 1500;
const AGAIN_MS = 800;
const STREAM_TRIES = 4;

export const ended = (job: Job) => job.status === "succeeded" || job.status === "failed" || job.status === "cancelled";

export function isJob(value: unknown): value is Job {
	return isRecord(value) && typeof value.job_id === "string" && typeof value.status === "string" && Array.isArray(value.steps);
}

const pause = (ms: number, signal: AbortSignal) =>
	new Promise<void>((resolve) => {
		const timer = setTimeout(resolve, ms);
		signal.addEventListener("abort", () => {
			clearTimeout(timer);
			resolve();
		});
	});

async function listen(url: string, signal: AbortSignal, onJob: (job: Job) => void): Promise<boolean> {
	const parser = new SseParser();
	for (let tries = 0; tries < STREAM_TRIES && !signal.aborted; tries++) {
		try {
			for await (const event of readEvents(url, parser, signal)) {
				const job: unknown = JSON.parse(event.data);
				if (!isJob(job)) continue;
				tries = 0;
				onJob(job);
				if (ended(job)) return true;
			}
		} catch {
			/* A stream that broke is opened again below, after its last event; the polling that follows tells real trouble. */
		}
		await pause(parser.retryMs ?? AGAIN_MS, signal);
	}
	return false;
}

export async function follow(jobId: string, signal: AbortSignal, onJob: (job: Job) => void, onTrouble: (error: unknown) => void): Promise<void> {
	const url = `/api/v1/jobs/${jobId}`;
	const now = await api.job(url);
	onJob(now);
	if (ended(now) || (await listen(`${url}/events`, signal, onJob))) return;
	while (!signal.aborted) {
		try {
			const job = await api.job(url);
			onJob(job);
			if (ended(job)) return;
		} catch (error) {
			if (!signal.aborted) onTrouble(error);
		}
		await pause(POLL_MS, signal);
	}
}

export function stepTitle(step: JobStep): string {
	return step.title || step.name.replace(/[_-]+/g, " ").replace(/^./, (c) => c.toUpperCase());
}

export function took(step: JobStep): string {
	return between(step.started_at, step.finished_at);
}

/* From the first step's begin to the last one's end. */
export function lasted(job: Job): string {
	return between(job.steps[0]?.started_at, job.steps[job.steps.length - 1]?.finished_at);
}

function between(from: string | null | undefined, to: string | null | undefined): string {
	if (!from || !to) return "";
	const ms = Date.parse(to) - Date.parse(from);
	if (!Number.isFinite(ms) || ms < 0) return "";
	return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toLocaleString(undefined, { maximumFractionDigits: 1 })} s`;
}
