/* What the store's own pages fail of, before they open: what, where, and how to mend it; a quiet line when all is well. */
import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/calls";
import type { ReviewFinding } from "@/api/types";
import { Quiet, Waiting } from "@/ui/Say";

const PAGES: Record<string, string> = {
	"/": "Home page",
	"/c/all/": "All products",
	"/about/": "About page",
	"/policies/": "Policies",
	"/404": "The page for what is not there",
	"/cart": "Cart",
	"/checkout": "Checkout",
	"/contact": "Contact page",
};

function where({ page, width }: ReviewFinding): string {
	const name = PAGES[page] ?? (page.startsWith("/p/") ? `Product page ${page}` : page.startsWith("/c/") ? `Category ${page}` : page);
	return `${name}, ${width < 600 ? "on a phone" : "on a wide screen, dark"}`;
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
			<div className="mt-3 text-small">
				<Waiting on={review.isPending}>Looking through your pages…</Waiting>
				{review.isError && <Quiet>Your pages could not be looked through just now. You can open all the same.</Quiet>}
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
								<li key={`${finding.rule} ${finding.page} ${finding.selector} ${finding.found}`} className="border-t border-line py-3">
									<p className="font-semibold">{finding.name}</p>
									<p className="break-words">{finding.found}</p>
									<p className="text-soft">{finding.fix}</p>
									<p className="mt-1 break-words text-tiny text-soft">
										{where(finding)}: <code>{finding.selector}</code>
									</p>
								</li>
							))}
						</ul>
					</>
				)}
			</div>
		</section>
	);
}
