/* Palettes for a brand's own colours, or, without any, for the trade; each readable by construction. */
import { Disclosure, DisclosureButton, DisclosurePanel, Radio, RadioGroup } from "@headlessui/react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useFormContext } from "react-hook-form";
import { api } from "@/api/calls";
import { explain } from "@/api/problem";
import type { WizardSession } from "@/api/types";
import { useRested } from "@/lib/rested";
import { Cross, Down } from "@/ui/icons";
import { Trouble, Waiting } from "@/ui/Say";
import type { LookForm } from "./look";
import { PaletteCard } from "./PaletteCard";
import { PaletteProof } from "./PaletteProof";
import { brandsOf, chosenForm, isColour, MOST_BRANDS, suggestionAt, VISIONS, wishOf, type Vision } from "./palettes";

function BrandField({ value, n, onChange, onRemove }: { value: string; n: number; onChange: (value: string) => void; onRemove: () => void }) {
	return (
		<div className="flex items-center gap-2" role="group" aria-label={`Brand colour ${n}`}>
			<input type="color" value={isColour(value) ? value.toLowerCase() : "#888888"} onChange={(event) => onChange(event.target.value)} aria-label={`Pick brand colour ${n}`} className="h-11 w-11 cursor-pointer rounded-[7px] border border-field bg-transparent p-1" />
			<input
				type="text"
				value={value}
				onChange={(event) => onChange(event.target.value.trim())}
				aria-label={`Brand colour ${n} as #rrggbb`}
				aria-invalid={isColour(value) ? undefined : true}
				maxLength={7}
				spellCheck={false}
				className="line-input w-24"
			/>
			<button type="button" className="press-quiet px-2" onClick={onRemove} aria-label={`Remove brand colour ${n}`}>
				<Cross />
			</button>
		</div>
	);
}

function Brands({ brands, logo, set }: { brands: readonly string[]; logo: readonly string[]; set: (brands: string[]) => void }) {
	return (
		<div>
			<p className="max-w-[60ch] text-small text-soft">Give the colours of your brand, the leading one first. Without any, these are palettes for what you sell.{logo.length > 0 && " These begin with the colours found in your logo."}</p>
			<div className="mt-3 flex flex-wrap items-center gap-x-6 gap-y-3">
				{brands.map((value, i) => (
					<BrandField key={i} value={value} n={i + 1} onChange={(next) => set(brands.map((old, k) => (k === i ? next : old)))} onRemove={() => set(brands.filter((_, k) => k !== i))} />
				))}
				{brands.length < MOST_BRANDS && (
					<button type="button" className="press-quiet" onClick={() => set([...brands, "#1e5640"])}>
						{brands.length ? "Add another colour" : "Add a brand colour"}
					</button>
				)}
				{logo.length > 0 && logo.join() !== brands.join() && (
					<button type="button" className="press-quiet gap-2" onClick={() => set([...logo])}>
						Your logo’s colours
						<span className="flex" aria-hidden="true">
							{logo.map((hex) => (
								<span key={hex} className="h-4 w-4 ring-1 ring-field" style={{ backgroundColor: hex }} />
							))}
						</span>
					</button>
				)}
			</div>
		</div>
	);
}

function Eyes({ vision, set }: { vision: Vision; set: (vision: Vision) => void }) {
	return (
		<RadioGroup value={vision} onChange={set} aria-label="How people see it" className="flex flex-wrap items-center gap-2">
			<span className="mr-2 text-small text-soft" aria-hidden="true">
				See them
			</span>
			{VISIONS.map(({ id, name }) => (
				<Radio key={id} value={id} className="cursor-pointer border border-field px-3 py-1.5 text-tiny text-soft transition-colors hover:border-ink data-[checked]:border-accent data-[checked]:bg-accent-wash data-[checked]:text-ink data-[focus]:outline data-[focus]:outline-2 data-[focus]:outline-offset-2 data-[focus]:outline-accent">
					{name}
				</Radio>
			))}
		</RadioGroup>
	);
}

const logoColours = (session: WizardSession) => brandsOf(session.configuration.business_info?.logo?.colours ?? []);

function Suggestions({ session }: { session: WizardSession }) {
	const { watch, setValue } = useFormContext<LookForm>();
	const logo = logoColours(session);
	const [brands, setBrands] = useState<string[]>(logo);
	const [vision, setVision] = useState<Vision>("");
	const wish = useRested(JSON.stringify(wishOf(brands, session)));
	const found = useQuery({ queryKey: ["palettes", wish], queryFn: () => api.palettes(JSON.parse(wish)), placeholderData: keepPreviousData, staleTime: Infinity });
	const list = found.data?.palettes ?? [];
	const at = suggestionAt(list, watch());
	const chosen = list.find((palette) => palette.id === at);
	const pick = (id: string | null) => {
		const palette = list.find((one) => one.id === id);
		if (palette) for (const [name, value] of Object.entries(chosenForm(palette))) setValue(name as keyof LookForm, value, { shouldDirty: true });
	};
	return (
		<div className="space-y-6">
			<Brands brands={brands} logo={logo} set={setBrands} />
			{found.error && <Trouble>{explain(found.error)}</Trouble>}
			<Waiting on={found.isFetching}>Mixing colours…</Waiting>
			{list.length > 0 && <Eyes vision={vision} set={setVision} />}
			<RadioGroup value={at} onChange={pick} aria-label="Suggested colours" className="grid grid-cols-1 gap-x-5 gap-y-6 sm:grid-cols-2">
				{list.map((palette, place) => (
					<PaletteCard key={palette.id} palette={palette} place={place} vision={vision} />
				))}
			</RadioGroup>
			{chosen && <PaletteProof palette={chosen} />}
		</div>
	);
}

export function OwnColours({ session }: { session: WizardSession }) {
	const found = logoColours(session).length > 0;
	return (
		<Disclosure defaultOpen={found}>
			<DisclosureButton className="press-quiet group">
				{found ? "Colours of your logo, or of your own" : "Colours of your own"}
				<Down className="h-4 w-4 transition-transform group-data-[open]:rotate-180" />
			</DisclosureButton>
			<DisclosurePanel className="mt-6">
				<Suggestions session={session} />
			</DisclosurePanel>
		</Disclosure>
	);
}
