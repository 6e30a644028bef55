/* Step 4 as a form: the shop's texts, and one switch for those that stay empty. */
import { z } from "zod";
import type { Configuration, ContentData } from "@/api/types";
import { languagesOf } from "@/lib/languages";

const text = (max: number) => z.string().max(max, `${max.toLocaleString()} characters at most.`);

/* Product texts stand in a list: a code may hold dots, which names of form fields may not. */
const texts = { headline: text(200), home: text(20_000), about: text(20_000), descriptions: z.array(z.object({ sku: z.string(), text: text(20_000) })) };
export const wordsSchema = z.object({ fill_missing: z.boolean(), ...texts, translations: z.array(z.object({ language: z.string(), ...texts })) });
export type WordsForm = z.infer<typeof wordsSchema>;
type Texts = Omit<WordsForm, "fill_missing" | "translations">;
type Saved = Pick<ContentData, "pages" | "product_descriptions">;

function textsOf(saved: Saved | undefined, skus: readonly string[]): Texts {
	const { pages, product_descriptions: written = {} } = saved ?? {};
	return { headline: pages?.home?.headline ?? "", home: pages?.home?.body ?? "", about: pages?.about?.body ?? "", descriptions: skus.map((sku) => ({ sku, text: written[sku] ?? "" })) };
}

/* What is written, and what was saved by others than this form (policies, the headline of About). */
function toSaved(form: Texts, saved: Saved | undefined): Saved {
	const { home: _home, about: before, ...others } = saved?.pages ?? {};
	const home = { ...(form.headline.trim() && { headline: oneLine(form.headline) }), ...(form.home.trim() && { body: form.home.trim() }) };
	const about = { ...(before?.headline && { headline: before.headline }), ...(form.about.trim() && { body: form.about.trim() }) };
	const pages = { ...others, ...(Object.keys(home).length > 0 && { home }), ...(Object.keys(about).length > 0 && { about }) };
	const written = form.descriptions.filter((item) => item.text.trim());
	return {
		...(Object.keys(pages).length > 0 && { pages }),
		...(written.length > 0 && { product_descriptions: Object.fromEntries(written.map((item) => [item.sku, item.text.trim()])) }),
	};
}

const translationOf = (config: Configuration, language: string) => config.content_data?.translations?.find((one) => one.language === language);

export function toForm(config: Configuration): WordsForm {
	const skus = (config.product_config?.products ?? []).map(({ sku }) => sku);
	const [, ...others] = languagesOf(config.business_info);
	return { fill_missing: config.content_data?.fill_missing ?? true, ...textsOf(config.content_data, skus), translations: others.map((language) => ({ language, ...textsOf(translationOf(config, language), skus) })) };
}

/* A language that the store has stopped speaking keeps its texts: it may come back. */
export function toData(form: WordsForm, config: Configuration): Record<string, unknown> {
	const shown = form.translations.map((one) => ({ language: one.language, ...toSaved(one, translationOf(config, one.language)) })).filter((one) => one.pages || one.product_descriptions);
	const silent = (config.content_data?.translations ?? []).filter((one) => form.translations.every((other) => other.language !== one.language));
	const translations = [...shown, ...silent];
	return { fill_missing: form.fill_missing, ...toSaved(form, config.content_data), ...(translations.length > 0 && { translations }) };
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
	const of = (texts: Texts, from: string, to: string) => ({
		[`${from}pages.home.headline`]: `${to}headline`,
		[`${from}pages.home.body`]: `${to}home`,
		[`${from}pages.about.body`]: `${to}about`,
		...Object.fromEntries(texts.descriptions.map((item, i) => [`${from}product_descriptions.${item.sku}`, `${to}descriptions.${i}.text`])),
	});
	return Object.assign(of(form, "", ""), ...form.translations.map((one, i) => of(one, `translations.${i}.`, `translations.${i}.`)));
}
