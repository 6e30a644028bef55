import { describe, expect, it, vi } from "vitest";
import { callFile } from "@/api/client";
import type { Configuration, Theme } from "@/api/types";
import { placeOf } from "@/features/stores/copy";
import { placeOf as placeOfFinding, stepFor } from "@/features/launch/findings";
import { newIn } from "@/features/stores/versions";
import { answers, candidates, newTest, shares } from "@/features/tests/designs";

describe("a copy's place", () => {
	it("is read from what people type", () => {
		expect(placeOf("")).toEqual({});
		expect(placeOf(" example.com ")).toEqual({ origin: "https://example.com" });
		expect(placeOf("http://www.example.com/my/shop/")).toEqual({ origin: "http://www.example.com", base: "/my/shop" });
	});
	it("is refused where it names no site", () => expect(["shop", "https://u:p@example.com", "example.com/?q=1", "https://", "example.com/#top"].map(placeOf)).toEqual([null, null, null, null, null]));
});

describe("a version in words", () => {
	it("says what is new in it", () => {
		expect(newIn({ changed_steps: [2, 3, 4], rendition_of: 0 }, false)).toBe("New: products, look, and words.");
		expect(newIn({ changed_steps: [], rendition_of: 0 }, false)).toBe("Opened again, nothing changed.");
		expect(newIn({ changed_steps: [3], rendition_of: 2 }, false)).toBe("From a test: version 2 with another look.");
	});
});

describe("a download", () => {
	it("tells how far it is and keeps its name", async () => {
		const steps: number[][] = [];
		const body = new ReadableStream<Uint8Array>({
			start: (out) => {
				for (const part of ["PK", "zip"]) out.enqueue(new TextEncoder().encode(part));
				out.close();
			},
		});
		vi.stubGlobal("fetch", async () => new Response(body, { headers: { "Content-Length": "5", "Content-Disposition": 'attachment; filename="joe-2.zip"' } }));
		const file = await callFile("/x", {}, (got, total) => steps.push([got, total]));
		vi.unstubAllGlobals();
		expect([file.name, file.size, steps]).toEqual(["joe-2.zip", 5, [[2, 5], [5, 5]]]);
	});
});

describe("tests of the design", () => {
	const day = { background: "#ffffff" }, night = { background: "#000000" };
	const theme = (id: string) => ({ id, name: id, customization_options: { palettes: [{ id: "a", name: "A", light: day, dark: night }, { id: "b", name: "B", light: day, dark: night }], layouts: [{ id: "one", name: "One" }, { id: "two", name: "Two" }] } }) as unknown as Theme;
	const themes = [theme("rack"), theme("lens")];
	const config: Configuration = { theme_settings: { theme_id: "lens", layout: { id: "two" }, customizations: { palette: "b", other: 1 } }, content_data: { fill_missing: true, pages: { home: { headline: "Old", body: "B" }, about: { body: "Us" } } } };

	it("offer what is not on already", () => {
		expect(candidates("theme", themes, config).map((one) => one.settings)).toEqual([{ theme_id: "rack" }]);
		expect(candidates("layout", themes, config).map((one) => one.settings)).toEqual([{ theme_id: "lens", layout: "one" }]);
		expect(candidates("palette", themes, config)).toHaveLength(1);
	});
	it("bring both halves of a palette along, and leave other choices alone", () => expect(candidates("palette", themes, { theme_settings: { theme_id: "lens", customizations: { palette: "b", other: 1 } } })[0]?.settings).toEqual({ palette: day, customizations: { other: 1, palette_dark: night } }));
	it("become answers of the step that they change", () => {
		expect(answers({ headline: "New" }, config)).toEqual({ n: 4, data: { fill_missing: true, pages: { home: { headline: "New", body: "B" }, about: { body: "Us" } } } });
		expect(answers({ theme_id: "lens", layout: "one" }, config)).toEqual({ n: 3, data: { theme_id: "lens", layout: { id: "one" }, customizations: { palette: "b", other: 1 } } });
	});
	it("share visitors as asked", () => {
		const made = newTest("theme", [{ name: "Rack", settings: { theme_id: "rack" } }, { name: "Lens", settings: { theme_id: "lens" } }], true);
		expect([made.control_weight, made.variants.map((one) => one.weight)]).toEqual([90, [5, 5]]);
		const variant = (weight: number, visitors: number) => ({ name: "", weight, visitors, version: 0, settings: {} }) as never;
		expect(shares([variant(90, 3), variant(10, 1)])).toEqual([{ meant: 0.9, seen: 0.75 }, { meant: 0.1, seen: 0.25 }]);
		expect(shares([variant(50, 0), variant(50, 0)]).map((one) => one.seen)).toEqual([0, 0]);
	});
});

describe("a finding of the review", () => {
	const at = (page: string, criterion = "", width = 1280) => ({ page, criterion, width });
	it("leads to the step that mends it", () => {
		expect([at("/", "3.1.1"), at("/p/mug/", "1.4.3"), at("/p/mug/", "1.1.1"), at("/p/mug/", "2.4.6"), at("/about/", "2.4.6"), at("/", "2.4.6"), at("/cart", "4.1.2")].map(stepFor)).toEqual([1, 3, 2, 2, 4, 4, 3]);
	});
	it("says where it is seen", () => expect([placeOfFinding(at("/", "", 320)), placeOfFinding(at("/p/mug/"))]).toEqual(["The home page, on a phone", "The product page /p/mug/, on a wide screen, dark"]));
});
