/* After the door: straight to work where there is one thing to do, else the list of shops. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api } from "@/api/calls";
import { explain } from "@/api/problem";
import type { WizardSession } from "@/api/types";
import { Header } from "@/app/Header";
import { queryClient } from "@/app/queryClient";
import { go, paths } from "@/app/router";
import { follow, useTitle } from "@/features/orders/news";
import { keys } from "@/features/wizard/queries";
import { firstOpen, stepName } from "@/features/wizard/steps";
import { Trouble, Waiting } from "@/ui/Say";
import { StoreRow } from "./StoreRow";

const day = (iso: string) => new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" }).format(new Date(iso));

function Unfinished({ session }: { session: WizardSession }) {
	const n = firstOpen(session);
	const left = 6 - session.progress.completed_steps.length;
	return (
		<li className="flex flex-wrap items-baseline gap-x-6 gap-y-2 border-t border-line py-5">
			<div className="min-w-0 flex-1 basis-64">
				<p className="headline truncate text-large">{session.configuration.business_info?.business_name ?? "A shop without a name yet"}</p>
				<p className="text-small text-soft">
					{left === 0 ? "All six answered, not open yet." : `${6 - left} of 6 done, next: ${stepName(n).name.toLowerCase()}.`} Last touched {day(session.updated_at)}.
				</p>
			</div>
			<button type="button" className="press-quiet" onClick={() => go(paths.step(session.session_id, n))}>
				Go on
			</button>
		</li>
	);
}

export function Home() {
	const sessions = useQuery({ queryKey: keys.sessions, queryFn: api.sessions });
	const stores = useQuery({ queryKey: keys.stores, queryFn: api.stores, ...follow });
	const start = useMutation({
		mutationFn: () => api.startSession(),
		onSuccess: (reply) => {
			void queryClient.invalidateQueries({ queryKey: keys.sessions });
			go(paths.step(reply.session_id, 1));
		},
	});
	const begun = useRef(false);
	const open = sessions.data?.items.filter((s) => !s.completed_at && !s.store) ?? [];
	const failed = sessions.error ?? stores.error ?? start.error;

	/* A new merchant has nothing to choose from: begin. */
	useEffect(() => {
		if (begun.current || !sessions.data || !stores.data) return;
		if (sessions.data.items.length > 0 || stores.data.items.length > 0) return;
		begun.current = true;
		start.mutate();
	}, [sessions.data, stores.data, start]);

	useTitle("My stores", stores.data?.items.reduce((sum, store) => sum + store.unread_orders + store.unread_messages, 0) ?? 0);

	const ready = sessions.data && stores.data && (open.length > 0 || stores.data.items.length > 0 || sessions.data.items.length > 0);
	return (
		<div className="min-h-dvh">
			<Header />
			<main className="mx-auto max-w-4xl px-5 pb-24 pt-8 md:px-10 md:pt-12">
				{failed ? (
					<div className="space-y-6">
						<Trouble>{explain(failed)}</Trouble>
						<button type="button" className="press" onClick={() => void (start.error ? start.mutate() : Promise.all([sessions.refetch(), stores.refetch()]))}>
							Try again
						</button>
					</div>
				) : !ready ? (
					<Waiting on>Unlocking the door…</Waiting>
				) : (
					<>
						<div className="flex flex-wrap items-end justify-between gap-6">
							<h1 className="headline text-title md:text-display">My stores</h1>
							<button type="button" className="press" onClick={() => start.mutate()} disabled={start.isPending}>
								{stores.data.items.length > 0 ? "Open another store" : "Start a new one"}
							</button>
						</div>
						{open.length > 0 && (
							<section className="mt-12" aria-labelledby="making">
								<h2 id="making" className="pb-3 text-small font-medium text-soft">
									In the making
								</h2>
								<ul className="border-b border-line">
									{open.map((session) => (
										<Unfinished key={session.session_id} session={session} />
									))}
								</ul>
							</section>
						)}
						{stores.data.items.length > 0 && (
							<section className="mt-12" aria-labelledby="live">
								<h2 id="live" className="pb-3 text-small font-medium text-soft">
									Open
								</h2>
								<ul className="border-b border-line">
									{stores.data.items.map((store) => (
										<StoreRow key={store.store_id} store={store} session={store.session_id ?? sessions.data.items.find((s) => s.store?.store_id === store.store_id)?.session_id} />
									))}
								</ul>
							</section>
						)}
					</>
				)}
			</main>
		</div>
	);
}
