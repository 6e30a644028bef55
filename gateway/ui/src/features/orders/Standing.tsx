/* How an order stands, in words. */
import type { Order } from "@/api/types";

const WORDS: Record<Order["status"], { text: string; tone: string }> = {
	new: { text: "To be paid", tone: "text-amber" },
	pending: { text: "Paying now", tone: "text-soft" },
	paid: { text: "Paid", tone: "text-accent" },
	shipped: { text: "Sent", tone: "text-soft" },
	cancelled: { text: "Called off", tone: "text-soft" },
};

export function Standing({ status }: { status: Order["status"] }) {
	return <span className={WORDS[status].tone}>{WORDS[status].text}</span>;
}
