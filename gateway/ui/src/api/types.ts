/*
 * The bodies that the gateway and this page exchange. They come from the gateway's OpenAPI document (`npm run api`);
 * only what it leaves open is said here: the steps inside a session, and what a theme lets one choose.
 */
import type { components } from "./schema";

type S = components["schemas"];

export type StepNumber = 1 | 2 | 3 | 4 | 5 | 6;
export const STEP_KEYS = ["business_info", "product_config", "theme_settings", "content_data", "integrations", "seo_config"] as const;
export type StepKey = (typeof STEP_KEYS)[number];

export type BusinessInfo = S["BusinessInfo"];
export type Logo = S["Logo"];
export type Asset = S["Asset"];
export type Variant = S["ProductVariant"];
export type Product = S["Product"];
export type ThemeSettings = S["ThemeSettings"];
export type ContentData = S["ContentData"];
export type Integration = S["IntegrationChoice"];
export type SeoConfig = S["SeoConfig"];

export interface Configuration {
	business_info?: Partial<BusinessInfo>;
	product_config?: S["ProductConfig"];
	theme_settings?: ThemeSettings;
	content_data?: ContentData;
	integrations?: S["Integrations"];
	seo_config?: SeoConfig;
}

export type User = S["User"];
export type TokenReply = S["Token"];
export type WizardSession = Omit<S["Session"], "configuration"> & { configuration: Configuration };
export type SessionList = Omit<S["SessionList"], "items"> & { items: WizardSession[] };
export type Recommendation = Omit<S["Recommendation"], "apply"> & { apply?: Record<string, unknown> | null };
export type Recommendations = Omit<S["Recommendations"], "recommendations"> & { recommendations: Recommendation[] };
export type StepReply = Omit<S["StepUpdated"], "recommendations"> & { recommendations: Recommendation[] };
export type Preview = S["PreviewOut"];
export type Review = S["Review"];
export type ReviewFinding = S["ReviewFinding"];

export interface Palette {
	name: string;
	id?: string;
	roles?: Record<string, string>;
	light?: Record<string, string>;
	dark?: Record<string, string>;
}
export type Theme = Omit<S["Theme"], "customization_options"> & {
	customization_options: { palettes?: Palette[]; layouts?: (string | { id: string; name: string })[]; typography?: { id: string; name: string }[] };
};
export type PaletteWish = S["PaletteWish"];
export type PaletteHalf = S["PaletteHalf"];
export type PalettePair = S["PalettePair"];
export type PaletteSuggestion = S["PaletteSuggestion"];
export type PaletteExport = S["PaletteExport"];
export type ThemeList = Omit<S["ThemeList"], "themes"> & { themes: Theme[] };

export type ContentRequest = S["ContentRequest"];
export type GeneratedContent = S["ContentReply"];
export type IntegrationState = S["IntegrationState"];
export type IntegrationList = S["IntegrationList"];
export type TestReply = S["IntegrationTestReply"];

export type Job = Omit<S["Job"], "result"> & { result?: Partial<S["StoreLink"]> | null };
export type JobStep = Job["steps"][number];
export type LaunchReply = S["Launched"];

export type Store = S["Store"];
export type StoreList = S["StoreList"];
export type StoreVersion = S["StoreVersion"];
export type Domain = S["Domain"];
export type DomainList = S["DomainList"];
export type VersionList = S["StoreVersionList"];

/* What a variant changes stands open in the document, because it comes back as it was sent. */
export type VariantSettings = S["VariantSettings"];
export type TestVariant = Omit<S["ExperimentVariant"], "settings"> & { settings: VariantSettings };
export type DesignTest = Omit<S["Experiment"], "variants"> & { variants: TestVariant[] };
export type TestList = Omit<S["ExperimentList"], "items"> & { items: DesignTest[] };
export type NewTest = S["ExperimentNew"];

export type Order = S["Order"];
export type OrderItem = S["OrderItem"];
export type OrderList = S["OrderList"];
export type OrderChange = S["OrderChange"];
export type Message = S["Message"];
export type MessageList = S["MessageList"];
