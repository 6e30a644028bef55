// A/B tests of a store's design: who sees what, and sees it again; who is counted, once; who is not.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { api, finished, launched, merchant, plain, psql, save, until } from './harness.mjs';
import { shopper } from './shopper.mjs';

const BODY = { name: 'Which front door?', variants: [
	{ name: 'Another headline', settings: { headline: 'Mugs that outlive the house' } },
	{ name: 'Another theme', settings: { theme_id: 'rack', palette: { primary: '#7a1f5c' } } },
] };
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36';

async function running(body = BODY) {
	const s = await finished(), job = await launched(s), address = `/api/v1/stores/${job.result.store_id}/experiments`;
	const made = await s.m.post(address, body);
	assert.equal(made.status, 201, made.text);
	const started = await s.m.post(`${address}/${made.body.experiment_id}/start`);
	assert.equal(started.status, 200, started.text);
	return { s, job, address, one: `${address}/${made.body.experiment_id}`, made: made.body, started: started.body, front: `/s/${job.result.slug}/` };
}
const view = (path, headers = {}) => plain({ method: 'GET', path, headers: { 'user-agent': AGENT, ...headers } });
const cookie_of = (reply) => reply.headers['set-cookie']?.find((line) => line.startsWith('look='));
const control_page = async (front) => (await view(front, { dnt: '1' })).text;

test('an experiment is made, begun once, and ended; nothing shows before', async () => {
	const s = await finished(), job = await launched(s), store = `/api/v1/stores/${job.result.store_id}`, address = `${store}/experiments`;
	const before = (await view(`/s/${job.result.slug}/`)).text;
	const { body: made } = await s.m.post(address, BODY);
	assert.deepEqual([made.status, made.started_at, made.variants.map((v) => [v.name, v.weight, v.version])], ['draft', null, [['As it is', 50, 0], ['Another headline', 50, 0], ['Another theme', 50, 0]]]);
	assert.deepEqual(made.variants[2].settings, BODY.variants[1].settings);
	const reply = await view(`/s/${job.result.slug}/`);
	assert.deepEqual([reply.text, cookie_of(reply)], [before, undefined]);
	assert.equal((await s.m.post(`${address}/${made.experiment_id}/stop`)).status, 409);
	const { body: started } = await s.m.post(`${address}/${made.experiment_id}/start`);
	assert.deepEqual([started.status, started.variants.map((v) => v.version)], ['running', [0, 2, 3]]);
	assert.equal((await s.m.post(`${address}/${made.experiment_id}/start`)).status, 409);
	// One at a time.
	const { body: other } = await s.m.post(address, BODY);
	assert.equal((await s.m.post(`${address}/${other.experiment_id}/start`)).status, 409);
	assert.deepEqual((await s.m.get(address)).body.items.map((e) => e.status), ['draft', 'running']);
	// Its variants are no versions that the merchant made.
	assert.deepEqual((await s.m.get(`${store}/versions`)).body.items.map((v) => v.version), [1]);
	const { body: stopped } = await s.m.post(`${address}/${made.experiment_id}/stop`);
	assert.ok(stopped.status === 'stopped' && stopped.stopped_at);
	assert.equal((await view(`/s/${job.result.slug}/`)).text, before);
	// The winner goes live like any other version.
	assert.equal((await s.m.post(`${store}/publish`, { version: 2 })).body.live_version, 2);
	assert.match((await view(`/s/${job.result.slug}/`)).text, /Mugs that outlive the house/);
	const [winner] = (await s.m.get(`${store}/versions`)).body.items;
	assert.deepEqual([winner.version, winner.rendition_of, winner.changed_steps], [2, 1, [4]]);
});

