import { Disclosure, DisclosureButton, DisclosurePanel } from "@headlessui/react";
import { useEffect, useMemo } from "react";
import { useFormContext } from "react-hook-form";
import { usePreview } from "@/features/preview/usePreview";
import { StepPage, type StepDef } from "@/features/wizard/StepPage";
import type { StepProps } from "@/features/wizard/WizardPage";
import { countries, currencies, currencyOf } from "@/lib/places";
import { SelectField, TextArea, TextField } from "@/ui/Field";
import { Down } from "@/ui/icons";
import { businessSchema, toData, toForm, VOICES, type BusinessForm } from "./business";
import { LogoField } from "./LogoField";
import { LanguagesField } from "./LanguagesField";
import { TradeField } from "./TradeField";

function More() {
	const { register, setValue, getFieldState, getValues, formState } = useFormContext<BusinessForm>();
	const { errors } = formState;
	const voice = getValues("brand_voice");
	const own = VOICES.some((one) => one.id === voice) ? "" : voice;
	const places = useMemo(countries, []);
	const coins = useMemo(currencies, []);
	const country = register("country", {
		onChange: (event: { target: { value: string } }) => {
			if (!getFieldState("currency").isDirty) setValue("currency", currencyOf(event.target.value));
		},
	});
	return (
		<div className="grid gap-x-8 gap-y-6 pt-6 sm:grid-cols-2">
			<TextField label="Who buys from you?" placeholder="People who brew at home" {...register("target_audience")} error={errors.target_audience?.message} />
			<SelectField label="How do you speak to them?" {...register("brand_voice")} error={errors.brand_voice?.message}>
				<option value="">No preference</option>
				{own && <option value={own}>{own}</option>}
				{VOICES.map((voice) => (
					<option key={voice.id} value={voice.id}>
						{voice.name}
					</option>
				))}
			</SelectField>
			<SelectField label="Where is the shop?" {...country} error={errors.country?.message}>
				<option value="">I’d rather not say</option>
				{places.map((place) => (
					<option key={place.code} value={place.code}>
						{place.name}
					</option>
				))}
			</SelectField>
			<SelectField label="Prices are in" {...register("currency")} error={errors.currency?.message}>
				<option value="">Not chosen yet</option>
				{coins.map((coin) => (
					<option key={coin.code} value={coin.code}>
						{coin.name} ({coin.code})
					</option>
				))}
			</SelectField>
			<TextField label="Where can customers write?" type="email" placeholder="hello@your-shop.com" {...register("contact_email")} error={errors.contact_email?.message} />
			<LanguagesField />
		</div>
	);
}

function Fields() {
	const { register, watch, formState } = useFormContext<BusinessForm>();
	const { errors } = formState;
	const set = usePreview((s) => s.set);
	const name = watch("business_name");
	const length = watch("description").length;
	useEffect(() => set({ name: name.trim() }), [name, set]);
	const hidden = errors.target_audience ?? errors.brand_voice ?? errors.country ?? errors.currency ?? errors.contact_email ?? errors.languages;
	return (
		<div className="space-y-8">
			<TextField
				label="The name"
				hideLabel
				placeholder="Joe’s Coffee"
				autoComplete="organization"
				maxLength={201}
				className="headline !py-1 !text-[1.75rem] !leading-10 md:!text-title"
				{...register("business_name")}
				error={errors.business_name?.message}
			/>
			<TradeField />
			<TextArea
				label="Tell it in a sentence or two"
				aside={length > 800 ? `${1000 - length} characters left` : "if you like"}
				placeholder="We roast small lots in a garage in Leith and grind to order."
				{...register("description")}
				error={errors.description?.message}
			/>
			<LogoField />
			<Disclosure defaultOpen={Boolean(hidden)}>
				<DisclosureButton className="group flex min-h-10 items-center gap-2 text-left text-small font-medium text-accent">
					A little more about it
					<span className="font-normal text-soft">customers, place, currency, languages</span>
					<Down className="h-4 w-4 shrink-0 transition-transform group-data-[open]:rotate-180" />
				</DisclosureButton>
				<DisclosurePanel static className="hidden data-[open]:block">
					<More />
				</DisclosurePanel>
			</Disclosure>
		</div>
	);
}

const def: StepDef<BusinessForm> = { n: 1, schema: businessSchema, toForm, toData, Fields };

export function BusinessStep(props: StepProps) {
	return <StepPage def={def} {...props} />;
}
