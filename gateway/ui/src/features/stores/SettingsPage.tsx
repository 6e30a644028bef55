/* What is set once for an open store: domains of its own, and a copy to take away. */
import type { ReactNode } from "react";
import { Desk } from "@/features/orders/Desk";
import { Copy } from "./Copy";
import { Domains } from "./Domains";

function Part({ id, title, children }: { id: string; title: string; children: ReactNode }) {
	return (
		<section aria-labelledby={id} className="mt-12">
			<h2 id={id} className="headline text-large">
				{title}
			</h2>
			<div className="mt-3">{children}</div>
		</section>
	);
}

export function SettingsPage({ store }: { store: string }) {
	return (
		<Desk store={store} title="Settings" current="settings">
			<Part id="domain" title="A domain of your own">
				<Domains store={store} />
			</Part>
			<Part id="copy" title="A copy to take away">
				<Copy store={store} />
			</Part>
		</Desk>
	);
}
