/* What was ordered in one store, newest first. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/calls";
import { explain } from "@/api/problem";
import type { OrderItem } from "@/api/types";
import { paths } from "@/app/router";
import { keys } from "@/features/wizard/queries";
import { money } from "@/lib/money";
import { when } from "@/lib/when";
import { Go } from "@/ui/Go";
import { Trouble, Waiting } from "@/ui/Say";
import { Desk, Pages } from "./Desk";
import { follow } from "./news";
import { Standing } from "./Standing";

function Row({ store, order }: { store: string; order: OrderItem }) {
	return (
		<li className="relative grid grid-cols-[1fr_auto] gap-x-6 gap-y-1 border-b border-line py-4 hover:bg-accent-wash/50 sm:grid-cols-[1fr_9rem_7rem]">
			<div className="min-w-0">
				<Go to={paths.orders(store, order.order_id)} className={`block truncate after:absolute after:inset-0 ${order.seen ? "" : "font-semibold"}`}>
					{!order.seen && <span className="sr-only">New: </span>}
					<span aria-hidden="true" className={`mr-2 inline-block h-2 w-2 rounded-full align-middle ${order.seen ? "bg-transparent" : "bg-accent"}`} />
					No. {order.number} · {order.name}
				</Go>
				<p className="pl-4 text-small text-soft">
					{when(order.created_at)} · {order.piece_count} {order.piece_count === 1 ? "piece" : "pieces"}
				</p>
			</div>
			<p className="order-last pl-4 text-small sm:order-none sm:pl-0">
				<Standing status={order.status} />
			</p>
			<p className="text-right font-medium">{money(order.total_minor, order.currency)}</p>
		</li>
	);
}

export function OrdersPage({ store }: { store: string }) {
	const [page, turn] = useState(1);
	const list = useQuery({ queryKey: keys.orders(store, page), queryFn: () => api.orders(store, page), placeholderData: keepPreviousData, ...follow });
	return (
		<Desk store={store} title="Orders" current="orders">
			<div className="mt-2">
				{list.error && <Trouble>{explain(list.error)}</Trouble>}
				<Waiting on={list.isLoading}>Looking through the orders…</Waiting>
				{list.data?.total === 0 && (
					<div className="max-w-prose py-10">
						<p className="headline text-large">Nobody has ordered yet.</p>
						<p className="mt-2 text-soft">When somebody does, it stands here within seconds, and My stores shows how many are new. Tell people your address: that is how it begins.</p>
					</div>
				)}
				{list.data && list.data.total > 0 && (
					<>
						<ul>
							{list.data.items.map((order) => (
								<Row key={order.order_id} store={store} order={order} />
							))}
						</ul>
						<Pages page={page} total={list.data.total} turn={turn} />
					</>
				)}
			</div>
		</Desk>
	);
}
