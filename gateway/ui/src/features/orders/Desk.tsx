/* The frame around an open store's pages: whose they are, and the way between them. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api } from "@/api/calls";
import { Header } from "@/app/Header";
import { paths } from "@/app/router";
import { keys } from "@/features/wizard/queries";
import { Go } from "@/ui/Go";
import { follow, useTitle } from "./news";
import { Unread } from "./Unread";

function Tab({ to, current, children }: { to: string; current: boolean; children: ReactNode }) {
	return (
		<Go to={to} aria-current={current ? "page" : undefined} className={`inline-flex min-h-10 items-center gap-2 whitespace-nowrap border-b-2 text-small font-medium ${current ? "border-accent text-ink" : "border-transparent text-soft hover:text-ink"}`}>
			{children}
		</Go>
	);
}

export function Desk({ store, title, current, children }: { store: string; title: string; current: "orders" | "messages" | "tests" | "versions" | "settings"; children: ReactNode }) {
	const about = useQuery({ queryKey: keys.store(store), queryFn: () => api.store(store), ...follow });
	const name = about.data?.name ?? "";
	const orders = about.data?.unread_orders ?? 0, messages = about.data?.unread_messages ?? 0;
	useTitle(`${title}${name ? ` · ${name}` : ""}`, orders + messages);
	return (
		<div className="min-h-dvh">
			<Header />
			<main className="mx-auto max-w-4xl px-5 pb-24 pt-8 md:px-10 md:pt-12">
				<p className="flex min-h-6 gap-2 text-small text-soft">
					<Go to={paths.home} className="link whitespace-nowrap">
						My stores
					</Go>
					<span aria-hidden="true">/</span>
					<span className="truncate">{name}</span>
				</p>
				<h1 className="headline mt-2 text-title md:text-display">{title}</h1>
				<p role="status" className="sr-only">
					{orders > 0 && `${orders} new ${orders === 1 ? "order" : "orders"}. `}
					{messages > 0 && `${messages} unread ${messages === 1 ? "message" : "messages"}.`}
				</p>
				<nav aria-label="Of this store" className="mt-6 flex flex-wrap gap-x-6 border-b border-line">
					<Tab to={paths.orders(store)} current={current === "orders"}>
						Orders <Unread n={orders} what="new" />
					</Tab>
					<Tab to={paths.messages(store)} current={current === "messages"}>
						Messages <Unread n={messages} what="unread" />
					</Tab>
					<Tab to={paths.tests(store)} current={current === "tests"}>
						Tests
					</Tab>
					<Tab to={paths.versions(store)} current={current === "versions"}>
						Versions
					</Tab>
					<Tab to={paths.settings(store)} current={current === "settings"}>
						Settings
					</Tab>
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
