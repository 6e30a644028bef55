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

leg('thought better of: version 1 is put back', async () => {
	await page.getByRole('button', { name: 'My stores' }).click();
	await row.getByRole('button', { name: 'Earlier versions' }).click();
	const version = (n) => row.getByRole('row', { name: `Version ${n}` });
	await version(2).getByText('open now').waitFor();
	assert.equal(await row.getByRole('row', { name: /^Version \d/ }).count(), 2);
	await shoot(page, 'my-stores', { whole: 'window' });
	await version(1).getByRole('button', { name: 'Put this one back' }).click();
	await version(1).getByText('open now').waitFor();
	await version(2).getByRole('button', { name: 'Put this one back' }).waitFor();
	const now = await shelf();
	assert.match(now, /\$19\.00/);
	assert.doesNotMatch(now, /Matches/);
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
