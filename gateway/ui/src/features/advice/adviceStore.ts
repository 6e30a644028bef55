/* What became of each piece of advice in this sitting: taken (with what it replaced) or waved off. */
import { create } from "zustand";
import type { Data } from "./apply";

interface AdviceState {
	taken: Record<string, Data>;
	waved: Record<string, true>;
	take: (id: string, kept: Data) => void;
	untake: (id: string) => void;
	wave: (id: string) => void;
	unwave: (id: string) => void;
}

function without<V>(map: Record<string, V>, id: string): Record<string, V> {
	const { [id]: _gone, ...rest } = map;
	return rest;
}

export const useAdvice = create<AdviceState>((set) => ({
	taken: {},
	waved: {},
	take: (id, kept) => set((s) => ({ taken: { ...s.taken, [id]: kept } })),
	untake: (id) => set((s) => ({ taken: without(s.taken, id) })),
	wave: (id) => set((s) => ({ waved: { ...s.waved, [id]: true } })),
	unwave: (id) => set((s) => ({ waved: without(s.waved, id) })),
}));
