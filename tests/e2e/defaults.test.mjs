// Who answers one question only, and has no mouse, has an open store too; the review says what was chosen for them.
import assert from 'node:assert/strict';
import { journey, quiet, shoot, visit } from './browser.mjs';
import { at_step, mark, opened, question, somebody, tab_to, to_step } from './person.mjs';

const NAME = `Plain Shop ${mark()}`;
const { page, faults } = await visit();
const keys = page.keyboard;
const leg = journey('defaults', page);
let address;

leg('in by keyboard', async () => {
	const who = somebody();
	await page.goto('/');
	for (const [label, text] of [['Your name', who.name], ['E-mail', who.email], ['Password', who.password]]) {
		await tab_to(page, page.getByLabel(label));
		await keys.type(text);
	}
	await keys.press('Enter');
	await at_step(page, 1);
});

leg('one answer', async () => {
	await tab_to(page, page.getByLabel('The name'));
	await keys.type(NAME);
	const trade = page.getByRole('combobox', { name: 'What do you sell?' });
	await tab_to(page, trade);
	await keys.type('bicyc');
	await page.getByRole('option', { name: 'Sport & outdoors' }).waitFor();
	await keys.press('Enter');
	assert.equal(await trade.inputValue(), 'Sport & outdoors');
	await tab_to(page, page.getByRole('button', { name: 'Go on' }));
	await keys.press('Enter');
	await at_step(page, 2);
});

leg('four steps passed by', async () => {
	for (let n = 2; n <= 5; n++) {
		// A reader hears the question first: it has the focus.
		assert.ok(await question(page, n).evaluate((el) => el === document.activeElement), `the focus is at the question of step ${n}`);
		await tab_to(page, page.getByRole('button', { name: n === 5 ? 'Not now' : /^Skip/ }));
		await keys.press('Enter');
		await at_step(page, n + 1);
	}
});

leg('the review says what was chosen', async () => {
	const review = page.getByRole('region', { name: 'What opens' });
	assert.equal(await review.getByText('our choice', { exact: true }).count(), 4);
	for (const name of ['Products', 'Look', 'Words', 'Connections'])
		await page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: new RegExp(`^${name}\\W+left to good defaults$`) }).waitFor();
	assert.equal(await page.getByLabel('The address').inputValue(), NAME.toLowerCase().replaceAll(' ', '-'));
	await shoot(page, 'defaults-step-6', { whole: 'window', widths: [320, 1280] });
});

leg('the review says what is wrong, where, how to mend it, and leads there', async () => {
	const panel = page.getByRole('region', { name: 'For everyone, on every screen' });
	await panel.getByText(/^.*All is well: \d+ kinds of pages, \d+ rules/).waitFor();
	// As another client might have saved it: a language that there is none of.
	const saved = await page.evaluate(async (path) => {
		const { access_token } = await (await fetch('/api/v1/auth/refresh', { method: 'POST' })).json();
		const headers = { Authorization: `Bearer ${access_token}`, 'Content-Type': 'application/json' };
		const { configuration } = await (await fetch(path, { headers })).json();
		const put = (step_data) => fetch(`${path}/step/1`, { method: 'PUT', headers, body: JSON.stringify({ step_data, auto_advance: false }) });
		return (await put({ ...configuration.business_info, languages: ['xx'] })).status;
	}, `/api/v1/wizard/session/${page.url().split('/')[4]}`);
	assert.equal(saved, 200);
	await page.reload();
	await at_step(page, 6);
	await panel.getByText('could be better', { exact: false }).waitFor();
	const finding = panel.getByRole('listitem').first();
	await finding.getByText('The home page', { exact: false }).waitFor();
	await finding.getByText('html', { exact: true }).waitFor();
	await shoot(page, 'review-finding', { whole: 'window', widths: [320, 1280] });
	await finding.getByRole('link', { name: 'Mend at Your shop' }).click();
	await at_step(page, 1);
	await page.getByRole('button', { name: /A little more about it/ }).click();
	await page.getByLabel('What language do you write in?').selectOption('en');
	await page.getByRole('button', { name: 'Go on' }).click();
	await at_step(page, 2);
	await to_step(page, 6);
	await panel.getByText('All is well', { exact: false }).waitFor();
});

leg('the store opens on one Enter', async () => {
	await tab_to(page, page.getByRole('button', { name: 'Open the store' }));
	await keys.press('Enter');
	address = await opened(page, NAME);
	await tab_to(page, page.getByRole('button', { name: 'My stores' }));
	await keys.press('Enter');
	await page.getByRole('heading', { level: 1, name: 'My stores' }).waitFor();
	await page.getByRole('listitem').filter({ hasText: NAME }).getByRole('link', { name: /^Visit/ }).waitFor();
});

leg('a store with nothing to sell says so, and looks meant', async () => {
	await page.goto(address);
	await page.getByText(NAME).first().waitFor();
	await shoot(page, 'empty-home');
	for (const [path, kind] of [['about/', 'about'], ['policies/', 'policies']]) {
		await page.goto(address + path);
		assert.ok((await page.getByRole('main').innerText()).length > 40, `${path} has something to say`);
		await shoot(page, `empty-${kind}`, { widths: [320, 1280] });
	}
});

leg('the console kept quiet', () => quiet(faults));

