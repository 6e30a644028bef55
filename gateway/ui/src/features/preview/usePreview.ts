/*
 * The address of the store as typed so far. A change is sent 400 ms after the last key, the one before it is called
 * off, and a failure keeps what is shown: a half-typed answer is no reason to take the store away.
 */
import { useEffect, useRef } from "react";
import { create } from "zustand";
import { api } from "@/api/calls";
import type { StepNumber, WizardSession } from "@/api/types";

interface PreviewState {
	session: string | null;
	url: string | null;
	name: string;
	awning: string | null;
	width: "phone" | "wide";
	set: (patch: Partial<Omit<PreviewState, "set">>) => void;
}

export const usePreview = create<PreviewState>((set) => ({ session: null, url: null, name: "", awning: null, width: "phone", set }));

const QUIET_MS = 400;

/* The saved store keeps its address over many saves; the query makes each save a page of its own. */
export function savedPreview(session: Pick<WizardSession, "preview_url" | "updated_at">): string | null {
	return session.preview_url ? `${session.preview_url}?v=${encodeURIComponent(session.updated_at)}` : null;
}

/* `data` undefined: nothing is typed here that the saved store does not have. */
export function useLivePreview(session: string, n: StepNumber, savedUrl: string | null, data: unknown | undefined): void {
	const set = usePreview((s) => s.set);
	const text = data === undefined ? null : JSON.stringify(data);
	const asked = useRef<string | null>(null);

	useEffect(() => {
		if (usePreview.getState().session !== session) set({ session, url: savedUrl });
		else if (savedUrl && text === null) set({ url: savedUrl });
		asked.current = null;
	}, [session, savedUrl, set, n]);

	useEffect(() => {
		if (text === null || text === asked.current) return;
		const abort = new AbortController();
		const timer = setTimeout(() => {
			asked.current = text;
			api.preview(session, n, JSON.parse(text), abort.signal).then(
				(reply) => set({ url: reply.preview_url }),
				() => undefined,
			);
		}, QUIET_MS);
		return () => {
			clearTimeout(timer);
			abort.abort();
		};
	}, [session, n, text, set]);
}