test('bad experiments, and other people\u2019s', async () => {
	const s = await finished(), job = await launched(s), address = `/api/v1/stores/${job.result.store_id}/experiments`;
	for (const bad of [{}, { name: 'x' }, { name: 'x', variants: [] }, { name: 'x', variants: [{ name: 'y', settings: {} }] }, { name: 'x', variants: [{ name: 'y', settings: { colour: 'red' } }] }, { name: 'x', variants: [{ name: 'y', settings: { customizations: 'dark' } }] },
		{ name: 'x', variants: [{ name: 'y', weight: 101, settings: { headline: 'z' } }] }, { name: 'x', variants: Array(4).fill(BODY.variants[0]) }, { name: 'x', variants: [{ name: 'y', settings: { palette: { primary: 'red' } } }] }])
		assert.equal((await s.m.post(address, bad)).status, 422, JSON.stringify(bad));
	const { body: made } = await s.m.post(address, BODY), other = merchant();
	for (const path of [address, `${address}/${made.experiment_id}`]) assert.equal((await other.get(path)).status, 404);
	for (const path of [`${address}/${made.experiment_id}/start`, `${address}/${made.experiment_id}/stop`]) assert.equal((await other.post(path)).status, 404);
	assert.equal((await other.post(address, BODY)).status, 404);
	assert.equal((await api('GET', address)).status, 401);
	const elsewhere = await finished(), second = await launched(elsewhere);
	assert.equal((await elsewhere.m.get(`/api/v1/stores/${second.result.store_id}/experiments/${made.experiment_id}`)).status, 404);
});

test('a visitor sees one variant, again and again: by the cookie, and without it by what the browser says; each is counted once', async () => {
	const { s, one, started, front } = await running(), control = await control_page(front), seen = new Map();
	const variant_of = (text) => text === control ? 0 : text.includes('Mugs that outlive the house') ? 1 : 2;
	for (let i = 0; i < 40; i++) {
		const agent = { 'user-agent': `${AGENT} visitor/${i}` };
		const first = await view(front, agent), line = cookie_of(first), variant = variant_of(first.text);
		assert.match(line, new RegExp(`^look=${started.experiment_id}\\.${variant}; HttpOnly; SameSite=Lax; Path=${front.slice(0, -1)}; Max-Age=\\d+$`));
		assert.match(first.headers.vary, /Cookie/);
		seen.set(i, variant);
		// Cookies off: the same browser, the same page, and every other page in the same look.
		assert.equal(variant_of((await view(front, agent)).text), variant);
		// Cookies on: another browser string (an update) changes nothing, and no second cookie is set.
		const back = await view(front, { 'user-agent': `${AGENT} visitor/${i + 1000}`, cookie: line.split(';')[0] });
		assert.deepEqual([variant_of(back.text), cookie_of(back)], [variant, undefined]);
		const style = first.text.match(/href="([^"]*assets\/style\.[0-9a-f]+\.css)"/)[1];
		assert.equal((await view(style)).status, 200); // whoever asks
	}
	const shares = [0, 1, 2].map((variant) => [...seen.values()].filter((v) => v === variant).length);
	assert.ok(shares.every((n) => n >= 3), `${shares} of 40 visitors`);
	const counted = await until('the exposures', async () => {
		const { body } = await s.m.get(one);
		const visitors = body.variants.map((v) => v.visitors);
		return visitors.reduce((a, b) => a + b) >= 40 && visitors;
	}, 30000);
	assert.deepEqual(counted, shares);
	const rows = await psql(`select distinct event_data::text, coalesce(user_agent, ''), coalesce(host(ip_address), '') from analytics.wizard_analytics where event_data->>'experiment_id' = '${started.experiment_id}' order by 1`);
	assert.deepEqual(rows.map((row) => [JSON.parse(row[0]), ...row.slice(1)].filter((x) => x !== '')), [0, 1, 2].map((variant) => [{ variant, experiment_id: started.experiment_id }]));
});

