// Through the gateway: keys entered in step 5, the launch brings the products to Shopify, nobody sees a key again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SHOP as DOMAIN, start_shopify_sim, TOKEN } from '../sim/shopify.mjs';
import { start_stripe_sim, TEST_KEY } from '../sim/stripe.mjs';
import { finished, launched, merchant, secret, session, SHOP, until } from './harness.mjs';
import { SHOPIFY, STRIPE, with_sims } from './integration_daemon.mjs';

let stripe, shopify;
before(async () => {
	[stripe, shopify] = [await start_stripe_sim(), await start_shopify_sim()];
	for (const word of [TEST_KEY, TOKEN]) secret(word);
	await with_sims({ STRIPE_URL: stripe.url, SHOPIFY_URL: shopify.url, PUBLIC_URL: 'https://wizard.example.org' });
});
after(async () => {
	await with_sims({});
	await Promise.all([stripe.close(), shopify.close()]);
});
const TOOLS = { integrations: [{ ...STRIPE, configuration: { api_key: TEST_KEY } }, { ...SHOPIFY, configuration: { shop: DOMAIN, access_token: TOKEN } }] };
const with_tools = (tools) => SHOP.map((data, i) => (i === 4 ? tools : data));

test('six steps with both tools, a launch: products at Shopify, an endpoint at Stripe, no key in any answer', async () => {
	const s = await finished(with_tools(TOOLS));
	const states = async () => (await s.m.get(`/api/v1/integrations?session_id=${s.id}`)).body.items;
	assert.deepEqual((await states()).map((item) => [item.provider, item.status]), [['stripe', 'connected'], ['shopify', 'connected']]);
	const job = await launched(s);
	const step = job.steps.find((item) => item.name === 'integrations');
	assert.equal(step.detail, '2 connected, 0 not; 2 products brought over');
	assert.deepEqual([...shopify.products.keys()].sort(), ['bowl-1', 'mug-1']);
	assert.ok(shopify.products.get('mug-1').input.descriptionHtml.length > 100); // the copy that was written at the launch
	assert.equal(shopify.products.get('bowl-1').input.descriptionHtml, '<p>A bowl for soup and salad.</p>');
	assert.equal(stripe.endpoints.length, 1);
	for (const path of [s.path, `/api/v1/integrations?session_id=${s.id}`]) {
		const { text } = await s.m.get(path);
		assert.ok(!text.includes(TEST_KEY) && !text.includes(TOKEN), text);
	}
	await launched(s);
	assert.equal(shopify.pushes, 2);
	assert.equal(stripe.endpoints.length, 1);
});

test('the public calls: set up, try, list; another merchant\'s session is 404', async () => {
	const s = await session(), m = merchant();
	const tried = await s.m.post('/api/v1/integrations/test', { ...STRIPE, configuration: { api_key: TEST_KEY } });
	assert.deepEqual([tried.status, tried.body.ok], [200, true]);
	const made = await s.m.post('/api/v1/integrations/setup', { session_id: s.id, ...STRIPE, configuration: { api_key: TEST_KEY } });
	assert.equal(made.status, 201, made.text);
	assert.equal(made.body.configuration.api_key, 'sk_test_…4242');
	const bad = await s.m.post('/api/v1/integrations/setup', { session_id: s.id, ...STRIPE, configuration: { api_key: 'pk_test_x' } });
	assert.equal(bad.status, 422, bad.text);
	assert.equal(bad.body.errors[0].pointer, '/configuration/api_key');
	assert.match(bad.body.errors[0].message, /publishable/);
	const untried = await s.m.post('/api/v1/integrations/test', { ...STRIPE, configuration: { api_key: 'pk_test_x' } });
	assert.deepEqual([untried.status, untried.body.errors], [422, bad.body.errors], untried.text);
	assert.equal((await m.get(`/api/v1/integrations?session_id=${s.id}`)).status, 404);
	assert.equal((await m.post('/api/v1/integrations/setup', { session_id: s.id, ...STRIPE, configuration: { api_key: TEST_KEY } })).status, 404);
	assert.equal((await m.post('/api/v1/integrations/test', { session_id: s.id, ...STRIPE, configuration: {} })).status, 404);
});

test('Shopify away at the launch: the store opens all the same, and says what is missing', async () => {
	const s = await finished(with_tools(TOOLS));
	shopify.fault('500', { times: Infinity });
	const job = await launched(s);
	shopify.calm();
	assert.match(job.steps.find((item) => item.name === 'integrations').detail, /^1 connected, 1 not/);
	const { body } = await s.m.get(`/api/v1/integrations?session_id=${s.id}`);
	assert.equal(body.items.find((item) => item.provider === 'shopify').status, 'pending');
	await until('Shopify to be tried again', async () => (await launched(s)).steps.find((item) => item.name === 'integrations').detail.startsWith('2 connected'), 20000);
});
