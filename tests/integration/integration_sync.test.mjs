// integration-svc at a launch: the webhook endpoint at Stripe, the products at Shopify; safe to repeat, whatever happens on the way.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { SHOP, start_shopify_sim, TOKEN } from '../sim/shopify.mjs';
import { LIVE_KEY, RESTRICTED_KEY, start_stripe_sim, TEST_KEY } from '../sim/stripe.mjs';
import { log_text, psql, secret, until, wait } from './harness.mjs';
import { service, SHOPIFY, STRIPE, walker, with_sims } from './integration_daemon.mjs';

// A bucket that four products empty, and a refill of 20 products a second.
const BUCKET = 60, RESTORE = 250, PUBLIC_URL = 'https://wizard.example.org';
let stripe, shopify;
before(async () => {
	[stripe, shopify] = [await start_stripe_sim(), await start_shopify_sim({ bucket: BUCKET, restore: RESTORE })];
	for (const word of [TEST_KEY, LIVE_KEY, RESTRICTED_KEY, TOKEN]) secret(word);
	await with_sims({ STRIPE_URL: stripe.url, SHOPIFY_URL: shopify.url, PUBLIC_URL });
});
after(async () => {
	await with_sims({});
	await Promise.all([stripe.close(), shopify.close()]);
});
beforeEach(async () => {
	for (const sim of [stripe, shopify]) {
		sim.calm();
		sim.requests.length = 0;
		assert.equal(sim.broken, undefined);
	}
	Object.assign(shopify, { pushes: 0, throttled: 0, lowest: BUCKET, deny: [] });
	shopify.products.clear();
	stripe.endpoints.length = 0;
});

const product = (i, more = {}) => ({
	sku: `Mug ${i}/B`, name: `Mug no. ${i}`, category: 'Mugs', features: [], price_minor: 1900 + i, stock: i, description: `Number ${i} of <thirty>.\n\nThrown by hand,\nglazed "twice".`,
	variants: ['Red', 'Blue'].flatMap((colour) => ['S', 'L'].map((size) => ({ sku: `M${i}-${colour}-${size}`, options: { Colour: colour, Size: size }, price_minor: size === 'L' ? 2400 + i : -1, stock: i }))), ...more,
});
const shop = (products, business = {}) => ({ business_info: { business_name: 'Blue Door', currency: 'USD', ...business }, product_config: { products }, content_data: {} });
const THIRTY = Array.from({ length: 30 }, (_, i) => product(i + 1));

async function connected(...providers) {
	const w = await walker();
	for (const provider of providers) {
		const made = await w.setup(provider, provider === STRIPE ? { api_key: TEST_KEY } : { shop: SHOP, access_token: TOKEN });
		assert.equal(made.body.status, 'connected', made.text);
	}
	return w;
}
async function synced(w, configuration, providers, status = 'connected') {
	const reply = await w.sync(configuration, providers);
	assert.equal(reply.status, 200, reply.text);
	for (const item of reply.body.items) assert.equal(item.status, status, reply.text);
	return reply.body;
}
const alone = async (products, more) => {
	const w = await connected(SHOPIFY);
	const out = await synced(w, shop(products, more), [SHOPIFY]);
	return { w, out, stands: (handle) => shopify.products.get(handle).input };
};

/* ---- Shopify -------------------------------------------------------------------------------------------------------------- */

