/* Every version that was open once, what was new in it, and the way back: to any of them, and from there again. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/calls";
import { explain } from "@/api/problem";
import type { StoreVersion } from "@/api/types";
import { queryClient } from "@/app/queryClient";
import { Desk } from "@/features/orders/Desk";
import { keys } from "@/features/wizard/queries";
import { when } from "@/lib/when";
import { Confirm, Done } from "@/ui/Confirm";
import { Trouble, Waiting } from "@/ui/Say";
import { newIn } from "./versions";

export function VersionsPage({ store }: { store: string }) {
	const list = useQuery({ queryKey: keys.versions(store), queryFn: () => api.versions(store) });
	const [asked, ask] = useState<number | null>(null);
	const [done, setDone] = useState<{ from: number; to: number } | null>(null);
	const items = list.data?.items ?? [];
	const live = items.find((item) => item.live)?.version ?? 0;
	const publish = useMutation({
		mutationFn: (version: number) => api.publish(store, version),
		onSuccess: async (_, version) => {
			await Promise.all([keys.versions(store), keys.store(store), keys.stores, keys.tests(store)].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
			setDone({ from: live, to: version });
			ask(null);
		},
	});
	const row = (item: StoreVersion, i: number) => (
		<li key={item.version} aria-label={`Version ${item.version}`} className="border-b border-line py-5">
			<div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2">
				<div className="min-w-0 flex-1 basis-64">
					<p className="font-medium">
						Version {item.version} <span className="text-small font-normal text-soft">· {when(item.created_at)}</span>
					</p>
					<p className="text-small text-soft">{newIn(item, i === items.length - 1 && items.length === list.data?.total)}</p>
				</div>
				{item.live ? (
					<p className="text-small font-medium text-accent">live now</p>
				) : (
					asked !== item.version && (
						<button type="button" className="link min-h-10 text-small" aria-label={`Make live again: version ${item.version}`} disabled={publish.isPending} onClick={() => ask(item.version)}>
							Make live again
						</button>
					)
				)}
			</div>
			{asked === item.version && (
				<div className="mt-3">
					<Confirm about={`Make version ${item.version} live?`} yes={`Make version ${item.version} live`} no="Leave it as it is" busy={publish.isPending} doing="Changing the shop window…" onYes={() => publish.mutate(item.version)} onNo={() => ask(null)}>
						Shoppers see version {item.version} from now on. Version {live} stays in this list, and you can put it back the same way. Orders and messages are not touched; a test that is running ends.
					</Confirm>
				</div>
			)}
			{publish.isError && publish.variables === item.version && (
				<div className="mt-3">
					<Trouble>{explain(publish.error)}</Trouble>
				</div>
			)}
		</li>
	);
	return (
		<Desk store={store} title="Versions" current="versions">
			<p className="mt-6 max-w-prose text-soft">Each time you open the store, what it was then is kept. Any of them can be live again, at once. Your answers in the wizard stay as they are: the next opening goes by those.</p>
			{done && (
				<Done key={done.to} undo={`Undo: back to version ${done.from}`} busy={publish.isPending} onUndo={() => publish.mutate(done.from)}>
					<p>Version {done.to} is live.</p>
				</Done>
			)}
			{list.error && <Trouble>{explain(list.error)}</Trouble>}
			<Waiting on={list.isLoading}>Looking through the versions…</Waiting>
			{items.length > 0 && <ol className="mt-6 border-t border-line">{items.map(row)}</ol>}
			{items.length === 1 && <p className="mt-4 text-small text-soft">The first one. When you change something and open again, you can come back to it here.</p>}
		</Desk>
	);
}
