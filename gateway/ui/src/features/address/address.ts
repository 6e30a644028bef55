/* Step 6 as a form: the address, and what a search or a message shows of the shop. */
import { z } from "zod";
import type { Configuration, SeoConfig, WizardSession } from "@/api/types";
import { slugify } from "@/lib/slug";

export const TITLE_SHOWN = 60;
export const META_SHOWN = 160;

export const addressSchema = z.object({
	slug: z
		.string()
		.trim()
		.regex(/^([a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?)?$/, "Small letters, digits and single hyphens: joes-coffee."),
	title: z.string().trim().max(200, "Two hundred characters at most; sixty are shown."),
	meta_description: z.string().trim().max(500, "Five hundred characters at most; about 160 are shown."),
});
export type AddressForm = z.infer<typeof addressSchema>;

export function toForm(config: Configuration): AddressForm {
	const saved = config.seo_config;
	return {
		slug: saved?.slug ?? slugify(config.business_info?.business_name ?? "", 60),
		title: saved?.title ?? "",
		meta_description: saved?.meta_description ?? "",
	};
}

export function toData(form: AddressForm, config: Configuration): Record<string, unknown> {
	const data: SeoConfig = {};
	if (form.slug.trim()) data.slug = form.slug.trim();
	if (form.title.trim()) data.title = form.title.trim();
	if (form.meta_description.trim()) data.meta_description = form.meta_description.trim().replace(/\s+/g, " ");
	const { keywords, domain } = config.seo_config ?? {};
	if (keywords) data.keywords = keywords;
	if (domain) data.domain = domain;
	return { ...data };
}

/* Cut where a search page would cut: at a word, with an ellipsis. */
export function cut(text: string, limit: number): string {
	if (text.length <= limit) return text;
	const head = text.slice(0, limit - 1);
	const space = head.lastIndexOf(" ");
	return `${(space > limit * 0.6 ? head.slice(0, space) : head).trimEnd()}…`;
}

export interface ReviewLine {
	n: number;
	says: string;
	defaulted: boolean;
}

const count = (n: number, one: string, many: string) => `${n.toLocaleString()} ${n === 1 ? one : many}`;

/* The launch review: what will open, in a line a step, and which of it nobody chose. */
export function review(session: WizardSession): ReviewLine[] {
	const c = session.configuration;
	const defaulted = new Set(session.defaulted_steps ?? []);
	const products = c.product_config?.products?.length ?? 0;
	const written = Object.keys(c.content_data?.product_descriptions ?? {}).length;
	const pages = [c.content_data?.pages?.home?.headline, c.content_data?.pages?.home?.body, c.content_data?.pages?.about?.body].filter(Boolean).length;
	const links = c.integrations?.integrations?.map((item) => item.provider.replace(/^./, (x) => x.toUpperCase())) ?? [];
	const words = written + pages === 0 ? "" : `${count(written + pages, "text of yours", "texts of yours")}; `;
	const fills = c.content_data?.fill_missing === false ? "what is empty stays empty" : "the rest is written from your facts when the store opens";
	return [
		{ n: 1, says: c.business_info?.business_name ?? "", defaulted: false },
		{ n: 2, says: products > 0 ? `${count(products, "product", "products")} on the shelves` : "Empty shelves for now", defaulted: defaulted.has(2) },
		{ n: 3, says: c.theme_settings?.theme_id ? "A look of your choice" : "The look that suits your trade best", defaulted: defaulted.has(3) },
		{ n: 4, says: `${words}${fills}`.replace(/^./, (x) => x.toUpperCase()), defaulted: defaulted.has(4) },
		{ n: 5, says: links.length > 0 ? links.join(" and ") : "No connections; the store opens without", defaulted: defaulted.has(5) },
	];
}
