/* Advice in the margin: what, why, one word to take it, one to wave it off, who wrote it. */
import type { Recommendation } from "@/api/types";
import { Waiting } from "@/ui/Say";
import { useAdvice } from "./adviceStore";

interface Props {
	items: readonly Recommendation[];
	degraded: readonly string[];
	waiting: boolean;
	onTake: (item: Recommendation) => void;
	onUndo: (item: Recommendation) => void;
	onWave: (item: Recommendation) => void;
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

function Note({ item, onTake, onUndo, onWave }: { item: Recommendation } & Pick<Props, "onTake" | "onUndo" | "onWave">) {
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
			<p className="font-serif text-[1.125rem] italic leading-6 text-ink">{item.title}</p>
			<p className="mt-1 text-small text-soft">{item.reason}</p>
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

export function MarginNotes({ items, degraded, waiting, ...acts }: Props) {
	if (items.length === 0 && degraded.length === 0 && !waiting) return null;
	return (
		<aside aria-label="Advice for this step" className="border-l border-line pl-5">
			<ul className="space-y-8">
				{items.map((item) => (
					<Note key={item.id} item={item} {...acts} />
				))}
			</ul>
			<Waiting on={waiting}>Asking for advice…</Waiting>
			{degraded.length > 0 && (
				<p className="mt-6 text-tiny text-soft">
					No word from {degraded.map((name) => ADVISERS[name] ?? name).join(" and ")} in time. Nothing of yours is missing.
				</p>
			)}
		</aside>
	);
}
