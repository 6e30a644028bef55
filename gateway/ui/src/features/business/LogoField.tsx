/* The logo: dragged here or chosen, checked by the server, shown with the colours that it is drawn with. */
import { useId } from "react";
import { useFormContext } from "react-hook-form";
import type { Asset, Logo } from "@/api/types";
import { DropZone } from "@/features/pictures/DropZone";
import { useSending } from "@/features/pictures/pictures";
import { Cross } from "@/ui/icons";
import type { BusinessForm } from "./business";

export function logoOf(asset: Asset): Logo {
	const colours = asset.colours.map(({ hex }) => hex).filter((hex) => hex !== asset.background);
	return { asset_id: asset.asset_id, url: asset.url, width: asset.width, height: asset.height, colours };
}

function Shown({ logo, remove }: { logo: Logo; remove: () => void }) {
	const colours = logo.colours ?? [];
	return (
		<div className="mt-3 flex flex-wrap items-center gap-6">
			<img src={logo.url} alt="Your logo" width={logo.width} height={logo.height} className="h-20 w-auto max-w-[12rem] bg-white object-contain p-2 ring-1 ring-field" />
			<div className="min-w-0">
				{colours.length > 0 && (
					<ul className="flex flex-wrap gap-2" aria-label="Its colours">
						{colours.map((hex) => (
							<li key={hex} className="h-6 w-6 ring-1 ring-field" style={{ backgroundColor: hex }} title={hex}>
								<span className="sr-only">{hex}</span>
							</li>
						))}
					</ul>
				)}
				<button type="button" onClick={remove} className="mt-3 inline-flex min-h-10 items-center gap-2 text-small font-medium text-accent">
					<Cross /> Remove the logo
				</button>
			</div>
		</div>
	);
}

export function LogoField() {
	const id = useId();
	const { watch, setValue } = useFormContext<BusinessForm>();
	const logo = watch("logo");
	const sending = useSending((asset) => setValue("logo", logoOf(asset), { shouldDirty: true }));
	return (
		<div>
			<p id={`${id}-label`} className="text-small font-medium text-ink">
				Your logo <span className="font-normal text-soft">if you have one</span>
			</p>
			{logo && <Shown logo={logo} remove={() => setValue("logo", null, { shouldDirty: true })} />}
			<DropZone id={id} labelledBy={`${id}-label`} what="the logo" sending={sending} open={!logo} />
		</div>
	);
}
