// What every route has in common: methods, media types, sizes, broken bodies, headers, ids, and the daemons' own pages.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { api, DAEMONS, logs, merchant, plain, port, S, save, session, SHOP, until } from './harness.mjs';

const m = merchant();

test('an address that takes other methods says which', async () => {
	for (const [method, path, allow] of [
		['DELETE', S, ['POST']],
		['GET', '/api/v1/auth/login', ['POST']],
		['POST', '/api/v1/wizard/sessions', ['GET', 'HEAD']],
		['PATCH', `${S}/${randomUUID()}`, ['GET', 'HEAD']],
		['POST', `${S}/${randomUUID()}/step/1`, ['PUT']],
		['PUT', '/healthz', ['GET', 'HEAD']],
		['PROPFIND', '/livez', ['GET', 'HEAD']],
	]) {
		const reply = await api(method, path, { token: m.token });
		assert.equal(reply.status, 405, `${method} ${path}`);
		assert.deepEqual(reply.headers.allow.split(', ').sort(), allow, `${method} ${path}`);
	}
});

test('an address that is not ours is 404, with and without a token, whatever the method', async () => {
	for (const path of ['/api/v1/nothing', '/api/v2/wizard/session', '/api', '/api/', `${S}/`, '/api/v1/wizard/session//step/1', '/API/v1/wizard/sessions'])
		for (const token of [undefined, m.token]) {
			const reply = await api('GET', path, { token });
			// The wizard's own page answers for places inside the wizard; /api is none of them.
			if (path.startsWith('/api')) assert.equal(reply.status, 404, path);
			assert.ok([200, 404].includes(reply.status), path);
		}
	assert.equal((await api('POST', '/api/v1/nothing', { token: m.token, body: {} })).status, 404);
});

test('a body that is no JSON is 400: empty, cut off, bad UTF-8, a byte order mark, NaN, too deep, two values', async () => {
	const deep = (n) => `${'['.repeat(n)}${']'.repeat(n)}`;
	for (const body of ['', ' ', '{', '{"user_preferences":{}', '{"a":1,}', "{'a':1}", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), Buffer.from('\ufeff{}'), '{"a":NaN}', '{} {}', `{"user_preferences":{"a":${deep(40)}}}`, '\u0000', '{"user_preferences":{"a":"\\ud800"}}']) {
		const reply = await m.post(S, body);
		assert.equal(reply.status, 400, `${body}`.slice(0, 60));
	}
	const { status } = await api('POST', S, { token: m.token });
	assert.equal(status, 400, 'no body at all');
	// One deeper than the limit, and just within it.
	assert.equal((await m.post(S, `{"user_preferences":{"a":${deep(33)}}}`)).status, 400);
	assert.equal((await m.post(S, `{"user_preferences":{"a":${deep(28)}}}`)).status, 201);
});

test('JSON of the wrong type, and an escaped NUL, are 422 with their place', async () => {
	for (const [body, pointer] of [[[], ''], ['"text"', ''], ['null', ''], ['1', ''], [{ user_preferences: [] }, '/user_preferences'], ['{"user_preferences":{"a":"\\u0000"}}', null], [{ nonsense: 1 }, '/nonsense'], [{ 'a/b~c': 1 }, '/a~1b~0c']]) {
		const reply = await m.post(S, body);
		assert.equal(reply.status, 422, JSON.stringify(body));
		if (pointer !== null) assert.deepEqual(reply.body.errors.map((e) => e.pointer), [pointer], reply.text);
	}
});

test('another media type is 415; a charset parameter and +json are fine', async () => {
	for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', 'application/jsonp'])
		assert.equal((await m.post(S, '{}', { headers: { 'content-type': type } })).status, 415, type);
	for (const type of ['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/vnd.api+json'])
		assert.equal((await m.post(S, '{}', { headers: { 'content-type': type } })).status, 201, type);
});

test('a body above its limit is 413, announced or not, and the next request on a new connection is served', async () => {
	const big = `{"user_preferences":{"a":"${'x'.repeat(17 * 1024)}"}}`;
	assert.equal((await m.post(S, big)).status, 413);
	const reply = await plain({ method: 'POST', path: S, headers: { authorization: `Bearer ${m.token}`, 'content-type': 'application/json', 'transfer-encoding': 'chunked' }, body: big });
	assert.equal(reply.status, 413);
	assert.equal((await m.post(S, {})).status, 201);
});

