// A shopper without JavaScript buys; the merchant sees the order and the message, and sends it off.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, finished, launched, merchant, plain, SHOP } from '../integration/harness.mjs';
import { quiet, shoot, visit } from './browser.mjs';
import { mark, sign_in } from './person.mjs';

test('a shopper buys with JavaScript off; the merchant sees it', async () => {
	const who = await account(), data = [...SHOP.slice(0, 5), { slug: `pottery-${mark()}` }];
	const job = await launched(await finished(data, merchant({ sub: who.user.user_id }))), base = new URL(job.result.storefront_url, 'http://any').pathname;

	const shopper = await visit({ javaScriptEnabled: false }), { page } = shopper;
	// Axe is a script: who judges has one, and the shopper's cookies.
	const judge = await visit();
	const judged = async (name) => {
		await judge.context.addCookies(await shopper.context.cookies());
		await judge.page.goto(page.url());
		await shoot(judge.page, name, { fixed: true, widths: [320, 1280] });
	};
	const pay = async (email) => {
		await page.getByLabel('Name').fill('Ada Lovelace');
		await page.getByLabel('E-mail').fill(email);
		await page.getByLabel('Address').fill('1 Long Lane');
		await page.getByLabel('City').fill('London');
		await page.getByRole('button', { name: 'Place the order' }).click();
	};
	await page.goto(`${base}cart`);
	await page.getByText('Your cart is empty.').waitFor();
	await page.getByRole('link', { name: 'Blue mug' }).first().click();
	await page.getByLabel('Quantity').fill('2');
	await page.getByRole('button', { name: 'Add to cart' }).click();
	await page.getByRole('heading', { level: 1, name: 'Cart' }).waitFor();
	await page.getByText('$38.00').first().waitFor();
	await page.getByLabel('Quantity').fill('3');
	await page.getByRole('button', { name: 'Update' }).click();
	await page.getByText('$57.00').first().waitFor();
	await page.goto(`${base}p/river-bowl/`);
	await page.getByLabel('Quantity').fill('4');
	await page.getByRole('button', { name: 'Add to cart' }).click();
	await page.getByText('Only 3 left. Choose fewer to go on.').waitFor();
	await judged('shop-cart');
	await page.getByRole('button', { name: 'Remove River bowl' }).click();
	await page.getByRole('link', { name: 'Go to checkout' }).click();
	await page.getByRole('heading', { level: 1, name: 'Checkout' }).waitFor();
	await pay('ada@nowhere'); // the browser finds no fault with it
	await page.getByText('Write it like name@example.com.').first().waitFor();
	assert.equal(await page.getByLabel('City').inputValue(), 'London');
	await judged('shop-checkout');
	await pay('ada@example.org');
	await page.getByRole('heading', { level: 1, name: 'Order 1' }).waitFor();
	await page.getByText('Received').waitFor();
	await judged('shop-order');
	const receipt = page.url();
	await page.getByRole('link', { name: 'Contact', exact: true }).first().click();
	await page.getByLabel('Name').fill('Ada');
	await page.getByLabel('E-mail').fill('ada@example.org');
	await page.getByLabel('Message').fill('Is the mug safe in the oven?');
	await page.getByRole('button', { name: 'Send' }).click();
	await page.getByText('your message has arrived').waitFor();

	const owner = await visit(), desk = owner.page;
	await sign_in(desk, who);
	await desk.getByRole('button', { name: 'Orders 1 new' }).waitFor();
	await desk.getByRole('button', { name: 'Orders 1 new' }).click();
	await desk.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
	await desk.getByRole('link', { name: /No\. 1 · Ada Lovelace/ }).waitFor();
	// Behind other tabs the title calls; what comes in meanwhile stands here without a reload.
	await desk.waitForFunction(() => document.title.startsWith('(2) Orders'));
	const sent = await plain({ method: 'POST', path: `${base}contact`, body: 'name=Bob&email=bob%40example.org&message=Hello', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
	assert.equal(sent.status, 200);
	await desk.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
	await desk.waitForFunction(() => document.title.startsWith('(3) Orders'));
	await desk.getByRole('link', { name: 'Messages 2 unread' }).waitFor();
	await shoot(desk, 'orders-list', { widths: [320, 1280] });
	await desk.getByRole('link', { name: /No\. 1 · Ada Lovelace/ }).click();
	await desk.getByText('Blue mug').waitFor();
	await desk.getByText('$57.00').last().waitFor();
	await shoot(desk, 'orders-one', { widths: [320, 1280] });
	await desk.getByRole('button', { name: 'It is on its way' }).click();
	await desk.getByText('Sent', { exact: true }).waitFor();
	await desk.getByRole('link', { name: 'Messages 2 unread' }).click();
	await desk.getByText('Is the mug safe in the oven?').waitFor();
	for (const left of [1, 0]) {
		await desk.getByRole('button', { name: 'I’ve read it' }).first().click();
		await desk.waitForFunction((n) => document.title.startsWith(n ? `(${n}) ` : 'Messages'), left);
	}
	await page.goto(receipt);
	await page.getByText('On its way').waitFor();
	await shopper.context.close();
	await owner.context.close();
	await judge.context.close();
	quiet(shopper.faults, /422/);
	quiet(owner.faults);
	quiet(judge.faults);
});
