import { Radio, RadioGroup } from "@headlessui/react";
import { useEffect } from "react";
import { useFormContext } from "react-hook-form";
import { explain } from "@/api/problem";
import type { Theme, WizardSession } from "@/api/types";
import { usePreview } from "@/features/preview/usePreview";
import { StepPage, type StepDef } from "@/features/wizard/StepPage";
import type { StepProps } from "@/features/wizard/WizardPage";
import { Trouble, Waiting } from "@/ui/Say";
import { CHIP } from "@/ui/chip";
import { awningOf, choice, facesOf, fits, layoutsOf, lookSchema, paletteAt, rolesOf, swatches, toData, toForm, type LookForm, type Option } from "./look";
import { OwnColours } from "./OwnColours";
import { ThemeCard } from "./ThemeCard";
import { useThemes } from "./useThemes";

function Palettes({ theme }: { theme: Theme }) {
	const { watch, setValue } = useFormContext<LookForm>();
	const palettes = theme.customization_options.palettes ?? [];
	const at = paletteAt(palettes, watch());
	const pick = (i: number | null) => {
		if (i === null) return;
		for (const [name, value] of Object.entries(choice(palettes[i]))) setValue(name as keyof LookForm, value, { shouldDirty: true });
	};
	if (palettes.length === 0) return null;
	return (
		<RadioGroup value={at} onChange={pick} aria-label="Colours">
			<p className="text-small font-medium" aria-hidden="true">
				Colours
			</p>
			<div className="mt-3 flex flex-wrap gap-x-6 gap-y-4">
				{palettes.map((palette, i) => (
					<Radio key={palette.name} value={i} className="group cursor-pointer focus:outline-none" aria-label={palette.name}>
						<span className="flex h-10 w-32 overflow-hidden ring-1 ring-field ring-offset-2 ring-offset-paper transition-shadow group-data-[checked]:ring-2 group-data-[checked]:ring-accent group-data-[focus]:outline group-data-[focus]:outline-2 group-data-[focus]:outline-offset-4 group-data-[focus]:outline-accent" aria-hidden="true">
							{swatches(palette).map((colour, k) => (
								<span key={k} className={k === 0 ? "flex-[2]" : "flex-1"} style={{ backgroundColor: colour }} />
							))}
						</span>
						<span className="mt-2 block text-tiny text-soft group-data-[checked]:font-semibold group-data-[checked]:text-ink">{palette.name}</span>
					</Radio>
				))}
			</div>
		</RadioGroup>
	);
}

/* One of a few by name; nothing chosen is the first. */
function Options({ name, label, options }: { name: "layout" | "typography"; label: string; options: Option[] }) {
	const { watch, setValue } = useFormContext<LookForm>();
	if (options.length < 2) return null;
	return (
		<RadioGroup value={watch(name) || options[0]!.id} onChange={(id: string) => setValue(name, id, { shouldDirty: true })} aria-label={label}>
			<p className="text-small font-medium" aria-hidden="true">
				{label}
			</p>
			<div className="mt-3 flex flex-wrap gap-2">
				{options.map((option) => (
					<Radio key={option.id} value={option.id} className={CHIP}>
						{option.name}
					</Radio>
				))}
			</div>
		</RadioGroup>
	);
}

function Chosen({ theme, session }: { theme: Theme; session: WizardSession }) {
	return (
		<div className="space-y-8 border-t border-line pt-8" aria-live="polite">
			<div>
				<p className="headline text-large">
					{theme.name} <span className="text-soft">{fits(theme.score)}</span>
				</p>
				{theme.reason && <p className="mt-1 max-w-[56ch] text-small text-soft">{theme.reason}</p>}
				{theme.features.length > 0 && <p className="mt-2 text-small">{theme.features.join(" · ")}</p>}
			</div>
			<Palettes theme={theme} />
			<OwnColours session={session} />
			<Options name="layout" label="Arrangement" options={layoutsOf(theme)} />
			<Options name="typography" label="Typefaces" options={facesOf(theme)} />
		</div>
	);
}

function Fields({ session }: { session: WizardSession }) {
	const { watch, setValue } = useFormContext<LookForm>();
	const themes = useThemes(session);
	const id = watch("theme_id");
	const form = watch();
	const set = usePreview((s) => s.set);
	const list = themes.data?.themes ?? [];
	const chosen = list.find((theme) => theme.id === id);
	const palettes = chosen?.customization_options.palettes ?? [];
	const at = paletteAt(palettes, form);
	const own = at === null ? undefined : palettes[at];
	const colour = awningOf(own ? rolesOf(own) : form.palette);
	useEffect(() => {
		if (colour) set({ awning: colour });
	}, [colour, set]);
	const choose = (next: string) => {
		setValue("theme_id", next, { shouldDirty: true });
		const first = choice(list.find((theme) => theme.id === next)?.customization_options.palettes?.[0]);
		for (const [name, value] of Object.entries(first)) setValue(name as keyof LookForm, value, { shouldDirty: true });
		setValue("layout", "", { shouldDirty: true });
		setValue("typography", "", { shouldDirty: true });
	};
	if (themes.error)
		return (
			<div className="space-y-4">
				<Trouble>{explain(themes.error)}</Trouble>
				<button type="button" className="press-quiet" onClick={() => void themes.refetch()}>
					Ask again
				</button>
			</div>
		);
	return (
		<div className="space-y-8">
			<RadioGroup value={id || null} onChange={(next: string | null) => next && choose(next)} aria-label="Themes" className="grid grid-cols-2 gap-x-5 gap-y-8 sm:grid-cols-3">
				{list.map((theme) => (
					<ThemeCard key={theme.id} theme={theme} />
				))}
				{themes.isLoading && [0, 1, 2, 3, 4, 5].map((i) => <div key={i} className="aspect-[3/4] slats" aria-hidden="true" />)}
			</RadioGroup>
			<Waiting on={themes.isLoading}>Dressing the windows for {session.configuration.business_info?.business_name ?? "your shop"}…</Waiting>
			{chosen && <Chosen theme={chosen} session={session} />}
		</div>
	);
}

const def: StepDef<LookForm> = { n: 3, schema: lookSchema, toForm, toData, Fields };

export function LookStep(props: StepProps) {
	return <StepPage def={def} {...props} />;
}
