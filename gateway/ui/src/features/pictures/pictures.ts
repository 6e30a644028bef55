/* Pictures on their way to the server: one after another, each checked here for what is known here; all else it finds. */
import { useEffect, useRef, useState } from "react";
import { api } from "@/api/calls";
import { explain } from "@/api/problem";
import type { Asset } from "@/api/types";

export const TYPES = ["image/png", "image/jpeg", "image/webp", "image/svg+xml"];
const MOST = 10 * 1024 * 1024;

export function wrongWith(file: { type: string; size: number }): string | undefined {
	if (file.type && !TYPES.includes(file.type)) return "That is no picture that we can read. Send a PNG, JPEG, WebP or SVG.";
	if (file.size > MOST) return "That file is larger than 10 MB. A few hundred kilobytes are plenty.";
	if (file.size === 0) return "That file is empty.";
	return undefined;
}

/* The same in another order: what stood at `from` stands at `to`. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
	const rest = list.filter((_, i) => i !== from);
	const one = list[from];
	if (one === undefined || to < 0 || to >= list.length) return [...list];
	return [...rest.slice(0, to), one, ...rest.slice(to)];
}

export interface Sending {
	/* of the file that is on its way, 0..1; null: none is */
	share: number | null;
	/* files after it */
	waiting: number;
	error: string | undefined;
	take: (files: readonly File[]) => void;
	stop: () => void;
}

/* keep: is told each picture once the server has it. One that is refused stops none of the others. */
export function useSending(keep: (asset: Asset) => void): Sending {
	const [share, setShare] = useState<number | null>(null);
	const [waiting, setWaiting] = useState(0);
	const [error, setError] = useState<string>();
	const latest = useRef(keep);
	latest.current = keep;
	const queue = useRef<File[]>([]);
	const running = useRef<AbortController | null>(null);
	useEffect(() => () => running.current?.abort(), []);

	const send = async () => {
		const own = new AbortController();
		running.current = own;
		for (let file = queue.current.shift(); file && !own.signal.aborted; file = queue.current.shift()) {
			const name = file.name;
			const say = (why: string) => setError((before) => [before, `${name}: ${why}`].filter(Boolean).join(" "));
			const wrong = wrongWith(file);
			if (wrong) {
				say(wrong);
				continue;
			}
			setShare(0);
			setWaiting(queue.current.length);
			try {
				const asset = await api.uploadPicture(file, setShare, own.signal);
				if (!own.signal.aborted) latest.current(asset);
			} catch (trouble) {
				if (!own.signal.aborted) say(explain(trouble));
			}
		}
		if (running.current === own) running.current = null;
		setShare(null);
		setWaiting(0);
	};

	return {
		share,
		waiting,
		error,
		take: (files) => {
			if (files.length === 0) return;
			setError(undefined);
			queue.current.push(...files);
			if (!running.current) void send();
			else setWaiting(queue.current.length);
		},
		stop: () => {
			queue.current = [];
			running.current?.abort();
		},
	};
}
