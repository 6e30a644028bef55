// From the door to an open store, as a merchant goes: every step typed, the store beside it changing, advice taken and undone.
import assert from 'node:assert/strict';
import { paused } from '../integration/harness.mjs';
import { journey, quiet, settled, shoot, visit } from './browser.mjs';
import { at_step, choose_trade, go_on, mark, opened, shop_window, sign_up, somebody, tab_to, type } from './person.mjs';

const NAME = `Blue Door Pottery ${mark()}`;
const SLUG = NAME.toLowerCase().replaceAll(' ', '-');
const HEADLINE = 'Thrown by hand, fired on Fridays';
const PRODUCTS = [
	{ name: 'River bowl', kind: 'Bowls', price: '28.50', stock: '3', facts: 'stoneware, 18 cm wide, dishwasher safe, thrown by hand' },
	{ name: 'Blue mug', kind: 'Mugs', price: '19', stock: '12', facts: 'stoneware, 350 ml, dishwasher safe, glazed in cobalt' },
	{ name: 'Supper plate', kind: 'Plates', price: '34', stock: '0', facts: 'stoneware, 27 cm wide' },
];

const { context, page, faults } = await visit();
const store = shop_window(page);
const who = somebody();
let address;

const leg = journey('launch', page);

leg('the door', async () => {
	await page.goto('/');
	await page.getByRole('button', { name: 'Start my store' }).waitFor();
	await shoot(page, 'door');
	await sign_up(page, who);
	await at_step(page, 1);
});

leg('1: the name goes over the door while it is typed', async () => {
	await type(page.getByLabel('The name'), NAME);
	await choose_trade(page, 'pott', 'Ceramics & crafts');
	await store.getByText(NAME).first().waitFor();
	await type(page.getByLabel('Tell it in a sentence or two'), 'Stoneware thrown by hand in a small workshop by the river, glazed in three blues.');
	await page.getByRole('button', { name: /A little more about it/ }).click();
	await page.getByLabel('Where is the shop?').selectOption('US');
	await type(page.getByLabel('Where can customers write?'), 'hello@blue-door.example');
	await store.getByText('Stoneware thrown by hand', { exact: false }).first().waitFor();
	await shoot(page, 'step-1-shop', { whole: 'window' });
	await go_on(page, 2);
});

leg('2: shelves are filled by keyboard alone', async () => {
	const keys = page.keyboard;
	const press = async (key, times = 1) => {
		for (let i = 0; i < times; i++) await keys.press(key);
	};
	const focused = () => page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? '');
	const focus_on = (label) => page.waitForFunction((wanted) => document.activeElement.getAttribute('aria-label') === wanted, label);
	while ((await focused()) !== 'Name of product 1') await press('Tab');
	for (const [i, one] of PRODUCTS.entries()) {
		await focus_on(`Name of product ${i + 1}`);
		await keys.type(one.name);
		await press('Tab');
		await keys.type(one.price);
		await press('Tab');
		await keys.type(one.stock);
		await press('Tab');
		await focus_on(`More of product ${i + 1}`);
		await press('Enter');
		await page.getByLabel('Kind').nth(i).waitFor();
		await press('Tab', 2);
		await keys.type(one.kind);
		await press('Tab', 2);
		await keys.type(one.facts);
		await store.getByText(one.name).first().waitFor();
		while ((await focused()) !== `Stock of product ${i + 1}`) await press('Shift+Tab');
		if (i < PRODUCTS.length - 1) await press('Enter');
	}
	await store.getByText('$28.50').first().waitFor();
	await shoot(page, 'step-2-products', { whole: 'window' });
	await press('Control+Enter');
	await at_step(page, 3);
});

leg('on a phone the store folds under its bar', async () => {
	await page.setViewportSize({ width: 320, height: 640 });
	const bar = page.getByRole('button', { name: 'See my store' });
	await bar.click();
	await page.getByRole('dialog').locator('iframe[title="Your store, as it stands"]').contentFrame().getByText('Blue mug').first().waitFor();
	await page.getByRole('button', { name: 'Fold away' }).click();
	await page.getByRole('dialog').waitFor({ state: 'detached' });
	await bar.click();
	await shoot(page, 'store-bar', { whole: 'fold', widths: [320, 768] });
});

leg('3: advice on the look is taken and undone; a look is picked', async () => {
	const themes = page.getByRole('radiogroup', { name: 'Themes' });
	await themes.getByRole('radio').first().waitFor();
	const chosen = () => themes.getByRole('radio', { checked: true }).evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
	assert.deepEqual(await chosen(), []);
	const advice = page.getByRole('complementary', { name: 'Advice for this step' });
	const take = advice.getByRole('button', { name: /^Take / });
	const advised = (await take.textContent()).replace('Take ', '');
	await take.click();
	await advice.getByText('Taken.').waitFor();
	assert.deepEqual(await chosen(), [advised]);
	await advice.getByRole('button', { name: 'Undo' }).click();
	await take.waitFor();
	assert.deepEqual(await chosen(), []);

	const sheet = () => store.locator('link[rel=stylesheet]').getAttribute('href');
	const before = await sheet();
	await themes.getByRole('radio', { name: 'Atelier' }).click();
	const colours = page.getByRole('radiogroup', { name: 'Colours' });
	await colours.getByRole('radio').nth(1).click();
	await store.locator(`link[rel=stylesheet]:not([href="${before}"])`).waitFor({ state: 'attached' });

	const own = page.getByRole('button', { name: 'Colours of your own' });
	await tab_to(page, own);
	await page.keyboard.press('Enter');
	await page.getByRole('button', { name: 'Add a brand colour' }).click();
	await page.getByLabel('Brand colour 1 as #rrggbb').fill('#1b4fd8');
	const suggested = page.getByRole('radiogroup', { name: 'Suggested colours' });
	await suggested.getByRole('radio', { name: 'Cobalt', exact: false }).first().click();
	await page.getByRole('button', { name: /^The proof: \d+ pairs, every one readable/ }).click();
	assert.ok((await page.getByRole('region', { name: 'Contrast of every pair' }).getByRole('row').count()) > 15);
	const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Design tokens' }).click()]);
	assert.equal(file.suggestedFilename(), 'palette.tokens.json');
	await shoot(page, 'step-3-look', { whole: 'window' });
	await go_on(page, 4);
});

