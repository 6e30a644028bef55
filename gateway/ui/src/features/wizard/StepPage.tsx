/*
 * One idea per screen: a question, its few fields, advice in the margin, and going on. Each step gives a definition
 * (how its saved data becomes a form and back) and its fields; everything else is here, once.
 */
import { zodResolver } from "@hookform/resolvers/zod";
import { useEffect, useMemo, useRef, useState, type ComponentType, type KeyboardEvent } from "react";
import { FormProvider, useForm, useWatch, type DefaultValues, type FieldValues, type Path } from "react-hook-form";
import type { ZodType, ZodTypeDef } from "zod";
import type { Configuration, Recommendation, StepNumber, WizardSession } from "@/api/types";
import { ApiError, explain } from "@/api/problem";
import { MarginNotes } from "@/features/advice/MarginNotes";
import { useAdvice } from "@/features/advice/adviceStore";
import { before, merge, restore, type Data } from "@/features/advice/apply";
import { savedPreview, useLivePreview } from "@/features/preview/usePreview";
import { note } from "@/lib/events";
import { useMargin } from "@/lib/media";
import { Enter } from "@/ui/icons";
import { Trouble, useCountdown, Waiting } from "@/ui/Say";
import { hasDraft, useDrafts, withDraft } from "./drafts";
import { place } from "./pointers";
import { useAdviceFor, useSaveStep } from "./queries";
import { stepName } from "./steps";

export interface StepDef<F extends FieldValues> {
	n: StepNumber;
	schema: ZodType<F, ZodTypeDef, F>;
	toForm: (config: Configuration) => F;
	toData: (form: F, config: Configuration) => Data;
	/* Names in the saved data → fields of this form, where they differ; see pointers.ts. */
	aliases?: (form: F) => Record<string, string>;
	Fields: ComponentType<{ session: WizardSession }>;
	goOn?: string;
	preview?: boolean;
}

interface Props<F extends FieldValues> {
	def: StepDef<F>;
	session: WizardSession;
	onDone: () => void;
	onAttention: (n: StepNumber, on: boolean) => void;
}

/* Messages in RHF's tree of errors, lists and groups included. */
function countErrors(tree: unknown): number {
	if (typeof tree !== "object" || tree === null) return 0;
	if ("type" in tree && typeof tree.type === "string") return 1; /* a leaf; it also holds its DOM element */
	return Object.values(tree).reduce((sum: number, branch) => sum + countErrors(branch), 0);
}

const SMALL = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];

function toMend(count: number): string {
	return `${SMALL[count] ?? count} ${count === 1 ? "thing" : "things"} to mend before we go on.`;
}

const FREE_ENTER = new Set(["A", "BUTTON", "TEXTAREA", "SELECT", "INPUT"]);

