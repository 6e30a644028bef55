/*
 * A winner is a version that goes live; and the wizard's answers take it over, so that the next opening does not undo it.
 * Both can be taken back together.
 */
import { useMutation } from "@tanstack/react-query";
import { api } from "@/api/calls";
import type { StepNumber, TestVariant } from "@/api/types";
import { queryClient } from "@/app/queryClient";
import { keys } from "@/features/wizard/queries";
import { stepName } from "@/features/wizard/steps";
import { answers } from "./designs";

interface Turn {
	version: number;
	session: string | null;
	step: { n: StepNumber; data: unknown } | null;
}
export interface Chosen {
	name: string;
	kept: boolean; /* the wizard's answers went along */
	back: Turn;
}

async function turn(store: string, to: Turn): Promise<boolean> {
	await api.publish(store, to.version);
	try {
		if (to.session && to.step) await api.saveStep(to.session, to.step.n, to.step.data, false);
		return to.session !== null;
	} catch {
		return false; /* it is live all the same; the page says what is left to do */
	} finally {
		const stale = [["tests", store], keys.versions(store), keys.store(store), keys.stores, ...(to.session ? [keys.session(to.session)] : [])];
		await Promise.all(stale.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
	}
}

export function useWinner(store: string, session: string | null, done: (chosen: Chosen | null) => void) {
	const choose = useMutation({
		mutationFn: async (variant: TestVariant): Promise<Chosen> => {
			const { live_version: before } = await api.store(store);
			const config = session ? (await api.session(session)).configuration : {};
			const { n, data } = answers(variant.settings, config);
			const kept = await turn(store, { version: variant.version, session, step: { n, data } });
			return { name: variant.name, kept, back: { version: before, session: kept ? session : null, step: { n, data: config[stepName(n).key] ?? {} } } };
		},
		onSuccess: done,
	});
	const undo = useMutation({ mutationFn: (back: Turn) => turn(store, back), onSuccess: () => done(null) });
	return { choose, undo };
}
