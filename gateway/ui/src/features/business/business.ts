/* Step 1 as a form: its shape, its rules, and the way to and from the saved answer. */
import { z } from "zod";
import type { BusinessInfo, Configuration, ContentRequest, Logo } from "@/api/types";
import { currencyOf, homeCountry } from "@/lib/places";

/* How a shop speaks, and the style word that the adviser on looks goes by. */
type Voice = NonNullable<NonNullable<ContentRequest["options"]>["tone"]>;

export const VOICES: readonly { id: Voice; name: string; style: string }[] = [
	{ id: "friendly", name: "Warm, like a neighbour", style: "warm" },
	{ id: "plain", name: "Plain and exact", style: "minimal" },
	{ id: "playful", name: "Playful", style: "playful" },
	{ id: "luxurious", name: "Quietly elegant", style: "luxury" },
];

export const businessSchema = z.object({
	business_name: z
		.string()
		.trim()
		.min(1, "Every shop needs a name. A working one will do; you can change it.")
		.max(200, "Two hundred characters at most, or it won’t fit over the door.")
		.refine((name) => !/[<>"]/.test(name), "The name can’t hold <, > or a straight double quote. Leave those out."),
	industry: z.string().regex(/^[a-zA-Z0-9_-]+$/, "Say what you sell: pick one, or write your own word for it."),
	description: z.string().max(1000, "A thousand characters at most: the rest has room on the page about you."),
	target_audience: z.string().max(300, "Three hundred characters at most."),
	brand_voice: z.string(),
	country: z.string(),
	currency: z.string(),
	languages: z.array(z.string()).max(10, "Ten languages at most."),
	logo: z.custom<Logo | null>(),
	contact_email: z.string().trim().email("That does not look like an e-mail address yet.").or(z.literal("")),
});
export type BusinessForm = z.infer<typeof businessSchema>;

export function toForm(config: Configuration): BusinessForm {
	const saved = config.business_info;
	const country = saved?.country ?? (saved?.business_name ? "" : homeCountry());
	return {
		business_name: saved?.business_name ?? "",
		industry: saved?.industry ?? "",
		description: saved?.description ?? "",
		target_audience: saved?.target_audience ?? "",
		brand_voice: saved?.brand_voice ?? "",
		country,
		currency: saved?.currency ?? (saved?.business_name ? "" : currencyOf(country)),
		languages: saved?.languages ?? [],
		logo: saved?.logo ?? null,
		contact_email: saved?.contact_email ?? "",
	};
}

/* Asked for by name; any other word that a shop speaks by was set elsewhere and is kept. */
export function toneOf(voice: string | undefined): { tone?: Voice } {
	const known = VOICES.find((one) => one.id === voice);
	return known ? { tone: known.id } : {};
}

/* Empty answers are left out (but for the description, which the contract wants): the server's defaults are then plain to see as defaults. */
export function toData(form: BusinessForm): Record<string, unknown> {
	const data: BusinessInfo = { business_name: form.business_name.trim(), industry: form.industry, description: form.description.trim() };
	const optional = ["target_audience", "brand_voice", "country", "currency", "contact_email"] as const;
	for (const name of optional) {
		const value = form[name].trim();
		if (value) data[name] = value;
	}
	if (form.logo) data.logo = form.logo;
	if (form.languages.length > 0) data.languages = form.languages;
	return { ...data };
}
