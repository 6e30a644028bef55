/* A store as the mock draws it: one page, enough to see each answer arrive. */
const esc = (text) => String(text ?? "").replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const roles = (background, surface, text, muted, primary, accent) => ({ background, surface, text, muted, primary, accent });

const MOODS = [
	["Atelier", "Georgia", ["ceramics", "one product a row", "captions"], [["Clay", roles("#f4efe8", "#ffffff", "#2b2622", "#6e655c", "#8a4b2d", "#8a4b2d")], ["Bone", roles("#faf8f4", "#f0ebe0", "#222222", "#666666", "#44503f", "#44503f")]]],
	["Counter", "Arial Narrow", ["menu board", "dotted prices", "photo strips"], [["Citrus", roles("#2b1d14", "#3a291d", "#f7ead8", "#cdb79b", "#f2a33a", "#f2a33a")], ["Cream", roles("#fff6e6", "#ffffff", "#3a2415", "#7b6049", "#b4541b", "#b4541b")]]],
	["Vitrine", "Times New Roman", ["dark case", "small light objects"], [["Midnight", roles("#10131f", "#1a1f30", "#efe7d5", "#a9a38f", "#d8bd7d", "#d8bd7d")]]],
	["Rack", "Arial", ["dense grid", "sizes at a glance"], [["Loud", roles("#ffffff", "#f4f4f4", "#0d0d0d", "#595959", "#d4145a", "#d4145a")], ["Cobalt", roles("#ffffff", "#eef1fb", "#0b1026", "#555a70", "#1d39c4", "#1d39c4")]]],
	["Bench", "Courier New", ["specs first", "compare"], [["Safety", roles("#e9eaec", "#ffffff", "#1b1d21", "#5a5f68", "#b64300", "#b64300")]]],
	["Meadow", "Trebuchet MS", ["soft shapes", "ingredients as story"], [["Sage", roles("#eef2ea", "#ffffff", "#26332a", "#5d6d60", "#3f6b4f", "#a05a5a")], ["Petal", roles("#fbf1ef", "#ffffff", "#3b2527", "#7a5c5e", "#9b4257", "#9b4257")]]],
];

export const THEMES = MOODS.map(([name, face, features, palettes], i) => ({
	id: `theme_00${i + 1}`,
	name,
	face,
	preview_url: `/preview/theme_00${i + 1}/`,
	score: [0.72, 0.91, 0.41, 0.55, 0.38, 0.66][i],
	reason: `Of the shops in your trade, those with few products and short names read best in it.`,
	features,
	customization_options: { palettes: palettes.map(([label, colours]) => ({ name: label, roles: colours })), layouts: [{ id: "list", name: "List" }, { id: "grid", name: "Grid" }] },
}));

const SAMPLE = [["House blend", 1400], ["Morning roast", 1600], ["Decaf, really", 1500]].map(([name, price_minor]) => ({ name, price_minor, currency: "USD", category: "Coffee", stock: 9 }));

export function page(c) {
	const theme = THEMES.find((one) => one.id === c.theme_settings?.theme_id) ?? THEMES[0];
	const p = { ...theme.customization_options.palettes[0].roles, ...c.theme_settings?.palette };
	const business = c.business_info ?? {};
	const grid = c.theme_settings?.layout?.id === "grid";
	const items = c.product_config?.products ?? SAMPLE;
	const card = (item) => `<li><div class=pic></div><h3>${esc(item.name)}</h3><p class=m>${esc(item.category ?? "")}${item.stock === undefined ? "" : ` · ${esc(item.stock)} left`}</p><b>${new Intl.NumberFormat("en", { style: "currency", currency: item.currency || "USD" }).format(item.price_minor / 100)}</b><p>${esc(c.content_data?.product_descriptions?.[item.sku] ?? item.description ?? "")}</p></li>`;
	return `<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width"><title>${esc(business.business_name)}</title><style>
body{margin:0;background:${p.background};color:${p.text};font:17px/1.5 "${theme.face}",sans-serif}header,main,footer{padding:40px 24px;max-width:1100px;margin:auto}h1{font-size:44px;line-height:1.05;margin:24px 0 12px}
nav{display:flex;gap:16px;font-size:14px;color:${p.muted}}ul{list-style:none;padding:0;display:grid;gap:28px;grid-template-columns:${grid ? "1fr 1fr" : "repeat(auto-fill,minmax(280px,1fr))"}}.pic{aspect-ratio:4/3;background:linear-gradient(135deg,${p.primary},${p.surface});border-radius:4px}h3{margin:12px 0 0}.m{color:${p.muted};margin:0}b{color:${p.accent}}</style>
<header><nav><span>${esc(business.business_name || "Your shop")}</span><span>Shop</span><span>About</span></nav><h1>${esc(c.content_data?.pages?.home?.headline ?? business.business_name ?? "Your shop")}</h1><p>${esc(c.content_data?.pages?.home?.body ?? business.description ?? "")}</p></header>
<main><ul>${items.slice(0, 40).map(card).join("")}</ul><p>${esc(c.content_data?.pages?.about?.body ?? "")}</p></main><footer class=m>${esc(business.contact_email ?? "")}</footer></html>`;
}
