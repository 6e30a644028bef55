/* The store's texts in another of its languages, each beside what it says in the store's own. */
import { useState } from "react";
import { useFormContext, type FieldPath } from "react-hook-form";
import type { Product } from "@/api/types";
import { languageName } from "@/lib/languages";
import { TextArea } from "@/ui/Field";
import type { WordsForm } from "./words";

const FIRST = 5;

function Text({ name, label, own, language, rows, big }: { name: FieldPath<WordsForm>; label: string; own: string; language: string; rows: number; big?: boolean }) {
	const { register, getFieldState, formState } = useFormContext<WordsForm>();
	return (
		<TextArea
			label={label}
			rows={rows}
			lang={language}
			dir="auto"
			hint={own.trim() ? <span className="line-clamp-3 whitespace-pre-line">{own.trim()}</span> : undefined}
			className={big ? "headline !text-large" : "font-serif !text-lead"}
			{...register(name)}
			error={getFieldState(name, formState).error?.message}
		/>
	);
}

export function Translated({ at, products }: { at: number; products: readonly Product[] }) {
	const { watch } = useFormContext<WordsForm>();
	const [shown, setShown] = useState(FIRST);
	const form = watch();
	const one = form.translations[at];
	if (!one) return null;
	const name = languageName(one.language);
	const own = (sku: string) => form.descriptions.find((item) => item.sku === sku)?.text || products.find((product) => product.sku === sku)?.description || "";
	return (
		<section aria-label={`In ${name}`} className="space-y-8">
			<p className="max-w-prose text-small text-soft">What you leave empty is shown as you wrote it, and said to be so. Names of products stay as they are.</p>
			<Text name={`translations.${at}.headline`} label="The large line at the door" own={form.headline} language={one.language} rows={1} big />
			<Text name={`translations.${at}.home`} label="Under it" own={form.home} language={one.language} rows={3} />
			<Text name={`translations.${at}.about`} label="About you" own={form.about} language={one.language} rows={4} />
			{one.descriptions.slice(0, shown).map((item, i) => (
				<Text key={item.sku} name={`translations.${at}.descriptions.${i}.text`} label={products.find((product) => product.sku === item.sku)?.name ?? item.sku} own={own(item.sku)} language={one.language} rows={3} />
			))}
			{one.descriptions.length > shown && (
				<button type="button" className="link min-h-10 text-small" onClick={() => setShown(shown + 20)}>
					Show {Math.min(20, one.descriptions.length - shown)} more of {one.descriptions.length}
				</button>
			)}
		</section>
	);
}
