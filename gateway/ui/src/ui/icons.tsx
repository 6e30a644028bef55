/* Drawn here, 1.5 px lines on a 16 px square; always beside words, so hidden from readers. */
import type { ReactNode } from "react";

function icon(path: ReactNode) {
	return function Icon({ className = "h-4 w-4" }: { className?: string }) {
		return (
			<svg viewBox="0 0 16 16" className={className} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
				{path}
			</svg>
		);
	};
}

export const Check = icon(<path d="m3 8.5 3.2 3L13 4.5" />);
export const Cross = icon(<path d="m4 4 8 8M12 4l-8 8" />);
export const Down = icon(<path d="m4 6 4 4 4-4" />);
export const Up = icon(<path d="m4 10 4-4 4 4" />);
export const Sun = icon(<><circle cx="8" cy="8" r="2.8" /><path d="M8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M12.6 3.4l-.7.7M4.1 11.9l-.7.7" /></>);
export const Moon = icon(<path d="M13 9.6A5.4 5.4 0 0 1 6.4 3 5.4 5.4 0 1 0 13 9.6Z" />);
export const Phone = icon(<><rect x="4.5" y="1.5" width="7" height="13" rx="1.5" /><path d="M7 12.2h2" /></>);
export const Wide = icon(<><rect x="1.5" y="2.5" width="13" height="9" rx="1" /><path d="M6 14h4" /></>);
export const Out = icon(<path d="M6 3.5H3.5v9h9V10M9 3.5h3.5V7M12.2 3.8 7.5 8.5" />);
export const Enter = icon(<path d="M13 3.5v4a1.5 1.5 0 0 1-1.5 1.5H3.5M6 6 3 9l3 3" />);
