/* A store's page, alive, scaled down to a card; drawn when it comes into sight. */
import { useEffect, useRef, useState } from "react";
import { isPage } from "@/features/preview/StoreFrame";

const WIDTH = 390;

export function Thumbnail({ url }: { url: string | null }) {
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
			{url && (
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
			)}
		</span>
	);
}
