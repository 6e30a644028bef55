/* The language that the merchant writes in, and those that the store speaks besides. */
import { useFormContext } from "react-hook-form";
import { LANGUAGES, languageName, languagesOf } from "@/lib/languages";
import { ErrorText, SelectField } from "@/ui/Field";
import type { BusinessForm } from "./business";

export function LanguagesField() {
	const { watch, setValue, formState } = useFormContext<BusinessForm>();
	const [own = "en", ...others] = languagesOf({ languages: watch("languages") });
	const all = [...new Set<string>([...LANGUAGES, own, ...others])];
	const set = (languages: string[]) => setValue("languages", languages, { shouldDirty: true, shouldValidate: true });
	return (
		<>
			<SelectField label="What language do you write in?" value={own} onChange={(event) => set([event.target.value, ...others.filter((tag) => tag !== event.target.value)])}>
				{all.map((tag) => (
					<option key={tag} value={tag} lang={tag}>
						{languageName(tag)}
					</option>
				))}
			</SelectField>
			<fieldset className="min-w-0 sm:col-span-2">
				<legend className="text-small font-medium">What else does the store speak?</legend>
				<div className="mt-2 flex flex-wrap gap-x-5">
					{all
						.filter((tag) => tag !== own)
						.map((tag) => (
							<label key={tag} className="flex min-h-10 cursor-pointer items-center gap-2 text-small">
								<input type="checkbox" className="h-5 w-5 shrink-0 accent-[rgb(var(--accent))]" checked={others.includes(tag)} onChange={(event) => set([own, ...(event.target.checked ? [...others, tag] : others.filter((one) => one !== tag))])} />
								<span lang={tag}>{languageName(tag)}</span>
							</label>
						))}
				</div>
				<p className="mt-1 text-tiny text-soft">Buttons, cart and checkout are translated already. Your own texts you translate at Words.</p>
				<ErrorText>{formState.errors.languages?.message}</ErrorText>
			</fieldset>
		</>
	);
}
