/* The frame around a store's orders and messages: whose they are, and the way between the two. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api } from "@/api/calls";
import { Header } from "@/app/Header";
import { go, paths } from "@/app/router";
import { keys } from "@/features/wizard/queries";
import { follow, useTitle } from "./news";
import { Unread } from "./Unread";

export function Link({ to, current, children }: { to: string; current?: boolean; children: ReactNode }) {
	return (
		<a
			href={to}
			aria-current={current ? "page" : undefined}
			className={`inline-flex min-h-10 items-center gap-2 whitespace-nowrap border-b-2 text-small font-medium ${current ? "border-accent text-ink" : "border-transparent text-soft hover:text-ink"}`}
			onClick={(event) => {
				event.preventDefault();
				go(to);
			}}
		>
			{children}
		</a>
	);
}

export function Desk({ store, title, current, children }: { store: string; title: string; current: "orders" | "messages"; children: ReactNode }) {
	const about = useQuery({ queryKey: keys.store(store), queryFn: () => api.store(store), ...follow });
	const name = about.data?.name ?? "";
	const orders = about.data?.unread_orders ?? 0, messages = about.data?.unread_messages ?? 0;
	useTitle(`${title}${name ? ` · ${name}` : ""}`, orders + messages);
	return (
		<div className="min-h-dvh">
			<Header />
			<main className="mx-auto max-w-4xl px-5 pb-24 pt-8 md:px-10 md:pt-12">
				<p className="min-h-6 truncate text-small text-soft">{name}</p>
				<h1 className="headline text-title md:text-display">{title}</h1>
				<p role="status" className="sr-only">
					{orders > 0 && `${orders} new ${orders === 1 ? "order" : "orders"}. `}
					{messages > 0 && `${messages} unread ${messages === 1 ? "message" : "messages"}.`}
				</p>
				<nav aria-label="Of this store" className="mt-6 flex flex-wrap gap-x-6 border-b border-line">
					<Link to={paths.orders(store)} current={current === "orders"}>
						Orders <Unread n={orders} what="new" />
					</Link>
					<Link to={paths.messages(store)} current={current === "messages"}>
						Messages <Unread n={messages} what="unread" />
					</Link>
					<Link to={paths.home}>My stores</Link>
				</nav>
				{children}
			</main>
		</div>
	);
}

export function Pages({ page, total, turn }: { page: number; total: number; turn: (page: number) => void }) {
	const last = Math.max(1, Math.ceil(total / 20));
	if (last === 1) return null;
	return (
		<nav aria-label="Pages" className="mt-6 flex items-center justify-between gap-4 text-small">
			<button type="button" className="press-quiet" disabled={page <= 1} onClick={() => turn(page - 1)}>
				Newer
			</button>
			<span className="text-soft">
				Page {page} of {last}
			</span>
			<button type="button" className="press-quiet" disabled={page >= last} onClick={() => turn(page + 1)}>
				Older
			</button>
		</nav>
	);
}

export const when = (iso: string) => new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
