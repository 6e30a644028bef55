/* A theme as a small shop window: its own page, alive, scaled down. Loaded when it comes into sight. */
import { Radio } from "@headlessui/react";
import { useEffect, useRef, useState } from "react";
import type { Theme } from "@/api/types";
import { isPage } from "@/features/preview/StoreFrame";
import { Check } from "@/ui/icons";

const WIDTH = 390;

function Thumbnail({ url }: { url: string }) {
	const box = useRef<HTMLSpanElement>(null);
	const [scale, setScale] = useState(0.4);
	const [ready, setReady] = useState(false);
	useEffect(() => {
		const el = box.current;
		if (!el) return;
		const watch = new ResizeObserver(() => setScale(el.clientWidth / WIDTH));
		watch.observe(el);
		return () => watch.disconnect();
	}, []);
	return (
		<span ref={box} className="relative block aspect-[3/4] overflow-hidden bg-street slats" aria-hidden="true">
			<iframe
				src={url}
				title=""
				loading="lazy"
				sandbox="allow-same-origin" /* its fonts are ours to load; scripts stay off */
				tabIndex={-1}
				onLoad={(event) => setReady(isPage(event.currentTarget))}
				style={{ width: WIDTH, height: (WIDTH * 4) / 3, transform: `scale(${scale})`, transformOrigin: "0 0" }}
				className={`pointer-events-none absolute left-0 top-0 border-0 transition-opacity ${ready ? "opacity-100" : "opacity-0"}`}
			/>
		</span>
	);
}

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
