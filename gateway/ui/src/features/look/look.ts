/* Step 3 as a form. A palette and a layout are kept whole: names may change in a theme, a choice must not. */
import { z } from "zod";
import type { Configuration, Palette, Theme, ThemeSettings } from "@/api/types";

export const lookSchema = z.object({
	theme_id: z.string(),
	palette: z.record(z.string()),
	layout: z.string(),
});
export type LookForm = z.infer<typeof lookSchema>;

export function toForm(config: Configuration): LookForm {
	const saved = config.theme_settings;
	const layout = saved?.layout?.id;
	return { theme_id: saved?.theme_id ?? "", palette: { ...saved?.palette }, layout: typeof layout === "string" ? layout : "" };
}

export function toData(form: LookForm, config: Configuration): Record<string, unknown> {
	if (!form.theme_id) return {};
	const data: ThemeSettings = { theme_id: form.theme_id };
	if (Object.keys(form.palette).length > 0) data.palette = form.palette;
	if (form.layout) data.layout = { id: form.layout };
	const { typography, customizations } = config.theme_settings ?? {};
	if (typography) data.typography = typography;
	if (customizations) data.customizations = customizations;
	return { ...data };
}

export function samePalette(a: Record<string, string>, b: Record<string, string>): boolean {
	const names = Object.keys(b);
	return names.length > 0 && names.every((name) => a[name]?.toLowerCase() === b[name]?.toLowerCase());
}

const ORDER = ["background", "surface", "text", "muted", "primary", "accent"];

/* Roles that speak, in the order that an eye meets them in a shop. */
export function swatches(palette: Palette): string[] {
	const known = ORDER.flatMap((role) => palette.roles[role] ?? []);
	return known.length >= 3 ? known : Object.values(palette.roles).slice(0, 6);
}

export interface Layout {
	id: string;
	name: string;
}

export function layoutsOf(theme: Theme): Layout[] {
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
