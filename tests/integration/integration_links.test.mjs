// integration-svc: credentials set up, tried, listed; kept sealed, shown as hints, never told.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { SHOP, start_shopify_sim, TOKEN } from '../sim/shopify.mjs';
import { LIVE_KEY, RESTRICTED_KEY, start_stripe_sim, TEST_KEY } from '../sim/stripe.mjs';
import { api, jwt, log_text, NOBODY, psql, redis, redis_start, redis_stop, secret, until } from './harness.mjs';
import { peer, service, SHOPIFY, STRIPE, walker, with_sims } from './integration_daemon.mjs';

let stripe, shopify;
before(async () => {
	[stripe, shopify] = [await start_stripe_sim(), await start_shopify_sim()];
	for (const word of [TEST_KEY, LIVE_KEY, RESTRICTED_KEY, TOKEN]) secret(word);
	await with_sims({ STRIPE_URL: stripe.url, SHOPIFY_URL: shopify.url });
});
after(async () => {
	await with_sims({});
	await Promise.all([stripe.close(), shopify.close()]);
});
beforeEach(() => {
	for (const sim of [stripe, shopify]) {
		sim.calm();
		sim.requests.length = 0;
		assert.equal(sim.broken, undefined);
	}
});
const no_secret = (text) => {
	for (const word of [TEST_KEY, LIVE_KEY, RESTRICTED_KEY, TOKEN]) assert.ok(!text.includes(word), text);
};

test('setup: Stripe takes the key, the state is connected, the key is a hint', async () => {
	const w = await walker();
	const reply = await w.setup(STRIPE, { api_key: ` ${TEST_KEY} ` });
	assert.equal(reply.status, 201, reply.text);
	assert.equal(reply.body.status, 'connected');
	assert.equal(reply.body.error_message, null);
	assert.deepEqual(reply.body.configuration, { api_key: 'sk_test_…4242' });
	assert.match(reply.body.last_sync, /^\d{4}-.*Z$/);
	no_secret(reply.text);
	assert.equal(stripe.requests.length, 1);
	assert.equal(stripe.requests[0].path, '/v1/account');
	const listed = await w.list();
	assert.deepEqual(listed.body, { items: [reply.body], total: 1, page: 1 });
});

test('setup: Shopify', async () => {
	const w = await walker();
	const reply = await w.setup(SHOPIFY, { shop: SHOP, access_token: TOKEN });
	assert.equal(reply.body.status, 'connected', reply.text);
	assert.deepEqual(reply.body.configuration, { shop: SHOP, access_token: 'shpat_…cdef' });
});

test('at rest: sealed, bound to its row, no plain secret in any column or in Redis', async () => {
	const w = await walker();
	await w.setup(STRIPE, { api_key: TEST_KEY });
	await w.setup(SHOPIFY, { shop: SHOP, access_token: TOKEN });
	const rows = await psql(`select s::text, secrets from integration.integration_status s where session_id = '${w.session_id}'`);
	assert.equal(rows.length, 2);
	for (const [whole, sealed] of rows) {
		no_secret(whole);
		assert.match(sealed, /^v1:k1:[\w-]+$/);
	}
	for (const type of ['payment', 'commerce']) {
		const kept = await until('the token in Redis', () => redis('get', `wizard:token:${type}:${w.sub}`));
		assert.match(kept, /^v1:k1:[\w-]+$/);
		const ttl = Number(await redis('ttl', `wizard:token:${type}:${w.sub}`));
		assert.ok(ttl > 0 && ttl <= 300, String(ttl));
	}
	// A sealed value moved to another row does not open: its owner is asked again, nothing is sent anywhere.
	const thief = await walker();
	await thief.setup(STRIPE, { api_key: RESTRICTED_KEY });
	await psql(`update integration.integration_status t set secrets = s.secrets from integration.integration_status s where s.session_id = '${w.session_id}' and s.provider_name = 'stripe' and t.session_id = '${thief.session_id}'`);
	stripe.requests.length = 0;
	const moved = await thief.setup(STRIPE, {});
	assert.equal(moved.status, 422, moved.text);
	assert.equal(stripe.requests.length, 0);
});

