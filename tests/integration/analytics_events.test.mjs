// Events once each, the funnel's counts, the outlook; no event of a client can spoil the counts of others.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { api, finished, launched, merchant, NOBODY, psql, save, session, SHOP, until } from './harness.mjs';

const E = '/api/v1/events';
const event = (more = {}) => ({ id: randomUUID(), event_type: 'step_viewed', event_data: { step: 1 }, ...more });
const row = (id) => psql(`select session_id, event_type, event_data, user_agent, host(ip_address) from analytics.wizard_analytics where id = '${id}'`);
const funnel = async (days = 30) => (await merchant().get(`/api/v1/analytics/funnel?days=${days}`)).body;

test('events are kept once each, however often they come', async () => {
	const s = await session(), events = [event({ session_id: s.id }), event(), event({ event_type: 'advice_taken', event_data: { id: 'look:theme', '<b>': [1, null] }, timestamp: '2026-01-02T03:04:05.678+02:00' })];
	const agent = { headers: { 'user-agent': `Browser ${s.id}` } };
	assert.deepEqual((await s.m.post(E, { events }, agent)).body, { accepted: 3, duplicates: 0 });
	assert.deepEqual((await s.m.post(E, { events }, agent)).body, { accepted: 0, duplicates: 3 });
	assert.deepEqual((await s.m.post(E, { events: [events[1], event(), events[2]] }, agent)).body, { accepted: 1, duplicates: 2 });
	const twice = event();
	assert.deepEqual((await s.m.post(E, { events: [twice, twice, twice] })).body, { accepted: 1, duplicates: 2 });
	const [[id, type, data, browser, network]] = await row(events[0].id);
	assert.deepEqual([id, type, JSON.parse(data), browser, network], [s.id, 'step_viewed', { step: 1 }, `Browser ${s.id}`, '127.0.0.0']);
	assert.deepEqual(JSON.parse((await row(events[2].id))[0][2]), events[2].event_data);
	assert.deepEqual(await psql(`select timestamp at time zone 'UTC' from analytics.wizard_analytics where id = '${events[2].id}'`), [['2026-01-02 01:04:05.678']]);
});

test('500 at once; 501 are too many; the same batch from many sides at once is one', async () => {
	const m = merchant(), events = Array.from({ length: 500 }, () => event());
	const replies = await Promise.all([1, 2, 3, 4].map(() => m.post(E, { events })));
	assert.equal(replies.reduce((sum, r) => sum + r.body.accepted, 0), 500);
	assert.equal((await m.post(E, { events: [...events, event()] })).status, 422);
});

test('what an event may be', async () => {
	const m = merchant();
	for (const bad of [{ event_type: 'experiment_exposure' }, { event_type: 'web_vitals' }, { id: 'x' }, { id: undefined }, { event_type: '' }, { event_type: 'two words' }, { event_type: 'x'.repeat(51) }, { session_id: 'x' }, { timestamp: 'yesterday' }, { timestamp: 7 }, { surprise: 1 }, { event_data: 'text' }, { event_data: [1] }, { event_data: 7 }])
		assert.equal((await m.post(E, { events: [event(bad)] })).status, 422, JSON.stringify(bad));
	for (const body of [{}, { events: [] }, { events: {} }, []]) assert.equal((await m.post(E, body)).status, 422, JSON.stringify(body));
	for (const session_id of [NOBODY, (await session()).id]) assert.equal((await m.post(E, { events: [event(), event({ session_id })] })).status, 404);
	assert.equal((await api('POST', E, { body: { events: [event()] } })).status, 401);
	const told = event({ user_agent: 'a lie', ip_address: '8.8.8.8' });
	assert.ok([202, 422].includes((await m.post(E, { events: [told] }, { headers: { 'user-agent': 'the truth' } })).status));
	for (const [, , , browser, network] of await row(told.id)) assert.deepEqual([browser, network], ['the truth', '127.0.0.0']);
});

