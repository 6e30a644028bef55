/*
 * Suggested palettes: what is asked, how a suggestion goes into the form, and how colour-blind people see it. The
 * colours, their contrasts and their order are the server's; nothing is reckoned here.
 */
import type { PaletteHalf, PaletteSuggestion, PaletteWish, WizardSession } from "@/api/types";
import { VOICES } from "@/features/business/business";
import type { LookForm } from "./look";

export const MOST_BRANDS = 5;
export const BASE_ROLES = ["background", "surface", "text", "muted", "primary", "on_primary", "accent", "border"] as const;

export const VISIONS = [
	{ id: "", name: "As most people do" },
	{ id: "deutan", name: "Without green cones" },
	{ id: "protan", name: "Without red cones" },
	{ id: "tritan", name: "Without blue cones" },
] as const;
export type Vision = (typeof VISIONS)[number]["id"];

export const FORMATS = [
	{ id: "css", name: "CSS variables" },
	{ id: "tokens", name: "Design tokens" },
	{ id: "shopify", name: "Shopify settings" },
] as const;

export const isColour = (text: string) => /^#[0-9a-f]{6}$/i.test(text);

/* What a palette starts from, of the colours found in the logo: those with a hue, or, of a logo without any, its largest. */
export function brandsOf(logo: readonly string[]): string[] {
	const spread = (hex: string) => {
		const channels = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
		return Math.max(...channels) - Math.min(...channels);
	};
	const found = logo.filter(isColour);
	const hued = found.filter((hex) => spread(hex) >= 32);
	return (hued.length > 0 ? hued : found.slice(0, 1)).slice(0, MOST_BRANDS);
}

export const styleOf = (session: WizardSession) => VOICES.find((voice) => voice.id === session.configuration.business_info?.brand_voice)?.style ?? "";

export function wishOf(brands: readonly string[], session: WizardSession): PaletteWish {
	const industry = session.configuration.business_info?.industry;
	const style = styleOf(session);
	return { brand: brands.filter(isColour), n: 6, ...(industry && { industry }), ...(style && { style }) };
}

type Roles = Record<string, string>;
const base = (half: PaletteHalf): Roles => Object.fromEntries(BASE_ROLES.map((role) => [role, half.roles[role] ?? ""]));

export const chosenForm = (s: PaletteSuggestion): Pick<LookForm, "palette_id" | "palette" | "palette_dark"> => ({ palette_id: "", palette: base(s.light), palette_dark: base(s.dark) });

/* Which suggestion the form holds, by all its colours. */
export function suggestionAt(list: readonly PaletteSuggestion[], form: Pick<LookForm, "palette" | "palette_dark">): string | null {
	const same = (a: Roles, b: Roles) => BASE_ROLES.every((role) => a[role] === b[role]);
	return list.find((s) => same(form.palette, base(s.light)) && same(form.palette_dark, base(s.dark)))?.id ?? null;
}

/* The eight roles that stand in a small window, as they are, or as they are seen. */
export function rolesSeen(s: PaletteSuggestion, half: "light" | "dark", vision: Vision): Roles {
	return s.vision.find((one) => one.kind === vision)?.[half] ?? s[half].roles;
}

const RELATIONS: Record<string, string> = {
	brand: "Both colours your own",
	tonal: "Shades of one hue",
	analogous: "Neighbouring hues",
	complementary: "Opposite hues",
	split: "Nearly opposite hues",
	triad: "Hues a third of the circle apart",
};

export const relationOf = (s: PaletteSuggestion, place: number) => `${RELATIONS[s.scheme] ?? s.scheme}${place === 0 ? ", the most harmonious" : ""}`;