test('30 products with variants under a tight budget: all there, never throttled; again: none is sent', async () => {
	const w = await connected(SHOPIFY);
	let out = await synced(w, shop(THIRTY), [SHOPIFY]);
	assert.deepEqual([out.connected, out.failed, out.products], [1, 0, 30]);
	assert.equal(out.items[0].error_message, null);
	assert.equal(shopify.products.size, 30);
	assert.equal(shopify.pushes, 30);
	assert.equal(shopify.throttled, 0);
	assert.ok(shopify.lowest >= 0 && shopify.lowest < 20, `the budget was not tight: ${shopify.lowest} points left`);

	const { input } = shopify.products.get('mug-7-b');
	assert.equal(input.title, 'Mug no. 7');
	assert.equal(input.descriptionHtml, '<p>Number 7 of &lt;thirty&gt;.</p><p>Thrown by hand,<br>glazed &quot;twice&quot;.</p>');
	assert.equal(input.productType, 'Mugs');
	assert.equal(input.vendor, 'Blue Door');
	assert.equal(input.status, 'ACTIVE');
	const plain = (value) => JSON.parse(JSON.stringify(value));
	assert.deepEqual(plain(input.productOptions), [{ name: 'Colour', values: [{ name: 'Red' }, { name: 'Blue' }] }, { name: 'Size', values: [{ name: 'S' }, { name: 'L' }] }]);
	assert.equal(input.variants.length, 4);
	assert.deepEqual(plain(input.variants[3]), {
		optionValues: [{ optionName: 'Colour', name: 'Blue' }, { optionName: 'Size', name: 'L' }], price: '24.07', sku: 'M7-Blue-L',
		inventoryItem: { tracked: true }, inventoryQuantities: [{ locationId: 'gid://shopify/Location/1', name: 'available', quantity: 7 }],
	});
	assert.equal(input.variants[0].price, '19.07'); // -1: the product's own

	out = await synced(w, shop(THIRTY), [SHOPIFY]);
	assert.equal(out.products, 30);
	assert.equal(shopify.pushes, 30);
	// One that changed is sent alone, to the handle that it has.
	out = await synced(w, shop(THIRTY.map((p, i) => (i === 4 ? { ...p, price_minor: 99 } : p))), [SHOPIFY]);
	assert.equal(shopify.pushes, 31);
	assert.equal(shopify.products.get('mug-5-b').sets, 2);
	assert.equal(shopify.products.get('mug-5-b').input.variants[0].price, '0.99');
});

test('prices by the currency\'s own digits', async () => {
	for (const [currency, minor, price] of [['JPY', 1900, '1900'], ['KWD', 1900, '1.900'], ['USD', 5, '0.05'], ['EUR', 0, '0.00']]) {
		const other = await start_shopify_sim({ currency });
		await with_sims({ STRIPE_URL: stripe.url, SHOPIFY_URL: other.url, PUBLIC_URL });
		const w = await connected(SHOPIFY);
		await synced(w, shop([product(1, { price_minor: minor, currency, variants: [] })]), [SHOPIFY]);
		assert.equal(other.products.get('mug-1-b').input.variants[0].price, price, currency);
		await other.close();
	}
	await with_sims({ STRIPE_URL: stripe.url, SHOPIFY_URL: shopify.url, PUBLIC_URL });
});

test('a price in another currency than the shop\'s is refused by name, never sent as if it were the same', async () => {
	const w = await connected(SHOPIFY);
	const out = await synced(w, shop([product(1), product(2, { currency: 'EUR' })]), [SHOPIFY], 'failed');
	assert.match(out.items[0].error_message, /1 of 2 products.*Mug no\. 2 \(Mug 2\/B\).*EUR.*USD/);
	assert.deepEqual([out.products, shopify.pushes], [1, 1]);
});

