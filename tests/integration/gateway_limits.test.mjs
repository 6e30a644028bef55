// Limits a user and minute, with their headers, with and without Redis; Idempotency-Key on every POST.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { account, api, finished, job_end, launched, merchant, psql, redis, redis_start, redis_stop, S, save, secret, session, SHOP, some_address, until } from './harness.mjs';

const number = (reply, name) => Number(reply.headers[name]);
const THEMES = '/api/v1/themes/recommendations?industry=fashion';
const text = (n) => ({ content_type: 'headline', inputs: { store_name: `Shop ${n} ${randomUUID()}` } });
const setup = (id) => ({ session_id: id, type: 'payment', provider: 'nobody', configuration: {} });

// name, limit, a call of that class
const CLASSES = [
	['wizard_steps', 10, (s) => save(s, 1, SHOP[0])],
	['content_generation', 5, (s, n) => s.m.post('/api/v1/content/generate', text(n))],
	['theme_recommendations', 3, (s) => s.m.get(THEMES)],
	['integration_setup', 2, (s) => s.m.post('/api/v1/integrations/setup', setup(s.id))],
];

for (const [name, limit, call] of CLASSES)
	test(`${name}: ${limit} a minute and user, counted down in the headers; then 429`, async () => {
		const s = await session(), other = await session();
		for (let n = 1; n <= limit; n++) {
			const reply = await call(s, n);
			assert.notEqual(reply.status, 429, `call ${n}`);
			assert.deepEqual([number(reply, 'ratelimit-limit'), number(reply, 'ratelimit-remaining')], [limit, limit - n], `call ${n}`);
			assert.ok(number(reply, 'ratelimit-reset') <= 60);
		}
		const refused = await call(s, limit + 1);
		assert.equal(refused.status, 429);
		assert.equal(refused.body.code, 'rate_limited');
		assert.deepEqual([number(refused, 'ratelimit-limit'), number(refused, 'ratelimit-remaining')], [limit, 0]);
		assert.ok(number(refused, 'retry-after') >= 1 && number(refused, 'retry-after') <= 60, refused.headers['retry-after']);
		assert.notEqual((await call(other, 1)).status, 429, 'another user has a limit of his own');
		assert.equal((await s.m.get(s.path)).status, 200, 'other calls go on');
		assert.equal(await redis('exists', `wizard:rate:${s.m.sub}:${name}`), '1');
		assert.ok(Number(await redis('pttl', `wizard:rate:${s.m.sub}:${name}`)) > 0, 'the key ends by itself');
	});

// Calls that another gateway has counted, age milliseconds ago.
async function counted_elsewhere(sub, name, ages) {
	const [s, us] = (await redis('time')).split('\n');
	for (const age of ages) {
		const stamp = BigInt(s) * 1000000n + BigInt(us) - BigInt(age * 1000);
		await redis('rpush', `wizard:rate:${sub}:${name}`, `${stamp}`);
	}
}

test('a limit counts the last 60 seconds: as a call falls out of them, one more is free', async () => {
	const m = merchant(), key = `wizard:rate:${m.sub}:theme_recommendations`;
	await counted_elsewhere(m.sub, 'theme_recommendations', [57000, 9000, 8000]);
	const refused = await m.get(THEMES);
	assert.equal(refused.status, 429);
	assert.ok(number(refused, 'retry-after') >= 1 && number(refused, 'retry-after') <= 3);
	assert.equal(await redis('llen', key), '3', 'a refused call does not prolong the wait');
	await until('the first to fall out', async () => (await m.get(THEMES)).status === 200, 10000);
	assert.equal((await m.get(THEMES)).status, 429);
});

test('calls at the same moment are counted one by one', async () => {
	const s = await session();
	const replies = await Promise.all(Array.from({ length: 16 }, () => save(s, 1, SHOP[0])));
	assert.deepEqual([replies.filter((r) => r.status === 200).length, replies.filter((r) => r.status === 429).length], [10, 6]);
});

test('faulty calls count; other routes have 6,000 a minute', async () => {
	const s = await session();
	for (let n = 0; n < 10; n++) assert.equal((await save(s, 1, {})).status, 422);
	assert.equal((await save(s, 1, SHOP[0])).status, 429);
	const reply = await s.m.get(s.path);
	assert.equal(number(reply, 'ratelimit-limit'), 6000);
	assert.equal((await s.m.post(`${s.path}/step/1/validate`, { step_data: SHOP[0] })).status, 200);
});

