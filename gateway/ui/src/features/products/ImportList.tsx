/* "I have a list": paste it or choose a file; see what was understood before anything changes. */
import { Dialog, DialogPanel, DialogTitle } from "@headlessui/react";
import { useMemo, useState } from "react";
import { TextArea } from "@/ui/Field";
import { Trouble } from "@/ui/Say";
import { readList } from "./csv";
import type { Row } from "./products";

interface Props {
	open: boolean;
	onClose: () => void;
	currency: string;
	onRows: (rows: Row[]) => void;
}

const SAMPLE = "sku,name,category,features,price,currency,stock";
const SHOWN = 6;
const KINDS = { csv: "a CSV list", shopify: "a Shopify export", json: "a JSON list", none: "" } as const;

export function ImportList({ open, onClose, currency, onRows }: Props) {
	const [text, setText] = useState("");
	const [failed, setFailed] = useState("");
	const result = useMemo(() => readList(text, currency), [text, currency]);
	const choose = async (file: File | undefined) => {
		setFailed("");
		if (!file) return;
		try {
			setText(await file.text());
		} catch {
			setFailed("That file can’t be read. Open it yourself and paste its text here.");
		}
	};
	const take = () => {
		onRows(result.rows);
		setText("");
		onClose();
	};
	const { rows, problems } = result;
	return (
		<Dialog open={open} onClose={onClose} className="relative z-50">
			<div className="fixed inset-0 bg-ink/40" aria-hidden="true" />
			<div className="fixed inset-0 overflow-y-auto">
				<div className="flex min-h-full items-end justify-center sm:items-center sm:p-8">
					<DialogPanel className="w-full max-w-2xl animate-rise bg-paper p-6 shadow-float sm:p-10">
						<DialogTitle className="headline text-title">Bring your list</DialogTitle>
						<p className="mt-2 text-small text-soft">A CSV file with a first line of column names, a Shopify export, or JSON. It is read here, in your browser.</p>
						<div className="mt-6 flex flex-wrap items-center gap-4">
							<label className="press-quiet cursor-pointer focus-within:outline focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent">
								Choose a file
								<input type="file" accept=".csv,.tsv,.txt,.json,text/csv,application/json" className="sr-only" onChange={(event) => void choose(event.target.files?.[0])} />
							</label>
							<span className="text-small text-soft">or paste it:</span>
						</div>
						<div className="mt-4">
							<TextArea label="The list" hideLabel rows={6} value={text} onChange={(event) => setText(event.target.value)} spellCheck={false} placeholder={`${SAMPLE}\nMUG-1,Blue mug,Mugs,"stoneware, 300 ml",19.00,${currency},12`} className="!font-mono !text-small whitespace-pre" />
						</div>
						<div aria-live="polite" className="mt-4 space-y-3">
							{failed && <Trouble>{failed}</Trouble>}
							{rows.length > 0 && (
								<p className="text-small">
									Read as {KINDS[result.kind]}: <strong>{rows.length}</strong> {rows.length === 1 ? "product" : "products"}, among them {rows.slice(0, 3).map((row) => row.name).join(", ")}.
								</p>
							)}
							{problems.length > 0 && (
								<div className="border-l-2 border-amber pl-4 text-small">
									<p className="font-medium text-amber">{problems.length === 1 ? "One line was left out:" : `${problems.length} lines need a look and were left out:`}</p>
									<ul className="mt-1 space-y-1">
										{problems.slice(0, SHOWN).map((problem) => (
											<li key={`${problem.line}${problem.column}${problem.message}`}>
												<span className="text-soft">
													Line {problem.line}
													{problem.column && `, ${problem.column}`}:
												</span>{" "}
												{problem.message}
											</li>
										))}
										{problems.length > SHOWN && <li className="text-soft">and {problems.length - SHOWN} more.</li>}
									</ul>
								</div>
							)}
						</div>
						<div className="mt-8 flex flex-wrap items-center gap-6">
							<button type="button" className="press" disabled={rows.length === 0} onClick={take}>
								{rows.length === 0 ? "Put on the shelves" : `Put ${rows.length} on the shelves`}
							</button>
							<button type="button" className="min-h-10 text-small text-soft underline decoration-line underline-offset-4" onClick={onClose}>
								Never mind
							</button>
						</div>
					</DialogPanel>
				</div>
			</div>
		</Dialog>
	);
}