test('test: tells of the account and keeps nothing', async () => {
	const w = await walker();
	let reply = await w.test(STRIPE, { api_key: TEST_KEY });
	assert.equal(reply.status, 200);
	assert.equal(reply.body.ok, true);
	assert.deepEqual(reply.body.details, { account: 'acct_1SimulatedAccount', name: 'Blue Door Pottery', mode: 'test', country: 'US', charges_enabled: 'yes' });
	reply = await w.test(STRIPE, { api_key: LIVE_KEY });
	assert.equal(reply.body.details.mode, 'live');
	reply = await w.test(SHOPIFY, { shop: SHOP, access_token: TOKEN });
	assert.deepEqual(reply.body.details, { name: 'Blue Door', domain: SHOP, currency: 'USD' });
	assert.equal((await w.list()).body.total, 0);
});

test('setup right after a good test asks the provider nothing; other values are tried', async () => {
	const w = await walker();
	await w.test(STRIPE, { api_key: TEST_KEY });
	await until('the token in Redis', () => redis('exists', `wizard:token:payment:${w.sub}`).then((n) => n === '1'));
	const reply = await w.setup(STRIPE, { api_key: TEST_KEY });
	assert.equal(reply.body.status, 'connected');
	assert.equal(stripe.requests.length, 1);
	assert.equal((await w.setup(STRIPE, { api_key: `${TEST_KEY}x` })).body.status, 'failed');
	assert.equal(stripe.requests.length, 2);
	// Another user's good try is not this one's.
	const other = await walker();
	await other.setup(STRIPE, { api_key: TEST_KEY });
	assert.equal(stripe.requests.length, 3);
});

test('what is left out stays: secrets are merged over the kept ones, and one row is one connection', async () => {
	const w = await walker();
	const first = await w.setup(SHOPIFY, { shop: SHOP, access_token: TOKEN });
	for (const configuration of [{}, { shop: SHOP }, { access_token: '' }, { shop: 'other-door.myshopify.com' }]) {
		const again = await w.setup(SHOPIFY, configuration);
		assert.equal(again.status, 201, again.text);
		assert.equal(again.body.integration_id, first.body.integration_id);
		assert.equal(again.body.status, 'connected');
		assert.equal(again.body.configuration.access_token, 'shpat_…cdef');
	}
	assert.equal((await w.list()).body.items[0].configuration.shop, 'other-door.myshopify.com');
	const kept = await w.test(SHOPIFY, {}, { session_id: w.session_id });
	assert.equal(kept.body.ok, true);
	assert.equal((await w.test(SHOPIFY, {})).status, 422); // without the session nothing is kept
	assert.equal((await w.list()).body.total, 1);
});

test('two at once make one row, and it opens', async () => {
	const w = await walker();
	const replies = await Promise.all(Array.from({ length: 6 }, () => w.setup(STRIPE, { api_key: TEST_KEY })));
	assert.equal(new Set(replies.map((reply) => reply.body.integration_id)).size, 1, replies.map((reply) => reply.text).join('\n'));
	assert.equal((await w.setup(STRIPE, {})).body.status, 'connected');
});

test('refused by the provider: 201, failed, and what to do', async () => {
	const w = await walker();
	let reply = await w.setup(STRIPE, { api_key: 'sk_test_wrong' });
	assert.equal(reply.status, 201);
	assert.equal(reply.body.status, 'failed');
	assert.match(reply.body.error_message, /does not know this key.*Developers/);
	assert.equal(reply.body.last_sync, null);
	reply = await w.setup(SHOPIFY, { shop: SHOP, access_token: 'shpat_wrong' });
	assert.match(reply.body.error_message, /does not know this token for blue-door/);
	shopify.fault('404');
	reply = await w.test(SHOPIFY, { shop: 'nobody.myshopify.com', access_token: TOKEN });
	assert.equal(reply.body.ok, false);
	assert.match(reply.body.message, /no shop at nobody/);
	shopify.fault('403');
	reply = await w.test(SHOPIFY, { shop: SHOP, access_token: TOKEN });
	assert.match(reply.body.message, /read_products/);
	// Mended, it connects, and the message goes.
	reply = await w.setup(STRIPE, { api_key: TEST_KEY });
	assert.equal(reply.body.status, 'connected');
	assert.equal(reply.body.error_message, null);
});

