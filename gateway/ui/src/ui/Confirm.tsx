/* A question in the place of the button that was pressed, and an answer that can be taken back. The focus goes along. */
import { useEffect, useRef, type ReactNode } from "react";
import { Waiting } from "./Say";

function useFocus() {
	const ref = useRef<HTMLDivElement>(null);
	useEffect(() => ref.current?.focus({ preventScroll: true }), []);
	return ref;
}

interface Asked {
	about: string;
	yes: string;
	no: string;
	busy: boolean;
	doing: string;
	onYes: () => void;
	onNo: () => void;
	children: ReactNode;
}

export function Confirm({ about, yes, no, busy, doing, onYes, onNo, children }: Asked) {
	const ref = useFocus();
	return (
		<div ref={ref} tabIndex={-1} role="group" aria-label={about} className="max-w-prose border-l-2 border-amber pl-4 text-small [overflow-wrap:anywhere]">
			<p>{children}</p>
			<div className="mt-3 flex flex-wrap items-center gap-3">
				<button type="button" className="press-quiet" disabled={busy} onClick={onYes}>
					{yes}
				</button>
				<button type="button" className="link min-h-10" disabled={busy} onClick={onNo}>
					{no}
				</button>
				<Waiting on={busy}>{doing}</Waiting>
			</div>
		</div>
	);
}

export function Done({ undo, busy, onUndo, children }: { undo: string; busy: boolean; onUndo: () => void; children: ReactNode }) {
	const ref = useFocus();
	return (
		<div ref={ref} tabIndex={-1} role="status" className="mt-6 max-w-prose border-l-2 border-accent pl-4 text-small [overflow-wrap:anywhere]">
			{children}
			<button type="button" className="link min-h-10" disabled={busy} onClick={onUndo}>
				{undo}
			</button>
		</div>
	);
}
