/* A handful of addresses; history does the rest. */
import { useSyncExternalStore } from "react";

export type Route =
	| { page: "home" }
	| { page: "step"; session: string; step: number }
	| { page: "launch"; session: string; job: string | null }
	| { page: "orders"; store: string; order: string | null }
	| { page: "messages" | "tests" | "versions" | "settings"; store: string };

export function parseRoute(path: string): Route {
	const [, first, session, third, fourth] = path.split("/");
	if (first === "stores" && session && third === "orders") return { page: "orders", store: session, order: fourth || null };
	if (first === "stores" && session && (third === "messages" || third === "tests" || third === "versions" || third === "settings")) return { page: third, store: session };
	if (first !== "setup" || !session) return { page: "home" };
	if (third === "launch") return { page: "launch", session, job: fourth || null };
	const step = Number(third);
	return { page: "step", session, step: Number.isInteger(step) && step >= 1 && step <= 6 ? step : 1 };
}

export const paths = {
	home: "/",
	step: (session: string, step: number) => `/setup/${session}/${step}`,
	launch: (session: string, job?: string) => `/setup/${session}/launch${job ? `/${job}` : ""}`,
	orders: (store: string, order?: string) => `/stores/${store}/orders${order ? `/${order}` : ""}`,
	messages: (store: string) => `/stores/${store}/messages`,
	tests: (store: string) => `/stores/${store}/tests`,
	versions: (store: string) => `/stores/${store}/versions`,
	settings: (store: string) => `/stores/${store}/settings`,
};

const listeners = new Set<() => void>();
function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	window.addEventListener("popstate", listener);
	return () => {
		listeners.delete(listener);
		window.removeEventListener("popstate", listener);
	};
}

export function go(path: string, how: "push" | "replace" = "push"): void {
	if (path === window.location.pathname) return;
	window.history[how === "push" ? "pushState" : "replaceState"](null, "", path);
	window.scrollTo(0, 0);
	listeners.forEach((listener) => listener());
}

export function useRoute(): Route {
	return parseRoute(useSyncExternalStore(subscribe, () => window.location.pathname));
}
