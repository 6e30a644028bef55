// Pictures in the wizard. A logo: refused with a reason, chosen by keyboard, shown with its colours, seen in the store, offered as a
// palette, removed. A product's: several at once, one refused, set in order, told in words.
import assert from 'node:assert/strict';
import { journey, shoot, visit } from './browser.mjs';
import { at_step, choose_trade, go_on, mark, shop_window, sign_up, somebody, tab_to, type } from './person.mjs';

const LOGO = { name: 'mark.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><circle cx="5" cy="5" r="4" fill="#0a7d4f"/><path d="M12 2h6v6h-6z" fill="#f5a800"/></svg>') };
const { page } = await visit();
const store = shop_window(page);
const leg = journey('logo', page);
const chooser = page.getByLabel('Your logo if you have one');

leg('what is no picture is told so, here and by the server', async () => {
	await sign_up(page, somebody());
	await at_step(page, 1);
	await type(page.getByLabel('The name'), `Marks ${mark()}`);
	await choose_trade(page, 'pott', 'Ceramics & crafts');
	await chooser.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no') });
	await page.getByRole('alert').getByText('That is no picture that we can read').waitFor();
	await chooser.setInputFiles({ ...LOGO, buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>') });
	await page.getByRole('alert').getByText('the SVG holds a script').waitFor();
});

leg('a logo is shown with its colours, and stands in the store', async () => {
	await tab_to(page, chooser); // the keyboard comes to it
	await chooser.setInputFiles(LOGO);
	await page.getByRole('img', { name: 'Your logo' }).waitFor();
	const colours = await page.getByRole('list', { name: 'Its colours' }).getByRole('listitem').allTextContents();
	assert.deepEqual(colours.sort(), ['#0a7d4f', '#f5a800']);
	await shoot(page, 'step-1-logo', { whole: 'window' });
	await go_on(page, 2);
	await store.locator('.brand img').waitFor();
});

leg('a product has several pictures, in the order that is wanted', async () => {
	await page.getByLabel('Name of product 1', { exact: true }).fill('Blue mug');
	await page.getByLabel('Price in').first().fill('28.50');
	await page.getByRole('button', { name: 'More of product 1' }).click();
	const red = { name: 'red.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="#c22" d="M1 1h6v6H1z"/></svg>') };
	await page.getByLabel(/^Pictures of product 1/).setInputFiles([LOGO, { ...red, name: 'notes.txt', mimeType: 'text/plain' }, red]);
	await page.getByRole('alert').getByText('notes.txt: That is no picture').waitFor();
	const words = page.getByLabel(/^What picture \d of product 1 shows$/);
	await words.nth(1).fill('The same in red');
	await page.getByRole('button', { name: 'Move picture 2 of product 1 up' }).press('Enter');
	assert.equal(await words.nth(0).inputValue(), 'The same in red');
	assert.equal(await words.nth(1).inputValue(), 'Blue mug');
	await store.locator('img[alt="The same in red"]').first().waitFor();
	await shoot(page, 'step-2-pictures', { whole: 'window', widths: [320, 1280] });
	await go_on(page, 3);
});

leg('the look begins with the colours of the logo', async () => {
	await page.getByRole('radiogroup', { name: 'Themes' }).getByRole('radio').first().click();
	await page.getByRole('radiogroup', { name: 'Suggested colours' }).getByRole('radio').first().waitFor();
	const brands = await page.getByLabel(/^Brand colour \d as/).evaluateAll((list) => list.map(({ value }) => value));
	assert.deepEqual(brands.sort(), ['#0a7d4f', '#f5a800']);
});

leg('it is there on return, and goes when it is removed', async () => {
	await page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: /^Your shop/ }).click();
	await at_step(page, 1);
	await page.getByRole('button', { name: 'Remove the logo' }).click();
	await chooser.waitFor({ state: 'attached' });
});
