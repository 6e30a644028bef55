// A merchant comes back: on another machine, to a wizard left half-way; then to a store that is open, to change it and to think better of it.
import assert from 'node:assert/strict';
import { journey, quiet, shoot, visit } from './browser.mjs';
import { at_step, go_on, mark, name_shop, opened, product, question, sign_in, sign_up, skip, somebody, to_step } from './person.mjs';

const NAME = `Second Thoughts ${mark()}`;
const who = somebody();
const first = await visit();
const later = await visit({ locale: 'en-GB' });
const { page } = later;
const before = journey('again, the first day', first.page);
const leg = journey('again', page);
const row = page.getByRole('listitem').filter({ hasText: NAME });
let address;

before('two steps, then the browser is closed', async () => {
	await sign_up(first.page, who);
	await name_shop(first.page, NAME);
	await product(first.page, 1, { name: 'Candle', price: '19', stock: '5' });
	await go_on(first.page, 3);
	quiet(first.faults);
	await first.context.close();
});

leg('signed in elsewhere, the wizard waits where it was left', async () => {
	await sign_in(page, who);
	await page.getByRole('heading', { level: 1, name: 'My stores' }).waitFor();
	await row.getByText('2 of 6 done, next: look.').waitFor();
	await shoot(page, 'home-unfinished', { whole: 'window' });
	await row.getByRole('button', { name: 'Go on' }).click();
	await at_step(page, 3);
	await page.reload();
	await at_step(page, 3);
	await to_step(page, 2);
	assert.equal(await page.getByLabel('Name of product 1', { exact: true }).inputValue(), 'Candle');
	assert.equal(await page.getByLabel('Price in USD of product 1').inputValue(), '19.00');
});

leg('finished and opened', async () => {
	await to_step(page, 3);
	for (let n = 3; n <= 5; n++) await skip(page, n);
	await page.getByRole('button', { name: 'Open the store' }).click();
	address = await opened(page, NAME);
	assert.match(await shelf(), /\$19\.00/);
});

leg('changed and opened again: version 2', async () => {
	await page.getByRole('button', { name: 'Change something' }).click();
	await at_step(page, 1);
	await to_step(page, 2);
	const price = page.getByLabel('Price in USD of product 1');
	await price.fill('');
	await price.pressSequentially('21.50');
	await page.getByRole('button', { name: 'Add another' }).click();
	await product(page, 2, { name: 'Matches', price: '3', stock: '100' });
	await go_on(page, 3);
	await to_step(page, 6);
	await page.getByRole('button', { name: 'Open the store' }).click();
	assert.equal(await opened(page, NAME), address);
	assert.match(await shelf(), /Candle[^]*\$21\.50[^]*Matches[^]*\$3\.00/);
});

leg('thought better of: version 1 is put back, and version 2 again', async () => {
	await page.getByRole('button', { name: 'My stores' }).click();
	await row.getByText('Earlier versions').waitFor();
	await shoot(page, 'my-stores', { whole: 'window' });
	await row.getByRole('link', { name: 'Earlier versions' }).click();
	const version = (n) => page.getByRole('listitem', { name: `Version ${n}` });
	await version(2).getByText('live now').waitFor();
	await version(2).getByText(/^New: .*products/).waitFor();
	await version(1).getByText('The first opening.').waitFor();
	await version(1).getByRole('button', { name: 'Make live again' }).click();
	await version(1).getByText('Version 2 stays in this list', { exact: false }).waitFor();
	await shoot(page, 'versions');
	await version(1).getByRole('button', { name: 'Make version 1 live' }).click();
	await version(1).getByText('live now').waitFor();
	const now = await shelf();
	assert.match(now, /\$19\.00/);
	assert.doesNotMatch(now, /Matches/);
	await page.getByRole('button', { name: 'Undo: back to version 2' }).click();
	await version(2).getByText('live now').waitFor();
	assert.match(await shelf(), /Matches/);
});

leg('a test of the large line: made, begun, won, and undone', async () => {
	await page.getByRole('link', { name: 'Tests', exact: true }).click();
	await page.getByRole('button', { name: 'Make a test' }).click();
	await page.getByLabel('Another line').fill('Light for long evenings');
	await shoot(page, 'test-new', { widths: [320, 1280] });
	await page.getByRole('button', { name: 'Start the test' }).click();
	const test = page.getByRole('region', { name: /^The large line, Running since/ });
	await test.getByText('meant for 50%').first().waitFor();
	await test.getByRole('button', { name: 'Make it the design: Light for long evenings' }).click();
	await shoot(page, 'test-running', { widths: [320, 1280] });
	await test.getByRole('button', { name: 'Make it the design', exact: true }).click();
	await page.getByText('Everybody sees “Light for long evenings” now.').waitFor();
	assert.match(await shelf(), /Light for long evenings/);
	await page.getByRole('button', { name: 'Undo: as it was before' }).click();
	await page.getByText('Everybody sees “Light').waitFor({ state: 'detached' });
	await test.getByRole('button', { name: 'Stop the test' }).waitFor(); // it goes on
});

leg('a copy is taken away', async () => {
	await page.getByRole('link', { name: 'Settings', exact: true }).click();
	await page.getByLabel('Where will the copy stand?').fill('not an address');
	await page.getByRole('button', { name: 'Download the copy' }).click();
	await page.getByText('Write it as an address of a website', { exact: false }).waitFor();
	await shoot(page, 'settings', { widths: [320, 1280] });
	await page.getByLabel('Where will the copy stand?').fill('https://candles.example/shop');
	const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download the copy' }).click()]);
	assert.match(file.suggestedFilename(), /^second-thoughts-\w+-2\.zip$/);
	await page.getByText('is among your downloads', { exact: false }).waitFor();
});

leg('signed out, the door is shut', async () => {
	await page.getByRole('button', { name: 'Account of' }).click();
	await page.getByRole('menuitem', { name: 'Sign out' }).click();
	await page.getByRole('button', { name: 'Start my store' }).waitFor();
	await page.reload();
	await page.getByRole('button', { name: 'Start my store' }).waitFor();
	assert.equal(await question(page, 1).count(), 0);
});

leg('the console kept quiet', () => quiet(later.faults));

// What a shopper sees of the store just now.
async function shelf() {
	const tab = await later.context.newPage();
	await tab.goto(address);
	const text = await tab.getByRole('main').innerText();
	await tab.close();
	return text;
}
