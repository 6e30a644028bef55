// The other pages, and whether the watch on the console watches at all.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOME, quiet, shoot, visit } from './browser.mjs';

test('/docs lays out every operation of the document that runs', async () => {
	const { context, page, faults } = await visit();
	await page.goto('/docs/');
	await page.locator('#state').waitFor({ state: 'detached' });
	const document_ = await (await page.request.get('/openapi.json')).json();
	const operations = Object.entries(document_.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
	const shown = await page.locator('main section h3').allInnerTexts();
	assert.deepEqual(shown.map((text) => text.replace(/\s+/g, ' ').trim()).sort(), operations.sort());
	assert.ok(operations.length > 30, `${operations.length} operations`);
	const [first] = await page.locator('nav a').all();
	await first.click();
	assert.equal(await page.locator(new URL(page.url()).hash).count(), 1);
	await shoot(page, 'docs', { whole: 'fold', fixed: true });
	await context.close();
	quiet(faults);
});

test('the wizard loads nothing from elsewhere', async () => {
	const { context, page, faults } = await visit();
	const asked = [];
	page.on('request', (request) => asked.push(request.url()));
	await page.goto('/');
	await page.getByRole('button', { name: 'Start my store' }).waitFor();
	assert.ok(asked.length > 3);
	assert.deepEqual(asked.filter((url) => !url.startsWith(HOME)), []);
	await context.close();
	quiet(faults);
});

test('a breach of the policy would be seen', async () => {
	const { context, page, faults } = await visit();
	await page.goto('/');
	await page.getByRole('button', { name: 'Start my store' }).waitFor();
	await page.evaluate(() => {
		const script = document.createElement('script');
		script.textContent = 'document.title = "broken into"';
		document.head.append(script);
	});
	await page.waitForFunction(() => document.title !== '');
	assert.notEqual(await page.title(), 'broken into');
	await context.close();
	assert.throws(() => quiet(faults), /Content Security Policy/);
});