leg('4: words of one’s own, a draft, another draft, and back', async () => {
	const large = page.getByLabel('The large line at the door');
	const advice = page.getByRole('complementary', { name: 'Advice for this step' });
	await advice.getByRole('button', { name: 'Use this line' }).click();
	assert.notEqual(await large.inputValue(), '');
	await advice.getByRole('button', { name: 'Undo' }).click();
	assert.equal(await large.inputValue(), '');
	await type(large, HEADLINE);
	await store.getByText(HEADLINE).first().waitFor();

	const about = page.getByLabel('About you');
	await type(about, 'We are two potters.');
	const draft = page.locator('div').filter({ has: about }).filter({ has: page.getByRole('button', { name: /^Draft it/ }) }).last();
	await draft.getByRole('button', { name: 'Draft it for me' }).click();
	await draft.getByText('Drafted by builtin').waitFor();
	const first = await about.inputValue();
	assert.match(first, /Blue Door Pottery/);
	await draft.getByRole('button', { name: /Another way to put it/ }).click();
	assert.notEqual(await about.inputValue(), first);
	await draft.getByRole('button', { name: 'Back to my own words' }).click();
	assert.equal(await about.inputValue(), 'We are two potters.');
	await shoot(page, 'step-4-words', { whole: 'window' });
	await go_on(page, 5);
});

leg('5: nothing need be connected', async () => {
	await shoot(page, 'step-5-connections', { whole: 'window' });
	await page.getByRole('button', { name: 'Not now' }).click();
	await at_step(page, 6);
});

leg('6: the address, and what will open', async () => {
	const slug = page.getByLabel('The address');
	assert.equal(await slug.inputValue(), SLUG);
	await type(page.getByLabel('Its line in a search'), 'Blue Door Pottery: stoneware by the river');
	await type(page.getByLabel('And what it says under it'), 'Mugs, bowls and plates, thrown by hand and glazed in three blues.');
	const review = page.getByRole('region', { name: 'What opens' });
	await review.getByText('3 products on the shelves').waitFor();
	await review.getByText('A look of your choice').waitFor();
	assert.equal(await review.getByText('our choice', { exact: true }).count(), 1); // the connections, which were passed by
	await shoot(page, 'step-6-address', { whole: 'window' });
});

leg('the launch tells what it does, then shows the store', async () => {
	// With the writer held still, there is time to look at a launch under way.
	await paused('content-svc', async () => {
		await page.getByRole('button', { name: 'Open the store' }).click();
		await page.getByRole('heading', { level: 1, name: `Opening ${NAME}` }).waitFor();
		await page.getByRole('list', { name: 'What is being done' }).getByText('under way').waitFor({ state: 'attached' });
		await shoot(page, 'launch-under-way', { whole: 'window' });
	});
	address = await opened(page, NAME);
	assert.equal(address, `/s/${SLUG}/`);
	await page.getByRole('button', { name: /What was done/ }).click();
	const steps = page.getByRole('list', { name: 'What is being done' }).getByRole('listitem');
	assert.ok((await steps.count()) >= 5);
	for (const step of await steps.allTextContents()) assert.match(step, /: done/);
	await shoot(page, 'open');
});

leg('the store that the merchant walks into', async () => {
	const [tab] = await Promise.all([context.waitForEvent('page'), page.getByRole('link', { name: /Go in/ }).click()]);
	await tab.getByRole('heading', { level: 1, name: HEADLINE }).waitFor();
	for (const one of PRODUCTS) await tab.getByRole('link', { name: one.name }).first().waitFor();
	await shoot(tab, 'atelier-home');

	await tab.getByRole('navigation').getByRole('link', { name: /^Mugs/ }).first().click();
	await tab.getByRole('heading', { level: 1, name: 'Mugs' }).waitFor();
	assert.equal(await tab.getByRole('main').getByText('River bowl').count(), 0);
	await shoot(tab, 'atelier-category');

	await tab.getByRole('main').getByRole('link', { name: 'Blue mug' }).first().click();
	await tab.getByRole('heading', { level: 1, name: 'Blue mug' }).waitFor();
	await tab.getByRole('main').getByText('$19.00').first().waitFor();
	for (const fact of ['350 ml', 'glazed in cobalt']) await tab.getByRole('main').getByText(fact).first().waitFor();
	await shoot(tab, 'atelier-product');

	await tab.goto(`${address}about/`);
	await tab.getByText('We are two potters.').waitFor();
	await shoot(tab, 'atelier-about');
	await tab.goto(`${address}policies/`);
	for (const part of ['Shipping', 'Returns', 'Privacy', 'Terms']) await tab.getByRole('heading', { name: part }).waitFor();
	await shoot(tab, 'atelier-policies');
});

leg('the console kept quiet', () => quiet(faults));