test('kinds of products: without variants, without options, of uneven options, with pictures, with written copy', async () => {
	const { stands } = await alone([
		product(1, { variants: [], stock: undefined }),
		product(2, { variants: [{ sku: 'A' }, { sku: 'B', stock: 4 }] }),
		product(3, { variants: [{ sku: 'A', options: { Size: 'S' } }, { sku: 'B', options: { Size: 'S', Colour: 'Red' } }] }),
		product(4, { variants: [], images: [{ url: '/media/1.png', alt: 'A mug' }, { url: 'https://cdn.example.org/2.png' }, { url: 'http://127.0.0.1/3.png' }, { url: '//x/4.png' }] }),
	]);
	assert.equal(stands('mug-1-b').variants[0].inventoryItem.tracked, false);
	assert.equal(stands('mug-1-b').variants[0].inventoryQuantities, undefined);
	assert.equal(stands('mug-1-b').productOptions[0].name, 'Title');
	assert.deepEqual(stands('mug-2-b').productOptions.map(({ name, values }) => [name, values.length]), [['Variant', 2]]);
	assert.deepEqual(stands('mug-2-b').variants.map((v) => v.optionValues[0].name), ['A', 'B']);
	assert.deepEqual(stands('mug-3-b').variants.map((v) => v.optionValues.map((o) => o.name).join()), ['S,Standard', 'S,Red']);
	assert.deepEqual(stands('mug-4-b').files.map((file) => [file.originalSource, file.alt, file.contentType]), [[`${PUBLIC_URL}/media/1.png`, 'A mug', 'IMAGE'], ['https://cdn.example.org/2.png', '', 'IMAGE']]);

	const w = await connected(SHOPIFY);
	await synced(w, { ...shop([product(5)]), content_data: { product_descriptions: { 'Mug 5/B': 'Written & kept.' } } }, [SHOPIFY]);
	assert.equal(stands('mug-5-b').descriptionHtml, '<p>Written &amp; kept.</p>');
});

test('article numbers that make the same handle stay two products', async () => {
	const { out } = await alone([product(1, { sku: 'A B' }), product(2, { sku: 'a-b' }), product(3, { sku: '日本' })]);
	assert.equal(out.products, 3);
	assert.equal(shopify.products.size, 3);
	for (const handle of shopify.products.keys()) assert.match(handle, /^(a-b-)?[0-9a-f]{8}$/);
});

test('the provider\'s objections are told by product; the others go over; mended, only that one is sent', async () => {
	const w = await connected(SHOPIFY);
	const wrong = { ...THIRTY[1], variants: ['A', 'B', 'C', 'D'].map((x) => ({ sku: x, options: { [`o${x}`]: x } })) };
	let out = await synced(w, shop([THIRTY[0], wrong, THIRTY[2]]), [SHOPIFY], 'failed');
	assert.match(out.items[0].error_message, /1 of 3 products.*Mug no\. 2 \(Mug 2\/B\): Options over limit/);
	assert.deepEqual([out.connected, out.failed, out.products], [0, 1, 2]);
	out = await synced(w, shop(THIRTY.slice(0, 3)), [SHOPIFY]);
	assert.equal(shopify.pushes, 4);
	assert.equal(out.items[0].error_message, null);
});

test('many objections: the first three by name', async () => {
	const w = await connected(SHOPIFY);
	shopify.fault('user_errors', { times: Infinity });
	// Long names are cut between characters, not within one.
	for (const [before, whole] of [['', 50], ['x', 49], ['xx', 49]]) {
		const { items } = await synced(w, shop([product(1, { name: before + '壺'.repeat(99) })]), [SHOPIFY], 'failed');
		assert.match(items[0].error_message, new RegExp(`^1 of 1 products .*: ${before}壺{${whole}} \\(Mug 1/B\\): Title is not to our taste\\.$`));
	}
	const out = await synced(w, shop(THIRTY.slice(0, 5)), [SHOPIFY], 'failed');
	assert.match(out.items[0].error_message, /^5 of 5 products .*the first of them: .*no\. 1 .*no\. 2 .*no\. 3 .*\.$/);
	assert.doesNotMatch(out.items[0].error_message, /no\. 4/);
});

