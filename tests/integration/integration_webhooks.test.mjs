// Webhooks: Stripe's deliveries through the gateway, verified on their raw bytes, kept once; and what is refused.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { SHOP as DOMAIN, start_shopify_sim, TOKEN } from '../sim/shopify.mjs';
import { start_stripe_sim, stripe_signature, TEST_KEY } from '../sim/stripe.mjs';
import { api, finished, launched, log_text, NOBODY, paused, psql, secret, SHOP, until } from './harness.mjs';
import { peer, service, SHOPIFY, STRIPE, walker, with_sims } from './integration_daemon.mjs';

const WHSEC = 'whsec_made_by_hand_4711', PAYLOAD_WORD = 'octarine';
let stripe, shopify;
before(async () => {
	[stripe, shopify] = [await start_stripe_sim(), await start_shopify_sim()];
	for (const word of [TEST_KEY, TOKEN, WHSEC, PAYLOAD_WORD]) secret(word); // none of them may stand in a log
	await with_sims({ STRIPE_URL: stripe.url, SHOPIFY_URL: shopify.url, PUBLIC_URL: 'https://wizard.example.org' });
});
after(async () => {
	await with_sims({});
	await Promise.all([stripe.close(), shopify.close()]);
});

// As Stripe prints its events: with spaces and line ends, which belong to what is signed.
const event = (more = {}) => JSON.stringify({ id: `evt_${randomUUID()}`, object: 'event', type: 'checkout.session.completed', data: { object: { description: `Größe ✓ ${PAYLOAD_WORD}` } }, ...more }, null, 2);
const send = (id, body, header, provider = 'stripe') => api('POST', `/webhooks/${provider}/${id}`, { body, headers: { 'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)', ...(header && { 'stripe-signature': header }) } });
const signed = (id, body, options) => send(id, body, stripe_signature(WHSEC, body, options));
const inbox = async (id) => (await psql(`select row_to_json(i) from integration.webhook_inbox i where integration_id = '${id}' order by received_at`)).map(([row]) => JSON.parse(row));
const now = () => Math.floor(Date.now() / 1000);

async function connection(configuration = { api_key: TEST_KEY, webhook_secret: WHSEC }) {
	const w = await walker(), reply = await w.setup(STRIPE, configuration);
	assert.equal(reply.status, 201, reply.text);
	return { w, id: reply.body.integration_id };
}

test('a good delivery is kept as it was sent', async () => {
	const { id } = await connection(), body = event();
	const reply = await signed(id, body);
	assert.deepEqual([reply.status, reply.body], [200, { fresh: true }], reply.text);
	const [row, ...more] = await inbox(id);
	assert.equal(more.length, 0);
	assert.deepEqual(row.payload, JSON.parse(body));
	assert.deepEqual([row.provider, row.delivery_id, row.topic, row.processed_at], ['stripe', JSON.parse(body).id, 'checkout.session.completed', null]);
	assert.ok(Math.abs(Date.parse(row.received_at) - Date.now()) < 10000, row.received_at);
});

test('a repeated one is 200 and kept once; ten at once too; the same event of another connection is its own', async () => {
	const { id } = await connection(), other = await connection(), body = event();
	const replies = await Promise.all(Array.from({ length: 10 }, () => signed(id, body)));
	assert.deepEqual(replies.map((reply) => reply.status), Array(10).fill(200));
	assert.equal(replies.filter((reply) => reply.body.fresh).length, 1);
	assert.deepEqual((await signed(id, body, { at: now() - 60 })).body, { fresh: false }); // Stripe signs each try anew
	assert.deepEqual((await signed(other.id, body)).body, { fresh: true });
	assert.deepEqual((await signed(id, event())).body, { fresh: true });
	assert.deepEqual([(await inbox(id)).length, (await inbox(other.id)).length], [2, 1]);
});

test('bad signatures: 400, nothing is kept', async () => {
	const { id } = await connection(), body = event(), good = stripe_signature(WHSEC, body);
	const bad = async (what, reply) => {
		assert.equal(reply.status, 400, `${what}: ${reply.text}`);
		assert.match(reply.headers['content-type'], /^application\/problem\+json/, what);
	};
	await bad('none', await send(id, body));
	await bad('empty', await send(id, body, 'v1='));
	await bad('another secret', await send(id, body, stripe_signature(`${WHSEC}x`, body)));
	await bad('no secret', await send(id, body, stripe_signature('', body)));
	await bad('another body', await send(id, body.replace('completed', 'cancelled'), good));
	await bad('the same JSON in other bytes', await send(id, JSON.stringify(JSON.parse(body)), good));
	await bad('one byte more', await send(id, `${body}\n`, good));
	await bad('an old scheme', await send(id, body, good.replace('v1=', 'v0=')));
	await bad('another time', await send(id, body, good.replace(/^t=(\d+)/, (_, t) => `t=${t - 1}`)));
	await bad('a digit changed', await send(id, body, good.replace(/.$/, (c) => (c === '0' ? '1' : '0'))));
	for (const header of ['t=1', ',,,', 't=,v1=', `t=${now()}`, 'x'.repeat(3000), `t=${'9'.repeat(3000)},v1=00`, `${'v1=00,'.repeat(600)}t=${now()}`]) await bad(header.slice(0, 20), await send(id, body, header));
	assert.deepEqual(await inbox(id), []);
	// While a secret is replaced, one of several v1 is ours.
	assert.equal((await send(id, body, `${good},v1=${'0'.repeat(64)},v0=1`)).status, 200);
});

