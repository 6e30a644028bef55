/* One test: its designs side by side, what the server counted and reckoned of each, and what can be done with it. */
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/calls";
import { explain } from "@/api/problem";
import type { DesignTest, TestVariant, WizardSession } from "@/api/types";
import { queryClient } from "@/app/queryClient";
import { keys } from "@/features/wizard/queries";
import { when } from "@/lib/when";
import { Confirm } from "@/ui/Confirm";
import { Trouble, Waiting } from "@/ui/Say";
import { shares, type Share } from "./designs";
import { Glance } from "./Glance";

const percent = (share: number) => new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: share < 0.1 ? 1 : 0 }).format(share);
const count = (n: number) => n.toLocaleString();

function standing(test: DesignTest): string {
	if (test.status === "draft") return "Not started";
	if (test.status === "running") return `Running since ${when(test.started_at ?? test.created_at)}`;
	return `Ended${test.stopped_at ? ` ${when(test.stopped_at)}` : ""}`;
}

function Design({ session, variant, share, begun }: { session: WizardSession | undefined; variant: TestVariant; share: Share; begun: boolean }) {
	return (
		<>
			{session && (
				<div className="ring-1 ring-line">
					<Glance session={session} settings={variant.settings} />
				</div>
			)}
			<p className="mt-2 text-small font-medium [overflow-wrap:anywhere]">{variant.name}</p>
			{begun ? (
				<>
					<p className="text-small text-soft">
						<span className="text-ink">{count(variant.visitors)}</span> {variant.visitors === 1 ? "visitor" : "visitors"}, <span className="text-ink">{count(variant.orders)}</span> {variant.orders === 1 ? "order" : "orders"}
					</p>
					{variant.visitors > 0 && (
						<p className="text-small text-soft">
							<span className="text-ink">{percent(variant.share)}</span> bought, likely {percent(variant.share_low)} to {percent(variant.share_high)}
						</p>
					)}
					<p className="text-tiny text-soft">
						{share.seen > 0 && `seen by ${percent(share.seen)}, `}meant for {percent(share.meant)}
					</p>
				</>
			) : (
				<p className="text-small text-soft">For {percent(share.meant)} of visitors</p>
			)}
		</>
	);
}

interface Props {
	store: string;
	session: WizardSession | undefined;
	item: DesignTest;
	blocked: boolean; /* another one runs */
	choose: (variant: TestVariant, then: { onSuccess: () => void }) => void;
	choosing: boolean;
}

export function TestCard({ store, session, item, blocked, choose, choosing }: Props) {
	const running = item.status === "running";
	const begun = item.status !== "draft";
	const again = { onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.tests(store) }) };
	const start = useMutation({ mutationFn: () => api.startTest(store, item.experiment_id), ...again });
	const stop = useMutation({ mutationFn: () => api.stopTest(store, item.experiment_id), ...again });
	const [asked, ask] = useState<TestVariant | null>(null);
	const share = shares(item.variants);
	const failed = start.error ?? stop.error;
	const name = `${item.name}, ${standing(item)}`;
	return (
		<section aria-label={name} className="border-t border-line py-8">
			<div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
				<h2 className="headline text-large">{item.name}</h2>
				<p className={`text-small ${running ? "text-accent" : "text-soft"}`}>{standing(item)}</p>
			</div>
			<ul className="mt-5 grid grid-cols-2 gap-x-5 gap-y-8 sm:grid-cols-4">
				{item.variants.map((variant, i) => (
					<li key={i}>
						<Design session={session} variant={variant} share={share[i] ?? { meant: 0, seen: 0 }} begun={begun} />
						{i > 0 && variant.version > 0 && (
							<button type="button" className="link min-h-10 text-left text-small" aria-label={`Make it the design: ${variant.name}`} disabled={choosing} onClick={() => ask(variant)}>
								Make it the design
							</button>
						)}
					</li>
				))}
			</ul>
			{failed && <Trouble>{explain(failed)}</Trouble>}
			{asked && (
				<div className="mt-6">
					<Confirm about={`Make “${asked.name}” the design?`} yes="Make it the design" no={running ? "Go on testing" : "Leave it as it is"} busy={choosing} doing="Changing the shop window…" onYes={() => choose(asked, { onSuccess: () => ask(null) })} onNo={() => ask(null)}>
						Everybody sees “{asked.name}” from now on, the test ends, and your answers in the wizard take it over. What was live before stays under Versions, and you can undo it here.
					</Confirm>
				</div>
			)}
			{running && !asked && (
				<div className="mt-6 flex flex-wrap items-center gap-3">
					<button type="button" className="press-quiet" disabled={stop.isPending} onClick={() => stop.mutate()}>
						Stop the test
					</button>
					<p className="text-small text-soft">Then everybody sees the store as it is.</p>
				</div>
			)}
			{!begun && (
				<div className="mt-6 flex flex-wrap items-center gap-3">
					<button type="button" className="press-quiet" disabled={blocked || start.isPending} onClick={() => start.mutate()}>
						Start it
					</button>
					{blocked && <p className="text-small text-soft">One test at a time: stop the other first.</p>}
					<Waiting on={start.isPending}>Drawing the other stores…</Waiting>
				</div>
			)}
		</section>
	);
}