for (const fault of ['500', '429', 'reset', 'hang', 'nonsense', 'wrong', '401']) {
	test(`${fault} in the middle: what stands is kept, the next launch goes on from there`, async () => {
		const w = await connected(SHOPIFY);
		shopify.fault(fault, { times: Infinity, after: 2 + 12 }); // after the shop, the location and twelve products
		const began = Date.now();
		const reply = await w.post('/v1/integrations/sync', { session_id: w.session_id, store_id: randomUUID(), storefront_url: 'x', configuration: { ...shop(THIRTY), integrations: { integrations: [SHOPIFY] } } }, { 'x-deadline': fault === 'hang' ? '6000' : '60000' });
		assert.equal(reply.status, 200, reply.text);
		const [item] = reply.body.items;
		if (fault === '401') {
			assert.equal(item.status, 'failed');
			assert.match(item.error_message, /does not know this token/);
		} else {
			assert.equal(item.status, 'pending', reply.text);
			assert.match(item.error_message, /^12 of 30 products are at Shopify; the next launch goes on/);
		}
		assert.equal(reply.body.products, 12);
		assert.ok(Date.now() - began < 15000);
		shopify.calm();
		const before = shopify.pushes;
		await until('the rest to be brought', async () => (await w.sync(shop(THIRTY), [SHOPIFY])).body.products === 30, 15000);
		assert.equal(shopify.products.size, 30);
		assert.equal(shopify.pushes - before, 18);
	});
}

test('THROTTLED is waited out and repeated', async () => {
	const w = await connected(SHOPIFY);
	shopify.fault('THROTTLED', { times: 2, after: 4 });
	const out = await synced(w, shop(THIRTY.slice(0, 5)), [SHOPIFY]);
	assert.deepEqual([out.products, shopify.pushes, shopify.throttled], [5, 5, 2]);
});

test('too little time: it stops in time and says how far it came', async () => {
	const slow = await start_shopify_sim({ bucket: 30, restore: 10 });
	await with_sims({ STRIPE_URL: stripe.url, SHOPIFY_URL: slow.url, PUBLIC_URL });
	const w = await connected(SHOPIFY);
	const began = Date.now();
	const reply = await w.post('/v1/integrations/sync', { session_id: w.session_id, store_id: randomUUID(), storefront_url: 'x', configuration: { ...shop(THIRTY), integrations: { integrations: [SHOPIFY] } } }, { 'x-deadline': '6000' });
	assert.equal(reply.status, 200, reply.text);
	assert.ok(Date.now() - began < 6000);
	const [item] = reply.body.items;
	assert.equal(item.status, 'pending');
	assert.match(item.error_message, new RegExp(`^${slow.products.size} of 30 products`));
	assert.ok(slow.products.size >= 2 && slow.products.size < 30);
	assert.equal(slow.throttled, 0);
	await slow.close();
	await with_sims({ STRIPE_URL: stripe.url, SHOPIFY_URL: shopify.url, PUBLIC_URL });
});

test('a token that may not read locations: products go over without stock, and it is said', async () => {
	shopify.deny = ['locations'];
	const { out, stands } = await alone([product(1)]);
	assert.match(out.items[0].error_message, /read_locations/);
	assert.equal(stands('mug-1-b').variants[0].inventoryItem.tracked, false);
});

test('another shop: everything is sent there', async () => {
	const { w } = await alone([product(1), product(2)]);
	await w.setup(SHOPIFY, { shop: 'other-door.myshopify.com' });
	await synced(w, shop([product(1), product(2)]), [SHOPIFY]);
	assert.equal(shopify.pushes, 4);
});

/* ---- Stripe --------------------------------------------------------------------------------------------------------------- */

const secret_of = async (w) => (await w.list()).body.items.find((item) => item.provider === 'stripe').configuration.webhook_secret;

test('the webhook endpoint is made once, its secret kept sealed', async () => {
	const w = await connected(STRIPE);
	const out = await synced(w, shop([]), [STRIPE]);
	const { integration_id } = out.items[0];
	assert.equal(stripe.endpoints.length, 1);
	const [endpoint] = stripe.endpoints;
	assert.equal(endpoint.url, `${PUBLIC_URL}/webhooks/stripe/${integration_id}`);
	assert.deepEqual(endpoint.metadata, { integration_id });
	assert.ok(endpoint.enabled_events.includes('checkout.session.completed'));
	assert.match(stripe.requests.find((r) => r.method === 'POST').headers['idempotency-key'], new RegExp(`^webhook-${integration_id}-`));
	const row = await w.row('stripe');
	assert.deepEqual(row.external, { webhook_id: endpoint.id, webhook_url: endpoint.url });
	assert.match(row.configuration.webhook_secret, /^whsec_…[0-9a-f]{4}$/);
	assert.doesNotMatch(JSON.stringify(row), /whsec_[0-9a-f]/);
	assert.equal(row.status, 'connected');

	await synced(w, shop([]), [STRIPE]);
	// A new key leaves the endpoint's secret where it is.
	await w.setup(STRIPE, { api_key: LIVE_KEY });
	await synced(w, shop([]), [STRIPE]);
	assert.equal(stripe.endpoints.length, 1);
	assert.equal((await w.row('stripe')).configuration.webhook_secret, row.configuration.webhook_secret);
});

