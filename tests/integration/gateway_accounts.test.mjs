// Sign-up, sign-in, the refresh cookie and its rotation, limits by failures, and what a token must be.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { account, api, cookie_of, finished, jwt, launched, merchant, mint, NOBODY, psql, redis, S, secret, session, some_address } from './harness.mjs';

const A = '/api/v1/auth';
const refresh = (cookie, address) => api('POST', `${A}/refresh`, { headers: cookie ? { cookie } : {}, address });
const login = (email, password, address = some_address()) => api('POST', `${A}/login`, { body: { email, password }, address });
const now = () => Math.floor(Date.now() / 1000);

test('register: a user, a token that works, a cookie that scripts cannot read', async () => {
	const a = await account();
	assert.equal(a.token_type, 'Bearer');
	assert.equal(a.expires_in, 900);
	assert.deepEqual([a.user.email, a.user.name], [a.email, 'Mia']);
	const [cookie] = a.reply.headers['set-cookie'];
	for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/api/v1/auth']) assert.ok(cookie.split('; ').includes(part), `${part}: ${cookie}`);
	assert.match(cookie, /Max-Age=\d{6,}/);
	assert.doesNotMatch(cookie, /Secure|Domain/, 'plain http has no Secure cookies');
	const me = await api('GET', `${A}/me`, { token: a.token });
	assert.deepEqual(me.body, a.user);
	const claims = JSON.parse(Buffer.from(a.token.split('.')[1], 'base64url'));
	assert.equal(claims.sub, a.user.user_id);
	assert.equal(claims.exp - claims.iat, 900);
	assert.equal((await api('POST', S, { token: a.token, body: {} })).status, 201);
});

test('what is kept of a password is an Argon2id hash; of a refresh token its digest', async () => {
	const a = await account();
	const [[hash]] = await psql(`select password_hash from gateway.users where email = '${a.email}'`);
	assert.match(hash, /^\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$/);
	const [[token]] = await psql(`select token_hash from gateway.refresh_tokens where user_id = '${a.user.user_id}'`);
	assert.match(token, /^[0-9a-f]{64}$/);
	assert.ok(!a.cookie.includes(token));
});

test('register: every fault at once, each with its place', async () => {
	const reply = await api('POST', `${A}/register`, { body: { email: 'no address', password: 'short', name: 'x'.repeat(201), admin: true } });
	assert.equal(reply.status, 422);
	assert.deepEqual(reply.body.errors.map((e) => e.pointer).sort(), ['/admin', '/email', '/name', '/password']);
	for (const body of [{}, { email: 'a@example.org' }, { email: 7, password: 'long enough it is' }, { email: 'a@example.org', password: null }])
		assert.equal((await api('POST', `${A}/register`, { body })).status, 422, JSON.stringify(body));
	for (const email of ['', '@', 'a@', '@b.org', 'a b@c.org', 'a@b@c.org', `${'x'.repeat(250)}@b.org`, 'a@b\n.org', '<a@b.org>'])
		assert.equal((await api('POST', `${A}/register`, { body: { email, password: secret('a long enough one') } })).status, 422, email);
});

test('register: passwords need length alone; they are told apart to the last of many bytes', async () => {
	for (const password of ['aaaaaaaaaa', '          ', '🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑', `${'long '.repeat(39)}end 1`]) {
		const email = `p-${randomUUID()}@example.org`, address = some_address();
		assert.equal((await api('POST', `${A}/register`, { body: { email, password }, address })).status, 201, password);
		assert.equal((await login(email, password, address)).status, 200, password);
		assert.equal((await login(email, `${[...password].slice(0, -1).join('')}2`, address)).status, 401, password);
	}
	assert.equal((await api('POST', `${A}/register`, { body: { email: `p-${randomUUID()}@example.org`, password: '123456789' } })).status, 422);
});

