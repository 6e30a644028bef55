/* Addresses of a shop's own: the record that proves one, to copy; what the last check found. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { api } from "@/api/calls";
import { explain } from "@/api/problem";
import type { Domain } from "@/api/types";
import { queryClient } from "@/app/queryClient";
import { keys } from "@/features/wizard/queries";
import { CopyAddress } from "@/ui/CopyAddress";
import { Trouble, Waiting } from "@/ui/Say";

function Row({ store, domain }: { store: string; domain: Domain }) {
	const done = () => queryClient.invalidateQueries({ queryKey: keys.domains(store) });
	const check = useMutation({ mutationFn: () => api.verifyDomain(store, domain.domain_id), onSuccess: done });
	const remove = useMutation({ mutationFn: () => api.removeDomain(store, domain.domain_id), onSuccess: done });
	const failed = check.error ?? remove.error, proved = domain.status === "verified", missing = domain.failing_since !== null;
	return (
		<li className="border-t border-line py-4">
			<div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
				<p className="min-w-0 flex-1 basis-60 break-all font-medium">{domain.host}</p>
				<p className={`text-small ${missing ? "text-red" : proved ? "text-accent" : "text-soft"}`}>{missing ? "its record is gone" : proved ? (domain.canonical ? "yours" : "yours, leads to the first one") : "not proved yet"}</p>
			</div>
			{(!proved || missing) && (
				<div className="mt-2 grid gap-1 text-small">
					<p>Set this TXT record where you bought the domain, then check it:</p>
					<CopyAddress address={domain.record_name} what="the name" small />
					<CopyAddress address={domain.record_value} what="the value" small />
				</div>
			)}
			<p role="status" className="mt-2 text-small text-soft">
				{check.isPending ? "Asking the name servers…" : domain.detail}
			</p>
			{failed && <Trouble>{explain(failed)}</Trouble>}
			<div className="mt-2 flex flex-wrap gap-3">
				{(!proved || missing) && (
					<button type="button" className="press-quiet" disabled={check.isPending} onClick={() => check.mutate()}>
						Check the record
					</button>
				)}
				<button type="button" className="link min-h-10 text-small" disabled={remove.isPending} onClick={() => remove.mutate()}>
					Remove<span className="sr-only"> {domain.host}</span>
				</button>
			</div>
		</li>
	);
}

export function Domains({ store: id }: { store: string }) {
	const field = useId();
	const list = useQuery({ queryKey: keys.domains(id), queryFn: () => api.domains(id) });
	const [host, setHost] = useState("");
	const add = useMutation({
		mutationFn: () => api.addDomain(id, host.trim()),
		onSuccess: () => {
			setHost("");
			return queryClient.invalidateQueries({ queryKey: keys.domains(id) });
		},
	});
	const failed = list.error ?? add.error;
	return (
		<div>
			<p className="max-w-prose text-soft">Bought a domain somewhere? Say which, prove that it is yours, and the store answers there too.</p>
			{failed && <Trouble>{explain(failed)}</Trouble>}
			<Waiting on={list.isLoading}>Looking for its domains…</Waiting>
			{list.data && list.data.items.length > 0 && (
				<ul className="mt-4">
					{list.data.items.map((domain) => (
						<Row key={domain.domain_id} store={id} domain={domain} />
					))}
				</ul>
			)}
			<form
				className="mt-4 flex flex-wrap items-end gap-3 border-t border-line pt-4"
				onSubmit={(event) => {
					event.preventDefault();
					if (host.trim()) add.mutate();
				}}
			>
				<div className="min-w-0 flex-1 basis-60">
					<label htmlFor={field} className="text-small font-medium">
						The domain
					</label>
					<input
						id={field}
						className="line-input"
						value={host}
						placeholder="shop.example.com"
						autoCapitalize="none"
						autoComplete="off"
						spellCheck={false}
						inputMode="url"
						onChange={(event) => setHost(event.target.value)}
					/>
				</div>
				<button type="submit" className="press-quiet" disabled={add.isPending || !host.trim()}>
					Add it
				</button>
			</form>
		</div>
	);
}
