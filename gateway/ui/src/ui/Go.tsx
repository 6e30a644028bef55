/* A link within the wizard: a real one, so that it can be opened in a tab of its own. */
import type { AnchorHTMLAttributes } from "react";
import { go } from "@/app/router";

export function Go({ to, ...rest }: { to: string } & AnchorHTMLAttributes<HTMLAnchorElement>) {
	return (
		<a
			{...rest}
			href={to}
			onClick={(event) => {
				if (event.metaKey || event.ctrlKey || event.shiftKey) return;
				event.preventDefault();
				go(to);
			}}
		/>
	);
}
