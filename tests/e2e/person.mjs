// What a merchant does in the wizard, by the names that stand on the screen.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { secret } from '../integration/harness.mjs';

// Step by step: the name on the map, and the question.
export const STEPS = [
	{ name: 'Your shop', asks: 'What’s your store called?' },
	{ name: 'Products', asks: 'What will be on the shelves?' },
	{ name: 'Look', asks: 'How should it look?' },
	{ name: 'Words', asks: 'What should it say?' },
	{ name: 'Connections', asks: 'Who should it work with?' },
	{ name: 'Address', asks: 'Where will people find it?' },
];

export const mark = () => randomUUID().slice(0, 8);
export const somebody = () => ({ name: 'Mia Brandt', email: `mia-${randomUUID()}@example.org`, password: secret(`pass phrase ${randomUUID()}`) });

// Keys, one by one, as fingers do it.
export async function type(field, text) {
	await field.click();
	await field.pressSequentially(text);
}

// By Tab alone, as who has no mouse: fails where the way round the page does not lead there.
export async function tab_to(page, target) {
	for (let i = 0; i < 80; i++) {
		if (await target.evaluate((el) => el === document.activeElement)) return;
		await page.keyboard.press('Tab');
	}
	assert.fail(`Tab never came to ${target}`);
}

export const question = (page, n) => page.getByRole('heading', { level: 1, name: STEPS[n - 1].asks });
export const at_step = (page, n) => question(page, n).waitFor();

export async function go_on(page, next) {
	await page.getByRole('button', { name: 'Go on' }).click();
	await at_step(page, next);
}

export async function sign_up(page, who) {
	await page.goto('/');
	await type(page.getByLabel('Your name'), who.name);
	await type(page.getByLabel('E-mail'), who.email);
	await type(page.getByLabel('Password'), who.password);
	await page.getByRole('button', { name: 'Start my store' }).click();
}

export async function sign_in(page, who) {
	await page.goto('/');
	await page.getByRole('button', { name: 'I have an account' }).click();
	await type(page.getByLabel('E-mail'), who.email);
	await type(page.getByLabel('Password'), who.password);
	await page.getByRole('button', { name: 'Sign in' }).click();
}

export async function choose_trade(page, words, name) {
	await type(page.getByRole('combobox', { name: 'What do you sell?' }), words);
	await page.getByRole('option', { name }).click();
}

// Step 1 with what it must have, and on.
export async function name_shop(page, name) {
	await at_step(page, 1);
	await type(page.getByLabel('The name'), name);
	await choose_trade(page, 'pottery', 'Ceramics & crafts');
	await go_on(page, 2);
}

export async function skip(page, n) {
	await page.getByRole('button', { name: n === 5 ? 'Not now' : /^Skip/ }).click();
	await at_step(page, n + 1);
}

export async function product(page, n, { name, price, stock }) {
	await type(page.getByLabel(`Name of product ${n}`, { exact: true }), name);
	await type(page.getByLabel(new RegExp(`^Price in \\w+ of product ${n}$`)), price);
	await type(page.getByLabel(`Stock of product ${n}`, { exact: true }), stock);
}

export const map = (page) => page.getByRole('navigation', { name: 'Steps' });

export async function to_step(page, n) {
	await map(page).getByRole('link', { name: STEPS[n - 1].name }).click();
	await at_step(page, n);
}

// The store in the window beside the questions, as it stands.
export const shop_window = (page) => page.locator('iframe[title="Your store, as it stands"]').contentFrame();

// "Open the store" was pressed: waits until it is, and gives the path of the store.
export async function opened(page, name) {
	await page.getByRole('heading', { level: 1, name: `${name} is open.` }).waitFor({ timeout: 60000 });
	const link = page.getByRole('link', { name: /Go in/ });
	return link.evaluate((a) => a.origin === location.origin && a.pathname);
}
