// Every theme as shoppers meet it: each kind of page judged by axe, on a phone and on a desk, by day and by night; and all of it
// without JavaScript.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { finished, launched, ROOT, SHOP } from '../integration/harness.mjs';
import { html_valid } from '../quality/html.mjs';
import { EDGES } from '../quality/shops.mjs';
import { axe, fits, look, quiet, shoot, visit } from './browser.mjs';
import { mark } from './person.mjs';

const THEMES = readdirSync(join(ROOT, 'theme-svc/themes')).filter((name) => /^[a-z]/.test(name) && name !== 'README.md').sort();
const LONG = 'Donaudampfschifffahrtsgesellschaftskapitänsmütze aus Merinowolle';
const SHELVES = [
	...SHOP[1].products,
	{ sku: 'CAP-1', name: LONG, category: 'Kleidung & Zubehör', features: ['merino', 'made in Passau'], price_minor: 123456, currency: 'USD', stock: 1 },
	{ sku: 'TEE-1', name: 'Striped shirt', category: 'Kleidung & Zubehör', features: ['cotton'], price_minor: 3900, currency: 'USD', stock: 8, variants: [
		{ sku: 'TEE-1-S', options: { Size: 'S' }, price_minor: 3900, stock: 0 },
		{ sku: 'TEE-1-L', options: { Size: 'L' }, price_minor: 4200, stock: 8 },
	] },
	{ sku: 'LAMP-1', name: 'مصباح', category: 'Mugs', features: ['brass'], price_minor: 900, currency: 'USD', stock: 0 },
];

async function shop(theme, info = SHOP[0], products = SHELVES, texts = SHOP[3]) {
	const data = [info, { products }, { theme_id: theme }, texts, SHOP[4], { slug: `${theme}-${mark()}` }];
	const job = await launched(await finished(data));
	return new URL(job.result.storefront_url, 'http://any').pathname;
}

// Whole for two themes, and of each of the others the pages that sell: make quality has all of every theme.
const SAMPLE = THEMES.slice(0, 2);

for (const theme of THEMES)
	test(`${theme}: ${SAMPLE.includes(theme) ? 'every kind of page' : 'home, category and product'}`, async () => {
		const { context, page, faults } = await visit();
		const base = await shop(theme);
		const wrong = [];
		const judge = async (kind) => {
			await html_valid(await (await context.request.get(page.url())).text(), `${theme} ${kind}`).catch((error) => wrong.push(error.message));
			await shoot(page, `${theme}-${kind}`, { fixed: true, widths: SAMPLE.includes(theme) || kind !== 'category' ? [320, 1280] : [320] }).catch((error) => wrong.push(error.message));
		};

		await page.goto(base);
		await judge('home');
		const category = await page.getByRole('link', { name: /^Kleidung & Zubehör/ }).first().getAttribute('href');
		await page.goto(category);
		for (const name of [LONG, 'Striped shirt']) await page.getByRole('link', { name }).first().waitFor();
		await judge('category');
		await page.getByRole('link', { name: 'Striped shirt' }).first().click();
		await page.getByRole('heading', { level: 1, name: 'Striped shirt' }).waitFor();
		await page.getByRole('main').getByText('$42.00').first().waitFor();
		await judge('product');
		for (const [kind, path] of SAMPLE.includes(theme) ? [['about', 'about/'], ['policies', 'policies/'], ['lost', 'no-such-page/']] : []) {
			const reply = await page.goto(base + path);
			assert.equal(reply.status(), kind === 'lost' ? 404 : 200);
			await judge(kind);
		}
		await context.close();
		assert.equal(wrong.length, 0, wrong.join('\n'));
		quiet(faults, ...(SAMPLE.includes(theme) ? [/404.*\/no-such-page\/$/] : []));
	});

for (const theme of SAMPLE)
	test(`${theme}: nothing to sell, one thing, long German words, Arabic`, async () => {
		const { context, page, faults } = await visit();
		for (const [name, { info, products, texts }] of Object.entries(EDGES)) {
			const base = await shop(theme, info, products, texts);
			await page.goto(base);
			const paths = await page.locator('main a[href*="/p/"]').evaluateAll((links) => links.slice(0, 1).map((a) => a.pathname));
			assert.equal(paths.length, products.length ? 1 : 0);
			for (const path of [base, ...paths]) {
				await page.goto(path);
				const what = `${theme} ${name} ${path}`;
				await html_valid(await (await context.request.get(path)).text(), what);
				await look(page, 320, 'light');
				await fits(page, what);
				await axe(page, what);
			}
		}
		await context.close();
		quiet(faults);
	});

test('a shopper without JavaScript finds everything', async () => {
	const base = await shop(THEMES[0]);
	const { context, page, faults } = await visit({ javaScriptEnabled: false });
	await page.goto(base);
	assert.match(await page.title(), /Blue Door Pottery/);
	await page.getByRole('link', { name: 'Blue mug' }).first().waitFor();
	await page.getByRole('navigation').getByRole('link', { name: /^Bowls/ }).first().click();
	await page.getByRole('heading', { level: 1, name: 'Bowls' }).waitFor();
	await page.getByRole('link', { name: 'River bowl' }).first().click();
	await page.getByRole('heading', { level: 1, name: 'River bowl' }).waitFor();
	await page.getByText('A bowl for soup and salad.').waitFor();
	await page.getByText('$28.50').first().waitFor();
	await page.getByRole('contentinfo').getByRole('link', { name: 'All products' }).click();
	for (const one of SHELVES) await page.getByRole('main').getByRole('link', { name: one.name }).first().waitFor();
	await page.getByRole('contentinfo').getByRole('link', { name: 'About' }).click();
	await page.getByText('Our kiln is fired on Fridays.').waitFor();
	await page.getByRole('contentinfo').getByRole('link', { name: 'Policies' }).click();
	await page.getByRole('heading', { name: 'Returns' }).waitFor();
	assert.equal(await page.locator('script:not([src]):not([type="application/ld+json"])').count(), 0, 'a script inside a page');
	await context.close();
	quiet(faults);
});
