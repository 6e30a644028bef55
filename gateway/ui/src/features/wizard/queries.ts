/* The wizard's server state. Advice for a step arrives with the save of the step before it, or is asked for once. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api } from "@/api/calls";
import type { Recommendation, StepNumber, WizardSession } from "@/api/types";
import { queryClient } from "@/app/queryClient";
import { STEPS, stepName } from "./steps";

export const keys = {
	sessions: ["sessions"] as const,
	stores: ["stores"] as const,
	session: (id: string) => ["session", id] as const,
	advice: (id: string, n: number) => ["advice", id, n] as const,
	store: (id: string) => ["store", id] as const,
	orders: (store: string, page: number) => ["orders", store, page] as const,
	order: (store: string, order: string) => ["orders", store, "one", order] as const,
	messages: (store: string, page: number) => ["messages", store, page] as const,
	domains: (store: string) => ["domains", store] as const,
	versions: (store: string) => ["versions", store] as const,
	tests: (store: string) => ["tests", store] as const,
};

export interface Advice {
	items: Recommendation[];
	degraded: string[];
}

export function useSession(id: string) {
	return useQuery({ queryKey: keys.session(id), queryFn: () => api.session(id), staleTime: 300_000, refetchOnWindowFocus: true });
}

export function useAdviceFor(session: WizardSession, n: StepNumber) {
	return useQuery({
		queryKey: keys.advice(session.session_id, n),
		/* The server advises on the current step alone; for another one we know only what its save brought. */
		enabled: session.current_step === n,
		staleTime: Infinity,
		queryFn: async (): Promise<Advice> => {
			const reply = await api.recommendations(session.session_id);
			return { items: reply.recommendations.filter((item) => item.step === n), degraded: reply.degraded ?? [] };
		},
	});
}

function saved(session: WizardSession, n: StepNumber, data: unknown, next: number): WizardSession {
	const completed = new Set([...session.progress.completed_steps, n]);
	const empty = typeof data === "object" && data !== null && Object.keys(data).length === 0;
	const defaulted = (session.defaulted_steps ?? []).filter((step) => step !== n);
	return {
		...session,
		current_step: next,
		configuration: { ...session.configuration, [stepName(n).key]: data },
		progress: { ...session.progress, completed_steps: STEPS.map((s) => s.n).filter((step) => completed.has(step)) },
		defaulted_steps: empty ? [...defaulted, n].sort() : defaulted,
	};
}

export function useSaveStep(session: WizardSession, n: StepNumber) {
	const id = session.session_id;
	return useMutation({
		mutationFn: (data: unknown) => api.saveStep(id, n, data),
		onSuccess: (reply, data) => {
			const advice: Advice = { items: reply.recommendations.filter((item) => item.step === reply.next_step), degraded: reply.degraded ?? [] };
			if (reply.next_step !== n) queryClient.setQueryData(keys.advice(id, reply.next_step), advice);
			/* Show at once what we know; the server's own words (cleaned names, preview) follow. */
			queryClient.setQueryData<WizardSession>(keys.session(id), (old) => saved(old ?? session, n, data, reply.next_step));
			void queryClient.invalidateQueries({ queryKey: keys.session(id) });
			void queryClient.invalidateQueries({ queryKey: keys.sessions });
		},
	});
}