test('one address, one account, whatever its letter case', async () => {
	const a = await account();
	const again = await api('POST', `${A}/register`, { body: { email: a.email.toUpperCase(), password: secret('another long one') }, address: some_address() });
	assert.equal(again.status, 409);
	assert.equal(again.headers['set-cookie'], undefined);
	assert.equal((await login(a.email.toUpperCase(), a.password)).status, 200);
	const [first, second] = await Promise.all([1, 2].map(() => {
		const email = `twin-${a.email}`;
		return api('POST', `${A}/register`, { body: { email, password: secret('a password for two') }, address: some_address() });
	}));
	assert.deepEqual([first.status, second.status].sort(), [201, 409]);
});

test('sign-in does not tell whether the account exists: not in words, not in time', async () => {
	const a = await account(), times = { known: [], unknown: [] };
	for (let i = 0; i < 5; i++) {
		const known = await login(a.email, secret(`wrong password ${i}`)), unknown = await login(`u-${randomUUID()}@example.org`, secret(`wrong password ${i}`));
		assert.deepEqual([known.status, unknown.status], [401, 401]);
		const bare = ({ instance, ...rest }) => rest;
		assert.deepEqual(bare(known.body), bare(unknown.body));
		times.known.push(known.ms);
		times.unknown.push(unknown.ms);
	}
	const middle = (list) => list.sort((x, y) => x - y)[2];
	assert.ok(middle(times.unknown) > middle(times.known) / 3, JSON.stringify(times));
});

test('failures limit an account, from whatever address, and say for how long; a right password does not get around it', async () => {
	const a = await account();
	for (let i = 0; i < 9; i++) assert.equal((await login(a.email, 'not the password')).status, 401);
	assert.equal((await login(a.email, a.password)).status, 200, 'success costs nothing');
	assert.equal((await login(a.email, 'not the password')).status, 401);
	for (const password of [a.password, 'not the password']) {
		const reply = await login(a.email.toUpperCase(), password);
		assert.equal(reply.status, 429);
		assert.ok(Number(reply.headers['retry-after']) <= 60);
	}
	const other = await account();
	assert.equal((await login(other.email, other.password)).status, 200);
	assert.equal(await redis('keys', `*${a.email}*`), '', 'keys in Redis name nobody');
});

test('an unknown account is limited just as a known one', async () => {
	const email = `u-${randomUUID()}@example.org`;
	for (let i = 0; i < 10; i++) assert.equal((await login(email, 'not the password')).status, 401);
	assert.equal((await login(email, 'not the password')).status, 429);
});

test('failures limit an address, over many accounts; others sign in as before', async () => {
	const address = some_address(), a = await account();
	const replies = [];
	for (let i = 0; i < 5; i++) replies.push(...await Promise.all(Array.from({ length: 6 }, () => login(`u-${randomUUID()}@example.org`, 'not the password', address))));
	assert.deepEqual([...new Set(replies.map((r) => r.status))], [401]);
	assert.equal((await login(a.email, a.password, address)).status, 429);
	const forged = await api('POST', `${A}/login`, { body: { email: a.email, password: a.password }, address, headers: { 'x-forwarded-for': '198.51.100.7', forwarded: 'for=198.51.100.7', 'x-real-ip': '198.51.100.7' } });
	assert.equal(forged.status, 429, 'nobody says himself where he comes from');
	assert.equal((await api('POST', `${A}/register`, { body: { email: `n-${randomUUID()}@example.org`, password: secret('a long enough one') }, address })).status, 429);
	assert.equal((await login(a.email, a.password)).status, 200);
});

