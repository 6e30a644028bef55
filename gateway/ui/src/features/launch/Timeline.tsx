import type { Job, JobStep } from "@/api/types";
import { Check, Cross } from "@/ui/icons";
import { ended, stepTitle, took } from "./launchJob";

function Dot({ step }: { step: JobStep }) {
	const base = "absolute -left-[9px] top-1 flex h-[18px] w-[18px] items-center justify-center rounded-full";
	if (step.status === "succeeded") return <span className={`${base} bg-accent text-accent-ink`}><Check className="h-3 w-3" /></span>;
	if (step.status === "failed") return <span className={`${base} bg-red text-paper`}><Cross className="h-3 w-3" /></span>;
	if (step.status === "running") return <span className={`${base} animate-breathe border-2 border-accent bg-paper`} />;
	return <span className={`${base} border border-field bg-paper`} />;
}

const SAYS: Record<JobStep["status"], string> = { running: "under way", pending: "waiting", failed: "stopped", succeeded: "done" };

export function Timeline({ job }: { job: Job }) {
	const now = job.steps.find((step) => step.status === "running");
	return (
		<>
			<p role="status" className="sr-only">
				{ended(job) ? (job.status === "succeeded" ? "The store is open." : "The launch stopped.") : `${job.progress} of 100. ${now ? stepTitle(now) : ""}`}
			</p>
			<ol className="ml-[9px] mt-10 max-w-xl border-l border-line" aria-label="What is being done">
				{job.steps.map((step) => {
					const waiting = step.status === "pending";
					return (
						<li key={step.name} className="relative pb-6 pl-7 last:pb-0">
							<Dot step={step} />
							<p className={`flex items-baseline justify-between gap-4 ${waiting ? "text-soft" : "text-ink"}`}>
								<span>
									{stepTitle(step)}
									<span className="sr-only">: {SAYS[step.status]}</span>
								</span>
								<span className="shrink-0 text-tiny text-soft">{took(step)}</span>
							</p>
							<p className="min-h-5 text-small text-soft">{step.status === "failed" ? "" : step.detail}</p>
						</li>
					);
				})}
			</ol>
		</>
	);
}
