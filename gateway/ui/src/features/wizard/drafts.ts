/*
 * Answers that are typed but not yet saved, by session and step; kept over a reload. Step 5 never comes here:
 * keys of other services are not written to a disk by us.
 */
import { create } from "zustand";
import type { StepNumber } from "@/api/types";
import { readRecord, writeText } from "@/lib/storage";

type Form = Record<string, unknown>;

interface Drafts {
	forms: Record<string, Form>;
	keep: (session: string, n: StepNumber, form: Form) => void;
	drop: (session: string, n: StepNumber) => void;
}

const keyOf = (session: string, n: StepNumber) => `draft:${session}:${n}`;

export const useDrafts = create<Drafts>((set) => ({
	forms: {},
	keep: (session, n, form) => {
		if (n === 5) return;
		const key = keyOf(session, n);
		writeText(key, JSON.stringify(form));
		set((state) => ({ forms: { ...state.forms, [key]: form } }));
	},
	drop: (session, n) => {
		const key = keyOf(session, n);
		writeText(key, null);
		set((state) => {
			const { [key]: _gone, ...forms } = state.forms;
			return { forms };
		});
	},
}));

/* Typed over saved, name by name, so that a draft of an older shape cannot leave a field undefined. */
export function withDraft<F extends Form>(session: string, n: StepNumber, saved: F): F {
	const key = keyOf(session, n);
	const draft = useDrafts.getState().forms[key] ?? (n === 5 ? null : readRecord(key));
	if (!draft) return saved;
	const out: Form = { ...saved };
	for (const name of Object.keys(saved)) {
		const typed = draft[name];
		if (typed !== undefined && typeof typed === typeof saved[name] && Array.isArray(typed) === Array.isArray(saved[name])) out[name] = typed;
	}
	return out as F;
}

export function hasDraft(session: string, n: StepNumber): boolean {
	return useDrafts.getState().forms[keyOf(session, n)] !== undefined || (n !== 5 && readRecord(keyOf(session, n)) !== null);
}
