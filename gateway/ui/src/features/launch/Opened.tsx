/* The store itself, big, with its address to copy. */
import { useState, type RefObject } from "react";
import type { Job } from "@/api/types";
import { Header } from "@/app/Header";
import { go, paths } from "@/app/router";
import { Awning, Shutter } from "@/features/preview/Shopfront";
import { StoreFrame } from "@/features/preview/StoreFrame";
import { usePreview } from "@/features/preview/usePreview";
import { useMedia } from "@/lib/media";
import { CopyAddress, fullAddress } from "@/ui/CopyAddress";
import { Disclosure, DisclosureButton, DisclosurePanel } from "@headlessui/react";
import { Down, Out } from "@/ui/icons";
import { lasted } from "./launchJob";
import { Timeline } from "./Timeline";

interface Props {
	heading: RefObject<HTMLHeadingElement>;
	session: string;
	name: string;
	storefront: string;
	preview: string | null; /* an open store may not be framed; its preview may */
	job: Job;
}

export function Opened({ heading, session, name, storefront, preview, job }: Props) {
	const awning = usePreview((s) => s.awning);
	const wide = useMedia("(min-width: 768px)");
	const [up, setUp] = useState(false);
	const seconds = lasted(job);
	return (
		<div className="flex min-h-dvh flex-col bg-street">
			<Header />
			<main className="mx-auto flex w-full max-w-6xl flex-1 flex-col px-5 pt-6 md:px-10 md:pt-10">
				<div className="flex flex-wrap items-end justify-between gap-x-10 gap-y-6">
					<div className="min-w-0">
						<h1 ref={heading} tabIndex={-1} className="headline break-words text-[2.5rem] leading-[2.75rem] sm:text-display md:text-sign">
							{name || "Your store"} is open.
						</h1>
						<div className="mt-3">
							<CopyAddress address={fullAddress(storefront)} />
						</div>
					</div>
					<div className="flex flex-wrap gap-4">
						<a className="press" href={storefront} target="_blank" rel="noreferrer">
							Go in <Out />
							<span className="sr-only">(opens in a new tab)</span>
						</a>
						<button type="button" className="press-quiet" onClick={() => go(paths.home)}>
							My stores
						</button>
						<button type="button" className="press-quiet" onClick={() => go(paths.step(session, 1))}>
							Change something
						</button>
					</div>
				</div>
				<div className="relative mt-10 flex min-h-[70dvh] flex-1 flex-col shadow-window">
					<Awning colour={awning} />
					<div className="relative -mt-3 flex-1 overflow-hidden bg-sheet">
						<StoreFrame key={wide ? "wide" : "phone"} url={preview} title={`${name || "Your store"}, open`} width={wide ? 1280 : 390} onShown={() => setUp(true)} />
						<Shutter open={up ? 1 : 0} />
					</div>
				</div>
				<Disclosure as="div" className="py-8">
					<DisclosureButton className="group flex min-h-10 items-center gap-1 text-small text-soft hover:text-ink">
						What was done{seconds && `, in ${seconds}`} <Down className="h-4 w-4 transition-transform group-data-[open]:rotate-180" />
					</DisclosureButton>
					<DisclosurePanel>
						<Timeline job={job} />
					</DisclosurePanel>
				</Disclosure>
			</main>
		</div>
	);
}
