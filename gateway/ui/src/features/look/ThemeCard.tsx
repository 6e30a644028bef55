/* A theme as a small shop window, to be chosen. */
import { Radio } from "@headlessui/react";
import type { Theme } from "@/api/types";
import { Check } from "@/ui/icons";
import { Thumbnail } from "./Thumbnail";

export function ThemeCard({ theme }: { theme: Theme }) {
	return (
		<Radio value={theme.id} className="group block cursor-pointer focus:outline-none" aria-label={theme.name}>
			<span className="relative block ring-1 ring-line transition-shadow group-hover:ring-field group-data-[checked]:ring-2 group-data-[checked]:ring-accent group-data-[focus]:outline group-data-[focus]:outline-2 group-data-[focus]:outline-offset-4 group-data-[focus]:outline-accent">
				<Thumbnail url={theme.preview_url} />
				<span className="absolute right-2 top-2 hidden h-6 w-6 items-center justify-center rounded-full bg-accent text-accent-ink group-data-[checked]:flex">
					<Check />
				</span>
			</span>
			<span className="mt-2 block font-serif text-[1.1875rem] leading-6 text-ink">{theme.name}</span>
		</Radio>
	);
}