export function StepPage<F extends FieldValues>({ def, session, onDone, onAttention }: Props<F>) {
	const { n } = def;
	const id = session.session_id;
	const step = stepName(n);
	const start = useMemo(() => withDraft(id, n, def.toForm(session.configuration)), [id, n]); // eslint-disable-line
	const form = useForm<F, unknown, F>({ resolver: zodResolver(def.schema), defaultValues: start as DefaultValues<F>, mode: "onTouched" });
	const save = useSaveStep(session, n);
	const advice = useAdviceFor(session, n);
	const { take, untake, wave } = useAdvice();
	const keep = useDrafts((s) => s.keep);
	const drop = useDrafts((s) => s.drop);
	const [trouble, setTrouble] = useState<string[]>([]);
	const [waitUntil, setWaitUntil] = useState(0);
	const wait = useCountdown(waitUntil);
	const heading = useRef<HTMLHeadingElement>(null);
	const formRef = useRef<HTMLFormElement>(null);
	const typed = useRef(hasDraft(id, n));
	const [touched, setTouched] = useState(typed.current);

	const values = useWatch({ control: form.control }) as F;
	const first = useRef(values);
	useEffect(() => {
		if (values === first.current) return;
		if (!typed.current && JSON.stringify(values) === JSON.stringify(start)) return;
		typed.current = true;
		setTouched(true);
		keep(id, n, values);
		setTrouble([]);
		onAttention(n, false);
	}, [values, id, n, keep, start, onAttention]);

	useLivePreview(id, n, savedPreview(session), touched && def.preview !== false ? def.toData(values, session.configuration) : undefined);

	useEffect(() => {
		note(id, "step_viewed", { step: n });
		heading.current?.focus({ preventScroll: true });
	}, [id, n]);

	const fail = (error: unknown) => {
		if (error instanceof ApiError && error.status === 429) setWaitUntil(Date.now() + (error.retryAfter ?? 60) * 1000);
		const known = (field: string) => form.getFieldState(field as Path<F>) !== undefined && (field.split(".")[0] ?? "") in start;
		const { fields, loose } = place(error instanceof ApiError ? error.fields : [], def.aliases?.(form.getValues()) ?? {}, known);
		fields.forEach((bad, i) => form.setError(bad.field as Path<F>, { type: "server", message: bad.message }, { shouldFocus: i === 0 }));
		const said = loose.length > 0 ? loose : fields.length > 0 ? [] : [explain(error)];
		if (fields.length > 0) said.unshift(toMend(fields.length));
		setTrouble(said);
		onAttention(n, true);
	};

	const send = async (data: Data) => {
		setTrouble([]);
		try {
			await save.mutateAsync(data);
		} catch (error) {
			fail(error);
			return;
		}
		drop(id, n);
		onAttention(n, false);
		onDone();
	};
	/* Nothing changed since it was saved: nothing to save. */
	const idle = () => session.progress.completed_steps.includes(n) && !typed.current;
	/* Passed by without a word: that is a skip, and the review says so. */
	const untouched = () => n > 1 && n < 6 && !typed.current;
	const submit = form.handleSubmit(
		(filled) => (idle() ? onDone() : send(untouched() ? {} : def.toData(filled, session.configuration))),
		(errors) => {
			setTrouble([toMend(countErrors(errors))]);
			onAttention(n, true);
		},
	);
	const skip = () => {
		note(id, "step_skipped", { step: n });
		void send({});
	};

	const change = (data: Data) => {
		const next = def.toForm({ ...session.configuration, [step.key]: data });
		for (const name of Object.keys(next)) form.setValue(name as Path<F>, next[name as keyof F] as never, { shouldDirty: true, shouldTouch: true });
	};
	const onTake = (item: Recommendation) => {
		const data = def.toData(form.getValues(), session.configuration);
		take(item.id, before(data, item.apply ?? {}));
		change(merge(data, item.apply ?? {}));
		note(id, "advice_taken", { step: n, recommendation: item.id.slice(id.length + 1) });
	};
	const onUndo = (item: Recommendation) => {
		const kept = useAdvice.getState().taken[item.id];
		if (kept) change(restore(def.toData(form.getValues(), session.configuration), kept));
		untake(item.id);
		note(id, "advice_undone", { step: n, recommendation: item.id.slice(id.length + 1) });
	};
	const onWave = (item: Recommendation) => {
		wave(item.id);
		note(id, "advice_waved", { step: n, recommendation: item.id.slice(id.length + 1) });
	};

	/* Enter goes on from anywhere that has no use of its own for it; Ctrl or Command with Enter from everywhere. */
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.key !== "Enter" || event.defaultPrevented) return;
		const busy = FREE_ENTER.has((event.target as HTMLElement).tagName);
		if (event.ctrlKey || event.metaKey || !busy) {
			event.preventDefault();
			formRef.current?.requestSubmit();
		}
	};

	/* Advice has the same name in every store; what became of it is remembered for this one. */
	const notes = (advice.data?.items ?? []).map((item) => ({ ...item, id: `${id}/${item.id}` }));
	const margin = useMargin();
	/* Leaving it to us must not throw away what is typed; a key that does not work is the exception. */
	const skippable = n > 1 && n < 6 && !session.progress.completed_steps.includes(n) && (!touched || n === 5);
	const blocked = save.isPending || wait > 0;
	return (
		<FormProvider {...form}>
			<form ref={formRef} onSubmit={(e) => void submit(e)} onKeyDown={onKeyDown} noValidate className="flex flex-1 flex-col">
				<div className="flex-1 pb-12 pt-8 md:pt-12">
					<h1 ref={heading} tabIndex={-1} className="headline max-w-[18ch] text-title md:text-display">
						{step.asks}
					</h1>
					<p className="mt-3 max-w-[52ch] text-base text-soft">{step.lead}</p>
					<div className="mt-8 grid grid-cols-1 gap-x-10 gap-y-8 md:mt-10 md:grid-cols-[minmax(0,1fr)_13rem] lg:grid-cols-1 xl:grid-cols-[minmax(0,1fr)_13rem]">
						<div className="min-w-0">
							<def.Fields session={session} />
						</div>
						<MarginNotes items={notes} degraded={advice.data?.degraded ?? []} waiting={advice.isFetching} onTake={onTake} onUndo={onUndo} onWave={onWave} margin={margin} />
					</div>
				</div>
				<div className="sticky bottom-12 z-20 -mx-5 border-t border-line bg-paper px-5 py-2.5 md:-mx-10 md:py-4 md:px-10 lg:bottom-0">
					{trouble.length > 0 && (
						<div className="mb-4">
							<Trouble>
								{trouble.map((line) => (
									<p key={line}>{line}</p>
								))}
							</Trouble>
						</div>
					)}
					<div className="flex flex-wrap items-center gap-x-6 gap-y-2">
						<button type="submit" className="press" disabled={blocked}>
							{wait > 0 ? `In ${wait} s` : (def.goOn ?? "Go on")}
							<Enter className="h-4 w-4 opacity-70" />
						</button>
						{skippable && (
							<button type="button" onClick={skip} disabled={blocked} className="min-h-10 text-small text-soft underline decoration-line underline-offset-4 hover:decoration-current">
								{n === 5 ? "Not now" : "Skip"}
								{n !== 5 && <span className="hidden sm:inline">: good defaults will do</span>}
							</button>
						)}
						<Waiting on={save.isPending}>Saving…</Waiting>
					</div>
				</div>
			</form>
		</FormProvider>
	);
}