test('refresh: a new token and a new cookie; the old cookie has its grace, then ends the family', async () => {
	const a = await account();
	const first = await refresh(a.cookie);
	assert.equal(first.status, 200);
	assert.equal(first.body.user.user_id, a.user.user_id);
	const successor = cookie_of(first);
	assert.notEqual(successor, a.cookie);
	// Two tabs at once: both are served.
	const [one, two] = await Promise.all([refresh(successor), refresh(successor)]);
	assert.deepEqual([one.status, two.status], [200, 200]);
	assert.notEqual(cookie_of(one), cookie_of(two));
	assert.equal((await refresh(cookie_of(one))).status, 200);
	// Long after its use it is a thief's, or the thief has ours: nobody of this family gets in again.
	await psql(`update gateway.refresh_tokens set used_at = used_at - interval '11 seconds' where user_id = '${a.user.user_id}' and used_at is not null`);
	const stolen = await refresh(a.cookie);
	assert.equal(stolen.status, 401);
	assert.equal((await refresh(cookie_of(two))).status, 401);
	// Another sign-in of the same account is another family.
	const fresh = cookie_of(await login(a.email, a.password));
	assert.equal((await refresh(fresh)).status, 200);
});

test('refresh: no cookie, a made-up one, an expired one', async () => {
	assert.equal((await refresh()).status, 401);
	for (const value of ['x', 'A'.repeat(43), "' or 1=1--", 'x'.repeat(4000)]) assert.equal((await refresh(`refresh_token=${value}`)).status, 401, value.slice(0, 20));
	const a = await account();
	await psql(`update gateway.refresh_tokens set expires_at = now() - interval '1 second' where user_id = '${a.user.user_id}'`);
	assert.equal((await refresh(a.cookie)).status, 401);
	const b = await account();
	assert.equal((await refresh(`theme=dark; ${b.cookie}; other=1`)).status, 200, 'among other cookies');
	const { status } = await api('POST', `${A}/refresh`, { headers: { cookie: b.cookie.replace('refresh_token', 'xrefresh_token') } });
	assert.equal(status, 401);
});

test('logout: the family ends, the cookie goes; logging out twice or without a cookie is no error', async () => {
	const a = await account();
	const out = await api('POST', `${A}/logout`, { headers: { cookie: a.cookie } });
	assert.equal(out.status, 204);
	assert.match(out.headers['set-cookie'][0], /^refresh_token=; .*Max-Age=0/);
	assert.equal((await refresh(a.cookie)).status, 401);
	assert.equal((await api('POST', `${A}/logout`, { headers: { cookie: a.cookie } })).status, 204);
	assert.equal((await api('POST', `${A}/logout`)).status, 204);
});

test('me: needs a token; a token of another issuer has no account', async () => {
	assert.equal((await api('GET', `${A}/me`)).status, 401);
	const m = merchant({ scope: [] });
	const me = await m.get(`${A}/me`);
	assert.deepEqual(me.body, { user_id: m.sub, email: null, name: null, created_at: null });
});

/* ---- tokens -------------------------------------------------------------------------------------------------------------- */

const list = (token, headers = {}) => api('GET', '/api/v1/wizard/sessions', { token, headers });

test('tokens that are good: lists and words of scopes, few claims, far ends, other issuers', async () => {
	for (const claims of [
		{}, { scope: 'wizard:read wizard:write' }, { scope: 'openid wizard:read' }, { scope: ['wizard:read'] }, { exp: now() + 10 * 365 * 86400 },
		{ iss: 'https://login.example.org', aud: 'somebody', jti: randomUUID(), name: 'Mia', nested: { a: [1] } }, { iat: undefined }, { iat: now() - 3600, exp: now() + 5 }, { nbf: now() - 5 },
		{ exp: now() + 100.5 },
	]) assert.equal((await list(mint(randomUUID(), claims))).status, 200, JSON.stringify(claims));
	assert.equal((await list(mint(randomUUID().toUpperCase()))).status, 200);
	const token = mint(randomUUID());
	assert.equal((await list(undefined, { authorization: `bearer ${token}` })).status, 200, 'the scheme has no letter case');
});

