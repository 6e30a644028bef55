// Ways through a store: where each kind of page is, and the walk of somebody who buys.
import assert from 'node:assert/strict';

// A product of many choices, if there is one: its page has the most to get wrong.
const product_of = ({ products }) => products.find(({ variants }) => variants?.length > 2) ?? products[0];

// The address of a link of the page at `url` whose path ends as told; null where there is none.
async function linked(context, url, pattern, name) {
	const page = await context.newPage();
	await page.goto(url);
	const links = await page.locator('a[href]').evaluateAll((all) => all.map((a) => ({ href: a.href, text: a.textContent.trim() })));
	await page.close();
	return links.find(({ href, text }) => pattern.test(new URL(href).pathname) && (!name || text.includes(name)))?.href ?? null;
}

const CATEGORY = /\/c\/[^/]+\/$/, PRODUCT = /\/p\/[^/]+\/$/;

async function category(context, base, shop) {
	const { category } = product_of(shop) ?? {};
	if (!category) return { url: `${base}c/all/` };
	const url = await linked(context, base, CATEGORY, category);
	assert.ok(url, `the home page leads to no category ${category}`);
	return { url };
}

async function product(context, base, shop) {
	const wanted = product_of(shop);
	if (!wanted) return null;
	const url = await linked(context, (await category(context, base, shop)).url, PRODUCT, wanted.name);
	assert.ok(url, `the category does not lead to ${wanted.name}`);
	return { url };
}

// Each answers { url, cookie? }, or null for a page that such a store does not have.
export const PAGES = {
	home: async (context, base) => ({ url: base }),
	category,
	product,
};

// Without a script: from the front door to something that can be bought.
export async function sells(context, base, shop) {
	const wanted = product_of(shop), page = await context.newPage();
	page.setDefaultTimeout(15000);
	await page.goto(base);
	await page.getByRole('navigation').getByRole('link', { name: wanted.category }).first().click();
	await page.getByRole('link', { name: wanted.name }).first().click();
	await page.getByRole('heading', { level: 1, name: wanted.name }).waitFor();
	const order = page.locator('.buy a[href^="mailto:"]');
	assert.ok(await order.count(), 'nothing to press on the product page');
	await page.close();
}
