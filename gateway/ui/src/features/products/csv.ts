/*
 * A list that the merchant has already: CSV (our columns or Shopify's export) or JSON, read here in the browser.
 * Every row either becomes a product or says, with its line and column, what is wrong with it.
 */
import Papa from "papaparse";
import { parsePrice, priceText } from "@/lib/money";
import { isRecord } from "@/lib/storage";
import { emptyRow, MAX_PRODUCTS, type Row } from "./products";

export interface RowProblem {
	line: number;
	column: string;
	message: string;
}
export interface ListResult {
	rows: Row[];
	problems: RowProblem[];
	kind: "csv" | "shopify" | "json" | "none";
}
type Cells = Record<string, string>;

const MAX_CHARS = 5_000_000;

/* What other lists call our columns. */
const NAMES: Record<string, string> = {
	sku: "sku", code: "sku", "variant sku": "sku", "item number": "sku",
	name: "name", title: "name", product: "name", "product name": "name",
	category: "category", type: "category", "product category": "category", categories: "category",
	features: "features", feature: "features", tags: "features",
	price: "price", "variant price": "price", "regular price": "price",
	currency: "currency",
	stock: "stock", quantity: "stock", qty: "stock", inventory: "stock", "variant inventory qty": "stock",
	description: "description", "body (html)": "description", body: "description",
	image: "image", images: "image", "image src": "image", "image alt text": "image_alt", "image alt": "image_alt",
	handle: "handle",
	"option1 name": "o1n", "option1 value": "o1v", "option2 name": "o2n", "option2 value": "o2v", "option3 name": "o3n", "option3 value": "o3v",
};

export function readList(text: string, currency: string): ListResult {
	const bare = text.replace(/^\uFEFF/, "").trim();
	if (bare === "") return { rows: [], problems: [], kind: "none" };
	if (bare.length > MAX_CHARS) return refuse("none", "This list is over five million characters long. Split it into smaller ones.");
	return bare.startsWith("[") || bare.startsWith("{") ? readJson(bare, currency) : readCsv(bare, currency);
}

function refuse(kind: ListResult["kind"], message: string, line = 1, column = ""): ListResult {
	return { rows: [], problems: [{ line, column, message }], kind };
}

/* The one reader of CSV: cells under the names of the first line. */
export function csvTable(text: string, named = (header: string) => header): Papa.ParseResult<Cells> {
	return Papa.parse<Cells>(text, { header: true, skipEmptyLines: "greedy", transformHeader: named, delimitersToGuess: [",", ";", "\t", "|"] });
}

function readCsv(text: string, currency: string): ListResult {
	const parsed = csvTable(text, (header) => NAMES[header.trim().toLowerCase()] ?? header.trim().toLowerCase());
	const columns = parsed.meta.fields ?? [];
	if (!columns.includes("name") || !columns.includes("price"))
		return refuse("csv", `The first line must name the columns; at least “name” and “price” are needed. It says: ${columns.slice(0, 8).join(", ") || "nothing"}.`);
	const problems: RowProblem[] = parsed.errors
		.filter((error) => error.type !== "FieldMismatch" || error.code === "TooManyFields")
		.map((error) => ({ line: (error.row ?? 0) + 2, column: "", message: error.code === "MissingQuotes" ? "A quotation mark is opened here and never closed." : "This line has more fields than the first one has names." }));
	const broken = new Set(problems.map((problem) => problem.line));
	const lines = parsed.data.map((cells, i) => ({ cells, line: i + 2 })).filter(({ line }) => !broken.has(line));
	const shopify = columns.includes("handle") && (columns.includes("o1n") || columns.includes("description"));
	const groups = shopify ? byHandle(lines) : lines.map((one) => [one]);
	const rows: Row[] = [];
	for (const group of groups) {
		const row = rowFrom(group, currency, problems);
		if (row) rows.push(row);
	}
	return bounded(rows, problems, shopify ? "shopify" : "csv");
}

function bounded(rows: Row[], problems: RowProblem[], kind: ListResult["kind"]): ListResult {
	if (rows.length > MAX_PRODUCTS) problems.push({ line: MAX_PRODUCTS + 2, column: "", message: `The list is longer than ${MAX_PRODUCTS} products; the rest was left out.` });
	return { rows: rows.slice(0, MAX_PRODUCTS), problems: problems.sort((a, b) => a.line - b.line), kind };
}

interface Line {
	cells: Cells;
	line: number;
}

function byHandle(lines: Line[]): Line[][] {
	const groups = new Map<string, Line[]>();
	for (const one of lines) {
		const handle = one.cells.handle?.trim() || `line ${one.line}`;
		groups.set(handle, [...(groups.get(handle) ?? []), one]);
	}
	return [...groups.values()];
}

const cell = (cells: Cells, name: string) => (cells[name] ?? "").trim();
/* Markup of another shop's descriptions is not ours to show: its words are. */
function plain(html: string): string {
	if (!html.includes("<")) return html;
	const { body } = new DOMParser().parseFromString(html, "text/html");
	body.querySelectorAll("script, style, template").forEach((el) => el.remove());
	body.querySelectorAll("p, br, li, div, h1, h2, h3, td").forEach((el) => el.after(" "));
	return (body.textContent ?? "").replace(/\s+/g, " ").trim();
}

