import { describe, expect, it } from "vitest";
import { fieldOf, place, pointerParts } from "@/features/wizard/pointers";

describe("pointerParts", () => {
	it("undoes the escapes of RFC 6901", () => expect(pointerParts("/step_data/a~1b/m~0n/0")).toEqual(["step_data", "a/b", "m~n", "0"]));
	it("takes nothing from what is no pointer", () => expect(pointerParts("products")).toEqual([]));
	it("does not undo an escape twice", () => expect(pointerParts("/~01")).toEqual(["~1"]));
});

describe("fieldOf", () => {
	it("drops the envelope", () => expect(fieldOf("/step_data/products/0/name")).toBe("products.0.name"));
	it("keeps numbers in an alias with stars", () => expect(fieldOf("/step_data/products/12/price_minor", { "products.*.price_minor": "products.*.price" })).toBe("products.12.price"));
	it("prefers the exact path", () => expect(fieldOf("/products/1/name", { "products.1": "products.4", "products.*": "wrong.*" })).toBe("products.4.name"));
	it("keeps what lies under an alias", () => expect(fieldOf("/step_data/integrations/0/configuration/api_key", { "integrations.0.configuration": "stripe" })).toBe("stripe.api_key"));
});

describe("place", () => {
	const known = (field: string) => ["products", "title"].includes(field.split(".")[0]!);
	it("puts errors on fields and tells the rest", () => {
		const errors = [
			{ pointer: "/step_data/title", code: "x", message: "Too long." },
			{ pointer: "/auto_advance", code: "x", message: "No boolean." },
			{ pointer: "", code: "x", message: "No." },
		];
		expect(place(errors, {}, known)).toEqual({ fields: [{ field: "title", message: "Too long." }], loose: ["No boolean.", "No."] });
	});
});
