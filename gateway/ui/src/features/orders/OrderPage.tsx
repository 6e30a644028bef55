/* One order: what to pack, where it goes, and what to do next. Opening it is having looked at it. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api } from "@/api/calls";
import { explain } from "@/api/problem";
import type { Order, OrderChange } from "@/api/types";
import { queryClient } from "@/app/queryClient";
import { keys } from "@/features/wizard/queries";
import { mailTo } from "@/lib/mail";
import { money } from "@/lib/money";
import { when } from "@/lib/when";
import { Confirm } from "@/ui/Confirm";
import { Trouble, Waiting } from "@/ui/Say";
import { Desk } from "./Desk";
import { Standing } from "./Standing";

const told = (store: string) => Promise.all([queryClient.invalidateQueries({ queryKey: ["orders", store] }), queryClient.invalidateQueries({ queryKey: keys.store(store) }), queryClient.invalidateQueries({ queryKey: keys.stores })]);

function useChange(store: string, id: string) {
	return useMutation({
		mutationFn: (change: OrderChange) => api.changeOrder(store, id, change),
		onSuccess: (order) => {
			queryClient.setQueryData(keys.order(store, id), order);
			return told(store);
		},
	});
}

const COLUMNS = [
	{ name: "Article", className: "pb-2 font-normal" },
	{ name: "Pieces", className: "pb-2 pl-4 text-right font-normal" },
	{ name: "Each", className: "hidden pb-2 pl-4 text-right font-normal sm:table-cell" },
	{ name: "Together", className: "pb-2 pl-4 text-right font-normal" },
];

function Lines({ order }: { order: Order }) {
	return (
		<table className="mt-8 w-full">
			<caption className="sr-only">What was ordered</caption>
			<thead className="text-left text-small text-soft">
				<tr>
					{COLUMNS.map(({ name, className }) => (
						<th key={name} scope="col" className={className}>
							{name}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{order.lines.map((line) => (
					<tr key={line.sku} className="border-t border-line align-top">
						<td className="py-3">
							<span className="[overflow-wrap:anywhere]">{line.name}</span>
							<span className="block text-small text-soft">{[line.label, line.sku].filter(Boolean).join(" · ")}</span>
						</td>
						<td className="py-3 pl-4 text-right">{line.quantity}</td>
						<td className="hidden py-3 pl-4 text-right text-soft sm:table-cell">{money(line.unit_minor, order.currency)}</td>
						<td className="whitespace-nowrap py-3 pl-4 text-right">{money(line.total_minor, order.currency)}</td>
					</tr>
				))}
			</tbody>
			<tfoot>
				<tr className="border-t border-ink">
					<th scope="row" className="py-3 text-left font-semibold">
						Total
					</th>
					<td className="hidden sm:table-cell" />
					<td colSpan={2} className="py-3 text-right text-large font-semibold">
						{money(order.total_minor, order.currency)}
					</td>
				</tr>
			</tfoot>
		</table>
	);
}

function Next({ order, change }: { order: Order; change: ReturnType<typeof useChange> }) {
	const [asked, ask] = useState(false);
	const open = order.status === "new" || order.status === "paid";
	if (order.status === "pending") return <p className="mt-8 text-small text-soft">The shopper is on the payment page. The pieces are held for them until it is paid or given up.</p>;
	if (!open) return null;
	if (asked)
		return (
			<div className="mt-8">
				<Confirm about={`Call off order ${order.number}?`} yes="Yes, call it off" no="Keep it" busy={change.isPending} doing="Calling it off…" onYes={() => change.mutate({ status: "cancelled" })} onNo={() => ask(false)}>
					Its pieces go back on the shelf. {order.status === "paid" && "The money does not go back by itself: refund it at the payment provider. "}Call it off?
				</Confirm>
			</div>
		);
	return (
		<div className="mt-8 flex flex-wrap items-center gap-3">
			<button type="button" className="press" disabled={change.isPending} onClick={() => change.mutate({ status: "shipped" })}>
				It is on its way
			</button>
			<a className="press-quiet" href={mailTo(order.email, `Order ${order.number}`)}>
				Write to {order.name.split(" ")[0]}
			</a>
			<button type="button" className="link min-h-10 text-small" onClick={() => ask(true)}>
				Call it off
			</button>
		</div>
	);
}

export function OrderPage({ store, id }: { store: string; id: string }) {
	const found = useQuery({ queryKey: keys.order(store, id), queryFn: () => api.order(store, id) });
	const change = useChange(store, id);
	const looked = useRef(false);
	const order = found.data;
	const failed = found.error ?? change.error;

	useEffect(() => {
		if (!order || order.seen || looked.current) return;
		looked.current = true;
		change.mutate({});
	}, [order, change]);

	return (
		<Desk store={store} title={order ? `Order ${order.number}` : "Order"} current="orders">
			<div className="mt-6">
				{failed && <Trouble>{explain(failed)}</Trouble>}
				<Waiting on={found.isLoading}>Fetching the order…</Waiting>
				{order && (
					<>
						<p className="text-small">
							<Standing status={order.status} /> <span className="text-soft">· ordered {when(order.created_at)}</span>
						</p>
						<Lines order={order} />
						<dl className="mt-8 grid gap-x-10 gap-y-6 sm:grid-cols-2">
							<div>
								<dt className="text-small text-soft">Goes to</dt>
								<dd className="whitespace-pre-line [overflow-wrap:anywhere]">{[order.name, order.address.trim(), [order.postcode, order.city].filter(Boolean).join(" "), order.country].filter(Boolean).join("\n")}</dd>
							</div>
							<div>
								<dt className="text-small text-soft">E-mail</dt>
								<dd className="[overflow-wrap:anywhere]">{order.email}</dd>
								{order.payment_reference && (
									<>
										<dt className="mt-4 text-small text-soft">Payment at Stripe</dt>
										<dd className="[overflow-wrap:anywhere]">{order.payment_reference}</dd>
									</>
								)}
							</div>
							{order.note && (
								<div className="sm:col-span-2">
									<dt className="text-small text-soft">Note</dt>
									<dd className="whitespace-pre-line [overflow-wrap:anywhere]">{order.note}</dd>
								</div>
							)}
						</dl>
						<Next order={order} change={change} />
					</>
				)}
			</div>
		</Desk>
	);
}
