/* A test is made: one thing that shall be different, its candidates by eye, how many visitors see them. */
import { Radio, RadioGroup } from "@headlessui/react";
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from "react";
import { explain } from "@/api/problem";
import type { NewTest as Wish, WizardSession } from "@/api/types";
import { useThemes } from "@/features/look/useThemes";
import { useRested } from "@/lib/rested";
import { CHIP } from "@/ui/chip";
import { TextField } from "@/ui/Field";
import { Check } from "@/ui/icons";
import { Trouble, Waiting } from "@/ui/Say";
import { candidates, hasChoices, KINDS, MOST, newTest, type Candidate, type Kind } from "./designs";
import { Glance } from "./Glance";

function Question({ n, children, aside }: { n: number; children: ReactNode; aside?: ReactNode }) {
	return (
		<div className="flex flex-wrap items-baseline justify-between gap-x-4">
			<h3 className="font-medium">
				<span className="mr-2 text-soft">{n}</span>
				{children}
			</h3>
			{aside && <p className="text-small text-soft">{aside}</p>}
		</div>
	);
}

const GRID = "mt-4 grid grid-cols-2 gap-x-5 gap-y-6 sm:grid-cols-3";

function AsItIs({ session }: { session: WizardSession }) {
	return (
		<div>
			<div className="ring-1 ring-line">
				<Glance session={session} settings={{}} />
			</div>
			<p className="mt-2 text-small text-soft">As it is</p>
		</div>
	);
}

function Picks({ session, list, picked, set }: { session: WizardSession; list: readonly Candidate[]; picked: readonly string[]; set: (picked: string[]) => void }) {
	return (
		<div className={GRID}>
			<AsItIs session={session} />
			{list.map((one) => {
				const on = picked.includes(one.name);
				const full = !on && picked.length >= MOST;
				return (
					<label key={one.name} className={`group block ${full ? "cursor-default opacity-60" : "cursor-pointer"}`}>
						<span className="relative block ring-1 ring-line transition-shadow group-hover:ring-field group-has-[:checked]:ring-2 group-has-[:checked]:ring-accent group-has-[:focus-visible]:outline group-has-[:focus-visible]:outline-2 group-has-[:focus-visible]:outline-offset-4 group-has-[:focus-visible]:outline-accent">
							<Glance session={session} settings={one.settings} />
							<span className="absolute right-2 top-2 hidden h-6 w-6 items-center justify-center rounded-full bg-accent text-accent-ink group-has-[:checked]:flex">
								<Check />
							</span>
						</span>
						<span className="mt-2 flex items-center gap-2 text-small">
							<input type="checkbox" className="h-5 w-5 shrink-0 accent-[rgb(var(--accent))] focus-visible:outline-none" checked={on} disabled={full} onChange={() => set(on ? picked.filter((name) => name !== one.name) : [...picked, one.name])} />
							<span className="min-w-0 [overflow-wrap:anywhere]">{one.name}</span>
						</span>
					</label>
				);
			})}
		</div>
	);
}

function Lines({ session, lines, set }: { session: WizardSession; lines: readonly string[]; set: (lines: string[]) => void }) {
	const seen = useRested(lines);
	return (
		<>
			<div className="mt-4 grid max-w-prose gap-4">
				{lines.map((line, i) => (
					<TextField key={i} label={lines.length > 1 ? `Another line, ${i + 1}` : "Another line"} maxLength={200} placeholder="Roasted on Monday, posted on Tuesday" value={line} onChange={(event) => set(lines.map((old, k) => (k === i ? event.target.value : old)))} />
				))}
			</div>
			{lines.length < MOST && (
				<button type="button" className="link mt-2 min-h-10 text-small" onClick={() => set([...lines, ""])}>
					And one more
				</button>
			)}
			<div className={GRID}>
				<AsItIs session={session} />
				{seen.map((line, i) =>
					line.trim() ? (
						<div key={i}>
							<div className="ring-1 ring-line">
								<Glance session={session} settings={{ headline: line.trim() }} />
							</div>
							<p className="mt-2 text-small text-soft">Line {i + 1}</p>
						</div>
					) : null,
				)}
			</div>
		</>
	);
}

