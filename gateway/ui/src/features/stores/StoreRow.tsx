/* One open shop: where it is, what can be done, and the versions that it can go back to. */
import { Disclosure, DisclosureButton, DisclosurePanel } from "@headlessui/react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api } from "@/api/calls";
import { explain } from "@/api/problem";
import type { Store, StoreVersion } from "@/api/types";
import { queryClient } from "@/app/queryClient";
import { go, paths } from "@/app/router";
import { keys } from "@/features/wizard/queries";
import { CopyAddress, fullAddress } from "@/ui/CopyAddress";
import { Down, Out } from "@/ui/icons";
import { Unread } from "@/features/orders/Unread";
import { Trouble, Waiting } from "@/ui/Say";
import { Domains } from "./Domains";

const when = (iso: string) => new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));

function Versions({ store }: { store: Store }) {
	const list = useQuery({ queryKey: keys.versions(store.store_id), queryFn: () => api.versions(store.store_id) });
	const publish = useMutation({
		mutationFn: (version: number) => api.publish(store.store_id, version),
		onSuccess: () => Promise.all([queryClient.invalidateQueries({ queryKey: keys.versions(store.store_id) }), queryClient.invalidateQueries({ queryKey: keys.stores })]),
	});
	const failed = list.error ?? publish.error;
	const row = (item: StoreVersion) => (
		<tr key={item.version} className="border-t border-line">
			<td className="whitespace-nowrap py-2 pr-4">Version {item.version}</td>
			<td className="py-2 pr-4 text-soft">{when(item.created_at)}</td>
			<td className="whitespace-nowrap py-2 text-right">
				{item.live ? (
					<span className="text-accent">open now</span>
				) : (
					<button type="button" className="link text-small" disabled={publish.isPending} onClick={() => publish.mutate(item.version)}>
						Put this one back
					</button>
				)}
			</td>
		</tr>
	);
	return (
		<div className="pt-4">
			{failed && <Trouble>{explain(failed)}</Trouble>}
			<Waiting on={list.isLoading || publish.isPending}>{publish.isPending ? "Changing the shop window…" : "Looking through the versions…"}</Waiting>
			{list.data && (
				<table className="w-full text-small">
					<thead className="sr-only">
						<tr>
							<th scope="col">Version</th>
							<th scope="col">Made</th>
							<th scope="col">State</th>
						</tr>
					</thead>
					<tbody>{list.data.items.map(row)}</tbody>
				</table>
			)}
		</div>
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
			<Disclosure>
				<DisclosureButton className="group mt-3 flex min-h-10 items-center gap-1 text-small text-soft hover:text-ink">
					Own domain <Down className="h-4 w-4 transition-transform group-data-[open]:rotate-180" />
				</DisclosureButton>
				<DisclosurePanel>
					<Domains store={store} />
				</DisclosurePanel>
			</Disclosure>
			<Disclosure>
				<DisclosureButton className="group mt-1 flex min-h-10 items-center gap-1 text-small text-soft hover:text-ink">
					Earlier versions <Down className="h-4 w-4 transition-transform group-data-[open]:rotate-180" />
				</DisclosureButton>
				<DisclosurePanel>
					<Versions store={store} />
				</DisclosurePanel>
			</Disclosure>
		</li>
	);
}
