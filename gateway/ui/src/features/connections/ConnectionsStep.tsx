import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useFormContext } from "react-hook-form";
import { api } from "@/api/calls";
import { ApiError, explain } from "@/api/problem";
import type { Integration, IntegrationState, WizardSession } from "@/api/types";
import { StepPage, type StepDef } from "@/features/wizard/StepPage";
import type { StepProps } from "@/features/wizard/WizardPage";
import { TextField } from "@/ui/Field";
import { Check } from "@/ui/icons";
import { Trouble, useCountdown, Waiting } from "@/ui/Say";
import { aliasesFor, connectionsSchema, shopifyOf, stripeOf, toData, toForm, type ConnectionsForm } from "./connections";

function Try({ make, ready }: { make: () => Integration | null; ready: boolean }) {
	const [until, setUntil] = useState(0);
	const wait = useCountdown(until);
	const test = useMutation({
		mutationFn: (body: Integration) => api.testIntegration(body),
		onError: (error) => {
			if (error instanceof ApiError && error.status === 429) setUntil(Date.now() + (error.retryAfter ?? 60) * 1000);
		},
	});
	const run = () => {
		const body = make();
		if (body) test.mutate(body);
	};
	return (
		<div className="space-y-2">
			<div className="flex flex-wrap items-center gap-4">
				<button type="button" className="press-quiet" disabled={!ready || test.isPending || wait > 0} onClick={run}>
					{wait > 0 ? `Try again in ${wait} s` : "Try the key"}
				</button>
				<Waiting on={test.isPending}>Asking at the other end…</Waiting>
			</div>
			<div aria-live="polite">
				{test.data &&
					(test.data.ok ? (
						<p className="flex items-center gap-2 text-small text-accent">
							<Check /> {test.data.message}
						</p>
					) : (
						<Trouble>{test.data.message}</Trouble>
					))}
				{test.error && wait === 0 && <Trouble>{explain(test.error)}</Trouble>}
			</div>
		</div>
	);
}

interface PartnerProps {
	name: string;
	does: string;
	where: ReactNode;
	kept: boolean;
	state: IntegrationState | undefined;
	onForget: () => void;
	children: ReactNode;
}

/* What became of a kept key; its hint is all that ever comes back of it. */
function Kept({ state }: { state: IntegrationState | undefined }) {
	if (state?.status === "failed") return <Trouble>{state.error_message ?? "It was refused. Use another key, or disconnect it."}</Trouble>;
	const hint = Object.values(state?.configuration ?? {}).join(", ");
	return (
		<span className="flex items-center gap-2 text-accent">
			<Check className="h-4 w-4 shrink-0" /> {state?.status === "connected" ? "Connected." : "Kept, to be connected when the store opens."}
			{hint && <span className="break-all text-soft">{hint}</span>}
		</span>
	);
}

function Partner({ name, does, where, kept, state, onForget, children }: PartnerProps) {
	const id = `partner-${name.toLowerCase()}`;
	const [replacing, setReplacing] = useState(false);
	return (
		<section aria-labelledby={id} className="border-t border-line py-8 first:border-t-0 first:pt-0">
			<div className="flex flex-wrap items-baseline justify-between gap-x-6">
				<h2 id={id} className="headline text-large">
					{name}
				</h2>
				<p className="text-small text-soft">{does}</p>
			</div>
			{kept && !replacing ? (
				<div className="mt-4 flex flex-wrap items-center gap-x-6 gap-y-2 text-small">
					<Kept state={state} />
					<button type="button" className="link" onClick={() => setReplacing(true)}>
						Use another key
					</button>
					<button type="button" className="link" onClick={onForget}>
						Disconnect
					</button>
				</div>
			) : (
				<div className="mt-5 space-y-5">
					{children}
					<p className="text-tiny text-soft">{where}</p>
				</div>
			)}
		</section>
	);
}

function Fields({ session }: { session: WizardSession }) {
	const { register, watch, getValues, setValue, formState } = useFormContext<ConnectionsForm>();
	const { errors } = formState;
	const { stripe, shopify } = watch();
	const states = useQuery({ queryKey: ["integrations", session.session_id, session.updated_at], queryFn: () => api.integrations(session.session_id), enabled: stripe.kept || shopify.kept });
	const state = (provider: string) => states.data?.items.find((item) => item.provider === provider);
	const secret = { autoComplete: "off", spellCheck: false, type: "password" } as const;
	return (
		<div>
			<Partner name="Stripe" does="takes cards and wallets" kept={stripe.kept} state={state("stripe")} onForget={() => setValue("stripe", { kept: false, api_key: "" }, { shouldDirty: true })} where="In Stripe: Developers, API keys, Secret key. A restricted key is enough.">
				<TextField label="Secret key" placeholder="sk_live_…" {...secret} {...register("stripe.api_key")} error={errors.stripe?.api_key?.message} />
				<Try make={() => stripeOf(getValues())} ready={stripe.api_key.trim() !== ""} />
			</Partner>
			<Partner name="Shopify" does="your products appear there too" kept={shopify.kept} state={state("shopify")} onForget={() => setValue("shopify", { kept: false, shop: "", access_token: "" }, { shouldDirty: true })} where="In Shopify: Settings, Apps, Develop apps. The app needs to read and write products.">
				<TextField label="Shop" placeholder="my-shop.myshopify.com" autoCapitalize="none" autoComplete="off" spellCheck={false} {...register("shopify.shop")} error={errors.shopify?.shop?.message} />
				<TextField label="Access token" placeholder="shpat_…" {...secret} {...register("shopify.access_token")} error={errors.shopify?.access_token?.message} />
				<Try make={() => shopifyOf(getValues())} ready={shopify.shop.trim() !== "" && shopify.access_token.trim() !== ""} />
			</Partner>
		</div>
	);
}

const def: StepDef<ConnectionsForm> = {
	n: 5,
	schema: connectionsSchema,
	toForm,
	toData: (form) => toData(form),
	aliases: aliasesFor,
	Fields,
	preview: false,
};

export function ConnectionsStep(props: StepProps) {
	return <StepPage def={def} {...props} />;
}