test('Do Not Track, Global Privacy Control and robots: the store as it is, no cookie, no event', async () => {
	const { one, s, front } = await running({ name: 'All but the control', control_weight: 0, variants: [BODY.variants[0]] }), control = await control_page(front);
	for (const headers of [{ dnt: '1' }, { 'sec-gpc': '1' }, { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' }]) {
		for (let i = 0; i < 3; i++) {
			const reply = await view(front, headers);
			assert.deepEqual([reply.status, reply.text === control, cookie_of(reply)], [200, true, undefined], JSON.stringify(headers));
		}
	}
	assert.ok(!control.includes('Mugs that outlive'));
	const shown = await view(front);
	assert.match(shown.text, /Mugs that outlive the house/);
	// A cookie of our own making names no variant that is not there.
	for (const value of ['x', '9', `${one.split('/').at(-1)}.7`, `${one.split('/').at(-1)}.-1`]) assert.equal((await view(front, { cookie: `look=${value}` })).status, 200);
	await until('the one exposure', async () => (await s.m.get(one)).body.variants[1].visitors === 1, 30000);
	assert.deepEqual((await s.m.get(one)).body.variants.map((v) => v.visitors), [0, 1]);
});

test('an order carries the variant that its shopper saw, and counts once; not of those who ask not to be tracked', async () => {
	const { s, job, one, address, started, front } = await running({ name: 'Sells more?', control_weight: 0, variants: [BODY.variants[1]] });
	const buy = async (headers, pages = [front]) => {
		const one = shopper(job.result.slug);
		for (const path of pages) await one.get(path, headers);
		await one.add('MUG-1');
		const { text } = await one.get('/cart', headers), turn = await one.turn();
		const placed = () => one.send('/checkout', { name: 'Ada', email: 'ada@example.org', address: '1 Lane', city: 'London', turn }, headers);
		assert.equal((await placed()).status, 303);
		assert.equal((await placed()).status, 303, 'the same form again is the same order');
		return { cart: text, look: one.look };
	};
	const seen = await buy({});
	assert.equal(seen.look, `look=${started.experiment_id}.1`);
	const style = (text) => text.match(/assets\/style\.[0-9a-f]+\.css/)[0], plainly = await buy({ dnt: '1' });
	assert.equal(style(seen.cart), style((await view(front)).text), 'the cart looks as the page that the shopper came from');
	assert.notEqual(style(seen.cart), style(plainly.cart));
	await buy({ 'sec-gpc': '1' });
	await buy({}, []); // never saw a page of it
	const orders = (await s.m.get(`/api/v1/stores/${job.result.store_id}/orders`)).body.items.map((order) => order.variant);
	assert.deepEqual(orders, [null, null, null, 'Another theme']);
	const counted = await until('the order', async () => {
		const { body } = await s.m.get(one);
		return body.variants[1].orders > 0 && body.variants[1].visitors > 1 && body.variants;
	}, 30000);
	assert.deepEqual(counted.map((v) => [v.visitors, v.orders, v.share]), [[0, 0, 0], [2, 1, 0.5]]);
	assert.ok(counted[1].share_low > 0.09 && counted[1].share_low < 0.1 && counted[1].share_high > 0.9 && counted[1].share_high < 0.91, JSON.stringify(counted[1])); // Wilson: 0.0945 to 0.9055
	assert.deepEqual((await s.m.get(address)).body.items[0].variants, counted, 'the list says the same');
	await until('an empty outbox', async () => (await psql('select count(*) from gateway.outbox'))[0][0] === '0', 30000);
	assert.deepEqual(await psql(`select event_type, event_data::text from analytics.wizard_analytics where event_data->>'experiment_id' = '${started.experiment_id}' and event_type = 'purchase'`), [['purchase', `{"variant": 1, "experiment_id": "${started.experiment_id}"}`]]);
	// Nobody's browser counts in its place.
	for (const event_type of ['purchase', 'experiment_exposure'])
		assert.equal((await s.m.post('/api/v1/events', { events: [{ id: randomUUID(), event_type, event_data: { experiment_id: started.experiment_id, variant: 0 } }] })).status, 422);
});

test('a new version ends what ran over the old one', async () => {
	const { s, one, front, address } = await running();
	await save(s, 4, { pages: { home: { headline: 'A new season' } } });
	await launched(s);
	assert.equal((await s.m.get(one)).body.status, 'stopped');
	for (let i = 0; i < 8; i++) {
		const reply = await view(front, { 'user-agent': `${AGENT} late/${i}` });
		assert.deepEqual([reply.text.includes('A new season'), cookie_of(reply)], [true, undefined]);
	}
	const { body: next } = await s.m.post(address, BODY);
	assert.equal((await s.m.post(`${address}/${next.experiment_id}/start`)).status, 200);
});
