import { expect, test } from "vitest";
import { pause } from "@/features/orders/news";

test("news are asked for less often behind other tabs, and seldom while nobody answers", () => {
	expect(pause(false, false)).toBeLessThan(pause(false, true));
	expect(pause(false, true)).toBeLessThan(pause(true, false));
	expect(pause(true, true)).toBe(pause(true, false));
});
