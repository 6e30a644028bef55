import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/api/problem";

/* Only what may heal by itself is asked again, and never what is limited per minute. */
export function mayRetry(count: number, error: unknown): boolean {
	if (count >= 2) return false;
	return !(error instanceof ApiError) || error.status === 503;
}

/* Without a network a call fails and says so; left to wait for one, it would hang without a word. */
export const queryClient = new QueryClient({
	defaultOptions: { queries: { networkMode: "always", retry: mayRetry, staleTime: 30_000, refetchOnWindowFocus: false }, mutations: { networkMode: "always" } },
});
