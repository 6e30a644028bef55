/* Step 4 as a form: the shop's texts, and one switch for those that stay empty. */
import { z } from "zod";
import type { Configuration, ContentData } from "@/api/types";

const text = (max: number) => z.string().max(max, `${max.toLocaleString()} characters at most.`);

/* Product texts stand in a list: a code may hold dots, which names of form fields may not. */
export const wordsSchema = z.object({
	fill_missing: z.boolean(),
	headline: text(200),
	home: text(20_000),
	about: text(20_000),
	descriptions: z.array(z.object({ sku: z.string(), text: text(20_000) })),
});
export type WordsForm = z.infer<typeof wordsSchema>;

export function toForm(config: Configuration): WordsForm {
	const saved = config.content_data;
	const written = saved?.product_descriptions ?? {};
	return {
		fill_missing: saved?.fill_missing ?? true,
		headline: saved?.pages?.home?.headline ?? "",
		home: saved?.pages?.home?.body ?? "",
		about: saved?.pages?.about?.body ?? "",
		descriptions: (config.product_config?.products ?? []).map(({ sku }) => ({ sku, text: written[sku] ?? "" })),
	};
}

export function toData(form: WordsForm): Record<string, unknown> {
	const data: ContentData = { fill_missing: form.fill_missing };
	const home = { ...(form.headline.trim() && { headline: oneLine(form.headline) }), ...(form.home.trim() && { body: form.home.trim() }) };
	const pages = { ...(Object.keys(home).length > 0 && { home }), ...(form.about.trim() && { about: { body: form.about.trim() } }) };
	if (Object.keys(pages).length > 0) data.pages = pages;
	const written = form.descriptions.filter((item) => item.text.trim());
	if (written.length > 0) data.product_descriptions = Object.fromEntries(written.map((item) => [item.sku, item.text.trim()]));
	return { ...data };
}

/* The large line is one line, however it was typed. */
const oneLine = (words: string) => words.trim().replace(/\s+/g, " ");

export function describeScore(value: number): string {
	return `${Math.round(value * 100)} of 100`;
}

export function writtenBy(model: string): string {
	return model === "builtin" ? "Drafted by builtin, from your facts alone. No model was asked." : `Drafted by ${model}. Read it before you trust it.`;
}

export function aliasesFor(form: WordsForm): Record<string, string> {
	const pages = { "pages.home.headline": "headline", "pages.home.body": "home", "pages.about.body": "about" };
	return { ...pages, ...Object.fromEntries(form.descriptions.map((item, i) => [`product_descriptions.${item.sku}`, `descriptions.${i}.text`])) };
}
