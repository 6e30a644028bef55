import { useEffect, useState } from "react";

export function fullAddress(path: string): string {
	return new URL(path, window.location.origin).href;
}

/* The clipboard may be refused; then the address is selected, ready for the keyboard. */
export function CopyAddress({ address, small, what = "the address" }: { address: string; small?: boolean; what?: string }) {
	const [said, setSaid] = useState("");
	useEffect(() => {
		if (!said) return;
		const timer = setTimeout(() => setSaid(""), 2500);
		return () => clearTimeout(timer);
	}, [said]);
	const copy = async (from: HTMLElement) => {
		try {
			await navigator.clipboard.writeText(address);
			setSaid("Copied.");
		} catch {
			const text = from.parentElement?.querySelector("[data-address]");
			if (text) window.getSelection()?.selectAllChildren(text);
			setSaid("Marked: copy it with your keyboard.");
		}
	};
	return (
		<p className={`flex flex-wrap items-baseline gap-x-4 gap-y-1 ${small ? "text-small" : "text-lead"}`}>
			<span data-address className={`min-w-0 break-all ${small ? "text-soft" : ""}`}>
				{address.replace(/^https?:\/\//, "").replace(/\/$/, "")}
			</span>
			<button type="button" className="link min-h-8 text-small" onClick={(event) => void copy(event.currentTarget)}>
				Copy {what}
			</button>
			<span role="status" className="text-tiny text-soft">
				{said}
			</span>
		</p>
	);
}
