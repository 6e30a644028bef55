/* The wizard's page: the map above, the question on the left, the store on the right. */
import { useCallback, useEffect, useState } from "react";
import { ApiError, explain } from "@/api/problem";
import type { StepNumber, WizardSession } from "@/api/types";
import { Header } from "@/app/Header";
import { go, paths } from "@/app/router";
import { AddressStep } from "@/features/address/AddressStep";
import { BusinessStep } from "@/features/business/BusinessStep";
import { ConnectionsStep } from "@/features/connections/ConnectionsStep";
import { LookStep } from "@/features/look/LookStep";
import { ProductsStep } from "@/features/products/ProductsStep";
import { PreviewBar, PreviewBeside } from "@/features/preview/PreviewPane";
import { usePreview } from "@/features/preview/usePreview";
import { WordsStep } from "@/features/words/WordsStep";
import { Trouble, Waiting } from "@/ui/Say";
import { useSession } from "./queries";
import { StepMap } from "./StepMap";
import { firstOpen, reached, stepName } from "./steps";

const PAGES = { 1: BusinessStep, 2: ProductsStep, 3: LookStep, 4: WordsStep, 5: ConnectionsStep, 6: AddressStep } as const;

export interface StepProps {
	session: WizardSession;
	onDone: () => void;
	onAttention: (n: StepNumber, on: boolean) => void;
}

function addressLine(session: WizardSession): string {
	const slug = session.store?.slug ?? session.configuration.seo_config?.slug;
	return slug ? `${window.location.host}/s/${slug}` : "not open yet";
}

function Steps({ session, n }: { session: WizardSession; n: StepNumber }) {
	const id = session.session_id;
	const [attention, setAttention] = useState<number[]>([]);
	const onAttention = useCallback((step: StepNumber, on: boolean) => setAttention((old) => (on ? [...new Set([...old, step])] : old.filter((x) => x !== step))), []);
	const onDone = useCallback(() => go(n < 6 ? paths.step(id, n + 1) : paths.launch(id)), [id, n]);
	const set = usePreview((s) => s.set);
	const savedName = session.configuration.business_info?.business_name;

	useEffect(() => {
		if (savedName) set({ name: savedName });
		const accent = session.configuration.theme_settings?.palette?.accent;
		if (accent) set({ awning: accent });
	}, [savedName, session.configuration.theme_settings, set]);

	useEffect(() => {
		document.title = `${stepName(n).name} · ${savedName ?? "Store Launch Wizard"}`;
	}, [n, savedName]);

	const Page = PAGES[n];
	const address = addressLine(session);
	return (
		<div className="min-h-dvh lg:grid lg:grid-cols-[minmax(0,1fr)_minmax(22rem,27rem)]">
			<div className="flex min-h-dvh min-w-0 flex-col">
				<Header />
				<div className="border-b border-line px-5 md:px-10 md:pb-3 md:pt-2">
					<StepMap session={session} current={n} attention={attention} />
				</div>
				<main className="flex flex-1 flex-col px-5 md:px-10">
					<Page key={n} session={session} onDone={onDone} onAttention={onAttention} />
				</main>
				<div className="sticky bottom-0 z-30">
					<PreviewBar address={address} />
				</div>
			</div>
			<PreviewBeside address={address} />
		</div>
	);
}

export function WizardPage({ id, step }: { id: string; step: number }) {
	const session = useSession(id);
	const n = session.data && !reached(session.data, step) ? firstOpen(session.data) : (step as StepNumber);

	useEffect(() => {
		if (session.data && n !== step) go(paths.step(id, n), "replace");
	}, [session.data, n, step, id]);

	if (session.data) return <Steps session={session.data} n={n} />;
	const lost = session.error instanceof ApiError && session.error.status === 404;
	return (
		<main className="mx-auto max-w-xl px-5 py-16">
			{session.error ? (
				<>
					<Trouble>{lost ? "There is no such store in the making here." : explain(session.error)}</Trouble>
					<button type="button" className="press mt-8" onClick={() => (lost ? go(paths.home) : void session.refetch())}>
						{lost ? "To my stores" : "Try again"}
					</button>
				</>
			) : (
				<Waiting on>Fetching your answers…</Waiting>
			)}
		</main>
	);
}