test('tokens that are not good are 401', async () => {
	const sub = randomUUID(), good = { sub, iat: now(), exp: now() + 600, scope: ['wizard:read', 'wizard:write'] };
	const token = mint(sub), [head, claims, mac] = token.split('.');
	const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
	const bad = {
		'another key': jwt(good, { key: 'x'.repeat(64) }), 'alg none': `${none}.${claims}.`, 'alg none, with a mac': `${none}.${claims}.${mac}`,
		'alg None': jwt(good, { header: { alg: 'None' } }), HS512: jwt(good, { header: { alg: 'HS512', typ: 'JWT' } }), RS256: jwt(good, { header: { alg: 'RS256' } }), 'no alg': jwt(good, { header: { typ: 'JWT' } }),
		expired: mint(sub, { exp: now() - 1 }), 'expires now': mint(sub, { exp: now() }), 'no exp': mint(sub, { exp: undefined }), 'exp is text': mint(sub, { exp: `${now() + 600}` }), 'nbf ahead': mint(sub, { nbf: now() + 3600 }), 'iat ahead': mint(sub, { iat: now() + 3600 }),
		'no sub': mint(undefined), 'sub is empty': mint(''), 'sub is no UUID': mint('admin'), 'sub is SQL': mint("' or 1=1--"), 'sub is a number': mint(7),
		'scope is a number': mint(sub, { scope: 7 }), 'scopes are numbers': mint(sub, { scope: [7] }), 'session_id is no UUID': mint(sub, { session_id: 'x' }),
		'no mac': `${head}.${claims}.`, 'two parts': `${head}.${claims}`, 'four parts': `${token}.x`, 'one changed byte': `${head}.${claims.slice(0, -1)}${claims.endsWith('A') ? 'B' : 'A'}.${mac}`,
		'padded mac': `${token}=`, 'claims are a list': jwt([]), 'claims are not JSON': jwt('{'), empty: '', dots: '..', 'very long': 'x'.repeat(9000),
	};
	for (const [what, text] of Object.entries(bad)) {
		const { status, body } = await list(undefined, { authorization: `Bearer ${text}` });
		assert.equal(status, 401, what);
		assert.equal(body.code, 'unauthorized', what);
	}
	for (const authorization of ['', token, `Basic ${token}`, `Bearer`, `Token ${token}`]) assert.equal((await list(undefined, { authorization })).status, 401, authorization.slice(0, 12));
	assert.equal((await api('GET', `/api/v1/wizard/sessions?access_token=${token}`)).status, 401, 'not in the address');
});

test('a scope that is missing is 403: reading does not write, writing does not read, a longer word is another word', async () => {
	const s = await session();
	for (const [scope, method, path, body] of [
		['wizard:read', 'POST', S, {}], ['wizard:read', 'PUT', `${s.path}/step/1`, {}], ['wizard:read', 'POST', `${s.path}/launch`], ['wizard:read', 'POST', '/api/v1/content/generate', {}],
		['wizard:write', 'GET', s.path], ['wizard:write', 'GET', '/api/v1/stores'], ['', 'GET', s.path], ['wizard:reads', 'GET', s.path], ['xwizard:read', 'GET', s.path], ['WIZARD:READ', 'GET', s.path], [[], 'GET', s.path], [undefined, 'GET', s.path],
	]) {
		const reply = await api(method, path, { token: mint(s.m.sub, { scope }), body });
		assert.equal(reply.status, 403, `${scope} ${method} ${path}`);
		assert.equal(reply.body.code, 'forbidden');
	}
});