test('a body where none is asked for is no harm, and the connection goes on', async () => {
	const s = await session();
	for (const body of [{}, 'not json', 'x'.repeat(100000)]) {
		assert.equal((await s.m.post(`${s.path}/launch`, body)).status, 409);
		assert.equal((await s.m.get(s.path, { headers: { 'content-length': '0' } })).status, 200);
	}
	const get = await plain({ method: 'GET', path: s.path, headers: { authorization: `Bearer ${s.m.token}`, 'content-length': '2' }, body: '{}' });
	assert.ok([200, 400].includes(get.status), `${get.status}`);
});

test('heads that are too large or broken are refused by number, and tell nothing', async () => {
	for (const [want, path, headers] of [[[414, 431, 400], `/api/v1/wizard/sessions?page=${'1'.repeat(20000)}`, {}], [[431, 400], '/api/v1/wizard/sessions', { 'x-long': 'x'.repeat(20000) }], [[431, 400], '/api/v1/wizard/sessions', Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`x-${i}`, '1']))]]) {
		const reply = await plain({ method: 'GET', path, headers: { ...headers, connection: 'close' } }).catch((error) => ({ status: error.code }));
		assert.ok(want.includes(reply.status), `${path.slice(0, 40)}: ${reply.status}`);
	}
	assert.equal((await m.get('/api/v1/wizard/sessions')).status, 200);
});

test('large replies are packed for who takes it', async () => {
	const s = await session();
	await save(s, 1, { ...SHOP[0], description: 'a long one '.repeat(80) });
	await save(s, 2, { products: Array.from({ length: 50 }, (_, i) => ({ sku: `A${i}`, name: 'A thing', price_minor: i })) });
	const flat = await s.m.get(s.path), packed = await plain({ method: 'GET', path: s.path, headers: { authorization: `Bearer ${s.m.token}`, 'accept-encoding': 'gzip' } });
	assert.equal(flat.headers['content-encoding'], undefined);
	if (packed.headers['content-encoding']) {
		assert.equal(packed.headers['content-encoding'], 'gzip');
		assert.match(packed.headers.vary, /accept-encoding/i);
		assert.deepEqual(JSON.parse(gunzipSync(packed.bytes)), flat.body);
	} else assert.deepEqual(JSON.parse(packed.text), flat.body);
});

test('HEAD has the headers of GET and no body', async () => {
	for (const path of ['/api/v1/wizard/sessions', '/livez', '/openapi.json', '/metrics']) {
		const get = await api('GET', path, { token: m.token }), head = await api('HEAD', path, { token: m.token });
		assert.equal(head.status, get.status, path);
		assert.equal(head.headers['content-type'], get.headers['content-type'], path);
		if (path === '/openapi.json') assert.equal(head.headers['content-length'], get.headers['content-length'], path);
	}
	assert.equal((await api('HEAD', `${S}/${randomUUID()}`, { token: m.token })).status, 404);
});

test("X-Request-Id is the client's when it is a plain one, ours when not", async () => {
	for (const id of ['abc-123_X.y', randomUUID()]) assert.equal((await m.get('/api/v1/wizard/sessions', { headers: { 'x-request-id': id } })).headers['x-request-id'], id);
	for (const id of ['with space', 'x'.repeat(37), '"><script>', ''])
		assert.match((await m.get('/api/v1/wizard/sessions', { headers: { 'x-request-id': id } })).headers['x-request-id'], /^[0-9a-f-]{36}$/, id);
});

test("one request's id and trace go through gateway, content-svc and llm-svc", async () => {
	const id = `trace-${randomUUID().slice(0, 20)}`, trace = randomUUID().replaceAll('-', '');
	const s = await session();
	const reply = await s.m.post('/api/v1/content/generate', { content_type: 'product_description', inputs: { product_name: `Mug ${trace}`, features: ['blue'] } },
		{ headers: { 'x-request-id': id, traceparent: `00-${trace}-00f067aa0ba902b7-01` } });
	assert.equal(reply.status, 200, reply.text);
	for (const name of ['gateway', 'content-svc', 'llm-svc']) {
		const lines = await until(`the line of ${name}`, () => {
			const found = logs(name).filter((line) => line.request_id === id);
			return found.length && found;
		});
		for (const line of lines) assert.equal(line.trace_id, trace, `${name}: ${JSON.stringify(line)}`);
	}
	const [line] = logs('gateway').filter((l) => l.request_id === id && l.path === '/api/v1/content/generate');
	assert.equal(line.status, 200);
	assert.equal(line.user, s.m.sub);
});

