/* Tests of the design of an open store: some visitors see it otherwise, and the merchant sees how many saw what. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/calls";
import { explain } from "@/api/problem";
import type { NewTest as Wish } from "@/api/types";
import { queryClient } from "@/app/queryClient";
import { Desk } from "@/features/orders/Desk";
import { follow } from "@/features/orders/news";
import { keys } from "@/features/wizard/queries";
import { Done } from "@/ui/Confirm";
import { Trouble, Waiting } from "@/ui/Say";
import { NewTest } from "./NewTest";
import { TestCard } from "./TestCard";
import { useWinner, type Chosen } from "./useWinner";

export function TestsPage({ store }: { store: string }) {
	const about = useQuery({ queryKey: keys.store(store), queryFn: () => api.store(store), ...follow });
	const id = about.data?.session_id ?? null;
	const session = useQuery({ queryKey: keys.session(id ?? ""), queryFn: () => api.session(id ?? ""), enabled: id !== null });
	const list = useQuery({ queryKey: keys.tests(store), queryFn: () => api.tests(store), ...follow });
	const [making, make] = useState(false);
	const [chosen, setChosen] = useState<Chosen | null>(null);
	const { choose, undo } = useWinner(store, id, setChosen);
	const begin = useMutation({
		mutationFn: async (wish: Wish) => {
			const made = await api.makeTest(store, wish);
			return api.startTest(store, made.experiment_id);
		},
		/* One that was made and could not begin stands in the list, to be started there. */
		onSettled: () => queryClient.invalidateQueries({ queryKey: keys.tests(store) }),
		onSuccess: () => make(false),
	});
	const items = list.data?.items ?? [];
	const runs = items.some((item) => item.status === "running");
	const failed = list.error ?? about.error ?? session.error ?? choose.error ?? undo.error;
	return (
		<Desk store={store} title="Tests" current="tests">
			<div className="mt-6">
				<p className="max-w-prose text-soft">Not sure which look sells better? Show some visitors another one, and compare. The store stays open all the while, and every order counts as always.</p>
				{failed && (
					<div className="mt-4">
						<Trouble>{explain(failed)}</Trouble>
					</div>
				)}
				{chosen && (
					<Done key={chosen.name} undo="Undo: as it was before" busy={undo.isPending} onUndo={() => undo.mutate(chosen.back)}>
						<p>Everybody sees “{chosen.name}” now.</p>
						{!chosen.kept && <p className="text-amber">Your answers in the wizard could not take it over: choose it there too before you open the store again.</p>}
					</Done>
				)}
				<Waiting on={list.isLoading || session.isLoading}>Looking through the tests…</Waiting>
				{!making && list.data && session.data && !runs && (
					<button type="button" className="press mt-6" onClick={() => make(true)}>
						{items.length > 0 ? "Make another test" : "Make a test"}
					</button>
				)}
				{about.data && id === null && <p className="mt-6 text-small text-soft">The wizard that made this store is gone, so its designs can’t be drawn here.</p>}
				{making && session.data && <NewTest session={session.data} busy={begin.isPending} failed={begin.error} start={begin.mutate} leave={() => make(false)} />}
				{!making && items.length > 0 && (
					<div className="mt-10">
						{items.map((item) => (
							<TestCard key={item.experiment_id} store={store} session={session.data} item={item} blocked={runs} choose={choose.mutate} choosing={choose.isPending} />
						))}
						<p className="border-t border-line pt-6 text-small text-soft md:pr-[20%]">
							Each visitor is counted once, and so is what they buy. While the “likely” ranges of two designs overlap, neither has won: let it run, two weeks or more. Few visitors prove nothing.
						</p>
					</div>
				)}
			</div>
		</Desk>
	);
}