test('a token for one session opens that one alone, named in the path, the body or the query', async () => {
	const m = merchant(), mine = await session(m), other = await session(m);
	const bound = merchant({ sub: m.sub, session_id: mine.id });
	assert.equal((await bound.get(mine.path)).status, 200);
	assert.equal((await bound.get(other.path)).status, 403);
	assert.equal((await bound.get(mine.path.replace(mine.id, mine.id.toUpperCase()))).status, 200);
	assert.equal((await bound.put(`${other.path}/step/1`, { step_data: {} })).status, 403);
	assert.equal((await bound.get(`/api/v1/analytics/predict?session_id=${other.id}`)).status, 403);
	assert.equal((await bound.post('/api/v1/content/generate', { content_type: 'headline', inputs: { store_name: 'X' }, session_id: other.id })).status, 403);
	assert.equal((await bound.post('/api/v1/events', { events: [{ id: randomUUID(), session_id: other.id, event_type: 'step_viewed' }] })).status, 403);
	assert.equal((await bound.get(`/api/v1/themes/recommendations?session_id=${other.id}`)).status, 403);
	// It reads its own session though it is a stranger's: 404, as for everybody.
	const stranger = merchant({ session_id: mine.id });
	assert.equal((await stranger.get(mine.path)).status, 404);
});

