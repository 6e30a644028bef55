// What goes wrong: each trouble says what to do next, stands where it belongs, and costs nothing that was typed.
import assert from 'node:assert/strict';
import { finished, launched, merchant, SHOP, start, stop, until } from '../integration/harness.mjs';
import { journey, quiet, settled, shoot, visit } from './browser.mjs';
import { at_step, choose_trade, go_on, mark, name_shop, opened, product, question, sign_up, skip, somebody, to_step, type } from './person.mjs';

const who = somebody();
const NAME = `Mishaps ${mark()}`;
// A word that no one has asked about before, so that no cache knows the advice on it.
const TRADE = `kites ${mark()}`;
const STORY = 'Everything that can fall off a shelf has fallen off ours.';
const { context, page, faults } = await visit();
const leg = journey('troubles', page);
async function without_themes(work) {
	await stop('theme-svc');
	try {
		await work();
	} finally {
		await start('theme-svc');
		// The gateway asks a service that failed only now and then.
		const asked = () => merchant().get(`/api/v1/themes/recommendations?industry=back-${mark()}`);
		await until('the gateway to find theme-svc again', async () => (await asked()).status === 200, 30000);
	}
}

const price = page.getByLabel('Price in USD of product 1');

leg('an e-mail that is taken, a password that is wrong', async () => {
	const first = await visit();
	await sign_up(first.page, who);
	await at_step(first.page, 1);
	await first.context.close();

	await sign_up(page, who);
	const alert = page.getByRole('alert');
	await alert.getByText('There is an account with that e-mail already: sign in with its password.').waitFor();
	await page.getByRole('button', { name: 'I have an account' }).click();
	assert.equal(await page.getByLabel('E-mail').inputValue(), who.email);
	await page.getByLabel('Password').fill('not the password at all');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await alert.getByText('That e-mail and password don’t belong together.').waitFor();
	await shoot(page, 'trouble-password', { whole: 'window', widths: [320, 1280] });
	await page.getByLabel('Password').fill(who.password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.getByRole('button', { name: 'Go on' }).first().click();
	await at_step(page, 1);
});

leg('the line is cut during a save: nothing typed is lost', async () => {
	await type(page.getByLabel('The name'), NAME);
	await choose_trade(page, TRADE, /^Something of my own/);
	const story = page.getByLabel('Tell it in a sentence or two');
	await type(story, STORY);
	await settled(page);
	await context.setOffline(true);
	await page.getByRole('button', { name: 'Go on' }).click();
	await page.getByRole('alert').getByText('The shop\'s server can\'t be reached just now. Your answers are kept here; try again in a moment.').waitFor();
	assert.equal(await story.inputValue(), STORY);
	await shoot(page, 'trouble-offline', { whole: 'window', widths: [320, 1280] });
	await context.setOffline(false);

	await page.reload();
	await at_step(page, 1);
	assert.equal(await page.getByLabel('The name').inputValue(), NAME);
	assert.equal(await story.inputValue(), STORY);
});

leg('the adviser on looks is away: a quiet line, and on', async () => {
	await without_themes(async () => {
		await go_on(page, 2);
		const advice = page.getByRole('complementary', { name: 'Advice for this step' });
		await advice.getByText('No word from the adviser on looks in time. Nothing of yours is missing.').waitFor();
		assert.equal(await page.getByRole('alert').filter({ hasText: /\w/ }).count(), 0);
		await shoot(page, 'trouble-adviser', { whole: 'fold', widths: [320, 1280] });
	});
});

leg('a price that is none', async () => {
	await product(page, 1, { name: 'Kite', price: 'nineteen', stock: '4' });
	await product(page, 2, { name: 'String', price: '2', stock: 'lots' });
	await page.getByRole('button', { name: 'Go on' }).click();
	await page.getByText('A price looks like 19.00.').waitFor();
	await page.getByText('A whole number.').waitFor();
	await page.getByRole('alert').getByText('Two things to mend before we go on.').waitFor();
	assert.equal(await price.getAttribute('aria-invalid'), 'true');
	await page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: /^Products\W+wants a look$/ }).waitFor();
	await shoot(page, 'trouble-price', { whole: 'window', widths: [320, 1280] });
	await price.fill('19');
	await page.getByLabel('Stock of product 2').fill('40');
});

leg('no look can be shown: it is said, asked for again, and may be left to us', async () => {
	await without_themes(async () => {
		await go_on(page, 3);
		await page.getByRole('alert').getByText('The server is catching its breath. Your answers are kept; try again in a few seconds.').waitFor();
		await page.getByRole('button', { name: /^Skip/ }).waitFor();
	});
	await page.getByRole('button', { name: 'Ask again' }).click();
	await page.getByRole('radiogroup', { name: 'Themes' }).getByRole('radio').first().waitFor();
	await skip(page, 3);
});

leg('an address that is taken', async () => {
	const slug = `taken-${mark()}`;
	await launched(await finished([...SHOP.slice(0, 5), { slug }]));
	for (const n of [4, 5]) await skip(page, n);
	const field = page.getByLabel('The address');
	await field.fill(slug);
	await page.getByRole('button', { name: 'Open the store' }).click();
	const said = page.locator('#slug-error');
	await said.waitFor();
	assert.match(await said.innerText(), /taken/);
	assert.equal(await question(page, 6).count(), 1);
	assert.equal(await field.inputValue(), slug);
	await shoot(page, 'trouble-address', { whole: 'window', widths: [320, 1280] });
	await field.fill(`free-${slug}`);
	await page.getByRole('button', { name: 'Open the store' }).click();
	assert.equal(await opened(page, NAME), `/s/free-${slug}/`);
});

// A preview that was on its way when theme-svc fell silent has its page, and a 503 for its stylesheet.
const HALF_LOADED = /^Refused to apply style from '[^']*\/preview\/[^']*' because its MIME type \('application\/problem\+json'\)/;
leg('the console told of these troubles and of no other', () =>
	quiet(faults.filter((fault) => !HALF_LOADED.test(fault)), /409.*\/auth\/register$/, /401.*\/auth\/login$/, /INTERNET_DISCONNECTED/, /503.*\/themes\/recommendations/, /503.*\/preview\//, /4(09|22).*\/step\/6$/));
