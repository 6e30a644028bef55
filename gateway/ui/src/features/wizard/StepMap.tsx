/* The quiet map: six names on a line that fills as far as the shop has come. */
import { Popover, PopoverButton, PopoverPanel } from "@headlessui/react";
import type { StepNumber, WizardSession } from "@/api/types";
import { go, paths } from "@/app/router";
import { Down } from "@/ui/icons";
import { STEPS, reached, stepName, stepState, type StepState } from "./steps";

const SAYS: Record<StepState, string> = {
	here: "you are here",
	done: "done",
	defaulted: "left to good defaults",
	attention: "wants a look",
	open: "open",
	ahead: "later",
};

function Mark({ state }: { state: StepState }) {
	const base = "block h-2.5 w-2.5 shrink-0 rounded-full";
	if (state === "here") return <span className={`${base} bg-accent ring-4 ring-accent/20`} />;
	if (state === "done") return <span className={`${base} bg-accent`} />;
	if (state === "defaulted") return <span className={`${base} border-2 border-accent bg-paper`} />;
	if (state === "attention") return <span className="block h-2.5 w-2.5 shrink-0 rotate-45 bg-amber" />;
	return <span className={`${base} border border-field bg-paper`} />;
}

interface Props {
	session: WizardSession;
	current: StepNumber;
	attention: readonly number[];
}

function Stop({ session, n, current, attention, wide }: Props & { n: StepNumber; wide: boolean }) {
	const step = stepName(n);
	const state = stepState(session, n, current, attention);
	const can = reached(session, n);
	const tone = n === current ? "font-semibold text-ink" : can ? "text-ink" : "text-soft";
	return (
		<a
			href={can ? paths.step(session.session_id, n) : undefined}
			aria-disabled={can ? undefined : true}
			role={can ? undefined : "link"}
			aria-current={n === current ? "step" : undefined}
			onClick={(event) => {
				if (event.metaKey || event.ctrlKey) return;
				event.preventDefault();
				if (can) go(paths.step(session.session_id, n));
			}}
			className={`group relative flex ${wide ? "flex-col items-start gap-2 pt-0" : "items-center gap-4 px-4 py-3"} text-small ${tone} ${can ? "cursor-pointer" : "cursor-default"}`}
		>
			<Mark state={state} />
			<span className={can && n !== current ? "underline decoration-transparent underline-offset-4 transition-colors group-hover:decoration-current" : ""}>
				{step.name}
				<span className="sr-only">, {SAYS[state]}</span>
			</span>
			{!wide && <span className="ml-auto text-tiny text-soft" aria-hidden="true">{SAYS[state]}</span>}
		</a>
	);
}

export function StepMap(props: Props) {
	const done = (n: number) => props.session.progress.completed_steps.includes(n);
	return (
		<nav aria-label="Steps">
			<ol className="hidden md:flex">
				{STEPS.map((step) => (
					<li key={step.n} className="relative min-w-0 flex-auto pr-4 last:flex-none last:pr-0">
						{step.n < 6 && <span aria-hidden="true" className={`absolute inset-x-0 top-[4px] h-px transition-colors ${done(step.n) ? "bg-accent" : "bg-line"}`} />}
						<Stop {...props} n={step.n} wide />
					</li>
				))}
			</ol>
			<Popover className="relative md:hidden">
				<PopoverButton className="flex min-h-12 w-full items-center gap-3 text-small">
					<span className="flex shrink-0 gap-1" aria-hidden="true">
						{STEPS.map((step) => (
							<Mark key={step.n} state={stepState(props.session, step.n, props.current, props.attention)} />
						))}
					</span>
					<span className="ml-auto font-semibold">{stepName(props.current).name}</span>
					<span className="whitespace-nowrap text-soft">{props.current} of 6</span>
					<Down className="h-4 w-4 text-soft" />
				</PopoverButton>
				<PopoverPanel className="absolute inset-x-0 top-full z-30 mt-1 animate-rise border border-line bg-sheet py-2 shadow-float">
					{({ close }) => (
						<ol onClick={() => close()}>
							{STEPS.map((step) => (
								<li key={step.n}>
									<Stop {...props} n={step.n} wide={false} />
								</li>
							))}
						</ol>
					)}
				</PopoverPanel>
			</Popover>
		</nav>
	);
}
