/* The merchant's shop from the street: the sign over the door, the awning in the shop's colour, the window. */
import { useId, type ReactNode } from "react";

export function Awning({ colour }: { colour: string | null }) {
	const id = useId().replace(/:/g, "");
	return (
		<svg className="relative z-20 block h-7 w-full overflow-visible text-accent" aria-hidden="true" style={colour ? { color: colour } : undefined}>
			<defs>
				<pattern id={id} x="50%" width="48" height="28" patternUnits="userSpaceOnUse" patternTransform="translate(-12)">
					<path d="M0 0h24v16a12 12 0 0 1-24 0z" fill="currentColor" />
					<path d="M24 0h24v16a12 12 0 0 1-24 0z" className="fill-sheet" />
					<path d="M24 .5h24M24 0v16a12 12 0 0 0 24 0V0" className="stroke-line" fill="none" />
				</pattern>
			</defs>
			<rect width="100%" height="28" fill={`url(#${id})`} />
		</svg>
	);
}

/* The shutter: `open` 0 (down) to 1 (up); what is behind it shows through from below. */
export function Shutter({ open, children, lettered }: { open: number; children?: ReactNode; lettered?: boolean }) {
	return (
		<div
			className={`absolute inset-x-0 top-0 z-10 flex h-full flex-col items-center border-b-4 border-field transition-transform duration-200 ease-out ${lettered ? "slats-wide" : "slats justify-center"}`}
			style={{ transform: `translateY(-${Math.min(1, Math.max(0, open)) * 101}%)` }}
			aria-hidden={open >= 1 ? true : undefined}
		>
			{open < 1 && children}
		</div>
	);
}

interface Props {
	name: string;
	under?: ReactNode;
	awning: string | null;
	children: ReactNode;
	tools?: ReactNode;
}

export function Shopfront({ name, under, awning, children, tools }: Props) {
	return (
		<div className="flex h-full min-h-0 flex-col">
			<div className="flex items-end justify-between gap-4 pb-3">
				<div className="min-w-0">
					<p className={`headline truncate text-large ${name ? "" : "text-soft"}`}>{name || "Your name over the door"}</p>
					{under && <p className="truncate text-tiny text-soft">{under}</p>}
				</div>
				{tools}
			</div>
			<div className="relative flex min-h-0 flex-1 flex-col shadow-window">
				<Awning colour={awning} />
				<div className="relative -mt-3 min-h-0 flex-1 overflow-hidden bg-sheet">{children}</div>
			</div>
		</div>
	);
}
