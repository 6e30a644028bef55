/* What a chosen palette promises, pair by pair, and the palette as a file. */
import { Disclosure, DisclosureButton, DisclosurePanel } from "@headlessui/react";
import { useMutation } from "@tanstack/react-query";
import { Fragment } from "react";
import { api } from "@/api/calls";
import { explain } from "@/api/problem";
import type { PalettePair, PaletteSuggestion } from "@/api/types";
import { save } from "@/lib/files";
import { Down } from "@/ui/icons";
import { Trouble } from "@/ui/Say";
import { chosenForm, FORMATS } from "./palettes";

function Pair({ pair }: { pair: PalettePair | undefined }) {
	if (!pair) return <td colSpan={3} />;
	const colours = `${pair.ink_color} on ${pair.ground_color}`;
	return (
		<>
			<td className="py-1 pl-3">
				<span className="inline-block px-2 font-semibold" style={{ backgroundColor: pair.ground_color, color: pair.ink_color }} title={colours} aria-label={colours} role="img">
					{/* What needs 3:1 alone is a graphic, never small text. */}
					{pair.needed < 4.5 ? <span className="inline-block h-2.5 w-4 rounded-full align-middle" style={{ backgroundColor: pair.ink_color }} /> : "Aa"}
				</span>
			</td>
			<td className="py-1 pl-3 text-right">{pair.ratio.toFixed(2)}</td>
			<td className="py-1 pl-3 text-right text-soft">{Math.abs(pair.lc).toFixed(0)}</td>
		</>
	);
}

const HEAD = "py-1 pl-3 font-medium";

function Table({ palette }: { palette: PaletteSuggestion }) {
	return (
		<div className="overflow-x-auto" role="region" aria-label="Contrast of every pair" tabIndex={0}>
			<table className="w-full border-collapse text-left text-tiny">
				<thead className="text-soft">
					<tr>
						<td colSpan={2} />
						{["By day", "By night"].map((half) => (
							<th key={half} scope="colgroup" colSpan={3} className={HEAD}>
								{half}
							</th>
						))}
					</tr>
					<tr className="border-b border-line">
						<th scope="col" className="py-1 font-medium">
							What
						</th>
						<th scope="col" className={`${HEAD} text-right`}>
							Needed
						</th>
						{["day", "night"].map((half) => (
							<Fragment key={half}>
								<th scope="col" className={HEAD}>
									Looks
								</th>
								<th scope="col" className={`${HEAD} text-right`}>
									Ratio
								</th>
								<th scope="col" className={`${HEAD} text-right`}>
									<abbr title="Lightness contrast by APCA, for comparison">Lc</abbr>
								</th>
							</Fragment>
						))}
					</tr>
				</thead>
				<tbody>
					{palette.light.proof.map((pair, i) => (
						<tr key={`${pair.ink}-${pair.ground}`} className="border-b border-line">
							<th scope="row" className="py-1 font-normal">
								{pair.use}
							</th>
							<td className="py-1 pl-3 text-right text-soft">{pair.needed.toFixed(1)}</td>
							<Pair pair={pair} />
							<Pair pair={palette.dark.proof[i]} />
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}

function Exports({ palette }: { palette: PaletteSuggestion }) {
	const take = useMutation({
		mutationFn: (format: (typeof FORMATS)[number]["id"]) => {
			const { palette: light, palette_dark: dark } = chosenForm(palette);
			return api.exportPalette({ format, name: palette.name, light, dark });
		},
		onSuccess: save,
	});
	return (
		<div className="space-y-3">
			<div className="flex flex-wrap items-center gap-2">
				<span className="mr-2 text-small text-soft" id="take-colours">
					Take these colours along:
				</span>
				{FORMATS.map(({ id, name }) => (
					<button key={id} type="button" className="press-quiet" aria-describedby="take-colours" disabled={take.isPending} onClick={() => take.mutate(id)}>
						{name}
					</button>
				))}
			</div>
			{take.error && <Trouble>{explain(take.error)}</Trouble>}
		</div>
	);
}

export function PaletteProof({ palette }: { palette: PaletteSuggestion }) {
	const pairs = [...palette.light.proof, ...palette.dark.proof];
	const least = Math.min(...pairs.map((pair) => pair.ratio / pair.needed));
	return (
		<div className="space-y-5">
			<p className="max-w-[60ch] text-small text-soft">{palette.reason}</p>
			<Disclosure>
				<DisclosureButton className="link group inline-flex items-center gap-2 text-small">
					The proof: {pairs.length} pairs, {least >= 1 ? "every one readable" : "some too faint"}
					<Down className="h-4 w-4 transition-transform group-data-[open]:rotate-180" />
				</DisclosureButton>
				<DisclosurePanel className="mt-4">
					<Table palette={palette} />
				</DisclosurePanel>
			</Disclosure>
			<Exports palette={palette} />
		</div>
	);
}
