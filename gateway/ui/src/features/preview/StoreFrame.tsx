/*
 * The store in a frame: the next page loads behind the one that is seen, then takes its place, so that nothing
 * flickers; where the shopper had scrolled to is kept. Each page gets a frame of its own, because a frame that is
 * sent elsewhere adds to the browser's history and would swallow "Back". No scripts run in it: the store works without.
 */
import { useEffect, useRef, useState } from "react";

interface Props {
	url: string | null;
	title: string;
	width: number;
	onShown?: (url: string) => void;
	onRefused?: (url: string) => void;
	inert?: boolean;
}

function scrollOf(frame: HTMLIFrameElement | undefined): number {
	try {
		return frame?.contentWindow?.scrollY ?? 0;
	} catch {
		return 0;
	}
}

function scrollFrame(frame: HTMLIFrameElement, y: number): void {
	try {
		frame.contentWindow?.scrollTo(0, y);
	} catch {
		return;
	}
}

/* A refusal comes as JSON: then the store that was seen stays. */
export function isPage(frame: HTMLIFrameElement): boolean {
	try {
		return frame.contentDocument === null || frame.contentDocument.contentType === "text/html";
	} catch {
		return true;
	}
}

/* What the store paints along its upper edge, so that the space behind the awning's scallops is the store's own. */
function colourAtTop(frame: HTMLIFrameElement): string | null {
	try {
		const page = frame.contentDocument;
		const view = frame.contentWindow;
		for (let el = page?.elementFromPoint(8, 1) ?? null; el && view; el = el.parentElement) {
			const { backgroundColor, backgroundImage } = view.getComputedStyle(el);
			if (backgroundImage !== "none") return null;
			if (!/^(transparent|rgba\(.*, 0\))$/.test(backgroundColor)) return backgroundColor;
		}
		return null;
	} catch {
		return null;
	}
}

const UNDER_AWNING = 12;

export function StoreFrame({ url, title, width, onShown, onRefused, inert }: Props) {
	const box = useRef<HTMLDivElement>(null);
	const frames = useRef(new Map<string, HTMLIFrameElement>());
	const [size, setSize] = useState({ w: 0, h: 0 });
	const [front, setFront] = useState<string | null>(null);
	const [top, setTop] = useState<string | null>(null);

	useEffect(() => {
		const el = box.current;
		if (!el) return;
		const watch = new ResizeObserver(() => setSize({ w: el.clientWidth, h: el.clientHeight }));
		watch.observe(el);
		return () => watch.disconnect();
	}, []);

	const loaded = (which: string) => {
		const frame = frames.current.get(which);
		if (which !== url || which === front || !frame) return;
		if (!isPage(frame)) {
			onRefused?.(which);
			return;
		}
		setTop(colourAtTop(frame));
		scrollFrame(frame, scrollOf(front === null ? undefined : frames.current.get(front)));
		setFront(which);
		onShown?.(which);
	};

	/* Scaled down to fit, never up: what is wider than the store stands on both sides of it. */
	const scale = size.w > 0 ? Math.min(1, size.w / width) : 1;
	const style = { width, height: size.h > 0 ? size.h / scale : 0, left: Math.max(0, (size.w - width) / 2), transform: `scale(${scale})`, transformOrigin: "0 0" };
	const shown = [...new Set([front, url])].filter((one): one is string => one !== null);
	return (
		<div className="absolute inset-0" style={{ paddingTop: UNDER_AWNING, backgroundColor: top ?? undefined }}>
			<div ref={box} className="relative h-full overflow-hidden">
			{shown.map((one) => (
				<iframe
					key={one}
					ref={(el) => {
						if (el) frames.current.set(one, el);
						else frames.current.delete(one);
					}}
					src={one}
					title={one === front ? title : `${title} (loading)`}
					sandbox="allow-same-origin"
					onLoad={() => loaded(one)}
					style={style}
					tabIndex={one === front && !inert ? 0 : -1}
					aria-hidden={one === front ? undefined : true}
					className={`absolute top-0 border-0 bg-sheet transition-opacity ${one === front ? "z-10 opacity-100" : "pointer-events-none opacity-0"}`}
				/>
			))}
			</div>
		</div>
	);
}
