// The storefront's one script: suggestions by keyboard, into the cart without leaving the page, speed reported; and all of it without it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finished, launched, psql, SHOP, until } from '../integration/harness.mjs';
import { axe, HOME, quiet, visit } from './browser.mjs';

let shop;
const open = async () => (shop ??= launched(await finished()).then((job) => `/s/${job.result.slug}`));

test('suggestions: typed, chosen with the arrow keys, closed with Escape', async () => {
	const base = await open(), { page, faults } = await visit();
	await page.goto(`${HOME}${base}/search`);
	const field = page.getByRole('combobox');
	await field.pressSequentially('blue mgu');
	const option = page.getByRole('option');
	await option.first().waitFor();
	assert.match(await option.first().textContent(), /Blue mug.*\$19\.00/);
	assert.equal(await field.getAttribute('aria-expanded'), 'true');
	await axe(page, 'suggestions');
	await field.press('Escape');
	assert.equal(await option.count(), 0);
	await field.fill('');
	await field.pressSequentially('blue mug');
	await option.first().waitFor();
	await field.press('ArrowDown');
	assert.equal(await field.getAttribute('aria-activedescendant'), await option.first().getAttribute('id'));
	await field.press('Enter');
	await page.waitForURL(`**${base}/p/blue-mug/`);
	quiet(faults);
});

test('into the cart: the page stays, a status says so and leads to the cart', async () => {
	const base = await open(), { page, faults } = await visit();
	await page.goto(`${HOME}${base}/p/blue-mug/`);
	await page.getByRole('button', { name: 'Add to cart' }).click();
	const said = page.locator('.buy [role=status]');
	await said.getByRole('link').waitFor();
	assert.match(await said.textContent(), /Added to your cart\./);
	assert.ok(page.url().endsWith('/p/blue-mug/'));
	await said.getByRole('link').click();
	await page.waitForURL(`**${base}/cart`);
	assert.match(await page.locator('main').textContent(), /Blue mug/);
	quiet(faults);
});

test('speed is reported when the page is left, and not by who asks not to be tracked', async () => {
	const base = await open();
	for (const [query, quietly] of [[`v${Date.now()}`, false], [`w${Date.now()}`, true]]) {
		const { page, context } = await visit();
		if (quietly) await page.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }));
		const path = `${base}/c/all/`, since = (await psql('select now()'))[0][0];
		await page.goto(`${HOME}${path}?${query}`);
		await page.goto(`${HOME}${base}/about/`);
		const seen = async () => (await psql(`select 1 from analytics.wizard_analytics where event_type = 'web_vitals' and event_data->>'path' = '${path}' and timestamp > '${since}' and (event_data->>'ttfb')::float > 0`)).length;
		if (quietly) assert.equal(await seen(), 0);
		else await until('the report', seen, 20000);
		await context.close();
	}
});

test('without JavaScript: search and cart are forms', async () => {
	const base = await open(), { page } = await visit({ javaScriptEnabled: false });
	await page.goto(`${HOME}${base}/search`);
	await page.locator('input[name=q]').fill('river');
	await page.getByRole('button', { name: 'Search' }).click();
	await page.waitForURL('**/search?q=river');
	assert.match(await page.locator('main').textContent(), /River bowl/);
	await page.goto(`${HOME}${base}/p/blue-mug/`);
	await page.getByRole('button', { name: 'Add to cart' }).click();
	await page.waitForURL(`**${base}/cart`);
	assert.match(await page.locator('main').textContent(), new RegExp(SHOP[1].products[0].name));
});
