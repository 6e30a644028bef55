/* The store as files to take away: how far the download is, and how to put them online. */
import { useMutation } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";
import { api } from "@/api/calls";
import { explain } from "@/api/problem";
import { save, size } from "@/lib/files";
import { TextField } from "@/ui/Field";
import { Trouble } from "@/ui/Say";
import { placeOf, type Place } from "./copy";

interface Come {
	got: number;
	total: number;
}

function Coming({ come, stop }: { come: Come | null; stop: () => void }) {
	const share = come && come.total > 0 ? come.got / come.total : 0;
	return (
		<div className="mt-4 max-w-prose">
			<div role="progressbar" aria-label="The copy" aria-valuemin={0} aria-valuemax={100} aria-valuenow={come?.total ? Math.round(share * 100) : undefined} className="h-1 bg-line">
				<div className="h-full origin-left bg-accent transition-transform" style={{ transform: `scaleX(${share})` }} />
			</div>
			<div className="mt-1 flex min-h-10 items-center justify-between gap-4 text-small text-soft">
				<p>{!come ? "Packing every page, picture and word…" : come.total ? `${size(come.got)} of ${size(come.total)}` : `${size(come.got)} so far`}</p>
				<button type="button" className="link" onClick={stop}>
					Stop
				</button>
			</div>
		</div>
	);
}

function Hosting() {
	return (
		<details className="mt-4 text-small">
			<summary className="min-h-10 cursor-pointer content-center font-medium text-accent">How to put it online</summary>
			<ol className="max-w-prose list-decimal space-y-2 pb-2 pl-5 pt-1">
				<li>Unpack the zip. It holds one folder of plain files; nothing in it needs a program or a database.</li>
				<li>Upload what is inside to the web folder of your host. Any host that serves files will do: the web space that came with your domain, GitHub Pages, Netlify, Cloudflare Pages.</li>
				<li>Open the address. Pages, pictures, languages, sitemap and feeds are all there.</li>
			</ol>
			<p className="max-w-prose text-soft">What is different there: a place that only serves files can take no orders, so the buttons of the copy write an e-mail to you, and its pages say so. Search and cart stay with the store here.</p>
		</details>
	);
}

export function Copy({ store }: { store: string }) {
	const [typed, setTyped] = useState("");
	const [wrong, setWrong] = useState("");
	const [come, setCome] = useState<Come | null>(null);
	const abort = useRef<AbortController | null>(null);
	const take = useMutation({
		mutationFn: (place: Place) => {
			abort.current = new AbortController();
			setCome(null);
			return api.exportStore(store, place, (got, total) => setCome({ got, total }), abort.current.signal);
		},
		onSuccess: save,
	});
	const stopped = take.isError && abort.current?.signal.aborted;
	const submit = (event: FormEvent) => {
		event.preventDefault();
		const place = placeOf(typed);
		setWrong(place ? "" : "Write it as an address of a website: https://www.example.com or https://example.com/shop.");
		if (place && !take.isPending) take.mutate(place);
	};
	return (
		<div>
			<p className="max-w-prose text-soft">Your whole store as it is live now, as a zip of plain files. It is yours, and works without us.</p>
			<form className="mt-6 max-w-prose space-y-4" onSubmit={submit} noValidate>
				<TextField label="Where will the copy stand?" aside="if you know" hint="Links in the copy are made for that address. Left empty, they are made for the top of any site." placeholder="https://www.example.com" inputMode="url" autoCapitalize="none" autoComplete="off" spellCheck={false} value={typed} onChange={(event) => setTyped(event.target.value)} error={wrong} />
				<button type="submit" className="press-quiet" disabled={take.isPending}>
					Download the copy
				</button>
			</form>
			{take.isPending && <Coming come={come} stop={() => abort.current?.abort()} />}
			<p role="status" className="mt-3 text-small text-soft">
				{take.isSuccess && `${take.data.name}, ${size(take.data.size)}, is among your downloads.`}
				{stopped && "Stopped. Nothing was kept."}
			</p>
			{take.isError && !stopped && <Trouble>{explain(take.error)}</Trouble>}
			<Hosting />
		</div>
	);
}
