/* Messages in the page: a failure with what to do next, a quiet line, and work that takes time. */
import { useEffect, useState, type ReactNode } from "react";

export function Trouble({ children }: { children: ReactNode }) {
	return (
		<div role="alert" className="border-l-2 border-red py-1 pl-4 text-small text-red">
			{children}
		</div>
	);
}

export function Quiet({ children }: { children: ReactNode }) {
	return <p className="text-tiny text-soft">{children}</p>;
}

/* True once `on` has lasted 400 ms: before that, saying "wait" is only flicker. */
export function useLasting(on: boolean, ms = 400): boolean {
	const [lasting, setLasting] = useState(false);
	useEffect(() => {
		if (!on) {
			setLasting(false);
			return;
		}
		const timer = setTimeout(() => setLasting(true), ms);
		return () => clearTimeout(timer);
	}, [on, ms]);
	return on && lasting;
}

export function Waiting({ on, children }: { on: boolean; children: ReactNode }) {
	const lasting = useLasting(on);
	return (
		<span role="status" className="text-tiny text-soft">
			{lasting ? <span className="animate-breathe">{children}</span> : null}
		</span>
	);
}

/* Seconds left until `until` (ms since 1970), 0 when past; counts by itself. */
export function useCountdown(until: number): number {
	const [now, setNow] = useState(() => Date.now());
	const left = Math.max(0, Math.ceil((until - now) / 1000));
	useEffect(() => {
		setNow(Date.now());
		if (until <= Date.now()) return;
		const timer = setInterval(() => {
			setNow(Date.now());
			if (Date.now() >= until) clearInterval(timer);
		}, 500);
		return () => clearInterval(timer);
	}, [until]);
	return left;
}
