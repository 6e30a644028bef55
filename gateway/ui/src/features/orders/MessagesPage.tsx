/* What shoppers wrote, newest first. */
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/calls";
import { explain } from "@/api/problem";
import type { Message } from "@/api/types";
import { queryClient } from "@/app/queryClient";
import { keys } from "@/features/wizard/queries";
import { mailTo } from "@/lib/mail";
import { when } from "@/lib/when";
import { Trouble, Waiting } from "@/ui/Say";
import { Desk, Pages } from "./Desk";
import { follow } from "./news";

function Letter({ message, read, busy }: { message: Message; read: () => void; busy: boolean }) {
	return (
		<li className="border-b border-line py-6">
			<p className={message.seen ? "" : "font-semibold"}>
				{!message.seen && <span className="sr-only">Unread: </span>}
				{message.name} <span className="text-small font-normal text-soft">· {when(message.created_at)}</span>
			</p>
			<p className="mt-2 max-w-prose whitespace-pre-line [overflow-wrap:anywhere]">{message.body}</p>
			<div className="mt-3 flex flex-wrap items-center gap-3">
				<a className="press-quiet" href={mailTo(message.email)} onClick={() => !message.seen && read()}>
					Answer {message.email}
				</a>
				{!message.seen && (
					<button type="button" className="link text-small" disabled={busy} onClick={read}>
						I’ve read it
					</button>
				)}
			</div>
		</li>
	);
}

export function MessagesPage({ store }: { store: string }) {
	const [page, turn] = useState(1);
	const list = useQuery({ queryKey: keys.messages(store, page), queryFn: () => api.messages(store, page), placeholderData: keepPreviousData, ...follow });
	const read = useMutation({
		mutationFn: (id: string) => api.readMessage(store, id),
		onSuccess: () =>
			Promise.all([queryClient.invalidateQueries({ queryKey: ["messages", store] }), queryClient.invalidateQueries({ queryKey: keys.store(store) }), queryClient.invalidateQueries({ queryKey: keys.stores })]),
	});
	const failed = list.error ?? read.error;
	return (
		<Desk store={store} title="Messages" current="messages">
			<div className="mt-2">
				{failed && <Trouble>{explain(failed)}</Trouble>}
				<Waiting on={list.isLoading}>Opening the letters…</Waiting>
				{list.data?.total === 0 && <p className="max-w-prose py-10 text-soft">Nothing yet. What shoppers write on your Contact page stands here.</p>}
				{list.data && list.data.total > 0 && (
					<>
						<ul>
							{list.data.items.map((message) => (
								<Letter key={message.message_id} message={message} busy={read.isPending} read={() => read.mutate(message.message_id)} />
							))}
						</ul>
						<Pages page={page} total={list.data.total} turn={turn} />
					</>
				)}
			</div>
		</Desk>
	);
}
