/* What shops sell, in shopkeepers' words, and the names that advice goes by. Anything else may be written too. */
import { slugify } from "@/lib/slug";

export interface Trade {
	id: string;
	name: string;
	also: string;
}

export const TRADES: readonly Trade[] = [
	{ id: "food_drink", name: "Coffee, food & drink", also: "tea bakery wine chocolate spices" },
	{ id: "crafts", name: "Ceramics & crafts", also: "pottery handmade candles textiles mugs" },
	{ id: "fashion", name: "Clothes & shoes", also: "apparel fashion bags" },
	{ id: "jewelry", name: "Jewellery & watches", also: "rings necklaces" },
	{ id: "beauty", name: "Beauty & wellness", also: "skincare soap cosmetics" },
	{ id: "home_decor", name: "Home & furniture", also: "lamps kitchen garden plants" },
	{ id: "toys", name: "Toys & children’s things", also: "kids games baby" },
	{ id: "books", name: "Books & stationery", also: "paper pens magazines" },
	{ id: "art", name: "Art & prints", also: "posters photography gallery" },
	{ id: "electronics", name: "Electronics", also: "audio gadgets computers" },
	{ id: "outdoor", name: "Sport & outdoors", also: "bicycles camping climbing" },
	{ id: "tools", name: "Tools & parts", also: "hardware workshop spare" },
	{ id: "eyewear", name: "Glasses & eyewear", also: "frames optician sunglasses" },
	{ id: "pets", name: "For animals", also: "pets dogs cats" },
];

export function findTrades(query: string): Trade[] {
	const words = query.trim().toLowerCase();
	if (!words) return [...TRADES];
	return TRADES.filter((trade) => `${trade.name} ${trade.also} ${trade.id}`.toLowerCase().includes(words));
}

/* A trade that we have no name for keeps the merchant's word, as an identifier. */
export function tradeId(words: string): string {
	return slugify(words, 40).replace(/-/g, "_");
}

export function tradeName(id: string): string {
	const known = TRADES.find((trade) => trade.id === id)?.name;
	if (known) return known;
	const words = id.replace(/[_-]+/g, " ");
	return words.charAt(0).toUpperCase() + words.slice(1);
}
