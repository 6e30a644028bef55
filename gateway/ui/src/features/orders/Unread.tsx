/* How many the merchant has not looked at; nothing when there are none. */
export function Unread({ n, what }: { n: number; what: string }) {
	if (n < 1) return null;
	return (
		<span className="inline-flex min-w-6 items-center justify-center rounded-full bg-accent px-1.5 text-tiny font-semibold leading-5 text-accent-ink">
			{n}
			<span className="sr-only"> {what}</span>
		</span>
	);
}
