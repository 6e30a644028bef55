import { Radio, RadioGroup } from "@headlessui/react";
import { useState } from "react";
import { useFormContext } from "react-hook-form";
import type { ContentRequest, Product, WizardSession } from "@/api/types";
import { toneOf } from "@/features/business/business";
import { tradeName } from "@/features/business/trades";
import { StepPage, type StepDef } from "@/features/wizard/StepPage";
import type { StepProps } from "@/features/wizard/WizardPage";
import { languageName, languagesOf } from "@/lib/languages";
import { CHIP } from "@/ui/chip";
import { Draft } from "./Draft";
import { Translated } from "./Translated";
import { aliasesFor, toData, toForm, wordsSchema, type WordsForm } from "./words";

const FIRST = 5;

function optionsOf(session: WizardSession): ContentRequest["options"] {
	const business = session.configuration.business_info;
	return { ...toneOf(business?.brand_voice), ...(business?.languages?.[0] && { language: business.languages[0] }) };
}

function Languages({ languages, at, set }: { languages: readonly string[]; at: number; set: (at: number) => void }) {
	if (languages.length < 2) return null;
	return (
		<RadioGroup value={at} onChange={set} aria-label="Language of the texts" className="flex flex-wrap gap-2">
			{languages.map((tag, i) => (
				<Radio key={tag} value={i} className={CHIP}>
					<span lang={tag}>{languageName(tag)}</span>
					{i === 0 && <span className="text-soft"> · your own</span>}
				</Radio>
			))}
		</RadioGroup>
	);
}

function ProductTexts({ session, products }: { session: WizardSession; products: readonly Product[] }) {
	const { watch, formState } = useFormContext<WordsForm>();
	const [shown, setShown] = useState(FIRST);
	const texts = watch("descriptions");
	const business = session.configuration.business_info;
	if (products.length === 0) return null;
	return (
		<section aria-labelledby="product-words">
			<h2 id="product-words" className="headline border-b border-line pb-2 text-large">
				The products
			</h2>
			<ol className="mt-6 space-y-8">
				{texts.slice(0, shown).map((item, i) => {
					const product = products.find((one) => one.sku === item.sku);
					if (!product) return null;
					return (
						<li key={item.sku}>
							<Draft
								session={session.session_id}
								name={`descriptions.${i}.text`}
								label={product.name}
								rows={3}
								placeholder={product.description || "What would you tell someone who picks it up?"}
								error={formState.errors.descriptions?.[i]?.text?.message}
								ask={{
									content_type: "product_description",
									inputs: { product_name: product.name, category: product.category, features: product.features ?? [], store_name: business?.business_name, audience: business?.target_audience },
									options: optionsOf(session),
									session_id: session.session_id,
								}}
							/>
						</li>
					);
				})}
			</ol>
			{texts.length > shown && (
				<button type="button" className="link mt-6 min-h-10 text-small" onClick={() => setShown(shown + 20)}>
					Show {Math.min(20, texts.length - shown)} more of {texts.length}
				</button>
			)}
		</section>
	);
}

function Fields({ session }: { session: WizardSession }) {
	const { register, formState } = useFormContext<WordsForm>();
	const { errors } = formState;
	const business = session.configuration.business_info;
	const products = session.configuration.product_config?.products ?? [];
	const inputs = {
		store_name: business?.business_name,
		category: products[0]?.category,
		audience: business?.target_audience,
		industry: business?.industry ? tradeName(business.industry) : undefined,
		description: business?.description,
	};
	const languages = languagesOf(business);
	const [at, setAt] = useState(0);
	const draft = (content_type: ContentRequest["content_type"]): ContentRequest => ({ content_type, inputs, options: optionsOf(session), session_id: session.session_id });
	if (at > 0 && at < languages.length)
		return (
			<div className="space-y-10">
				<Languages languages={languages} at={at} set={setAt} />
				<Translated key={at} at={at - 1} products={products} />
			</div>
		);
	return (
		<div className="space-y-10">
			<Languages languages={languages} at={0} set={setAt} />
			<label className="flex cursor-pointer items-start gap-4">
				<input type="checkbox" className="mt-1 h-5 w-5 shrink-0 accent-[rgb(var(--accent))]" {...register("fill_missing")} />
				<span>
					<span className="block text-base">Write what I leave empty when the store opens</span>
					<span className="block text-small text-soft">From the facts that you gave, and nothing else. You can change every word afterwards.</span>
				</span>
			</label>
			<section aria-labelledby="page-words" className="space-y-8">
				<h2 id="page-words" className="headline border-b border-line pb-2 text-large">
					The pages
				</h2>
				<Draft session={session.session_id} name="headline" label="The large line at the door" rows={1} big placeholder="Roasted on Monday, posted on Tuesday" ask={draft("headline")} error={errors.headline?.message} />
				<Draft session={session.session_id} name="home" label="Under it" rows={3} placeholder="Two or three sentences that make someone step in." ask={draft("home")} error={errors.home?.message} />
				<Draft session={session.session_id} name="about" label="About you" rows={4} placeholder="Who makes this, where, and why." ask={draft("about")} error={errors.about?.message} />
			</section>
			<ProductTexts session={session} products={products} />
		</div>
	);
}

const def: StepDef<WordsForm> = {
	n: 4,
	schema: wordsSchema,
	toForm,
	toData,
	aliases: aliasesFor,
	Fields,
};

export function WordsStep(props: StepProps) {
	return <StepPage def={def} {...props} />;
}
