/*
 * What a test of the design can change, one thing at a time, and what that makes of the wizard's answers: the same for a look
 * at it beforehand and for keeping it afterwards. How the numbers are to be judged is no matter of this page.
 */
import type { Configuration, DesignTest, NewTest, StepNumber, Theme, ThemeSettings, VariantSettings } from "@/api/types";
import { layoutsOf, paletteAt, rolesOf, toForm } from "@/features/look/look";

export const KINDS = [
	{ id: "headline", name: "The large line", asks: "What else could it say at the door?" },
	{ id: "theme", name: "The theme", asks: "Which other themes would you like to see tried?" },
	{ id: "palette", name: "The colours", asks: "Which other colours?" },
	{ id: "layout", name: "The arrangement", asks: "Which other arrangement?" },
] as const;
export type Kind = (typeof KINDS)[number]["id"];

export const MOST = 3;

export interface Candidate {
	name: string;
	settings: VariantSettings;
}

/* The theme that is on: chosen, or the first that is advised. */
export const presentTheme = (themes: readonly Theme[], config: Configuration): Theme | undefined => themes.find((theme) => theme.id === config.theme_settings?.theme_id) ?? themes[0];

export function candidates(kind: Kind, themes: readonly Theme[], config: Configuration): Candidate[] {
	const present = presentTheme(themes, config);
	const form = toForm(config);
	if (!present || kind === "headline") return [];
	if (kind === "theme") return themes.filter((theme) => theme !== present).map((theme) => ({ name: theme.name, settings: { theme_id: theme.id } }));
	if (kind === "layout")
		return layoutsOf(present)
			.filter((layout, i) => (form.layout ? layout.id !== form.layout : i > 0))
			.map((layout) => ({ name: layout.name, settings: { theme_id: present.id, layout: layout.id } }));
	const palettes = present.customization_options.palettes ?? [];
	const on = paletteAt(palettes, form);
	const { palette: _day, palette_dark: _night, ...others } = (config.theme_settings?.customizations ?? {}) as Record<string, unknown>;
	return palettes.filter((_, i) => i !== on).map((palette) => ({ name: palette.name, settings: { palette: rolesOf(palette), customizations: { ...others, palette_dark: palette.dark ?? {} } } }));
}

/* The step that a variant changes, with its answers as they would be. */
export function answers(settings: VariantSettings, config: Configuration): { n: StepNumber; data: Record<string, unknown> } {
	const { headline, layout, ...look } = settings;
	if (headline !== undefined) {
		const { pages, ...rest } = config.content_data ?? {};
		return { n: 4, data: { ...rest, pages: { ...pages, home: { ...pages?.home, headline } } } };
	}
	const data: ThemeSettings = { ...config.theme_settings, ...look, ...(layout && { layout: { id: layout } }) };
	return { n: 3, data: { ...data } };
}

/* One in ten, shared among the new ones; or all alike. */
export function newTest(kind: Kind, picked: readonly Candidate[], careful: boolean): NewTest {
	const weight = careful ? Math.max(1, Math.round(10 / picked.length)) : 50;
	const name = KINDS.find((one) => one.id === kind)?.name ?? kind;
	return { name, control_weight: careful ? 90 : 50, variants: picked.map((one) => ({ name: one.name.slice(0, 100), weight, settings: one.settings })) };
}

export interface Share {
	meant: number;
	seen: number;
}

/* Of all visitors, 0 to 1: as the test was set, and as it came. */
export function shares(variants: DesignTest["variants"]): Share[] {
	const weights = variants.reduce((sum, one) => sum + one.weight, 0);
	const visitors = variants.reduce((sum, one) => sum + one.visitors, 0);
	return variants.map((one) => ({ meant: weights > 0 ? one.weight / weights : 0, seen: visitors > 0 ? one.visitors / visitors : 0 }));
}

export const hasChoices = (kind: Kind, themes: readonly Theme[], config: Configuration) => kind === "headline" || candidates(kind, themes, config).length > 0;
