/*
 * Step 3 as a form. A palette of the theme goes by its id, so that its night half, which somebody designed, is kept;
 * one without an id, or from advice, goes by its colours; a suggested one by the colours of both halves.
 */
import { z } from "zod";
import type { Configuration, Palette, Theme, ThemeSettings } from "@/api/types";

type Roles = Record<string, string>;

export const lookSchema = z.object({
	theme_id: z.string(),
	palette_id: z.string(),
	palette: z.record(z.string()),
	palette_dark: z.record(z.string()),
	layout: z.string(),
	typography: z.string(),
});
export type LookForm = z.infer<typeof lookSchema>;

const textOf = (value: unknown) => (typeof value === "string" ? value : "");
/* The gateway takes any object here: each theme has its own choices. */
const choices = (value: unknown) => (value ?? {}) as Record<string, unknown>;
const rolesIn = (value: unknown): Roles => Object.fromEntries(Object.entries(choices(value)).filter((entry): entry is [string, string] => typeof entry[1] === "string"));

export function toForm(config: Configuration): LookForm {
	const saved = config.theme_settings;
	return { theme_id: saved?.theme_id ?? "", palette_id: textOf(choices(saved?.customizations).palette), palette: { ...saved?.palette }, palette_dark: rolesIn(choices(saved?.customizations).palette_dark), layout: textOf(choices(saved?.layout).id), typography: textOf(choices(saved?.typography).id) };
}

export function toData(form: LookForm, config: Configuration): Record<string, unknown> {
	if (!form.theme_id) return {};
	const data: ThemeSettings = { theme_id: form.theme_id };
	const { customizations } = config.theme_settings ?? {};
	const { palette: _replaced, palette_dark: _too, ...others } = choices(customizations);
	const own = Object.keys(form.palette).length > 0 && Object.keys(form.palette_dark).length > 0;
	const custom = { ...others, ...(form.palette_id && { palette: form.palette_id }), ...(own && { palette_dark: form.palette_dark }) };
	if (Object.keys(form.palette).length > 0) data.palette = form.palette;
	if (Object.keys(custom).length > 0) data.customizations = custom;
	if (form.layout) data.layout = { id: form.layout };
	if (form.typography) data.typography = { id: form.typography };
	return { ...data };
}

export const rolesOf = (palette: Palette): Roles => palette.roles ?? palette.light ?? {};

export function samePalette(a: Roles, b: Roles): boolean {
	const names = Object.keys(b);
	return names.length > 0 && names.every((name) => a[name]?.toLowerCase() === b[name]?.toLowerCase());
}

/* What the form holds for a chosen palette. */
export function choice(palette: Palette | undefined): Pick<LookForm, "palette_id" | "palette" | "palette_dark"> {
	if (!palette) return { palette_id: "", palette: {}, palette_dark: {} };
	return palette.id ? { palette_id: palette.id, palette: {}, palette_dark: {} } : { palette_id: "", palette: rolesOf(palette), palette_dark: {} };
}

/* Which of a theme's palettes is on: the first is its own; null where the colours are none of them. */
export function paletteAt(palettes: readonly Palette[], form: Pick<LookForm, "palette_id" | "palette">): number | null {
	if (Object.keys(form.palette).length > 0) {
		const at = palettes.findIndex((palette) => samePalette(form.palette, rolesOf(palette)));
		return at < 0 ? null : at;
	}
	const at = palettes.findIndex((palette) => form.palette_id !== "" && palette.id === form.palette_id);
	return at < 0 ? 0 : at;
}

const ORDER = ["background", "surface", "text", "muted", "primary", "accent"];

/* Roles that speak, in the order that an eye meets them in a shop. */
export function swatches(palette: Palette): string[] {
	const roles = rolesOf(palette);
	const known = ORDER.flatMap((role) => roles[role] ?? []);
	return known.length >= 3 ? known : Object.values(roles).slice(0, 6);
}

export const awningOf = (roles: Roles): string | null => roles.accent ?? roles.primary ?? null;

export interface Option {
	id: string;
	name: string;
}

/* Pairs of faces, the theme's own first. */
export const facesOf = (theme: Theme): Option[] => theme.customization_options.typography ?? [];

export function layoutsOf(theme: Theme): Option[] {
	return (theme.customization_options.layouts ?? []).map((layout) => {
		const { id, name } = typeof layout === "string" ? { id: layout, name: layout } : layout;
		return { id, name: (name || id).replace(/[-_]/g, " ").replace(/^./, (c) => c.toUpperCase()) };
	});
}

export function fits(score: number): string {
	if (score >= 0.8) return "suits your shop very well";
	if (score >= 0.6) return "suits your shop";
	return "a bolder choice";
}