test('a traceparent that is none is replaced, not passed on', async () => {
	for (const parent of ['00-00000000000000000000000000000000-00f067aa0ba902b7-01', 'nonsense', 'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01']) {
		const id = randomUUID();
		await m.get('/api/v1/wizard/sessions', { headers: { 'x-request-id': id, traceparent: parent } });
		const line = await until('its line', () => logs('gateway').find((l) => l.request_id === id));
		assert.match(line.trace_id ?? '', /^([0-9a-f]{32})?$/);
		assert.ok(!parent.includes(line.trace_id || 'none'), parent);
	}
});

test('every daemon: livez, readyz, healthz, metrics, openapi.json', async () => {
	for (const service of DAEMONS) {
		for (const path of ['/livez', '/readyz', '/metrics', '/openapi.json']) assert.equal((await api('GET', path, { service })).status, 200, `${service} ${path}`);
		const health = await api('GET', '/healthz', { service });
		assert.equal(health.status, health.body.status === 'healthy' ? 200 : 503, service);
		if (service === 'gateway') assert.deepEqual(Object.keys(health.body.checks).sort(), ['database', 'external_apis', 'llm_service', 'redis']);
	}
	const { body } = await api('GET', '/healthz');
	assert.equal(body.checks.database && body.checks.redis && body.checks.llm_service, true, JSON.stringify(body));
});

test('metrics: the three of the documents, counted; promtool has no complaint', async () => {
	const value = (text, name) => Number(text.match(new RegExp(`^${name} ([\\d.e+-]+)$`, 'm'))?.[1]);
	const before = (await api('GET', '/metrics')).text;
	await save(await session(), 1, SHOP[0]);
	const after = (await api('GET', '/metrics')).text;
	assert.equal(value(after, 'wizard_sessions_total'), value(before, 'wizard_sessions_total') + 1);
	assert.ok(value(after, 'wizard_completion_rate') >= 0 && value(after, 'wizard_completion_rate') <= 1);
	assert.match(after, /^api_request_duration_seconds_bucket\{method="PUT",route="\/api\/v1\/wizard\/session\/\{session_id\}\/step\/\{step\}",status="2xx",le="[\d.]+"\} \d+$/m);
	assert.match(after, /^# TYPE wizard_sessions_total counter$/m);
	assert.match(after, /^# TYPE wizard_completion_rate gauge$/m);
	assert.match(after, /^# TYPE api_request_duration_seconds histogram$/m);
	for (const service of DAEMONS) {
		const { text } = await api('GET', '/metrics', { service });
		const { status, error, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
		if (error?.code === 'ENOENT') continue; // promtool is optional
		assert.equal(status, 0, `${service}: ${stdout}${stderr}`);
	}
});

test("sisters take no user's token, and no token meant for another", async () => {
	const routes = { 'content-svc': ['POST', '/v1/content/generate'], 'theme-svc': ['GET', '/v1/themes/recommendations'], 'analytics-svc': ['GET', '/v1/funnel'], 'llm-svc': ['POST', '/v1/chat/completions'] };
	for (const [service, [method, path]] of Object.entries(routes)) {
		assert.equal((await api(method, path, { service, body: method === 'POST' ? {} : undefined })).status, 401, service);
		assert.equal((await api(method, path, { service, token: m.token, body: method === 'POST' ? {} : undefined })).status, 401, service);
	}
});

test('all daemons listen on this machine alone', () => {
	for (const name of DAEMONS) {
		const { stdout } = spawnSync('ss', ['-Hltn', `sport = :${port(name)}`], { encoding: 'utf8' });
		if (stdout) assert.match(stdout, new RegExp(`127\\.0\\.0\\.1:${port(name)}\\s`), name);
	}
});