test('without Redis the limits hold all the same, calls made before among them; sign-in too', async () => {
	const s = await session(), fresh = await session(), a = await account();
	for (let n = 0; n < 6; n++) assert.equal((await save(s, 1, SHOP[0])).status, 200);
	await redis_stop();
	try {
		for (let n = 6; n < 10; n++) assert.equal((await save(s, 1, SHOP[0])).status, 200, `call ${n + 1}`);
		const refused = await save(s, 1, SHOP[0]);
		assert.equal(refused.status, 429, 'the eleventh');
		assert.equal(number(refused, 'ratelimit-remaining'), 0);
		for (const [name, limit, call] of CLASSES) {
			const got = [];
			for (let n = 0; n < limit + 1; n++) got.push((await call(fresh, n)).status);
			assert.ok(!got.slice(0, limit).includes(429) && got[limit] === 429, `${name}: ${got}`);
		}
		const address = some_address();
		for (let n = 0; n < 10; n++) await api('POST', '/api/v1/auth/login', { body: { email: a.email, password: secret('not the password') }, address });
		assert.equal((await api('POST', '/api/v1/auth/login', { body: { email: a.email, password: a.password }, address })).status, 429);
	} finally {
		await redis_start();
	}
	await until('Redis in the health page', async () => (await api('GET', '/healthz')).body.checks.redis);
	assert.equal(number(await save(await session(), 1, SHOP[0]), 'ratelimit-remaining'), 9);
});

/* ---- idempotency keys ---------------------------------------------------------------------------------------------------- */

const key = () => ({ headers: { 'idempotency-key': randomUUID() } });
const bare = (reply) => ({ status: reply.status, body: reply.body, type: reply.headers['content-type'] });

test('the same POST with the same key: the same reply, done once', async () => {
	const m = merchant(), once = key();
	const first = await m.post(S, { user_preferences: { a: 1 } }, once), again = await m.post(S, { user_preferences: { a: 1 } }, once);
	assert.equal(first.status, 201);
	assert.deepEqual(bare(again), bare(first));
	assert.equal(again.headers['idempotency-replayed'], 'true');
	assert.equal(first.headers['idempotency-replayed'], undefined);
	assert.notEqual(again.headers['x-request-id'], first.headers['x-request-id']);
	assert.equal((await m.get('/api/v1/wizard/sessions')).body.total, 1);
	assert.equal((await merchant().post(S, { user_preferences: { a: 1 } }, once)).headers['idempotency-replayed'], undefined, 'keys are each user’s own');
});

test('the same key with another body or address is 422, and does nothing', async () => {
	const m = merchant(), one = await session(m), two = await session(m), once = key();
	assert.equal((await m.post(S, { user_preferences: { a: 1 } }, once)).status, 201);
	assert.equal((await m.post(S, { user_preferences: { a: 2 } }, once)).status, 422);
	assert.equal((await m.post('/api/v1/events', { events: [{ id: randomUUID(), event_type: 'x' }] }, once)).status, 422);
	const judged = key();
	assert.equal((await m.post(`${one.path}/step/1/validate`, { step_data: SHOP[0] }, judged)).status, 200);
	assert.equal((await m.post(`${two.path}/step/1/validate`, { step_data: SHOP[0] }, judged)).status, 422);
	assert.equal((await m.get('/api/v1/wizard/sessions')).body.total, 3);
});

test('a twin in flight is 409, or gets the first one’s reply; the work is done once', async () => {
	const m = merchant();
	for (let i = 0; i < 5; i++) {
		const once = key();
		const replies = await Promise.all(Array.from({ length: 6 }, () => m.post(S, { user_preferences: { i } }, once)));
		const made = replies.filter((r) => r.status === 201);
		assert.ok(made.length >= 1);
		assert.deepEqual([...new Set(replies.map((r) => r.status))].filter((s) => s !== 201 && s !== 409), []);
		assert.equal(new Set(made.map((r) => r.body.session_id)).size, 1);
		assert.equal((await m.post(S, { user_preferences: { i } }, once)).body.session_id, made[0].body.session_id);
	}
	assert.equal((await m.get('/api/v1/wizard/sessions')).body.total, 5);
});

