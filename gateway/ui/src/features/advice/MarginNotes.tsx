/* Advice in the margin: what, why, one word to take it, one to wave it off, who wrote it. */
import { Disclosure, DisclosureButton, DisclosurePanel } from "@headlessui/react";
import type { ReactNode } from "react";
import type { Recommendation } from "@/api/types";
import { Down } from "@/ui/icons";
import { Waiting } from "@/ui/Say";
import { useAdvice } from "./adviceStore";

interface Props {
	items: readonly Recommendation[];
	degraded: readonly string[];
	waiting: boolean;
	onTake: (item: Recommendation) => void;
	onUndo: (item: Recommendation) => void;
	onWave: (item: Recommendation) => void;
	margin: boolean; /* there is one; else advice folds into a line above the fields */
}

const ADVISERS: Record<string, string> = {
	"theme-svc": "the adviser on looks",
	"llm-svc": "the writer",
	"content-svc": "the writer",
	"integration-svc": "the adviser on connections",
	"analytics-svc": "the adviser on figures",
};

function source(name: string): string {
	return name === "builtin" ? "written by builtin, no model" : `written by ${name}`;
}

function Note({ item, titled, onTake, onUndo, onWave }: { item: Recommendation; titled: boolean } & Pick<Props, "onTake" | "onUndo" | "onWave">) {
	const taken = useAdvice((s) => s.taken[item.id] !== undefined);
	const waved = useAdvice((s) => s.waved[item.id] === true);
	const unwave = useAdvice((s) => s.unwave);
	const button = "-mx-2 -my-1 min-h-8 px-2 py-1 text-small";
	if (waved)
		return (
			<li className="flex items-baseline justify-between gap-3 text-tiny text-soft">
				<span className="truncate line-through decoration-line">{item.title}</span>
				<button type="button" onClick={() => unwave(item.id)} className="link shrink-0 text-tiny">
					Bring back
				</button>
			</li>
		);
	return (
		<li className="animate-rise">
			<p className={titled ? "mb-1 font-serif text-[1.125rem] italic leading-6 text-ink" : "sr-only"}>{item.title}</p>
			<p className="text-small text-soft">{item.reason}</p>
			<p className="mt-2 flex flex-wrap items-center gap-x-5 gap-y-2">
				{taken ? (
					<>
						<span className="text-small text-ink" role="status">Taken.</span>
						<button type="button" onClick={() => onUndo(item)} className={`link ${button}`}>
							Undo
						</button>
					</>
				) : (
					<>
						{item.apply && (
							<button type="button" onClick={() => onTake(item)} className={`link ${button}`}>
								{item.label || "Do this"}
							</button>
						)}
						<button type="button" onClick={() => onWave(item)} className={`${button} text-soft underline decoration-transparent underline-offset-4 hover:decoration-current`}>
							{item.apply ? "No, thanks" : "Seen"}
							<span className="sr-only">: {item.title}</span>
						</button>
					</>
				)}
			</p>
			<p className="mt-1 text-tiny text-soft">{source(item.source)}</p>
		</li>
	);
}

function Folded({ items, children }: { items: readonly Recommendation[]; children: ReactNode }) {
	const [first] = items;
	if (!first) return <>{children}</>;
	return (
		<Disclosure>
			<DisclosureButton className="group flex min-h-11 w-full items-center gap-3 text-left">
				<span className="min-w-0 truncate font-serif text-[1.125rem] italic">{first.title}</span>
				{items.length > 1 && <span className="shrink-0 text-tiny text-soft">and {items.length - 1} more</span>}
				<span className="sr-only">: advice</span>
				<Down className="ml-auto h-4 w-4 shrink-0 text-soft transition-transform group-data-[open]:rotate-180" />
			</DisclosureButton>
			<DisclosurePanel className="pb-4 pt-2">{children}</DisclosurePanel>
		</Disclosure>
	);
}

export function MarginNotes({ items, degraded, waiting, margin, ...acts }: Props) {
	if (items.length === 0 && degraded.length === 0 && !waiting) return null;
	const notes = <Notes titled={margin || items.length > 1} items={items} degraded={degraded} waiting={waiting} {...acts} />;
	return (
		<aside aria-label="Advice for this step" className={margin ? "border-l border-line pl-5" : "order-first border-y border-line py-1"}>
			{margin ? notes : <Folded items={items}>{notes}</Folded>}
		</aside>
	);
}

function Notes({ items, degraded, waiting, titled, ...acts }: Omit<Props, "margin"> & { titled: boolean }) {
	return (
		<>
			<ul className="space-y-8">
				{items.map((item) => (
					<Note key={item.id} item={item} titled={titled} {...acts} />
				))}
			</ul>
			<Waiting on={waiting}>Asking for advice…</Waiting>
			{degraded.length > 0 && (
				<p className="mt-6 text-tiny text-soft">
					No word from {degraded.map((name) => ADVISERS[name] ?? name).join(" and ")} in time. Nothing of yours is missing.
				</p>
			)}
		</>
	);
}
