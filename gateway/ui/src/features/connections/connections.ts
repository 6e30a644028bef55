/* Step 5 as a form. Keys go out once and never come back: a saved connection shows only that it is there. */
import { z } from "zod";
import type { Configuration, Integration } from "@/api/types";

const key = z.string().trim().max(500, "That is too long to be a key.");

export const connectionsSchema = z
	.object({
		stripe: z.object({ kept: z.boolean(), api_key: key }),
		shopify: z.object({ kept: z.boolean(), shop: key, access_token: key }),
	})
	.superRefine(({ stripe, shopify }, ctx) => {
		const bad = (path: string[], message: string) => ctx.addIssue({ code: "custom", path, message });
		if (stripe.api_key && !/^(sk|rk)_/.test(stripe.api_key)) bad(["stripe", "api_key"], "A secret key of Stripe begins with sk_ or rk_. The one with pk_ is the other one.");
		if (shopify.access_token && !shopify.shop) bad(["shopify", "shop"], "Which shop is the token for?");
		if (shopify.shop && !shopify.access_token) bad(["shopify", "access_token"], "The token that goes with it?");
		if (shopify.shop && !/^[a-z0-9][a-z0-9-]*(\.myshopify\.com)?$/i.test(shopify.shop.replace(/^https?:\/\//, "").replace(/\/$/, ""))) bad(["shopify", "shop"], "It looks like my-shop.myshopify.com.");
	});
export type ConnectionsForm = z.infer<typeof connectionsSchema>;

const find = (config: Configuration, provider: string) => config.integrations?.integrations?.find((item) => item.provider === provider);

export function toForm(config: Configuration): ConnectionsForm {
	return {
		stripe: { kept: find(config, "stripe") !== undefined, api_key: "" },
		shopify: { kept: find(config, "shopify") !== undefined, shop: "", access_token: "" },
	};
}

export function shopDomain(text: string): string {
	const bare = text.trim().toLowerCase().replace(/^https?:\/\//, "").replace(/\/.*$/, "");
	return bare === "" || bare.includes(".") ? bare : `${bare}.myshopify.com`;
}

export function stripeOf(form: ConnectionsForm): Integration | null {
	if (form.stripe.api_key.trim()) return { type: "payment", provider: "stripe", configuration: { api_key: form.stripe.api_key.trim() } };
	return form.stripe.kept ? { type: "payment", provider: "stripe", configuration: {} } : null;
}

export function shopifyOf(form: ConnectionsForm): Integration | null {
	const { kept, shop, access_token } = form.shopify;
	const domain = shopDomain(shop);
	if (access_token.trim()) return { type: "commerce", provider: "shopify", configuration: { shop: domain, access_token: access_token.trim() } };
	return kept ? { type: "commerce", provider: "shopify", configuration: {} } : null;
}

/* A kept connection is named without its key, which asks the server to keep the one it has. */
export function toData(form: ConnectionsForm): Record<string, unknown> {
	return { integrations: [stripeOf(form), shopifyOf(form)].filter((item) => item !== null) };
}

/* The server points at places in the list that was sent; the form has one place for each provider. */
export function aliasesFor(form: ConnectionsForm): Record<string, string> {
	const names = [stripeOf(form) && "stripe", shopifyOf(form) && "shopify"].filter((name): name is string => Boolean(name));
	return Object.fromEntries(names.flatMap((name, i) => [[`integrations.${i}.configuration`, name], [`integrations.${i}`, name]]));
}