test('signed well, but more than five minutes from now: 400', async () => {
	const { id } = await connection(), body = event();
	for (const at of [now() - 310, now() + 310, 0, -1]) {
		const reply = await signed(id, body, { at });
		assert.equal(reply.status, 400, reply.text);
		assert.match(reply.body.detail, /300 seconds.*clocks/);
	}
	assert.deepEqual(await inbox(id), []);
	for (const at of [now() - 290, now() + 290]) assert.equal((await signed(id, body, { at })).status, 200);
});

test('signed well, but no event: 400', async () => {
	const { id } = await connection();
	for (const body of ['', '{}', '[]', 'hello', '{"id":"evt_1"}', '{"id":7,"type":"x"}', event().slice(0, -3), event({ id: 'x'.repeat(256) }), event({ type: '' }), event({ note: '\u0000' }), '{"id":"evt_1","type":"x","n":1e400}', Buffer.from('{"id":"evt_\xff","type":"x"}', 'latin1')])
		assert.equal((await signed(id, body)).status, 400, body.toString().slice(0, 60));
	assert.deepEqual(await inbox(id), []);
});

test('what is not there is 404: an unknown connection, another provider\'s, one without a secret, Shopify\'s', async () => {
	const { w, id } = await connection(), body = event();
	const missing = async (reply) => assert.equal(reply.status, 404, reply.text);
	await missing(await signed(NOBODY, body));
	await missing(await signed('not-a-uuid', body));
	const header = stripe_signature(WHSEC, body);
	for (const provider of ['shopify', 'paypal']) await missing(await send(id, body, header, provider));
	const shop = await w.setup(SHOPIFY, { shop: DOMAIN, access_token: TOKEN });
	await missing(await send(shop.body.integration_id, body, header, 'shopify'));
	await missing(await send(shop.body.integration_id, body, header));
	const bare = await connection({ api_key: TEST_KEY });
	await missing(await signed(bare.id, body));
	await missing(await send(bare.id, body, stripe_signature('', body)));
	assert.deepEqual([...await inbox(id), ...await inbox(bare.id)], []);
});

test('up to 1 MB is kept, more is 413', async () => {
	const { id } = await connection(), LIMIT = 1 << 20;
	const frame = event({ filler: '' }).length - event({}).length, sized = (n) => event({ filler: 'x'.repeat(n - frame - Buffer.byteLength(event({}))) });
	const largest = sized(LIMIT), larger = sized(LIMIT + 1);
	assert.equal(Buffer.byteLength(largest), LIMIT);
	assert.deepEqual((await signed(id, largest)).body, { fresh: true });
	assert.equal((await signed(id, larger)).status, 413);
	assert.equal((await inbox(id)).length, 1);
});

test('the endpoint that a launch makes at Stripe: what Stripe signs with its secret arrives', async () => {
	const made = stripe.endpoints.length;
	const s = await finished(SHOP.map((data, i) => (i === 4 ? { integrations: [{ ...STRIPE, configuration: { api_key: TEST_KEY } }] } : data)));
	await launched(s);
	const endpoint = stripe.endpoints[made];
	secret(endpoint.secret);
	const [, path] = endpoint.url.split('https://wizard.example.org');
	const body = event();
	const deliver = (key) => api('POST', path, { body, headers: { 'stripe-signature': stripe_signature(key, body) } });
	assert.equal((await deliver(WHSEC)).status, 400);
	assert.deepEqual((await deliver(endpoint.secret)).body, { fresh: true });
});

test('integration-svc away: 503 or 504, so that Stripe tries again; then it is kept', async () => {
	const { id } = await connection(), body = event();
	await paused(service, async () => assert.match(String((await signed(id, body)).status), /^50[34]$/));
	await until('the breaker to let a delivery through', async () => (await signed(id, body)).status === 200, 15000);
	assert.equal((await inbox(id)).length, 1);
});

test('called directly: peers only, base64 only; the connection goes, its inbox goes with it', async () => {
	const { w, id } = await connection(), body = event();
	const delivery = { provider: 'stripe', integration_id: id, headers: { 'stripe-signature': stripe_signature(WHSEC, body) }, body: Buffer.from(body).toString('base64') };
	assert.equal((await api('POST', '/v1/webhooks', { service, body: delivery })).status, 401);
	assert.equal((await peer(NOBODY, { scope: 'wizard:write' }).post('/v1/webhooks', delivery)).status, 403);
	const gateway = peer(NOBODY);
	assert.equal((await gateway.post('/v1/webhooks', { ...delivery, body: `${delivery.body}!` })).status, 400);
	assert.equal((await gateway.post('/v1/webhooks', { ...delivery, integration_id: 'x' })).status, 422);
	assert.equal((await gateway.post('/v1/webhooks', delivery)).status, 200);
	await psql(`delete from gateway.wizard_sessions where id = '${w.session_id}'`);
	assert.deepEqual(await inbox(id), []);
	assert.equal((await gateway.post('/v1/webhooks', delivery)).status, 404);
});

test('the log tells that something came, not what', () => {
	const text = log_text(service);
	assert.match(text, /"event":"webhook_received".*"fresh":"no"/);
	assert.ok(!text.includes(PAYLOAD_WORD) && !text.includes('evt_'));
});
