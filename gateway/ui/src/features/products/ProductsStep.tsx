import { useState } from "react";
import { useFieldArray, useFormContext } from "react-hook-form";
import { StepPage, type StepDef } from "@/features/wizard/StepPage";
import type { StepProps } from "@/features/wizard/WizardPage";
import { Quiet } from "@/ui/Say";
import { ImportList } from "./ImportList";
import { ProductRow } from "./ProductRow";
import { aliasesFor, blank, emptyRow, productsSchema, tidyPrice, toData, toForm, type ProductsForm, type Row } from "./products";

const PAGE = 25;

function Pages({ page, count, onPage }: { page: number; count: number; onPage: (page: number) => void }) {
	if (count < 2) return null;
	return (
		<nav aria-label="Pages of the list" className="flex flex-wrap gap-1 text-small">
			{Array.from({ length: count }, (_, i) => (
				<button key={i} type="button" onClick={() => onPage(i)} aria-current={i === page ? "page" : undefined} className={`min-h-8 min-w-8 px-2 ${i === page ? "font-semibold text-ink underline underline-offset-4" : "text-soft hover:text-ink"}`}>
					{i * PAGE + 1}
					<span className="sr-only"> and on</span>
				</button>
			))}
		</nav>
	);
}

function Fields() {
	const { control, getValues, setFocus, formState } = useFormContext<ProductsForm>();
	const list = useFieldArray({ control, name: "products" });
	const [page, setPage] = useState(0);
	const [importing, setImporting] = useState(false);
	const [gone, setGone] = useState<{ row: Row; index: number } | null>(null);
	const currency = getValues("currency");
	const pages = Math.ceil(list.fields.length / PAGE);
	const shownPage = Math.min(page, Math.max(0, pages - 1));
	const from = shownPage * PAGE;

	const focusName = (index: number) => {
		setPage(Math.floor(index / PAGE));
		setTimeout(() => setFocus(`products.${index}.name`), 0);
	};
	const add = (after = list.fields.length - 1) => {
		const next = after + 1;
		const row = getValues("products")[next];
		if (!row || !blank(row)) list.insert(next, emptyRow(), { shouldFocus: false });
		focusName(next);
	};
	const remove = (index: number) => {
		const row = getValues("products")[index];
		setGone(row && !blank(row) ? { row, index } : null);
		list.remove(index);
	};
	const bring = (rows: Row[]) => {
		list.replace([...getValues("products").filter((row) => !blank(row)), ...rows.map((row) => ({ ...row, price: tidyPrice(row.price, currency) }))]);
		setPage(0);
	};
	const whole = formState.errors.products?.root?.message ?? formState.errors.products?.message;
	return (
		<div>
			<div className="grid gap-x-3 border-b border-field pb-2 text-tiny text-soft sm:grid-cols-[minmax(0,1fr)_5.5rem_3rem_2rem_2rem]" aria-hidden="true">
				<span>What it is</span>
				<span className="hidden text-right sm:inline">Price, {currency}</span>
				<span className="hidden text-right sm:inline">Stock</span>
			</div>
			<ol>
				{list.fields.slice(from, from + PAGE).map((field, i) => (
					<ProductRow key={field.id} index={from + i} currency={currency} onRemove={() => remove(from + i)} onEnter={() => add(from + i)} />
				))}
			</ol>
			{whole && <p className="mt-2 text-small text-red">{whole}</p>}
			<div className="mt-4 flex flex-wrap items-center gap-x-6 gap-y-3">
				<button type="button" className="link min-h-10 text-small" onClick={() => add()}>
					Add another
				</button>
				<button type="button" className="link min-h-10 text-small" onClick={() => setImporting(true)}>
					I have a list already
				</button>
				<Pages page={shownPage} count={pages} onPage={setPage} />
			</div>
			<div role="status" className="mt-2 min-h-6">
				{gone && (
					<p className="text-small text-soft">
						Took {gone.row.name || "a row"} off the list.{" "}
						<button
							type="button"
							className="link"
							onClick={() => {
								list.insert(gone.index, gone.row, { shouldFocus: false });
								setGone(null);
							}}
						>
							Put it back
						</button>
					</p>
				)}
			</div>
			<Quiet>Enter adds the next row; Ctrl and Enter goes on.</Quiet>
			<ImportList open={importing} onClose={() => setImporting(false)} currency={currency} onRows={bring} />
		</div>
	);
}

const def: StepDef<ProductsForm> = { n: 2, schema: productsSchema, toForm, toData, aliases: aliasesFor, Fields };

export function ProductsStep(props: StepProps) {
	return <StepPage def={def} {...props} />;
}