function priceOf({ cells, line }: Line, currency: string, problems: RowProblem[]): string | null {
	const own = cell(cells, "currency").toUpperCase();
	if (own && own !== currency) {
		problems.push({ line, column: "currency", message: `Prices in this store are in ${currency}; this one is in ${own}.` });
		return null;
	}
	const text = cell(cells, "price");
	if (text === "" || parsePrice(text, currency) === null) {
		problems.push({ line, column: "price", message: text === "" ? "There is no price." : `“${text}” is no price. Write it like 19.00.` });
		return null;
	}
	return text;
}

function stockOf({ cells, line }: Line, problems: RowProblem[]): string | null {
	const text = cell(cells, "stock");
	if (/^\d*$/.test(text)) return text;
	if (/^-\d+$/.test(text)) return "0";
	problems.push({ line, column: "stock", message: `“${text}” is no whole number.` });
	return null;
}

function rowFrom(group: Line[], currency: string, problems: RowProblem[]): Row | null {
	const head = group[0];
	if (!head) return null;
	const name = cell(head.cells, "name");
	if (!name) {
		problems.push({ line: head.line, column: "name", message: "There is no name." });
		return null;
	}
	const price = priceOf(head, currency, problems);
	const stock = stockOf(head, problems);
	if (price === null || stock === null) return null;
	const images = group.flatMap(({ cells }) => (cell(cells, "image") ? [{ url: cell(cells, "image"), alt: cell(cells, "image_alt") || name }] : []));
	return {
		...emptyRow(),
		sku: cell(head.cells, "sku"),
		name,
		category: cell(head.cells, "category").split(">").pop()!.trim(),
		features: cell(head.cells, "features"),
		price,
		stock: group.length > 1 ? totalStock(group, stock) : stock,
		description: plain(cell(head.cells, "description")),
		images: images.filter(({ url }, i) => /^(https?:)?\//.test(url) && images.findIndex((other) => other.url === url) === i),
		variants: variantsOf(group, head, currency, problems),
	};
}

function totalStock(group: Line[], first: string): string {
	const counts = group.map(({ cells }) => cell(cells, "stock")).filter((text) => /^\d+$/.test(text));
	return counts.length > 0 ? String(counts.reduce((sum, text) => sum + Number(text), 0)) : first;
}

function variantsOf(group: Line[], head: Line, currency: string, problems: RowProblem[]): Row["variants"] {
	const names = ["o1n", "o2n", "o3n"].map((key) => cell(head.cells, key));
	const sold = group.filter(({ cells }) => cell(cells, "o1v") && cell(cells, "price"));
	if (!names[0] || sold.length < 2) return [];
	return sold.flatMap((one, i) => {
		const price = priceOf(one, currency, problems);
		const stock = stockOf(one, problems);
		if (price === null || stock === null) return [];
		const options = Object.fromEntries(names.flatMap((option, k) => (option ? [[option, cell(one.cells, `o${k + 1}v`)]] : [])));
		const made: Row["variants"][number] = { sku: cell(one.cells, "sku") || `${cell(head.cells, "handle")}-${i + 1}`, options, price_minor: parsePrice(price, currency)! };
		if (stock) made.stock = Number(stock);
		return [made];
	});
}

function readJson(text: string, currency: string): ListResult {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		return refuse("json", `This is not JSON: ${error instanceof Error ? error.message : "it ends too early"}.`);
	}
	const list = Array.isArray(value) ? value : isRecord(value) && Array.isArray(value.products) ? value.products : null;
	if (!list) return refuse("json", "There is no list of products in it: neither a list nor {\"products\": […]}.");
	const problems: RowProblem[] = [];
	const rows = list.flatMap((item: unknown, i) => jsonRow(item, i + 1, currency, problems));
	return bounded(rows, problems, "json");
}

function jsonRow(item: unknown, line: number, currency: string, problems: RowProblem[]): Row[] {
	if (!isRecord(item)) {
		problems.push({ line, column: "", message: "This is no product: it must be an object." });
		return [];
	}
	const text = (name: string) => (typeof item[name] === "string" || typeof item[name] === "number" ? String(item[name]) : "");
	const features = Array.isArray(item.features) ? item.features.filter((f) => typeof f === "string").join(", ") : text("features");
	const cells: Cells = { currency: text("currency"), name: text("name") || text("title"), sku: text("sku"), category: text("category"), features, stock: text("stock"), description: text("description"), price: text("price") };
	if (!cells.price && Number.isSafeInteger(item.price_minor)) {
		cells.price = priceText(item.price_minor as number, cells.currency || currency);
	}
	const row = rowFrom([{ cells, line }], currency, problems);
	if (!row) return [];
	const images = Array.isArray(item.images) ? item.images.flatMap((one: unknown) => (isRecord(one) && typeof one.url === "string" ? [{ url: one.url, alt: typeof one.alt === "string" ? one.alt : row.name }] : [])) : [];
	return [{ ...row, images }];
}