test('deleted at Stripe, it is made anew; moved, it is changed in place', async () => {
	const w = await connected(STRIPE);
	await synced(w, shop([]), [STRIPE]);
	const first = { ...stripe.endpoints[0] }, hint = await secret_of(w);
	stripe.endpoints.length = 0;
	await synced(w, shop([]), [STRIPE]);
	assert.equal(stripe.endpoints.length, 1);
	assert.notEqual(stripe.endpoints[0].id, first.id);
	assert.notEqual(await secret_of(w), hint);
	const { id } = stripe.endpoints[0];
	await with_sims({ STRIPE_URL: stripe.url, SHOPIFY_URL: shopify.url, PUBLIC_URL: 'https://moved.example.org' });
	await synced(w, shop([]), [STRIPE]);
	assert.deepEqual(stripe.endpoints.map((e) => [e.id, new URL(e.url).host]), [[id, 'moved.example.org']]);
	await with_sims({ STRIPE_URL: stripe.url, SHOPIFY_URL: shopify.url, PUBLIC_URL });
});

test('a try whose answer was never written down gets the same endpoint and its secret', async () => {
	const w = await connected(STRIPE);
	await synced(w, shop([]), [STRIPE]);
	const hint = await secret_of(w), [{ id: endpoint }] = stripe.endpoints;
	await psql(`update integration.integration_status set external = '{}' where session_id = '${w.session_id}'`);
	await synced(w, shop([]), [STRIPE]);
	assert.deepEqual([stripe.endpoints.length, (await w.row('stripe')).external.webhook_id, await secret_of(w)], [1, endpoint, hint]);

	// As if the daemon had died between Stripe's answer and the database: nothing of the endpoint is known.
	const lost = await connected(STRIPE);
	const { id } = await lost.row('stripe'), sealed = (await lost.row('stripe')).secrets;
	await synced(lost, shop([]), [STRIPE]);
	await psql(`update integration.integration_status set external = '{}', secrets = '${sealed}', configuration = configuration - 'webhook_secret' where id = '${id}'`);
	await synced(lost, shop([]), [STRIPE]);
	assert.equal(stripe.endpoints.length, 2); // one each
	assert.match(await secret_of(lost), /^whsec_…/);
});

test('one that stands there longer than Stripe keeps its secret is kept, and its secret asked for', async () => {
	const w = await connected(STRIPE);
	const { id } = await w.row('stripe');
	stripe.create({ url: `${PUBLIC_URL}/webhooks/stripe/${id}`, enabled_events: ['charge.refunded'] });
	stripe.endpoints[0].created -= 3 * 86400;
	let out = await synced(w, shop([]), [STRIPE]);
	assert.equal(stripe.endpoints.length, 1);
	assert.match(out.items[0].error_message, /webhook_secret/);
	assert.equal((await w.row('stripe')).external.webhook_id, stripe.endpoints[0].id);
	await w.setup(STRIPE, { webhook_secret: `whsec_${'0123456789abcdef'.repeat(2)}` });
	out = await synced(w, shop([]), [STRIPE]);
	assert.equal(out.items[0].error_message, null);
});