test("other people's things are 404 everywhere, with words that do not tell that they exist", async () => {
	const s = await finished(), job = await launched(s), stranger = merchant();
	const { store_id } = job.result, look = { name: 'x', variants: [{ name: 'y', settings: { headline: 'z' } }] };
	const [[order]] = await psql(`insert into gateway.orders (store_id, number, access_hash, version, status, currency, total_minor, name, email, address, city) values ('${store_id}', 1, '${randomUUID()}', 1, 'new', 'USD', 1, 'a', 'a@b.example', 'c', 'd') returning id`);
	const [[message]] = await psql(`insert into gateway.messages (store_id, name, email, body) values ('${store_id}', 'a', 'a@b.example', 'c') returning id`);
	const [[asset]] = await psql(`insert into gateway.assets (owner, hash, name, bytes, picture) select owner, 'x', 'x', 1, '{}' from gateway.stores where id = '${store_id}' returning id`);
	const experiment = (await s.m.post(`/api/v1/stores/${store_id}/experiments`, look)).body.experiment_id;
	const domain = (await s.m.post(`/api/v1/stores/${store_id}/domains`, { host: `${randomUUID()}.example` })).body.domain_id;
	const mine = { session_id: s.id, job_id: job.job_id, store_id, order_id: order, message_id: message, experiment_id: experiment, domain_id: domain, asset_id: asset };
	// Each address of the API that names something; :2 is a step's number.
	const bodies = { 'PUT :2': { step_data: {} }, 'POST validate': { step_data: {} }, 'POST preview': { step: 3, step_data: {} }, 'POST publish': { version: 1 }, 'POST experiments': look, 'POST {order_id}': { status: 'shipped' }, 'POST domains': { host: 'shop.example' } };
	const others = ['/ws/jobs/{job_id}', '/webhooks/{provider}/{integration_id}', '/api/v1/content/{content_id}/rating']; // a socket; signed; tried elsewhere
	const named = Object.entries((await api('GET', '/openapi.json')).body.paths).filter(([path]) => path.includes('_id}') && !others.includes(path))
		.flatMap(([path, methods]) => Object.keys(methods).map((method) => [method.toUpperCase(), path.replace('{step}', ':2')]));
	assert.ok(named.length > 25);
	const calls = (ids) => [
		...named.map(([method, path]) => [method, path.replace(':2', '2').replace(/\{(\w+)\}/g, (_, name) => ids[name] ?? assert.fail(`${name} is nobody's`)), bodies[`${method} ${path.split('/').at(-1)}`]]),
		['PUT', `${S}/${ids.session_id}/step/5`, { step_data: {} }], ['PUT', `${S}/${ids.session_id}/step/6`, { step_data: {} }],
		['GET', `/api/v1/analytics/predict?session_id=${ids.session_id}`], ['GET', `/api/v1/integrations?session_id=${ids.session_id}`],
		['POST', '/api/v1/events', { events: [{ id: randomUUID(), session_id: ids.session_id, event_type: 'step_viewed' }] }],
		['POST', '/api/v1/content/generate', { content_type: 'headline', inputs: { store_name: 'X' }, session_id: ids.session_id }], ['GET', `/api/v1/themes/recommendations?session_id=${ids.session_id}`],
		['POST', '/api/v1/integrations/setup', { session_id: ids.session_id, type: 'payment', provider: 'stripe', configuration: { api_key: 'sk_test_x' } }],
	];
	const missing = calls(Object.fromEntries(Object.keys(mine).map((key) => [key, NOBODY])));
	for (const [i, [method, path, body]] of calls(mine).entries()) {
		const theirs = await api(method, path, { token: stranger.token, body }), none = await api(missing[i][0], missing[i][1], { token: stranger.token, body: missing[i][2] });
		assert.equal(theirs.status, 404, `${method} ${path}: ${theirs.text}`);
		const bare = ({ instance, ...rest }) => rest;
		assert.deepEqual(bare(theirs.body), bare(none.body), `${method} ${path}`);
	}
	// Nor in the name of a store of one's own.
	const t = await finished(), own = (await launched(t)).result.store_id;
	const crossed = calls({ ...mine, store_id: own }).filter(([, path]) => path.includes(own) && [order, message, experiment, domain].some((id) => path.includes(id)));
	assert.equal(crossed.length, 8);
	for (const [method, path, body] of crossed) {
		const reply = await api(method, path, { token: t.m.token, body });
		assert.equal(reply.status, 404, `${method} ${path}: ${reply.text}`);
	}
	assert.deepEqual(await psql(`select o.status, o.seen_at is null, m.seen_at is null, e.status, (select count(*) from gateway.store_domains where id = '${domain}'), (select count(*) from gateway.assets where id = '${asset}') from gateway.orders o, gateway.messages m, gateway.experiments e where o.id = '${order}' and m.id = '${message}' and e.id = '${experiment}'`), [['new', 't', 't', 'draft', '1', '1']]);
	for (const path of ['/api/v1/stores', '/api/v1/wizard/sessions']) assert.deepEqual((await stranger.get(path)).body, { items: [], total: 0, page: 1 });
	// Ids that are no ids name nothing.
	for (const id of ['x', '1', "' or 1=1--", '%00', '..%2f..', 'a'.repeat(200)])
		for (const path of [`${S}/${encodeURIComponent(id).replaceAll('%25', '%')}`, `/api/v1/jobs/${encodeURIComponent(id).replaceAll('%25', '%')}`, `/api/v1/stores/${encodeURIComponent(id).replaceAll('%25', '%')}`])
			assert.equal((await stranger.get(path)).status, 404, path);
});

test('an Idempotency-Key of refresh is its cookie\'s own: another browser with the same key gets no tokens', async () => {
	const a = await account(), b = await account(), key = `refresh-${randomUUID()}`;
	const once = (cookie) => api('POST', `${A}/refresh`, { headers: { 'idempotency-key': key, ...(cookie ? { cookie } : {}) } });
	const first = await once(a.cookie);
	assert.equal(first.status, 200);
	const nobody = await once();
	assert.equal(nobody.status, 401);
	assert.equal(nobody.headers['set-cookie'], undefined);
	const other = await once(b.cookie);
	assert.equal(other.status, 200);
	assert.equal(other.body.user.user_id, b.user.user_id);
	const again = await once(a.cookie);
	assert.deepEqual(again.body, first.body, 'a retry gets the reply that was lost');
});

test('sign-in: guesses sent all at once are limited like guesses one by one', async () => {
	const a = await account(), tries = Number(process.env.RATE_LIMIT_SIGN_IN_ACCOUNT ?? 10) + 5;
	const wrong = [...Array(tries).keys()].map((i) => login(a.email, secret(`a wrong guess ${i}`)));
	const right = await login(a.email, a.password);
	await Promise.all(wrong);
	assert.equal(right.status, 429);
});
