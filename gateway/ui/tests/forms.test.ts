import { beforeEach, describe, expect, it } from "vitest";
import { before, merge, restore } from "@/features/advice/apply";
import { review } from "@/features/address/address";
import * as connections from "@/features/connections/connections";
import * as products from "@/features/products/products";
import { choice, toData, toForm } from "@/features/look/look";
import { brandsOf, chosenForm, suggestionAt } from "@/features/look/palettes";
import { moved } from "@/features/pictures/pictures";
import { hasDraft, useDrafts, withDraft } from "@/features/wizard/drafts";
import { firstOpen, reached, stepState } from "@/features/wizard/steps";
import * as words from "@/features/words/words";
import type { Configuration, PaletteSuggestion, WizardSession } from "@/api/types";

const session = (completed: number[], defaulted: number[] = []): WizardSession => ({
	session_id: "s",
	current_step: 1,
	configuration: { business_info: { business_name: "Joe", industry: "x" } },
	progress: { completed_steps: completed, total_steps: 6 },
	defaulted_steps: defaulted,
	user_preferences: {},
	created_at: "",
	updated_at: "",
});

describe("advice", () => {
	const data = { title: "old", pages: { home: { headline: "a", body: "b" } }, list: [1, 2] };
	const patch = { pages: { home: { headline: "new" } }, list: [3], fresh: true };
	it("merges deep and replaces lists", () => expect(merge(data, patch)).toEqual({ title: "old", pages: { home: { headline: "new", body: "b" } }, list: [3], fresh: true }));
	it("gives back exactly what it took", () => expect(restore(merge(data, patch), before(data, patch))).toEqual(data));
	it("leaves alone what was typed since", () => {
		const since = merge(merge(data, patch), { title: "typed later", pages: { home: { body: "mine" } } });
		expect(restore(since, before(data, patch))).toEqual({ title: "typed later", pages: { home: { headline: "a", body: "mine" } }, list: [1, 2] });
	});
});

describe("steps", () => {
	it("are reached when all before them are done", () => expect([1, 2, 3, 4].map((n) => reached(session([1, 3]), n))).toEqual([true, true, false, false]));
	it("open at the first that is not", () => expect([firstOpen(session([])), firstOpen(session([1, 2])), firstOpen(session([1, 2, 3, 4, 5, 6]))]).toEqual([1, 3, 6]));
	it("say what became of them", () => {
		const s = session([1, 2, 3], [2]);
		expect(([1, 2, 3, 4, 5] as const).map((n) => stepState(s, n, 3, [1]))).toEqual(["attention", "defaulted", "here", "open", "ahead"]);
	});
	it("are reviewed with what nobody chose", () => expect(review(session([1, 2, 3, 4, 5], [2, 4])).filter((line) => line.defaulted).map((line) => line.n)).toEqual([2, 4]));
});

describe("drafts", () => {
	beforeEach(() => window.localStorage.clear());
	it("come back over what was saved, and only where they fit", () => {
		useDrafts.getState().keep("s1", 1, { name: "typed", list: "not a list", gone: 1 });
		expect(withDraft("s1", 1, { name: "saved", list: ["x"], other: "kept" })).toEqual({ name: "typed", list: ["x"], other: "kept" });
	});
	it("survive a reload and are dropped when saved", () => {
		useDrafts.getState().keep("s2", 2, { a: "typed" });
		useDrafts.setState({ forms: {} });
		expect(hasDraft("s2", 2)).toBe(true);
		useDrafts.getState().drop("s2", 2);
		expect(hasDraft("s2", 2)).toBe(false);
	});
	it("never hold keys of other services", () => {
		useDrafts.getState().keep("s3", 5, { stripe: { api_key: "sk_live_1" } });
		expect(JSON.stringify(window.localStorage)).not.toContain("sk_live_1");
		expect(hasDraft("s3", 5)).toBe(false);
	});
});

describe("products", () => {
	const row = (part: Partial<products.Row>) => ({ ...products.emptyRow(), ...part });
	const form = { currency: "USD", products: [row({ name: "Mug", price: "19" }), row({}), row({ name: "Mug", price: "20", stock: "3", features: "a, b" })] };
	it("leave out blank rows and make codes that differ", () =>
		expect(products.toData(form)).toEqual({
			products: [
				{ sku: "MUG", name: "Mug", price_minor: 1900, currency: "USD" },
				{ sku: "MUG-2", name: "Mug", price_minor: 2000, currency: "USD", stock: 3, features: ["a", "b"] },
			],
		}));
	it("say nothing when nothing is written", () => expect(products.toData({ currency: "USD", products: [row({})] })).toEqual({}));
	it("lead the server's second product to the third row", () => expect(products.aliasesFor(form)["products.1"]).toBe("products.2"));
	it("point at each mistake at once", () => {
		const bad = products.productsSchema.safeParse({ currency: "USD", products: [row({ price: "x" }), row({ name: "A", price: "1", sku: "S" }), row({ name: "B", price: "1", sku: "s", stock: "1.5" })] });
		expect(bad.error?.issues.map((issue) => issue.path.join("."))).toEqual(["products.0.name", "products.0.price", "products.2.stock", "products.2.sku"]);
	});
});

