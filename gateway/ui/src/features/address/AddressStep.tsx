import { useFormContext } from "react-hook-form";
import type { WizardSession } from "@/api/types";
import { paths } from "@/app/router";
import { ReviewFindings } from "@/features/launch/ReviewFindings";
import { Awning } from "@/features/preview/Shopfront";
import { usePreview } from "@/features/preview/usePreview";
import { StepPage, type StepDef } from "@/features/wizard/StepPage";
import { stepName } from "@/features/wizard/steps";
import type { StepProps } from "@/features/wizard/WizardPage";
import { slugify } from "@/lib/slug";
import { Go } from "@/ui/Go";
import { ErrorText, TextArea, TextField } from "@/ui/Field";
import { addressSchema, cut, META_SHOWN, review, TITLE_SHOWN, toData, toForm, type AddressForm } from "./address";

function Slug() {
	const { register, setValue, getValues, formState } = useFormContext<AddressForm>();
	const error = formState.errors.slug?.message;
	const field = register("slug");
	const tidy = () => {
		const clean = slugify(getValues("slug"), 60);
		if (clean !== getValues("slug")) setValue("slug", clean, { shouldDirty: true, shouldValidate: true });
	};
	return (
		<div>
			<label htmlFor="slug" className="text-small font-medium">
				The address
			</label>
			<div className="min-w-0 items-baseline border-b border-field focus-within:border-accent sm:flex">
				<span className="block shrink-0 pt-2 text-small text-soft sm:py-2 sm:text-base" aria-hidden="true">
					{window.location.host}/s/
				</span>
				<input
					id="slug"
					className="line-input !border-0 !pt-0 !shadow-none sm:!pt-2"
					autoCapitalize="none"
					autoComplete="off"
					spellCheck={false}
					aria-invalid={error ? true : undefined}
					aria-describedby={error ? "slug-error" : undefined}
					{...field}
					onBlur={(event) => {
						tidy();
						void field.onBlur(event);
					}}
				/>
			</div>
			<ErrorText id="slug-error">{error}</ErrorText>
		</div>
	);
}

function Shown({ session }: { session: WizardSession }) {
	const { watch } = useFormContext<AddressForm>();
	const { slug, title, meta_description } = watch();
	const business = session.configuration.business_info;
	const awning = usePreview((s) => s.awning);
	const shownTitle = title || business?.business_name || "";
	const shownMeta = meta_description || business?.description || "The first lines of your home page stand here.";
	const host = window.location.host;
	return (
		<div className="grid gap-8 sm:grid-cols-2">
			<figure className="min-w-0">
				<figcaption className="mb-3 text-tiny text-soft">In a search</figcaption>
				<p className="truncate text-tiny text-soft">
					{host} › s › {slug}
				</p>
				<p className="mt-1 break-words text-[1.1875rem] leading-6 text-accent">{cut(shownTitle, TITLE_SHOWN)}</p>
				<p className="mt-1 break-words text-small text-soft">{cut(shownMeta, META_SHOWN)}</p>
			</figure>
			<figure className="min-w-0">
				<figcaption className="mb-3 text-tiny text-soft">In a message</figcaption>
				<div className="overflow-hidden rounded-xl border border-line bg-sheet">
					<div className="aspect-[1.91] bg-street">
						<Awning colour={awning} />
						<p className="flex h-[calc(100%-1.75rem)] items-center justify-center break-words px-6 text-center font-serif text-large">{business?.business_name}</p>
					</div>
					<div className="px-4 py-3">
						<p className="truncate text-small font-semibold">{shownTitle}</p>
						<p className="truncate text-tiny text-soft">{shownMeta}</p>
					</div>
				</div>
			</figure>
		</div>
	);
}

function Review({ session }: { session: WizardSession }) {
	return (
		<section aria-labelledby="review">
			<h2 id="review" className="headline text-large">
				What opens
			</h2>
			<dl className="mt-3 border-b border-line text-small">
				{review(session).map((line) => (
					<div key={line.n} className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-4 border-t border-line py-3 sm:grid-cols-[6.5rem_minmax(0,1fr)_auto]">
						<dt className="text-soft">{stepName(line.n).name}</dt>
						<dd className="order-1 col-span-2 min-w-0 break-words sm:order-none sm:col-span-1">
							{line.says}
							{line.defaulted && <span className="ml-2 whitespace-nowrap text-tiny text-amber">our choice</span>}
						</dd>
						<dd>
							<Go to={paths.step(session.session_id, line.n)} className="link">
								Change<span className="sr-only"> {stepName(line.n).name.toLowerCase()}</span>
							</Go>
						</dd>
					</div>
				))}
			</dl>
		</section>
	);
}

function Fields({ session }: { session: WizardSession }) {
	const { register, watch, formState } = useFormContext<AddressForm>();
	const { errors } = formState;
	const { title, meta_description } = watch();
	const name = session.configuration.business_info?.business_name;
	return (
		<div className="space-y-10">
			<div className="space-y-6">
				<Slug />
				<TextField label="Its line in a search" aside={title ? `${title.length} of about ${TITLE_SHOWN}` : "the name, if empty"} placeholder={name} {...register("title")} error={errors.title?.message} />
				<TextArea label="And what it says under it" rows={2} aside={meta_description ? `${meta_description.length} of about ${META_SHOWN}` : "if you like"} placeholder="What someone who has never heard of you should know." {...register("meta_description")} error={errors.meta_description?.message} />
			</div>
			<Shown session={session} />
			<Review session={session} />
			<ReviewFindings session={session.session_id} stamp={session.updated_at} />
		</div>
	);
}

const def: StepDef<AddressForm> = { n: 6, schema: addressSchema, toForm, toData, Fields, goOn: "Open the store" };

export function AddressStep(props: StepProps) {
	return <StepPage def={def} {...props} />;
}
