/* Step 2 as a form. Rows hold what people type; the saved products hold minor units and lists. */
import { z } from "zod";
import type { Configuration, Product } from "@/api/types";
import { parsePrice, priceText } from "@/lib/money";
import { slugify } from "@/lib/slug";

export const MAX_PRODUCTS = 1000;
export const MAX_PICTURES = 20;
const variant = z.object({ sku: z.string(), options: z.record(z.string()), price_minor: z.number().optional(), stock: z.number().optional() });

export const rowSchema = z.object({
	sku: z.string().trim().max(64, "Sixty-four characters at most."),
	name: z.string().trim().max(300, "Three hundred characters at most."),
	category: z.string().trim().max(100, "A hundred characters at most."),
	features: z.string().max(2000, "Two thousand characters at most."),
	price: z.string(),
	stock: z.string(),
	description: z.string().max(20_000, "Twenty thousand characters at most."),
	images: z.array(z.object({ url: z.string(), alt: z.string().max(300, "What a picture shows: three hundred characters at most.") })).max(MAX_PICTURES, "Twenty pictures at most."),
	variants: z.array(variant),
});
export type Row = z.infer<typeof rowSchema>;

export const productsSchema = z
	.object({ currency: z.string(), products: z.array(rowSchema).max(MAX_PRODUCTS, `A thousand products at most in the wizard.`) })
	.superRefine((form, ctx) => {
		const bad = (i: number, field: keyof Row, message: string) => ctx.addIssue({ code: "custom", path: ["products", i, field], message });
		const seen = new Map<string, number>();
		form.products.forEach((row, i) => {
			if (blank(row)) return;
			if (!row.name) bad(i, "name", "What is it called?");
			if (row.price.trim() === "") bad(i, "price", "Its price?");
			else if (parsePrice(row.price, form.currency) === null) bad(i, "price", "A price looks like 19.00.");
			if (!/^\d*$/.test(row.stock.trim())) bad(i, "stock", "A whole number.");
			const sku = row.sku.toLowerCase();
			if (sku && seen.has(sku)) bad(i, "sku", `Row ${seen.get(sku)! + 1} has this code already.`);
			if (sku) seen.set(sku, i);
		});
	});
export type ProductsForm = z.infer<typeof productsSchema>;

export function emptyRow(): Row {
	return { sku: "", name: "", category: "", features: "", price: "", stock: "", description: "", images: [], variants: [] };
}

/* A row nobody wrote in is no product and no mistake. */
export function blank(row: Row): boolean {
	return !row.name.trim() && !row.price.trim() && !row.stock.trim() && !row.category.trim() && !row.features.trim() && row.images.length === 0;
}

export function rowOf(product: Product, currency: string): Row {
	return {
		sku: product.sku,
		name: product.name,
		category: product.category ?? "",
		features: (product.features ?? []).join(", "),
		price: priceText(product.price_minor, product.currency ?? currency),
		stock: product.stock === undefined || product.stock < 0 ? "" : String(product.stock),
		description: product.description ?? "",
		images: (product.images ?? []).map(({ url, alt }) => ({ url, alt: alt ?? product.name })),
		variants: (product.variants ?? []).map((one) => ({ ...one, options: one.options ?? {} })),
	};
}

export function formCurrency(config: Configuration): string {
	return config.product_config?.products?.[0]?.currency ?? config.business_info?.currency ?? "USD";
}

export function toForm(config: Configuration): ProductsForm {
	const saved = config.product_config?.products ?? [];
	const currency = formCurrency(config);
	const rows = saved.map((product) => rowOf(product, currency));
	return { currency, products: rows.length > 0 ? rows : [emptyRow(), emptyRow(), emptyRow()] };
}

/* A price as the locale writes it, once it is one. */
export function tidyPrice(text: string, currency: string): string {
	const minor = parsePrice(text, currency);
	return minor === null ? text : priceText(minor, currency);
}

function splitFeatures(text: string): string[] {
	return text.split(/[,;\n|]/).map((part) => part.trim()).filter(Boolean);
}

/* A code for a product that has none: from its name, numbered where another has it. */
export function skuFor(name: string, taken: ReadonlySet<string>): string {
	const base = slugify(name, 40).toUpperCase() || "ITEM";
	for (let i = 1; ; i++) {
		const sku = i === 1 ? base : `${base}-${i}`;
		if (!taken.has(sku.toLowerCase())) return sku;
	}
}

export function productOf(row: Row, sku: string, currency: string): Product {
	const product: Product = { sku, name: row.name.trim(), price_minor: parsePrice(row.price, currency) ?? 0, currency };
	const features = splitFeatures(row.features);
	if (row.category.trim()) product.category = row.category.trim();
	if (features.length > 0) product.features = features;
	if (row.stock.trim()) product.stock = Number(row.stock);
	if (row.description.trim()) product.description = row.description.trim();
	if (row.images.length > 0) product.images = row.images.map(({ url, alt }) => (alt.trim() ? { url, alt: alt.trim() } : { url }));
	if (row.variants.length > 0) product.variants = row.variants;
	return product;
}

/* Rows that can stand on a shelf, by index: what is half typed waits, for the preview too. Once the form's own rules pass, only blank rows are missing. */
export function writtenRows(form: ProductsForm): number[] {
	return form.products.flatMap((row, i) => (row.name.trim() && parsePrice(row.price, form.currency) !== null && /^\d*$/.test(row.stock.trim()) ? [i] : []));
}

export function toData(form: ProductsForm): Record<string, unknown> {
	const written = writtenRows(form).map((i) => form.products[i]!);
	if (written.length === 0) return {};
	const taken = new Set(written.map((row) => row.sku.trim().toLowerCase()).filter(Boolean));
	const products = written.map((row) => {
		const sku = row.sku.trim() || skuFor(row.name, taken);
		taken.add(sku.toLowerCase());
		return productOf(row, sku, form.currency);
	});
	return { products };
}

/* Blank rows are not sent, so the server's third product may be our fifth row. */
export function aliasesFor(form: ProductsForm): Record<string, string> {
	return Object.fromEntries(
		writtenRows(form).flatMap((row, i) => [
			[`products.${i}.price_minor`, `products.${row}.price`],
			[`products.${i}.currency`, `products.${row}.price`],
			[`products.${i}`, `products.${row}`],
		]),
	);
}
