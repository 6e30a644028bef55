import { useSyncExternalStore } from "react";

export function useMedia(query: string): boolean {
	return useSyncExternalStore(
		(changed) => {
			const list = window.matchMedia(query);
			list.addEventListener("change", changed);
			return () => list.removeEventListener("change", changed);
		},
		() => window.matchMedia(query).matches,
	);
}

/* Where a column is left for notes: beside the questions, and beside both questions and store. */
export const useMargin = () => useMedia("(min-width: 768px) and (max-width: 1023.98px), (min-width: 1240px)");
