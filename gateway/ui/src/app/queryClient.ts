import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/api/problem";

/* Only what may heal by itself is asked again, and never what is limited per minute. */
export function mayRetry(count: number, error: unknown): boolean {
	if (count >= 2) return false;
	return !(error instanceof ApiError) || error.status === 503;
}

export const queryClient = new QueryClient({
	defaultOptions: { queries: { retry: mayRetry, staleTime: 30_000, refetchOnWindowFocus: false } },
});
