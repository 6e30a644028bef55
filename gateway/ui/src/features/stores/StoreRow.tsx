/* One open shop: where it is, and what can be done. */
import type { ReactNode } from "react";
import type { Store } from "@/api/types";
import { go, paths } from "@/app/router";
import { Unread } from "@/features/orders/Unread";
import { CopyAddress, fullAddress } from "@/ui/CopyAddress";
import { Go } from "@/ui/Go";
import { Out } from "@/ui/icons";

function More({ to, of, children }: { to: string; of: string; children: ReactNode }) {
	return (
		<Go to={to} className="inline-flex min-h-10 items-center text-small text-soft underline decoration-line underline-offset-4 hover:text-ink hover:decoration-current">
			{children}
			<span className="sr-only"> of {of}</span>
		</Go>
	);
}

export function StoreRow({ store, session }: { store: Store; session?: string }) {
	return (
		<li className="border-t border-line py-6">
			<div className="flex flex-wrap items-start gap-x-8 gap-y-4">
				<div className="min-w-0 flex-1 basis-72">
					<p className="headline truncate text-large">{store.name}</p>
					<CopyAddress address={fullAddress(store.storefront_url)} small />
				</div>
				<div className="flex flex-wrap gap-3">
					<button type="button" className="press-quiet" onClick={() => go(paths.orders(store.store_id))}>
						Orders <Unread n={store.unread_orders} what="new" />
					</button>
					<button type="button" className="press-quiet" onClick={() => go(paths.messages(store.store_id))}>
						Messages <Unread n={store.unread_messages} what="unread" />
					</button>
					{session && (
						<button type="button" className="press-quiet" onClick={() => go(paths.step(session, 1))}>
							Change something
						</button>
					)}
					<a className="press-quiet" href={store.storefront_url} target="_blank" rel="noreferrer">
						Visit <Out />
						<span className="sr-only">(opens in a new tab)</span>
					</a>
				</div>
			</div>
			<p className="mt-3 flex flex-wrap gap-x-6">
				<More to={paths.tests(store.store_id)} of={store.name}>
					Try two designs
				</More>
				<More to={paths.versions(store.store_id)} of={store.name}>
					Earlier versions
				</More>
				<More to={paths.settings(store.store_id)} of={store.name}>
					Own domain, a copy
				</More>
			</p>
		</li>
	);
}
