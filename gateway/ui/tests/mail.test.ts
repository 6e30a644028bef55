import { expect, it } from "vitest";
import { mailTo } from "@/lib/mail";

it("an address stays one address, whatever stands in it", () => {
	expect(mailTo("ada@example.org", "Order 1 & 2")).toBe("mailto:ada@example.org?subject=Order%201%20%26%202");
	expect(mailTo("a?bcc=evil@b.example")).toBe("mailto:a%3Fbcc%3Devil@b.example");
});
