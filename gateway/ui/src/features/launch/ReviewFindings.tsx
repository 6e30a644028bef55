/* What the store's own pages fail of, before they open: what, where, and how to mend it; a quiet line when all is well. */
import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/calls";
import { explain } from "@/api/problem";
import type { ReviewFinding } from "@/api/types";
import { paths } from "@/app/router";
import { stepName } from "@/features/wizard/steps";
import { Go } from "@/ui/Go";
import { Waiting } from "@/ui/Say";
import { placeOf, stepFor } from "./findings";

function Finding({ session, finding }: { session: string; finding: ReviewFinding }) {
	const step = stepName(stepFor(finding));
	return (
		<li className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1 border-t border-line py-3">
			<p className="font-medium">{finding.name}</p>
			<Go to={paths.step(session, step.n)} className="link self-start whitespace-nowrap">
				Mend at {step.name}
			</Go>
			<div className="col-span-2 min-w-0 space-y-1 [overflow-wrap:anywhere]">
				<p>{finding.found}</p>
				<p className="text-soft">{finding.fix}</p>
				<p className="text-tiny text-soft">
					{placeOf(finding)}: <code>{finding.selector}</code>
				</p>
			</div>
		</li>
	);
}

export function ReviewFindings({ session, stamp }: { session: string; stamp: string }) {
	/* The stamp moves with each save: other answers, other pages. */
	const review = useQuery({ queryKey: ["review", session, stamp], queryFn: () => api.review(session), staleTime: Infinity, retry: false });
	const found = review.data?.findings ?? [];
	return (
		<section aria-labelledby="findings">
			<h2 id="findings" className="headline text-large">
				For everyone, on every screen
			</h2>
			<div className="mt-3 min-h-6 text-small">
				<Waiting on={review.isPending}>Looking through your pages…</Waiting>
				{review.isError && (
					<p className="text-soft">
						Your pages could not be looked through just now: {explain(review.error)} You can open all the same.{" "}
						<button type="button" className="link min-h-6" disabled={review.isFetching} onClick={() => void review.refetch()}>
							Look again
						</button>
					</p>
				)}
				{review.data?.ok && (
					<p className="text-accent">
						<span aria-hidden="true">✓ </span>
						All is well: {review.data.pages} kinds of pages, {review.data.rules} rules for sight, hearing, keyboard and small screens.
					</p>
				)}
				{found.length > 0 && (
					<>
						<p>
							{found.length === 1 ? "One thing" : `${found.length} things`} could be better. You can open all the same.
						</p>
						<ul className="mt-3 border-b border-line">
							{found.map((finding) => (
								<Finding key={`${finding.rule} ${finding.page} ${finding.selector} ${finding.found}`} session={session} finding={finding} />
							))}
						</ul>
					</>
				)}
			</div>
		</section>
	);
}
