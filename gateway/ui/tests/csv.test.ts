import { describe, expect, it } from "vitest";
import { readList } from "@/features/products/csv";

const HEAD = "sku,name,category,features,price,currency,stock\n";

describe("readList, our own columns", () => {
	it("reads quoted fields, marks and stock", () => {
		const { rows, problems, kind } = readList(`${HEAD}MUG-1,"Blue ""big"" mug",Mugs,"stoneware, 300 ml",19.00,USD,12\n`, "USD");
		expect(problems).toEqual([]);
		expect(kind).toBe("csv");
		expect(rows[0]).toMatchObject({ sku: "MUG-1", name: 'Blue "big" mug', features: "stoneware, 300 ml", price: "19.00", stock: "12" });
	});
	it("says line and column of what is wrong, and keeps the rest", () => {
		const { rows, problems } = readList(`${HEAD}A,One,,,nineteen,USD,1\nB,,,,5,USD,1\nC,Three,,,5,EUR,1\nD,Four,,,5,USD,x\nE,Five,,,5,USD,1\n`, "USD");
		expect(rows.map((row) => row.name)).toEqual(["Five"]);
		expect(problems.map(({ line, column }) => [line, column])).toEqual([[2, "price"], [3, "name"], [4, "currency"], [5, "stock"]]);
	});
	it("takes semicolons, a byte order mark and decimal commas", () => {
		const { rows } = readList("\uFEFFName;Preis;Price\nTasse;x;12,50\n", "EUR");
		expect(rows[0]).toMatchObject({ name: "Tasse", price: "12,50" });
	});
	it("refuses a list without names of columns", () => {
		const { rows, problems } = readList("MUG-1,Blue mug,19\n", "USD");
		expect(rows).toEqual([]);
		expect(problems[0]?.message).toContain("name");
	});
	it("finds a quotation mark that is never closed", () => {
		const { problems } = readList(`${HEAD}A,"One,,,1,USD,1\n`, "USD");
		expect(problems.some((problem) => problem.message.includes("never closed"))).toBe(true);
	});
	it("says nothing of nothing", () => expect(readList("  \n", "USD")).toEqual({ rows: [], problems: [], kind: "none" }));
	it("stops at a thousand", () => {
		const { rows, problems } = readList(HEAD + "A,One,,,1,USD,1\n".repeat(1001), "USD");
		expect(rows).toHaveLength(1000);
		expect(problems).toHaveLength(1);
	});
});

describe("readList, a Shopify export", () => {
	const text =
		"Handle,Title,Body (HTML),Product Category,Tags,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price,Image Src,Image Alt Text\n" +
		'tee,Tee,"<p>Soft</p><p>&amp; plain</p><script>x()</script>",Apparel > Shirts,cotton,Size,S,TEE-S,3,20.00,https://cdn.test/a.jpg,Front\n' +
		"tee,,,,,,M,TEE-M,4,21.00,https://cdn.test/b.jpg,\n";
	it("joins the lines of a product into variants and pictures", () => {
		const { rows, kind, problems } = readList(text, "USD");
		expect(kind).toBe("shopify");
		expect(problems).toEqual([]);
		expect(rows).toHaveLength(1);
		expect(rows[0]).toMatchObject({ name: "Tee", category: "Shirts", stock: "7", price: "20.00" });
		expect(rows[0]?.variants).toEqual([
			{ sku: "TEE-S", options: { Size: "S" }, price_minor: 2000, stock: 3 },
			{ sku: "TEE-M", options: { Size: "M" }, price_minor: 2100, stock: 4 },
		]);
		expect(rows[0]?.images).toEqual([{ url: "https://cdn.test/a.jpg", alt: "Front" }, { url: "https://cdn.test/b.jpg", alt: "Tee" }]);
	});
	it("keeps words, not markup or scripts", () => expect(readList(text, "USD").rows[0]?.description).toBe("Soft & plain"));
});

describe("readList, JSON", () => {
	it("reads our own products", () => {
		const { rows } = readList(JSON.stringify({ products: [{ sku: "A", name: "One", price_minor: 1900, currency: "USD", features: ["x", "y"], stock: 2 }] }), "USD");
		expect(rows[0]).toMatchObject({ sku: "A", name: "One", features: "x, y", stock: "2" });
		expect(rows[0]?.price.replace(",", ".")).toBe("19.00");
	});
	it("says which item is no product", () => expect(readList('[1,{"name":"One","price":"2"}]', "USD").problems).toEqual([{ line: 1, column: "", message: "This is no product: it must be an object." }]));
	it("says that broken JSON is broken", () => expect(readList("[{", "USD").problems[0]?.message).toContain("not JSON"));
});
