/*
 * The store in two frames: the next page loads behind the one that is seen, then they change places, so that nothing
 * flickers; where the shopper had scrolled to is kept. No scripts run in it: the store works without.
 */
import { useEffect, useRef, useState } from "react";

interface Props {
	url: string | null;
	title: string;
	width: number;
	onShown?: () => void;
	inert?: boolean;
}

function scrollOf(frame: HTMLIFrameElement | null): number {
	try {
		return frame?.contentWindow?.scrollY ?? 0;
	} catch {
		return 0;
	}
}

function scrollFrame(frame: HTMLIFrameElement | null, y: number): void {
	try {
		frame?.contentWindow?.scrollTo(0, y);
	} catch {
		return;
	}
}

export function StoreFrame({ url, title, width, onShown, inert }: Props) {
	const box = useRef<HTMLDivElement>(null);
	const frames = [useRef<HTMLIFrameElement>(null), useRef<HTMLIFrameElement>(null)] as const;
	const [size, setSize] = useState({ w: 0, h: 0 });
	const [urls, setUrls] = useState<[string | null, string | null]>([null, null]);
	const [front, setFront] = useState<0 | 1>(0);
	const wanted = useRef<string | null>(null);

	useEffect(() => {
		const el = box.current;
		if (!el) return;
		const watch = new ResizeObserver(() => setSize({ w: el.clientWidth, h: el.clientHeight }));
		watch.observe(el);
		return () => watch.disconnect();
	}, []);

	useEffect(() => {
		if (!url || url === wanted.current) return;
		wanted.current = url;
		const back = front === 0 ? 1 : 0;
		setUrls((old) => (back === 0 ? [url, old[1]] : [old[0], url]));
	}, [url, front]);

	const loaded = (which: 0 | 1) => {
		if (!urls[which] || urls[which] !== wanted.current || which === front) return;
		scrollFrame(frames[which].current, scrollOf(frames[front].current));
		setFront(which);
		onShown?.();
	};

	const scale = size.w > 0 ? size.w / width : 1;
	const style = { width, height: size.h > 0 ? size.h / scale : 0, transform: `scale(${scale})`, transformOrigin: "0 0" };
	return (
		<div ref={box} className="absolute inset-0 overflow-hidden">
			{([0, 1] as const).map((which) => (
				<iframe
					key={which}
					ref={frames[which]}
					src={urls[which] ?? undefined}
					title={which === front ? title : `${title} (loading)`}
					sandbox="allow-same-origin"
					onLoad={() => loaded(which)}
					style={style}
					tabIndex={which === front && urls[which] && !inert ? 0 : -1}
					aria-hidden={which === front && urls[which] ? undefined : true}
					className={`absolute left-0 top-0 border-0 bg-sheet transition-opacity ${which === front && urls[which] ? "z-10 opacity-100" : "pointer-events-none opacity-0"}`}
				/>
			))}
		</div>
	);
}
