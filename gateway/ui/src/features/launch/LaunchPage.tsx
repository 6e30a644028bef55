/* The moment: the shutter rises as far as the work has come, and each line is something that really happened. */
import { useEffect, useRef, useState } from "react";
import { api } from "@/api/calls";
import { ApiError, explain } from "@/api/problem";
import type { Job } from "@/api/types";
import { Header } from "@/app/Header";
import { queryClient } from "@/app/queryClient";
import { go, paths } from "@/app/router";
import { Shopfront, Shutter } from "@/features/preview/Shopfront";
import { StoreFrame } from "@/features/preview/StoreFrame";
import { savedPreview, usePreview } from "@/features/preview/usePreview";
import { keys, useSession } from "@/features/wizard/queries";
import { newId } from "@/lib/id";
import { Trouble, Waiting } from "@/ui/Say";
import { ended, follow } from "./launchJob";
import { Opened } from "./Opened";
import { Timeline } from "./Timeline";

interface Props {
	id: string;
	jobId: string | null;
}

/* One press is one launch, however often a shaky line makes us ask. */
function useLaunch(id: string, jobId: string | null) {
	const [job, setJob] = useState<Job | null>(null);
	const [trouble, setTrouble] = useState<unknown>(null);
	const key = useRef(newId());
	const asked = useRef(false);

	const start = async () => {
		setTrouble(null);
		try {
			const reply = await api.launch(id, key.current);
			go(paths.launch(id, reply.job_id), "replace");
		} catch (error) {
			setTrouble(error);
		}
	};
	useEffect(() => {
		if (jobId || asked.current) return;
		asked.current = true;
		void start();
	});
	useEffect(() => {
		if (!jobId) return;
		const abort = new AbortController();
		setJob(null);
		follow(
			jobId,
			abort.signal,
			(next) => {
				setJob(next);
				setTrouble(null);
			},
			setTrouble,
		).catch((error: unknown) => {
			if (!abort.signal.aborted) setTrouble(error);
		});
		return () => abort.abort();
	}, [jobId]);

	const again = () => {
		key.current = newId();
		void start();
	};
	return { job, trouble, again };
}

function Failed({ job, onAgain, onBack }: { job: Job; onAgain: () => void; onBack: () => void }) {
	return (
		<div className="mt-8 max-w-xl space-y-6">
			<Trouble>
				<p>{job.error?.message ?? (job.status === "cancelled" ? "The launch was called off." : "The launch stopped, and did not say why.")}</p>
				{job.error?.hint && <p className="mt-1 text-ink">{job.error.hint}</p>}
			</Trouble>
			<p className="text-small text-soft">What was open before is still open, just as it was.</p>
			<div className="flex flex-wrap gap-4">
				<button type="button" className="press" onClick={onAgain}>
					Try again
				</button>
				<button type="button" className="press-quiet" onClick={onBack}>
					Look through my answers
				</button>
			</div>
		</div>
	);
}

export function LaunchPage({ id, jobId }: Props) {
	const session = useSession(id);
	const { job, trouble, again } = useLaunch(id, jobId);
	const heading = useRef<HTMLHeadingElement>(null);
	const awning = usePreview((s) => s.awning);
	const name = session.data?.configuration.business_info?.business_name ?? "";
	const done = job?.status === "succeeded";
	const failed = job !== null && ended(job) && !done;
	const store = job?.result?.storefront_url ?? null;

	useEffect(() => heading.current?.focus({ preventScroll: true }), [done, failed]);
	useEffect(() => {
		document.title = `${done ? "Open" : "Opening"}: ${name || "your store"}`;
	}, [done, name]);
	useEffect(() => {
		if (!done) return;
		void queryClient.invalidateQueries({ queryKey: keys.session(id) });
		void queryClient.invalidateQueries({ queryKey: keys.stores });
		void queryClient.invalidateQueries({ queryKey: keys.sessions });
	}, [done, id]);

	if (done && store) return <Opened heading={heading} session={id} name={name} storefront={store} preview={session.data ? savedPreview(session.data) : null} job={job} />;
	const palette = session.data?.configuration.theme_settings?.palette;
	return (
		<div className="min-h-dvh lg:grid lg:grid-cols-[minmax(0,1fr)_minmax(22rem,27rem)]">
			<div className="flex min-h-dvh flex-col">
				<Header />
				<main className="flex-1 px-5 pb-16 pt-8 md:px-10 md:pt-16">
					<h1 ref={heading} tabIndex={-1} className="headline max-w-[16ch] text-title md:text-display">
						{failed ? "It stopped before the door" : `Opening ${name || "your store"}`}
					</h1>
					{failed && job && <Failed job={job} onAgain={again} onBack={() => go(paths.step(id, 6))} />}
					{job ? <Timeline job={job} /> : !trouble && <p className="mt-10"><Waiting on>Handing over the keys…</Waiting></p>}
					{trouble !== null && (
						<div className="mt-8 space-y-6">
							<Trouble>{explain(trouble)}</Trouble>
							<div className="flex flex-wrap gap-4">
								{!jobId && (
									<button type="button" className="press" onClick={again}>
										Try again
									</button>
								)}
								{trouble instanceof ApiError && (
									<button type="button" className="press-quiet" onClick={() => go(paths.step(id, 6))}>
										Back to my answers
									</button>
								)}
							</div>
						</div>
					)}
				</main>
			</div>
			<aside aria-hidden="true" className="sticky top-0 hidden h-dvh overflow-hidden border-l border-line bg-street px-8 pt-6 lg:block">
				<Shopfront name={name} under="opening" awning={palette?.accent ?? palette?.primary ?? awning}>
					<StoreFrame url={session.data ? savedPreview(session.data) : null} title="Your store" width={390} inert />
					<Shutter open={(job?.progress ?? 0) / 100} />
				</Shopfront>
			</aside>
		</div>
	);
}
