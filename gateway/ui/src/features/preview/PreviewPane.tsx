/* The store beside the questions, or, where there is no room beside, under its bar. */
import { Dialog, DialogPanel, DialogTitle, Radio, RadioGroup } from "@headlessui/react";
import { useState } from "react";
import { Cross, Phone, Up, Wide } from "@/ui/icons";
import { Shopfront, Shutter } from "./Shopfront";
import { StoreFrame } from "./StoreFrame";
import { usePreview } from "./usePreview";

const WIDTHS = { phone: 390, wide: 1280 } as const;

function WidthChoice() {
	const width = usePreview((s) => s.width);
	const set = usePreview((s) => s.set);
	const option = "flex h-8 w-8 cursor-pointer items-center justify-center rounded text-soft transition-colors data-[checked]:bg-sheet data-[checked]:text-ink data-[focus]:outline data-[focus]:outline-2 data-[focus]:outline-accent";
	return (
		<RadioGroup value={width} onChange={(value: "phone" | "wide") => set({ width: value })} aria-label="Width of the store" className="flex shrink-0">
			<Radio value="phone" className={option} aria-label="As a phone shows it">
				<Phone />
			</Radio>
			<Radio value="wide" className={option} aria-label="As a wide screen shows it">
				<Wide />
			</Radio>
		</RadioGroup>
	);
}

function Window({ address }: { address: string }) {
	const { url, name, awning, width } = usePreview();
	const [shown, setShown] = useState(false);
	const [refused, setRefused] = useState<string | null>(null);
	const words = !url ? "The shutter goes up when you have typed a name and what you sell." : refused === url ? "The shop window can’t be shown just now. Your answers are safe." : "Setting out the shop window…";
	return (
		<Shopfront name={name} under={address} awning={awning} tools={<WidthChoice />}>
			<StoreFrame key={width} url={url} title="Your store, as it stands" width={WIDTHS[width]} onShown={() => setShown(true)} onRefused={setRefused} />
			<Shutter open={shown && url ? 1 : 0}>
				<p className="max-w-[22ch] bg-street px-4 py-2 text-center text-small text-soft">{words}</p>
			</Shutter>
		</Shopfront>
	);
}

export function PreviewBeside({ address }: { address: string }) {
	return (
		<aside aria-label="Your store" className="sticky top-0 hidden h-dvh overflow-hidden border-l border-line bg-street px-8 pb-0 pt-6 lg:block">
			<Window address={address} />
		</aside>
	);
}

export function PreviewBar({ address }: { address: string }) {
	const [open, setOpen] = useState(false);
	return (
		<>
			<button type="button" onClick={() => setOpen(true)} aria-expanded={open} className="flex min-h-12 w-full items-center justify-between border-t border-line bg-street px-5 text-small font-medium text-ink md:px-10 lg:hidden">
				See my store
				<Up />
			</button>
			<Dialog open={open} onClose={setOpen} className="relative z-40 lg:hidden">
				<div className="fixed inset-0 bg-ink/30" aria-hidden="true" />
				<DialogPanel className="fixed inset-x-0 bottom-0 flex h-[92dvh] animate-rise flex-col border-t border-line bg-street px-5 pt-2 shadow-float">
					<div className="flex items-center justify-between">
						<DialogTitle className="text-small font-medium">My store</DialogTitle>
						<button type="button" onClick={() => setOpen(false)} className="-mr-3 flex h-12 items-center gap-2 px-3 text-small font-medium">
							Fold away <Cross />
						</button>
					</div>
					<div className="min-h-0 flex-1">
						<Window address={address} />
					</div>
				</DialogPanel>
			</Dialog>
		</>
	);
}