// After each fault the provider is itself again; the breaker may rest for a moment.
for (const [name, provider, configuration, sim] of [['stripe', STRIPE, { api_key: TEST_KEY }, () => stripe], ['shopify', SHOPIFY, { shop: SHOP, access_token: TOKEN }, () => shopify]]) {
	for (const fault of ['500', '429', 'reset', 'hang', 'nonsense', 'wrong']) {
		test(`${name}, ${fault}: pending, kept, and connected once it is back`, async () => {
			const w = await walker();
			sim().fault(fault, { times: Infinity });
			const began = Date.now();
			// As the gateway hands its budget on.
			const reply = await w.setup(provider, configuration, { 'x-deadline': '1500' });
			assert.equal(reply.status, 201, reply.text);
			assert.equal(reply.body.status, 'pending');
			assert.match(reply.body.error_message, /again\.$/);
			assert.ok(Date.now() - began < 1500, `${Date.now() - began} ms`);
			sim().calm();
			await until(`${name} to be asked again`, async () => (await w.setup(provider, {})).body.status === 'connected', 15000);
		});
	}
}

test('a moment of trouble is tried again within the same call', async () => {
	const w = await walker();
	for (const fault of ['500', '429']) {
		stripe.fault(fault, { times: 1, retry_after: 0 });
		assert.equal((await w.setup(STRIPE, { api_key: TEST_KEY })).body.status, 'connected', fault);
		await redis('del', `wizard:token:payment:${w.sub}`);
	}
	shopify.fault('THROTTLED', { times: 1 });
	assert.equal((await w.setup(SHOPIFY, { shop: SHOP, access_token: TOKEN })).body.status, 'connected');
});

test('while Redis is away it is all the same, only asked each time', async () => {
	const w = await walker();
	await redis_stop();
	try {
		for (let i = 0; i < 2; i++) assert.equal((await w.setup(STRIPE, { api_key: TEST_KEY })).body.status, 'connected');
		assert.equal(stripe.requests.length, 2);
	} finally {
		await redis_start();
	}
});

test('bad input: each with its place and what to do, and the provider is not asked', async () => {
	const w = await walker();
	const bad = async (provider, configuration, pointer, message) => {
		const reply = await w.setup(provider, configuration);
		assert.equal(reply.status, 422, reply.text);
		const error = reply.body.errors.find((item) => item.pointer === pointer) ?? assert.fail(`nothing at ${pointer}: ${reply.text}`);
		assert.match(error.message, message);
		no_secret(reply.text);
	};
	await bad({ type: 'payment', provider: 'paypal' }, {}, '/provider', /payment: stripe; commerce: shopify/);
	await bad({ type: 'shipping', provider: 'stripe' }, { api_key: TEST_KEY }, '/provider', /not offered as shipping/);
	await bad({ type: 'bribes', provider: 'stripe' }, {}, '/type', /commerce/);
	await bad(STRIPE, {}, '/configuration/api_key', /needed/);
	await bad(STRIPE, { api_key: 'pk_test_abc' }, '/configuration/api_key', /publishable/);
	await bad(STRIPE, { api_key: 'hello' }, '/configuration/api_key', /sk_/);
	await bad(STRIPE, { api_key: `${TEST_KEY} x` }, '/configuration/api_key', /copy it again/);
	await bad(STRIPE, { api_key: TEST_KEY, colour: 'red' }, '/configuration/colour', /api_key, webhook_secret/);
	await bad(SHOPIFY, { shop: SHOP }, '/configuration/access_token', /needed/);
	for (const shop of ['example.com', '127.0.0.1', 'blue-door.myshopify.com.evil.example', 'a/b.myshopify.com', 'http://blue-door.myshopify.com', '-x.myshopify.com', '.myshopify.com', 'a@b.myshopify.com', 'x.y.myshopify.com', `${'a'.repeat(64)}.myshopify.com`])
		await bad(SHOPIFY, { shop, access_token: TOKEN }, '/configuration/shop', /your-shop\.myshopify\.com/);
	await bad(SHOPIFY, { shop: SHOP, access_token: 'ä' }, '/configuration/access_token', /copy it again/);
	assert.equal((await w.post('/v1/integrations/setup', { ...STRIPE, configuration: {} })).status, 422);
	assert.equal((await w.post('/v1/integrations/setup', '{')).status, 400);
	assert.equal((await w.get('/v1/integrations')).status, 422);
	assert.equal((await w.list('&per_page=101')).status, 422);
	assert.equal((await w.list()).body.total, 0);
	assert.equal(stripe.requests.length + shopify.requests.length, 0);
});

