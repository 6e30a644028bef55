/* What is new is asked for while the page is open, behind other tabs too, so that the tab's title can call: less often there, and seldom
   while the server does not answer. */
import { useEffect } from "react";

const EVERY_MS = 20_000, HIDDEN_MS = 60_000, TROUBLED_MS = 120_000;

export function pause(troubled: boolean, hidden: boolean): number {
	return troubled ? TROUBLED_MS : hidden ? HIDDEN_MS : EVERY_MS;
}
export const follow = {
	refetchInterval: (query: { state: { status: string } }) => pause(query.state.status === "error", document.hidden),
	refetchIntervalInBackground: true,
	refetchOnWindowFocus: "always",
} as const;

/* The title of the tab: first how many are new, as mail programs do. */
export function useTitle(title: string, unread: number) {
	useEffect(() => {
		document.title = `${unread > 0 ? `(${unread}) ` : ""}${title} · Store Launch Wizard`;
	}, [title, unread]);
}
