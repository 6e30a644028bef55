// A sample shop (shape of industries.json) → the views of all its pages. The engine builds the same from the store's configuration.
// node render.mjs --view <theme> <shop> <page> prints one as JSON.
import { readFileSync } from 'node:fs';
import { art, initial } from './art.mjs';
import { compare, facts, longestSide, table, wallOf } from './facts.mjs';

const PER_PAGE = 24;
const words = lang => JSON.parse(readFileSync(new URL(`../_shared/words/${lang}.json`, import.meta.url)));
const slug = text => text.toLowerCase().normalize('NFKD').replace(/[\u0300-\u036f]/g, '').replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
// No sample was uploaded, so none has sizes made of it.
const picture = image => image ? { ...image, has_sources: false, srcset: null, sources: [] } : null;
const paragraphs = text => (text ?? '').split(/\n\n+/).filter(Boolean);

export function views(theme, shop) {
	const info = shop.business_info, products = shop.product_config.products, lang = info.languages[0], t = words(lang), base = shop.base ?? '';
	const most = longestSide(products);
	const money = minor => new Intl.NumberFormat(lang, { style: 'currency', currency: info.currency }).format(minor / 100);
	const count = n => (n === 1 ? t.count_one : t.count_other).replace('{n}', n);
	const file = name => `${base}/${name}.html`;
	const stockNote = n => n === 0 ? t.sold_out : n <= 4 ? t.only_left.replace('{n}', n) : null;

	const categories = [...new Set(products.map(p => p.category).filter(Boolean))].map(name => ({
		name, url: file(`c-${slug(name)}`), products: products.filter(p => p.category === name),
	}));

	const card = (p, i) => {
		const variants = p.variants ?? [], stock = variants.length ? variants.reduce((n, v) => n + v.stock, 0) : p.stock;
		const offered = variants.some(v => v.stock > 0) ? variants.filter(v => v.stock > 0) : variants;
		const price = variants.length ? Math.min(...offered.map(v => v.price_minor)) : p.price_minor;
		const options = [...new Set(variants.flatMap(v => Object.keys(v.options)))].map(name => ({
			name, values: [...new Set(variants.map(v => v.options[name]))].map(value => ({ value, in_stock: variants.some(v => v.options[name] === value && v.stock > 0) })),
		}));
		return {
			number: String(i + 1).padStart(2, '0'), name: p.name, sku: p.sku, url: file(`p-${slug(p.sku)}`), price: money(price),
			price_from: offered.some(v => v.price_minor !== price), price_plain: (price / 100).toFixed(2), currency: info.currency,
			in_stock: stock > 0, stock_note: stockNote(stock), options, options_summary: options.map(o => `${o.name} ${o.values.map(v => v.value).join(', ')}`).join(' · ') || null,
			has_variants: variants.length > 0, features: p.features ?? [], ...facts(p, most), feature: p.features?.[0] ?? null,
			excerpt: (p.description ?? '').match(/^.{1,160}?[.!?؟](?=\s|$)/u)?.[0] ?? null,
			category: p.category ? { name: p.category, url: file(`c-${slug(p.category)}`) } : null,
			image: picture(p.images?.[0]), art: art(theme.art, p.name),
		};
	};
	const cards = list => list.map(card);

	const common = kind => ({
		lang, dir: lang === 'ar' ? 'rtl' : 'ltr', base, asset_base: `${base}/assets`, style_url: `${base}/assets/style.css`,
		preload: theme.preload.map(f => ({ url: `${base}/assets/${f}` })), theme_color: { light: theme.palettes[0].light.background, dark: theme.palettes[0].dark.background },
		layout: shop.layout ?? theme.layouts[0].id, home_url: file('index'), all_url: file('all'), about_url: file('about'), policies_url: file('policies'),
		search_url: shop.cart ? file('search') : null, cart_url: shop.cart ? file('cart') : null, contact_url: file('contact'), languages: [], has_languages: false, feed_url: `${base}/products.xml`, script_url: null, vitals_url: null, manifest_url: `${base}/manifest.webmanifest`, icon_url: `${base}/icon.svg`, text_lang: null, year: '2026', t,
		is_home: kind === 'home', is_category: kind === 'category', is_product: kind === 'product', is_about: kind === 'about', is_policies: kind === 'policies', is_404: kind === '404',
		is_cart: kind === 'cart', is_checkout: kind === 'checkout', is_order: kind === 'order', is_contact: kind === 'contact', is_search: kind === 'search',
		copy_note: null, has_products: products.length > 0, product_count: products.length, count_label: count(products.length), wall: most ? wallOf(most, most) : null,
		store: { name: info.business_name, tagline: shop.tagline ?? null, description: info.description ?? null, initial: initial(info.business_name),
			email: info.contact_email ?? null, email_url: info.contact_email ? `mailto:${info.contact_email}` : null, logo: picture(shop.logo) },
		nav: categories.map(c => ({ name: c.name, url: c.url, count: c.products.length, count_label: count(c.products.length), current: false })),
	});
	const seo = (title, url, type = 'website', data = { '@context': 'https://schema.org', '@type': 'WebPage', name: title }) => ({
		title, description: info.description ?? null, canonical: `https://shop.example/${url}`, image: null, type, locale: t.locale, robots: null, alternates: [], locales: [], offer: null,
		json_ld: JSON.stringify(data).replace(/</g, '\\u003c') });
	const crumbs = (...names) => [{ name: t.home, url: file('index') }, ...names.map((n, i) => i === names.length - 1 ? { name: n.name, url: null } : n)];

	const listed = (list, k) => { const from = (k - 1) * PER_PAGE, part = list.slice(from, from + PER_PAGE); return table(part, part.map((p, i) => card(p, from + i)), most); };
	const pages = {};
	const featured = cards(products.slice(0, 8));
	const sections = (categories.length ? categories : products.length ? [{ name: t.all_products, url: file('all'), products }] : []).slice(0, 6);
	pages.index = { template: 'home', view: { ...common('home'), seo: seo(`${info.business_name} · ${shop.tagline ?? t.products}`, ''),
		hero: { headline: shop.tagline ?? info.business_name, body: info.description ?? null, image: picture(shop.hero), art: art(theme.art, info.business_name) },
		lead: featured[0] ?? null, featured, featured_rest: featured.slice(1),
		sections: sections.map(c => ({ name: c.name, url: c.url, count: c.products.length, count_label: count(c.products.length), more: c.products.length > 8, ...table(c.products.slice(0, 8), cards(c.products.slice(0, 8)), most) })),
		story: shop.about ? { headline: shop.about.title, paragraphs: paragraphs(shop.about.body).slice(0, 2), url: file('about') } : null } };

	for (const c of [...categories, { name: t.all_products, url: file('all'), products }]) {
		const n = Math.max(1, Math.ceil(c.products.length / PER_PAGE)), address = k => k === 1 ? c.url : c.url.replace('.html', `-${k}.html`);
		for (let k = 1; k <= n; k++) {
			const view = common('category');
			for (const item of view.nav) item.current = item.name === c.name;
			pages[address(k).slice(base.length + 1, -5)] = { template: 'category', view: { ...view, seo: seo(`${c.name} · ${info.business_name}`, address(k)),
				category: { name: c.name, url: c.url, count: c.products.length, count_label: count(c.products.length), description: null },
				...listed(c.products, k), breadcrumbs: crumbs(c),
				pagination: n === 1 ? null : { page: k, pages: n, label: t.page_of.replace('{page}', k).replace('{pages}', n), prev_url: k > 1 ? address(k - 1) : null, next_url: k < n ? address(k + 1) : null,
					items: Array.from({ length: n }, (_, i) => ({ n: i + 1, url: address(i + 1), current: i + 1 === k })) } } };
		}
	}
	products.forEach((p, i) => {
		const c = card(p, i), free = (p.variants ?? []).findIndex(v => v.stock > 0);
		pages[c.url.slice(base.length + 1, -5)] = { template: 'product', view: { ...common('product'), seo: seo(`${p.name} · ${info.business_name}`, c.url, 'product'),
			product: { ...c, gallery: (p.images ?? []).map((im, j) => ({ ...picture(im), is_first: j === 0 })), description: paragraphs(p.description), description_lang: null,
				variants: (p.variants ?? []).map((v, j) => ({ label: Object.values(v.options).join(' / '), sku: v.sku, price: money(v.price_minor), in_stock: v.stock > 0, stock_note: stockNote(v.stock), checked: j === free })),
				order_url: info.contact_email && !shop.cart ? `mailto:${info.contact_email}?subject=${encodeURIComponent(p.name)}` : null },
			breadcrumbs: crumbs(...(c.category ? [c.category] : []), { name: p.name }),
			has_related: products.length > 1, compare: compare(products, i, card),
			related: cards(products.filter(o => o !== p && o.category === p.category).concat(products.filter(o => o.category !== p.category)).slice(0, 4)) } };
	});
	pages.about = { template: 'page', view: { ...common('about'), seo: seo(`${t.about} · ${info.business_name}`, 'about'), breadcrumbs: crumbs({ name: t.about }),
		page: { title: shop.about?.title ?? t.about, paragraphs: paragraphs(shop.about?.body ?? info.description), sections: [] } } };
	pages.policies = { template: 'page', view: { ...common('policies'), seo: seo(`${t.policies} · ${info.business_name}`, 'policies'), breadcrumbs: crumbs({ name: t.policies }),
		page: { title: t.policies, paragraphs: [], sections: (shop.policies ?? []).map(s => ({ id: slug(s.heading), heading: s.heading, paragraphs: paragraphs(s.body) })) } } };
	pages['404'] = { template: '404', view: { ...common('404'), seo: { ...seo(`${t.not_found} · ${info.business_name}`, '404'), robots: 'noindex', canonical: null, json_ld: null },
		page: { title: t.not_found, paragraphs: [t.not_found_body] }, suggestions: featured.slice(0, 4) } };
	// What depends on the shopper: two lines, one of which cannot be had as it is; a form sent back with an error.
	const desk = (kind, title) => ({ ...common(kind), seo: { ...seo(`${title} · ${info.business_name}`, kind), robots: 'noindex' }, breadcrumbs: crumbs({ name: title }), page: { title }, notice: null });
	const lines = products.slice(0, 2).map((p, i) => ({ ...card(p, i), id: `line-${i + 1}`, label: p.variants?.[0] ? Object.values(p.variants[0].options).join(' / ') : null,
		quantity: 2, price: money(p.price_minor), total: money(2 * p.price_minor), problem: i ? t.line_few.replace('{n}', 1) : null }));
	const bill = list => ({ lines: list, has_lines: list.length > 0, total: money(list.length * 2 * (products[0]?.price_minor ?? 0)) });
	const fields = (ids, wrong) => ({ has_errors: true, action: file('checkout'), fields: ids.map(id => ({ id, label: t[id] ?? t[`your_${id}`], type: id === 'email' ? 'email' : 'text', autocomplete: 'off',
		value: id === 'name' ? 'Ada' : null, error: id === wrong ? t.error_required : null, required: id !== 'note', is_area: ['address', 'note', 'message'].includes(id) })) });
	pages.contact = { template: 'contact', view: { ...desk('contact', t.contact), ...fields(['name', 'email', 'message'], 'message'), sent: false } };
	if (!shop.cart) return pages;
	const found = (query, list, corrected) => ({ template: 'search', view: { ...desk('search', t.search), products: cards(list), suggestions: featured.slice(0, 4), pagination: null,
		search: { action: file('search'), query, found: list.length > 0, count: list.length, count_label: count(list.length), nothing: query && !list.length ? t.search_nothing.replace('{q}', query) : null,
			corrected, corrected_url: corrected && file('search') } } });
	pages.search = found(products[0]?.name ?? null, products.slice(0, 6), products[0]?.name);
	pages['search-nothing'] = found('zzz', [], null);
	pages.cart = { template: 'cart', view: { ...desk('cart', t.cart), ...bill(lines), can_checkout: false, checkout_url: file('checkout'), suggestions: featured.slice(0, 4) } };
	pages['cart-empty'] = { template: 'cart', view: { ...desk('cart', t.cart), ...bill([]), can_checkout: false, checkout_url: file('checkout'), suggestions: featured.slice(0, 4) } };
	pages.checkout = { template: 'checkout', view: { ...desk('checkout', t.checkout), ...bill(lines), ...fields(['name', 'email', 'address', 'postcode', 'city', 'country', 'note'], 'email'), turn: '1', pays_now: false } };
	pages.order = { template: 'order', view: { ...desk('order', t.order_title.replace('{n}', 7)), ...bill(lines),
		order: { number: 7, status: t.status_new, date: '2026-01-31', customer: 'Ada', email: 'ada@example.com', address: ['1 Long Lane', 'London'], pay_url: null, is_new: true, is_cancelled: false } } };
	return pages;
}