describe("words and connections", () => {
	it("keep only what is written", () => expect(words.toData({ fill_missing: true, headline: " ", home: "", about: "Us", descriptions: [{ sku: "A.1", text: "x" }, { sku: "B", text: "" }], translations: [] }, {})).toEqual({ fill_missing: true, pages: { about: { body: "Us" } }, product_descriptions: { "A.1": "x" } }));
	const saved: Configuration = {
		business_info: { languages: ["en", "de"] },
		product_config: { products: [{ sku: "A", name: "A", price_minor: 1 }] },
		content_data: { fill_missing: false, pages: { home: { headline: "Hi" }, returns: { body: "30 days" }, about: { headline: "Us", body: "We" } }, translations: [{ language: "de", pages: { home: { headline: "Hallo" }, terms: { body: "AGB" } }, product_descriptions: { A: "Ding" } }, { language: "fr", pages: { about: { body: "Nous" } } }] },
	};
	it("lose nothing that they do not show: policies, and languages that were left", () => expect(words.toData(words.toForm(saved), saved)).toEqual(saved.content_data));
	it("put a translation where the store looks for it", () => {
		const form = words.toForm(saved);
		form.translations[0]!.home = "Komm rein";
		expect((words.toData(form, saved).translations as unknown[])[0]).toEqual({ language: "de", pages: { home: { headline: "Hallo", body: "Komm rein" }, terms: { body: "AGB" } }, product_descriptions: { A: "Ding" } });
		expect(words.aliasesFor(form)["translations.0.product_descriptions.A"]).toBe("translations.0.descriptions.0.text");
	});
	it("name a kept connection without its key", () => {
		const form = { stripe: { kept: true, api_key: "" }, shopify: { kept: false, shop: "My-Shop", access_token: "t" } };
		expect(connections.toData(form)).toEqual({ integrations: [{ type: "payment", provider: "stripe", configuration: {} }, { type: "commerce", provider: "shopify", configuration: { shop: "my-shop.myshopify.com", access_token: "t" } }] });
		expect(connections.aliasesFor({ ...form, stripe: { kept: false, api_key: "" } })["integrations.0"]).toBe("shopify");
	});
});

describe("colours of one's own", () => {
	const roles = (seed: string) => Object.fromEntries(["background", "surface", "text", "muted", "primary", "on_primary", "accent", "border", "focus"].map((role, i) => [role, `#${seed}${i}${i}${i}${i}`]));
	const half = (seed: string) => ({ roles: roles(seed), proof: [] });
	const suggestion = { id: "tonal-1", name: "One", scheme: "tonal", light: half("aa"), dark: half("bb"), vision: [] } as unknown as PaletteSuggestion;
	const blank = toForm({});

	it("go to the server as two halves of base roles and come back the same", () => {
		const form = { ...blank, theme_id: "atelier", ...chosenForm(suggestion) };
		const data = toData(form, { theme_settings: { theme_id: "atelier", customizations: { palette: "clay", other: 1 } } });
		expect(Object.keys(data.palette as object)).toHaveLength(8);
		expect(data.customizations).toEqual({ other: 1, palette_dark: form.palette_dark });
		expect(toForm({ theme_settings: data })).toEqual(form);
		expect(suggestionAt([suggestion], form)).toBe("tonal-1");
	});

	it("give way to a palette of the theme's, with both halves", () => {
		const form = { ...blank, theme_id: "atelier", ...chosenForm(suggestion), ...choice({ id: "clay", name: "Clay" }) };
		expect(toData(form, { theme_settings: { theme_id: "atelier", customizations: { palette_dark: roles("bb") } } })).toEqual({ theme_id: "atelier", customizations: { palette: "clay" } });
		expect(suggestionAt([suggestion], form)).toBeNull();
	});
});

describe("pictures", () => {
	it("stand where they are moved, and nowhere else", () => {
		expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
		expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
		expect(moved(["a", "b"], 1, 2)).toEqual(["a", "b"]);
	});
	it("give a palette the hues of a logo, or its largest colour when it has none", () => {
		expect(brandsOf(["#ffffff", "#0a7d4f", "#222222", "#f5a800"])).toEqual(["#0a7d4f", "#f5a800"]);
		expect(brandsOf(["#222222", "#ffffff"])).toEqual(["#222222"]);
		expect(brandsOf([])).toEqual([]);
	});
});
