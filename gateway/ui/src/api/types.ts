/* The bodies that the gateway and this page exchange, as product.md names them. */

export type StepNumber = 1 | 2 | 3 | 4 | 5 | 6;
export const STEP_KEYS = ["business_info", "product_config", "theme_settings", "content_data", "integrations", "seo_config"] as const;
export type StepKey = (typeof STEP_KEYS)[number];

export interface User {
	user_id: string;
	email: string | null;
	name?: string | null;
}
export interface TokenReply {
	user: User;
	access_token: string;
	token_type: string;
	expires_in: number;
}
export interface Listing<T> {
	items: T[];
	total: number;
	page: number;
}

export interface BusinessInfo {
	business_name: string;
	industry: string;
	description?: string;
	target_audience?: string;
	brand_voice?: string;
	country?: string;
	currency?: string;
	languages?: string[];
	contact_email?: string;
}
export interface Variant {
	sku: string;
	options: Record<string, string>;
	price_minor?: number;
	stock?: number;
}
export interface Product {
	sku: string;
	name: string;
	category?: string;
	features?: string[];
	price_minor: number;
	currency: string;
	stock?: number;
	description?: string;
	images?: { url: string; alt: string }[];
	variants?: Variant[];
}
export interface ProductConfig {
	products?: Product[];
}
export interface ThemeSettings {
	theme_id?: string;
	palette?: Record<string, string>;
	typography?: Record<string, unknown>;
	layout?: Record<string, unknown>;
	customizations?: Record<string, unknown>;
}
export interface ContentData {
	fill_missing?: boolean;
	pages?: { home?: { headline?: string; body?: string }; about?: { body?: string } };
	product_descriptions?: Record<string, string>;
}
export interface Integration {
	type: string;
	provider: string;
	configuration: Record<string, string>;
}
export interface Integrations {
	integrations?: Integration[];
}
export interface SeoConfig {
	slug?: string;
	title?: string;
	meta_description?: string;
	keywords?: string[];
	domain?: string;
}
export interface Configuration {
	business_info?: Partial<BusinessInfo>;
	product_config?: ProductConfig;
	theme_settings?: ThemeSettings;
	content_data?: ContentData;
	integrations?: Integrations;
	seo_config?: SeoConfig;
}

export interface WizardSession {
	session_id: string;
	current_step: number;
	configuration: Configuration;
	progress: { completed_steps: number[]; total_steps: number };
	preview_url?: string | null;
	defaulted_steps?: number[];
	created_at: string;
	updated_at: string;
	completed_at?: string | null;
	store?: { store_id: string; slug: string; storefront_url: string } | null;
}
export interface Recommendation {
	id: string;
	step: number;
	title: string;
	reason: string;
	source: string;
	label?: string | null;
	apply: Record<string, unknown> | null;
}
export interface StepReply {
	success: boolean;
	next_step: number;
	recommendations: Recommendation[];
	degraded?: string[];
}
export interface Preview {
	preview_url: string;
	expires_at: string;
}

export interface Palette {
	name: string;
	id?: string;
	roles?: Record<string, string>;
	light?: Record<string, string>;
}
export interface Theme {
	id: string;
	name: string;
	preview_url: string;
	score: number;
	reason?: string;
	features: string[];
	customization_options: { palettes?: Palette[]; layouts?: (string | { id: string; name: string })[] };
}
export interface ThemeList {
	themes: Theme[];
	total: number;
	page: number;
}

export interface ContentRequest {
	content_type: string;
	inputs: { product_name?: string; category?: string; features?: string[]; store_name?: string; audience?: string; industry?: string; description?: string };
	options?: { tone?: string; length?: string };
	session_id?: string;
}
export interface Score {
	name: string;
	value: number;
	explanation: string;
}
export interface GeneratedContent {
	content: string;
	alternatives: string[];
	quality_score: number;
	seo_keywords: string[];
	scores: Score[];
	model_used: string;
}
export interface IntegrationState {
	integration_id: string;
	type: string;
	provider: string;
	status: "pending" | "connected" | "failed";
	configuration: Record<string, string>;
	error_message?: string | null;
}
export interface TestReply {
	ok: boolean;
	message: string;
	details?: unknown;
}

export type JobStatus = "queued" | "running" | "succeeded" | "failed" | "cancelled";
export interface JobStep {
	name: string;
	title?: string;
	status: string;
	started_at?: string | null;
	finished_at?: string | null;
	detail?: string | null;
}
export interface Job {
	job_id: string;
	type: string;
	status: JobStatus;
	progress: number;
	steps: JobStep[];
	error?: { step: string; code: string; message: string; hint?: string | null } | null;
	result?: { store_id?: string; slug?: string; storefront_url?: string } | null;
}
export interface LaunchReply {
	job_id: string;
	status_url: string;
	events_url: string;
}

export interface Store {
	store_id: string;
	session_id?: string | null;
	slug: string;
	name: string;
	storefront_url: string;
	live_version: number;
}
export interface StoreVersion {
	version: number;
	created_at: string;
	live: boolean;
}
