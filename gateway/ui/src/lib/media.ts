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

/* From here on the store stands beside the questions; below it folds under its bar. */
export const useBeside = () => useMedia("(min-width: 1024px)");