interface Props {
	session: WizardSession;
	busy: boolean;
	failed: unknown;
	start: (wish: Wish) => void;
	leave: () => void;
}

export function NewTest({ session, busy, failed, start, leave }: Props) {
	const themes = useThemes(session);
	const [kind, setKind] = useState<Kind>("headline");
	const [picked, setPicked] = useState<string[]>([]);
	const [lines, setLines] = useState<string[]>([""]);
	const [careful, setCareful] = useState(false);
	const [missing, setMissing] = useState("");
	const heading = useRef<HTMLHeadingElement>(null);
	useEffect(() => heading.current?.focus({ preventScroll: true }), []);

	const all = themes.data?.themes ?? [];
	const config = session.configuration;
	const list = candidates(kind, all, config);
	const typed = [...new Set(lines.map((line) => line.trim().replace(/\s+/g, " ")).filter(Boolean))];
	const chosen: Candidate[] = kind === "headline" ? typed.map((headline) => ({ name: headline, settings: { headline } })) : list.filter((one) => picked.includes(one.name));
	const submit = (event: FormEvent) => {
		event.preventDefault();
		const nothing = chosen.length === 0;
		setMissing(nothing ? (kind === "headline" ? "Write at least one other line first." : "Pick at least one first.") : "");
		if (!nothing) start(newTest(kind, chosen, careful));
	};
	return (
		<form onSubmit={submit} className="mt-8 space-y-10" noValidate>
			<div>
				<h2 ref={heading} tabIndex={-1} className="headline text-large">
					A new test
				</h2>
				<p className="mt-2 max-w-prose text-soft">Change one thing only. If two were different, nobody could say which of them made the difference.</p>
			</div>
			<div>
				<Question n={1}>What shall be different?</Question>
				<RadioGroup
					value={kind}
					onChange={(next: Kind) => {
						setKind(next);
						setPicked([]);
						setMissing("");
					}}
					aria-label="What shall be different?"
					className="mt-4 flex flex-wrap gap-2"
				>
					{KINDS.filter((one) => one.id === "headline" || !themes.data || hasChoices(one.id, all, config)).map((one) => (
						<Radio key={one.id} value={one.id} className={CHIP}>
							{one.name}
						</Radio>
					))}
				</RadioGroup>
			</div>
			<div>
				<Question n={2} aside={kind === "headline" ? undefined : `${chosen.length} of at most ${MOST}`}>
					{KINDS.find((one) => one.id === kind)?.asks}
				</Question>
				{kind === "headline" ? <Lines session={session} lines={lines} set={setLines} /> : themes.error ? <Trouble>{explain(themes.error)}</Trouble> : <Picks session={session} list={list} picked={picked} set={setPicked} />}
				<Waiting on={kind !== "headline" && themes.isLoading}>Dressing the windows…</Waiting>
			</div>
			<div>
				<Question n={3}>Who sees it?</Question>
				<RadioGroup value={careful} onChange={setCareful} aria-label="Who sees it?" className="mt-4 flex flex-wrap gap-2">
					<Radio value={false} className={CHIP}>
						All designs equally often
					</Radio>
					<Radio value={true} className={CHIP}>
						One visitor in ten sees something new
					</Radio>
				</RadioGroup>
				<p className="mt-3 max-w-prose text-small text-soft">Each visitor keeps seeing the same design. Who asks not to be tracked sees the store as it is, and is not counted.</p>
			</div>
			<div className="border-t border-line pt-6">
				{missing && <Trouble>{missing}</Trouble>}
				{failed !== null && failed !== undefined && <Trouble>{explain(failed)}</Trouble>}
				<div className="mt-3 flex flex-wrap items-center gap-x-6 gap-y-2">
					<button type="submit" className="press" disabled={busy}>
						Start the test
					</button>
					<button type="button" className="link min-h-10 text-small" disabled={busy} onClick={leave}>
						Not now
					</button>
					<Waiting on={busy}>Drawing {chosen.length === 1 ? "the other store" : `${chosen.length} other stores`}…</Waiting>
				</div>
			</div>
		</form>
	);
}