test('the funnel counts sessions step by step, revisits and doubles not; a launch is its end', async () => {
	await session(); // one at least
	await until('the outbox to be empty', async () => (await psql('select count(*) from gateway.outbox'))[0][0] === '0');
	const before = await funnel();
	const one = await session();
	await save(one, 1, SHOP[0]);
	await save(one, 1, SHOP[0]);
	await save(one, 2, {});
	await save(one, 3, {}, { auto_advance: false });
	await launched(await finished());
	const after = await until('the events', async () => {
		const now = await funnel();
		return now.launched === before.launched + 1 && now.steps[1].completed === before.steps[1].completed + 2 && now;
	});
	const more = (n, what) => after.steps[n - 1][what] - before.steps[n - 1][what];
	assert.equal(after.sessions - before.sessions, 2);
	assert.deepEqual([1, 2, 3, 4, 5, 6, 7].map((n) => more(n, 'reached')), [2, 2, 2, 1, 1, 1, 1]);
	assert.deepEqual([1, 2, 3, 4, 5, 6, 7].map((n) => more(n, 'completed')), [2, 2, 1, 1, 1, 1, 1]);
	for (const step of after.steps) assert.ok(step.reached === 0 || Math.abs(step.conversion - step.completed / step.reached) < 1e-9);
	for (const query of ['days=0', 'days=367', 'days=x', 'x=1']) assert.equal((await merchant().get(`/api/v1/analytics/funnel?${query}`)).status, 422, query);
});

test('a client cannot spoil the funnel: events that look like ours, with nonsense in them', async () => {
	const s = await session();
	await until('the outbox to be empty', async () => (await psql('select count(*) from gateway.outbox'))[0][0] === '0');
	const before = await funnel();
	for (const event_data of [{ step: 'seven' }, { step: 1e30 }, { step: 2.5 }, { step: null }, { step: {} }, { step: 99 }, { step: -1 }, {}])
		for (const event_type of ['step_completed', 'store_launched', 'session_created']) await s.m.post(E, { events: [event({ session_id: s.id, event_type, event_data })] });
	await s.m.post(E, { events: [event({ event_type: 'session_created' }), event({ session_id: s.id, event_type: 'store_launched', event_data: { step: 7 } })] });
	const after = await funnel();
	const bare = ({ from, to, ...rest }) => rest;
	assert.deepEqual(bare(after), bare(before));
});

test('a browser of many or broken words stops neither a session nor the events of others', async () => {
	const sessions = [];
	for (const agent of [`Mozilla ${'x'.repeat(3000)}`, `Mozilla ${'é'.repeat(249)}`, '\xff\xfe', '']) {
		const m = merchant(), reply = await m.post('/api/v1/wizard/session', {}, { headers: { 'user-agent': agent } });
		assert.equal(reply.status, 201, reply.text);
		sessions.push(reply.body.session_id);
		assert.equal((await m.put(`/api/v1/wizard/session/${reply.body.session_id}/step/1`, { step_data: SHOP[0] }, { headers: { 'user-agent': agent } })).status, 200);
		assert.equal((await m.post(E, { events: [event({ session_id: reply.body.session_id })] }, { headers: { 'user-agent': agent } })).status, 202);
	}
	for (const id of sessions) await until('their events', async () => (await psql(`select count(*) from analytics.wizard_analytics where session_id = '${id}'`))[0][0] === '3');
	const lengths = (await psql(`select max(length(user_agent)) from analytics.wizard_analytics where session_id = '${sessions[0]}'`))[0];
	assert.deepEqual(lengths, ['500']);
});

test('the outlook: an interval around the middle, in the store’s currency, with reasons and what to do', async () => {
	const s = await finished(), { body } = await s.m.get(`/api/v1/analytics/predict?session_id=${s.id}`);
	assert.ok(body.orders_low <= body.orders && body.orders <= body.orders_high);
	assert.ok(body.revenue_low <= body.revenue_minor && body.revenue_minor <= body.revenue_high);
	assert.equal(body.currency, 'USD');
	assert.ok(body.reasons.length && body.reasons.every((r) => r.text.length > 10 && r.effect > 0));
	const better = await finished([SHOP[0], { products: Array.from({ length: 20 }, (_, i) => ({ ...SHOP[1].products[0], sku: `M-${i}`, images: [{ url: 'https://example.org/a.jpg', alt: 'A mug' }] })) }, ...SHOP.slice(2)]);
	assert.ok((await better.m.get(`/api/v1/analytics/predict?session_id=${better.id}`)).body.orders > body.orders, 'more products with pictures, more orders');
	const bare = await session();
	assert.equal((await bare.m.get(`/api/v1/analytics/predict?session_id=${bare.id}`)).status, 200, 'before anything is filled in');
	for (const query of ['', 'session_id=x', 'session_id=']) assert.equal((await s.m.get(`/api/v1/analytics/predict?${query}`)).status, 422, query);
});
