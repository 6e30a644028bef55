/* A suggestion as a small shop window, half by day and half by night: swatches that do what they will do in the shop. */
import { Radio } from "@headlessui/react";
import type { PaletteSuggestion } from "@/api/types";
import { Check } from "@/ui/icons";
import { relationOf, rolesSeen, type Vision } from "./palettes";

function Half({ roles, note }: { roles: Record<string, string>; note: string }) {
	return (
		<span className="block flex-1 p-3" style={{ backgroundColor: roles.background, color: roles.text }}>
			<span className="block font-serif text-[1.0625rem] leading-5">Blue mug</span>
			<span className="block text-[0.6875rem] leading-4" style={{ color: roles.muted }}>
				{note}
			</span>
			<span className="mt-2 block p-2" style={{ backgroundColor: roles.surface, border: `1px solid ${roles.border}` }}>
				<span className="block h-7" style={{ background: `linear-gradient(120deg, ${roles.accent} 0 58%, ${roles.primary} 58% 100%)` }} />
				<span className="mt-2 block text-[0.75rem] font-medium leading-4 underline underline-offset-2" style={{ color: roles.primary }}>
					See it
				</span>
			</span>
			<span className="mt-2 block rounded-[5px] px-2 py-1 text-center text-[0.75rem] font-semibold leading-4" style={{ backgroundColor: roles.primary, color: roles.on_primary }}>
				Add to cart
			</span>
		</span>
	);
}

export function PaletteCard({ palette, place, vision }: { palette: PaletteSuggestion; place: number; vision: Vision }) {
	return (
		<Radio value={palette.id} className="group block cursor-pointer focus:outline-none" aria-label={palette.name}>
			<span className="relative flex overflow-hidden ring-1 ring-field transition-shadow group-data-[checked]:ring-2 group-data-[checked]:ring-accent group-data-[focus]:outline group-data-[focus]:outline-2 group-data-[focus]:outline-offset-4 group-data-[focus]:outline-accent" aria-hidden="true">
				<Half roles={rolesSeen(palette, "light", vision)} note="By day" />
				<Half roles={rolesSeen(palette, "dark", vision)} note="By night" />
				<span className="absolute right-2 top-2 hidden h-6 w-6 items-center justify-center rounded-full bg-accent text-accent-ink group-data-[checked]:flex">
					<Check />
				</span>
			</span>
			<span className="mt-2 block text-small group-data-[checked]:font-semibold">{palette.name}</span>
			<span className="block text-tiny text-soft">{relationOf(palette, place)}</span>
		</Radio>
	);
}