test('without a public https address no endpoint is made, and that is said', async () => {
	await with_sims({ STRIPE_URL: stripe.url, SHOPIFY_URL: shopify.url, PUBLIC_URL: 'http://127.0.0.1:9020' });
	const w = await connected(STRIPE);
	const out = await synced(w, shop([]), [STRIPE]);
	assert.match(out.items[0].error_message, /^Connected\. .*public https address.*PUBLIC_URL/);
	assert.equal(stripe.endpoints.length, 0);
	await with_sims({ STRIPE_URL: stripe.url, SHOPIFY_URL: shopify.url, PUBLIC_URL });
});

/* ---- both ----------------------------------------------------------------------------------------------------------------- */

test('one connection\'s failure does not stop the others; only what the configuration lists is touched', async () => {
	const w = await connected(STRIPE, SHOPIFY);
	stripe.fault('401', { times: Infinity });
	const reply = await w.sync(shop(THIRTY.slice(0, 2)), [SHOPIFY, STRIPE]);
	assert.deepEqual(reply.body.items.map((item) => [item.provider, item.status]), [['stripe', 'failed'], ['shopify', 'connected']]);
	assert.deepEqual([reply.body.connected, reply.body.failed, reply.body.products], [1, 1, 2]);
	stripe.calm();
	stripe.requests.length = shopify.requests.length = 0;
	assert.deepEqual((await w.sync(shop(THIRTY), [])).body, { items: [], connected: 0, failed: 0, products: 0 });
	await w.sync(shop(THIRTY), [STRIPE]);
	assert.equal(shopify.requests.length, 0);
	assert.equal((await w.list()).body.items.find((item) => item.provider === 'stripe').status, 'connected');
});

test('a key that may not make endpoints says so', async () => {
	const w = await connected(STRIPE);
	await w.setup(STRIPE, { api_key: RESTRICTED_KEY });
	const out = await synced(w, shop([]), [STRIPE], 'failed');
	assert.match(out.items[0].error_message, /restricted key/);
});

test('listed, but never entered, or not ours to connect: told as failed, and again the same', async () => {
	const w = await walker();
	for (let i = 0; i < 2; i++) {
		const out = await synced(w, shop(THIRTY), [STRIPE, { type: 'shipping', provider: 'shippo' }], 'failed');
		assert.deepEqual(out.items.map((item) => item.provider), ['stripe', 'shippo']);
		assert.match(out.items[0].error_message, /Nothing has been entered for Stripe/);
		assert.match(out.items[1].error_message, /shippo cannot be connected yet; there are payment: stripe/);
	}
	assert.equal((await w.list()).body.total, 2);
	assert.equal((await w.setup(STRIPE, { api_key: TEST_KEY })).body.status, 'connected');
});

test('a client that goes away ends the work; what was brought is known', async () => {
	const w = await connected(SHOPIFY);
	const abort = new AbortController();
	const body = JSON.stringify({ session_id: w.session_id, store_id: randomUUID(), storefront_url: 'x', configuration: { ...shop(Array.from({ length: 200 }, (_, i) => product(i + 1))), integrations: { integrations: [SHOPIFY] } } });
	const call = fetch(`http://127.0.0.1:${process.env.INTEGRATION_PORT}/v1/integrations/sync`, { method: 'POST', headers: { authorization: `Bearer ${w.token}`, 'content-type': 'application/json' }, body, signal: abort.signal });
	await until('some products', () => shopify.products.size > 45, 20000);
	abort.abort();
	await assert.rejects(call);
	await wait(300);
	const { pushes } = shopify;
	await wait(500);
	assert.equal(shopify.pushes, pushes);
	const known = Object.keys((await w.row('shopify')).external).length;
	assert.ok(known >= 40 && known <= shopify.products.size, `${known} known of ${shopify.products.size}`);
});

test('no secret in any log, no product either', () => {
	const text = log_text(service);
	for (const word of [TEST_KEY, LIVE_KEY, RESTRICTED_KEY, TOKEN, 'whsec_', 'Mug no.']) assert.ok(!text.includes(word), word);
	assert.match(text, /"event":"integration_synced".*"products":30/);
});
