/* Day or night: the system's choice until the merchant makes one. */
import { create } from "zustand";
import { readText, writeText } from "@/lib/storage";

type Mode = "light" | "dark";
const KEY = "appearance";
const system = window.matchMedia("(prefers-color-scheme: dark)");

function effective(chosen: Mode | null): Mode {
	return chosen ?? (system.matches ? "dark" : "light");
}
function show(mode: Mode): void {
	document.documentElement.dataset.mode = mode;
}
function stored(): Mode | null {
	const value = readText(KEY);
	return value === "light" || value === "dark" ? value : null;
}

export const useAppearance = create<{ mode: Mode; toggle: () => void }>((set, get) => ({
	mode: effective(stored()),
	toggle: () => {
		const mode: Mode = get().mode === "dark" ? "light" : "dark";
		writeText(KEY, mode);
		show(mode);
		set({ mode });
	},
}));

export function startAppearance(): void {
	show(useAppearance.getState().mode);
	system.addEventListener("change", () => {
		if (stored()) return;
		const mode = effective(null);
		show(mode);
		useAppearance.setState({ mode });
	});
}
