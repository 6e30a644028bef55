/* Lists from outside: any text gives rows or problems, never a throw; what is written as CSV is read as it was. */
import { describe, expect, it } from "vitest";
import { csvTable, readList } from "@/features/products/csv";
import { MAX_PRODUCTS } from "@/features/products/products";

/* mulberry32: the same texts in every run. */
function random(seed: number) {
	let state = seed;
	return (below: number) => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
	};
}

const PIECES = ["a", "Blue mug", "19.00", "-1", '"', '""', ",", ";", "\t", "|", "\n", "\r\n", "\r", " ", "\uFEFF", "\0", "ü", "😀", "\ud800", "<script>", "' OR 1=1 --", "{{x}}", "=1+1", "name", "price", "sku,name,price", "[", "{", "]", "}", ":", "\\", "1e999", "__proto__", "constructor"];
const text = (next: (below: number) => number, most: number) => Array.from({ length: next(most) }, () => PIECES[next(PIECES.length)]).join("");
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

describe("csv, by properties", () => {
	it("reads back what was written, cell by cell", () => {
		for (let seed = 0; seed < 400; seed++) {
			const next = random(seed);
			const columns = Array.from({ length: 2 + next(4) }, (_, i) => `c${i}`);
			const rows = Array.from({ length: 1 + next(6) }, () => columns.map((_, i) => `${i}${text(next, 6)}`));
			const csv = [columns, ...rows].map((row) => row.map(quoted).join(",")).join(seed % 2 ? "\r\n" : "\n");
			const read = csvTable(csv);
			expect(read.errors, JSON.stringify(csv)).toEqual([]);
			expect(read.data.map((cells) => columns.map((column) => cells[column])), JSON.stringify(csv)).toEqual(rows);
		}
	});
	it("answers any text", () => {
		for (let seed = 0; seed < 1500; seed++) {
			const next = random(seed + 10_000);
			const start = ["", "sku,name,price,stock\n", "name;price\n", "Handle,Title,Option1 Name,Option1 Value,Variant Price\n", "[", '{"products":['][next(6)];
			const list = `${start}${text(next, 60)}`;
			const { rows, problems, kind } = readList(list, "USD");
			expect(rows.length, JSON.stringify(list)).toBeLessThanOrEqual(MAX_PRODUCTS);
			for (const row of rows) expect(typeof row.name === "string" && row.name !== "", JSON.stringify(list)).toBe(true);
			for (const problem of problems) expect(problem.message, JSON.stringify(list)).not.toBe("");
			if (list.trim() === "") expect(kind).toBe("none");
		}
	});
	it("does not let a cell or a member reach the prototype", () => {
		readList("name,price,__proto__,constructor\nMug,1,polluted,polluted\n", "USD");
		readList('[{"name":"Mug","price":"1","__proto__":{"polluted":1}}]', "USD");
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	});
});
