// Every route of every service that wants a token refuses every bad one, before it looks at anything else. What makes a token
// bad in detail is in gateway_accounts; here no route is forgotten: the list is the running /openapi.json.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { DAEMONS, S, api, jwt, merchant, mint, plain, session } from './harness.mjs';

const now = () => Math.floor(Date.now() / 1000);
const claims = (more = {}) => ({ sub: randomUUID(), iat: now(), exp: now() + 600, scope: ['wizard:read', 'wizard:write', 'peer'], ...more });
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

// Tokens as a user's route (key: JWT_SECRET) or a sister's (key: PEER_SECRET, aud) might be offered.
function bad_tokens(key, aud) {
	const good = claims({ aud });
	const [head, body, mac] = jwt(good, { key }).split('.');
	return {
		'alg none': `${part({ alg: 'none', typ: 'JWT' })}.${body}.`,
		'alg none with a mac': `${part({ alg: 'none' })}.${body}.${mac}`,
		'alg HS384': jwt(good, { key, header: { alg: 'HS384' } }),
		'alg RS256': jwt(good, { key, header: { alg: 'RS256' } }),
		'alg hs256': jwt(good, { key, header: { alg: 'hs256' } }),
		'alg twice': jwt(good, { key, header: '{"alg":"none","alg":"HS256"}' }),
		'a critical extension': jwt(good, { key, header: { alg: 'HS256', crit: ['exp'] } }),
		'another key': jwt(good, { key: 'another key of thirty-two bytes and more' }),
		'an empty key': jwt(good, { key: '' }),
		'a public key of its own': jwt(good, { key: 'x', header: { alg: 'HS256', jwk: { kty: 'oct', k: 'eA' } } }),
		expired: jwt({ ...good, exp: now() - 1 }, { key }),
		'without an end': jwt({ ...good, exp: undefined }, { key }),
		'an end beyond any number': jwt(JSON.stringify(good).replace(/"exp":\d+/, '"exp":1e999'), { key }),
		'not valid yet': jwt({ ...good, nbf: now() + 3600 }, { key }),
		'issued in the future': jwt({ ...good, iat: now() + 3600 }, { key }),
		'no sub': jwt({ ...good, sub: undefined }, { key }),
		'sub twice': jwt(JSON.stringify(good).replace('{', `{"sub":"${randomUUID()}",`), { key }),
		'sub with a NUL': jwt({ ...good, sub: `${randomUUID()}\0` }, { key }),
		'other claims under the same mac': `${head}.${part({ ...good, sub: randomUUID() })}.${mac}`,
		'a mac with a blank': `${head}.${body}.${mac.slice(0, 20)} ${mac.slice(20)}`,
		'a mac in another alphabet': `${head}.${body}.${mac.replaceAll('-', '+').replaceAll('_', '/')}=`,
		'half a mac': `${head}.${body}.${mac.slice(0, 22)}`,
	};
}

test('every route that wants a token answers 401 to each of 22 bad ones, and to none', async () => {
	for (const service of DAEMONS) {
		const doc = JSON.parse((await plain({ method: 'GET', path: '/openapi.json', service })).text);
		const own = service === 'gateway';
		const tokens = Object.entries(bad_tokens(own ? process.env.JWT_SECRET : process.env.PEER_SECRET, own ? undefined : service));
		let routes = 0;
		for (const [path, methods] of Object.entries(doc.paths))
			for (const [method, operation] of Object.entries(methods)) {
				if (!operation.security?.length) continue;
				routes++;
				const where = path.replace(/\{[^}]+\}/g, () => randomUUID());
				const ask = async (what, headers) => {
					const { status } = await plain({ method: method.toUpperCase(), path: where, service, headers });
					assert.equal(status, 401, `${service} ${method} ${path}: ${what}`);
				};
				await ask('no token', {});
				await ask('a cookie', { cookie: `refresh_token=${mint(randomUUID())}` });
				for (const [what, token] of tokens) await ask(what, { authorization: `Bearer ${token}` });
				if (!own) await ask("a user's token", { authorization: `Bearer ${mint(randomUUID())}` });
				if (!own) await ask("another sister's token", { authorization: `Bearer ${jwt(claims({ aud: 'gateway' }), { key: process.env.PEER_SECRET })}` });
			}
		assert.ok(routes >= 1, service);
	}
});

test("every route with an id of a session, a job or a store gives another user's 404, and changes nothing", async () => {
	const doc = JSON.parse((await plain({ method: 'GET', path: '/openapi.json' })).text);
	const s = await session(), stranger = merchant();
	const bodies = { stepUpdate: { step_data: { business_name: 'Mine now', industry: 'x', description: '' } }, stepValidate: { step_data: {} }, previewCreate: { step: 1, step_data: {} } };
	const before = (await s.m.get(s.path)).body;
	let routes = 0;
	for (const [path, methods] of Object.entries(doc.paths))
		for (const [method, operation] of Object.entries(methods)) {
			if (!path.includes('{session_id}')) continue;
			routes++;
			const reply = await api(method.toUpperCase(), path.replace('{session_id}', s.id).replace('{step}', '1'), { token: stranger.token, body: operation.requestBody && (bodies[operation.operationId] ?? assert.fail(`no body for ${operation.operationId}`)) });
			assert.equal(reply.status, 404, `${method} ${path}: ${reply.text}`);
			assert.ok(!reply.text.includes(s.m.sub), path);
		}
	assert.ok(routes >= 6);
	assert.deepEqual((await s.m.get(s.path)).body, before);
	assert.equal((await stranger.get(`${S}s`)).body.total, 0);
});

test('preview tickets: changed, cut, of another purpose or made of a token they open nothing', async () => {
	const s = await session();
	await s.m.put(`${s.path}/step/1`, { step_data: { business_name: 'A', industry: 'x', description: '' } });
	const { body } = await s.m.post(`${s.path}/preview`, { step: 1, step_data: {} });
	const [, ticket] = body.preview_url.match(/^\/preview\/([^/]+)\/$/);
	const [payload, expires, mac] = ticket.split('.');
	assert.equal((await plain({ method: 'GET', path: `/preview/${ticket}/` })).status, 200);
	const other = Buffer.from(`s:${s.id}`).toString('base64url');
	for (const bad of [`${payload}.${expires}.`, `${payload}.${expires}`, `${payload}.${Number(expires) + 1}.${mac}`, `${other}.${expires}.${mac}`, `${payload}.${expires}.${mac}A`, `${payload}=.${expires}.${mac}`, `${payload}.0${expires}.${mac}`, `${payload}.+${expires}.${mac}`, `.${expires}.${mac}`, '..', mint(s.m.sub), 'x'.repeat(5000)]) {
		const reply = await plain({ method: 'GET', path: `/preview/${encodeURIComponent(bad)}/` });
		assert.ok([404, 414].includes(reply.status), `${bad.slice(0, 40)}: ${reply.status}`);
	}
});
