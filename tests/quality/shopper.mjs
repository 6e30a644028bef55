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

async function search(context, base, shop) {
	const wanted = product_of(shop);
	return { url: `${base}search?q=${encodeURIComponent(wanted ? wanted.name.split(' ').at(-1) : 'lamp')}` };
}

const stated = (context) => context.cookies().then((all) => all.map(({ name, value }) => `${name}=${value}`).join('; '));

// What is pressed on the product's page goes into this context's cart.
async function fill_cart(context, base, shop) {
	const page = await context.newPage();
	await page.goto((await product(context, base, shop)).url);
	// With a script the page stays; without one the cart comes.
	const sent = page.waitForResponse((reply) => reply.request().method() === 'POST' && /\/cart$/.test(new URL(reply.url()).pathname));
	await Promise.all([sent, page.locator('.buy .button').click()]);
	await page.close();
}

async function cart(context, base, shop) {
	if (!product_of(shop)) return { url: `${base}cart` };
	await fill_cart(context, base, shop);
	return { url: `${base}cart`, cookie: await stated(context) };
}

async function checkout(context, base, shop) {
	if (!product_of(shop)) return null;
	await fill_cart(context, base, shop);
	return { url: `${base}checkout`, cookie: await stated(context) };
}

const WHO = { name: 'Ada Löwe', email: 'ada@example.org', address: '1 Long Lane', postcode: 'N1 9GU', city: 'London' };

// Fills in the checkout of a cart that holds something, sends it, and stands on the order's page.
async function place_order(page) {
	for (const [field, value] of Object.entries(WHO)) await page.locator(`[name=${field}]`).fill(value);
	await page.locator('.desk-form .button').click();
	await page.waitForURL(/\/order\//);
}

async function order(context, base, shop) {
	if (!product_of(shop)) return null;
	await fill_cart(context, base, shop);
	const page = await context.newPage();
	await page.goto(`${base}checkout`);
	await place_order(page);
	const url = page.url();
	await page.close();
	return { url, cookie: await stated(context) };
}

// Each answers { url, cookie? }, or null for a page that such a store does not have.
export const PAGES = {
	home: async (context, base) => ({ url: base }),
	category,
	product,
	search,
	about: async (context, base) => ({ url: `${base}about/` }),
	contact: async (context, base) => ({ url: `${base}contact` }),
	cart,
	checkout,
	order,
};

// Without a script: from the front door to an order.
export async function sells(context, base, shop) {
	const wanted = product_of(shop), page = await context.newPage();
	page.setDefaultTimeout(15000);
	await page.goto(base);
	await page.getByRole('navigation').getByRole('link', { name: wanted.category }).first().click();
	await page.getByRole('link', { name: wanted.name }).first().click();
	await page.getByRole('heading', { level: 1, name: wanted.name }).waitFor();
	await page.locator('.buy .button').click();
	await page.waitForURL(/\/cart$/);
	await page.getByRole('main').getByRole('link', { name: wanted.name }).first().waitFor();
	await page.locator('.desk-act .button').click();
	await place_order(page);
	await page.getByRole('main').getByText(wanted.name).first().waitFor();
	await page.close();
}