test('a claim in flight is 409 by the table too: one whose worker died is free after two minutes', async () => {
	const m = merchant(), once = key(), k = once.headers['idempotency-key'];
	const first = await m.post(S, {}, once);
	await psql(`update gateway.idempotency_keys set status = null, reply = null, claimed_at = now() - interval '60 seconds' where key = '${k}'`);
	assert.equal((await m.post(S, {}, once)).status, 409);
	assert.equal((await m.post(S, { user_preferences: {} }, once)).status, 422);
	await psql(`update gateway.idempotency_keys set claimed_at = now() - interval '121 seconds' where key = '${k}'`);
	const second = await m.post(S, {}, once);
	assert.equal(second.status, 201);
	assert.equal(second.body.session_id, first.body.session_id, 'what the dead one made is found again');
	assert.equal((await m.get('/api/v1/wizard/sessions')).body.total, 1);
});

test('refusals are kept as well; 429 is not', async () => {
	const m = merchant(), s = await session(m), once = key();
	const wrong = await m.post(`${s.path}/launch`, undefined, once);
	assert.equal(wrong.status, 409);
	const s2 = await session(), texts = key(), same = text(0);
	await counted_elsewhere(s2.m.sub, 'content_generation', [5, 4, 3, 2, 1]);
	assert.equal((await s2.m.post('/api/v1/content/generate', same, texts)).status, 429);
	await redis('del', `wizard:rate:${s2.m.sub}:content_generation`);
	assert.equal((await s2.m.post('/api/v1/content/generate', same, texts)).status, 200);
});

test('a key must be a short visible word', async () => {
	const m = merchant();
	for (const bad of ['', ' ', 'two words', 'x'.repeat(256), 'é'.normalize('NFC')]) assert.equal((await m.post(S, {}, { headers: { 'idempotency-key': bad } })).status, 400, bad);
	assert.equal((await m.post(S, {}, { headers: { 'idempotency-key': 'x'.repeat(255) } })).status, 201);
	assert.equal((await m.put(`${(await session(m)).path}/step/1`, { step_data: SHOP[0] }, key())).status, 200, 'on a PUT it is of no meaning');
});

test('every POST takes a key: sign-up, launch, publish, validate, texts, events, sign-out', async () => {
	const once = key(), address = some_address(), body = { email: `i-${randomUUID()}@example.org`, password: secret('a long enough one') };
	const up = await api('POST', '/api/v1/auth/register', { body, address, ...once }), up2 = await api('POST', '/api/v1/auth/register', { body, address, ...once });
	assert.deepEqual([up.status, up2.status, up2.body.user], [201, 201, up.body.user]);
	secret(up.body.access_token);
	assert.deepEqual(up2.headers['set-cookie'], up.headers['set-cookie']);

	const s = await finished(), go = key();
	const first = await s.m.post(`${s.path}/launch`, undefined, go), twin = await s.m.post(`${s.path}/launch`, undefined, go);
	assert.deepEqual([first.status, twin.status, twin.body], [202, 202, first.body]);
	const job = await job_end(s.m, first.body.job_id);
	assert.equal((await s.m.post(`${s.path}/launch`, undefined, go)).body.job_id, job.job_id, 'after its end too');
	const publish = key(), path = `/api/v1/stores/${job.result.store_id}/publish`;
	assert.deepEqual(bare(await s.m.post(path, { version: 1 }, publish)), bare(await s.m.post(path, { version: 1 }, publish)));
	const batch = { events: [{ id: randomUUID(), event_type: 'step_viewed' }] }, told = key();
	assert.deepEqual((await s.m.post('/api/v1/events', batch, told)).body, { accepted: 1, duplicates: 0 });
	assert.deepEqual((await s.m.post('/api/v1/events', batch, told)).body, { accepted: 1, duplicates: 0 });
	const out = key();
	for (let n = 0; n < 2; n++) assert.equal((await api('POST', '/api/v1/auth/logout', out)).status, 204);
});

test('kept replies lie sealed: no token stands in the table', async () => {
	const once = key(), body = { email: `i-${randomUUID()}@example.org`, password: secret('a long enough one') };
	const { body: { access_token } } = await api('POST', '/api/v1/auth/register', { body, address: some_address(), ...once });
	secret(access_token);
	const [[kept]] = await psql(`select reply from gateway.idempotency_keys where key = '${once.headers['idempotency-key']}'`);
	assert.ok(kept.length > 100 && !kept.includes(access_token) && !kept.includes('eyJ'));
	assert.ok(!(await psql('select * from gateway.idempotency_keys')).flat().some((cell) => cell.includes('eyJhbGciOi')));
});