test('another user\'s session is 404 everywhere, one that is not there too', async () => {
	const w = await walker(), foreign = peer(randomUUID());
	await w.setup(STRIPE, { api_key: TEST_KEY });
	const { session_id } = w;
	stripe.requests.length = 0;
	assert.equal((await foreign.get(`/v1/integrations?session_id=${session_id}`)).status, 404);
	assert.equal((await foreign.post('/v1/integrations/setup', { session_id, ...STRIPE, configuration: { api_key: LIVE_KEY } })).status, 404);
	assert.equal((await foreign.post('/v1/integrations/test', { session_id, ...STRIPE, configuration: {} })).status, 404);
	assert.equal((await foreign.post('/v1/integrations/sync', { session_id, store_id: NOBODY, storefront_url: 'http://x', configuration: {} })).status, 404);
	assert.equal(stripe.requests.length, 0);
	assert.equal((await w.post('/v1/integrations/setup', { session_id: randomUUID(), ...STRIPE, configuration: { api_key: TEST_KEY } })).status, 404);
});

test('pages of the list', async () => {
	const w = await walker();
	await w.setup(STRIPE, { api_key: TEST_KEY });
	await w.setup(SHOPIFY, { shop: SHOP, access_token: TOKEN });
	const one = (await w.list('&per_page=1')).body, two = (await w.list('&per_page=1&page=2')).body, three = (await w.list('&per_page=1&page=3')).body;
	assert.deepEqual([one.items[0].provider, two.items[0].provider, three.items.length], ['stripe', 'shopify', 0]);
	assert.deepEqual([one.total, two.total, three.total, three.page], [2, 2, 2, 3]);
});

test('who may call: peers with a token for this service alone', async () => {
	const path = `/v1/integrations?session_id=${NOBODY}`, get = (token) => api('GET', path, { token, service });
	assert.equal((await get(undefined)).status, 401);
	assert.equal((await get(peer(NOBODY, { aud: 'theme-svc' }).token)).status, 401);
	assert.equal((await get(peer(NOBODY, { exp: 1 }).token)).status, 401);
	assert.equal((await get(peer(NOBODY, { scope: 'wizard:write' }).token)).status, 403);
	assert.equal((await get(jwt({ sub: NOBODY, scope: 'peer', aud: service, exp: 9999999999 }))).status, 401); // a user's key
	assert.equal((await get(peer(NOBODY).token)).status, 200);
});

test('the session ends, its connections go with it', async () => {
	const w = await walker();
	await w.setup(STRIPE, { api_key: TEST_KEY });
	await psql(`delete from gateway.wizard_sessions where id = '${w.session_id}'`);
	assert.equal(await w.row('stripe'), undefined);
});

test('the log tells of tries and set-ups, of no value', () => {
	const text = log_text(service);
	assert.match(text, /"event":"credentials_tried".*"verdict":"refused"/);
	assert.match(text, /"event":"integration_set_up"/);
	no_secret(text);
	assert.ok(!text.includes('myshopify.com'));
});
