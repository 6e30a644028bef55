// Each allocation and each park of a request fails in turn: the daemon lives, answers or closes, leaks nothing (LeakSanitizer, at
// its end), holds nothing, and the next request is served as if nothing had been.
//
//	make torture                      every one of them
//	TEST_TORTURE_EVERY=20 …                one in twenty, from another start each scene
//	TEST_TORTURE_ONLY=login …              scenes whose name holds that
//	TEST_TORTURE_TRACE=login:alloc:17 …    that one alone, with its stack in the daemon's log, which is printed
//	TEST_TORTURE_TRACE=login …             all of that scene, each with its stack, which is printed with a failure
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { SHOP as SHOPIFY_HOST, start_shopify_sim, TOKEN } from '../sim/shopify.mjs';
import { account, alive, api, finished, job_end, jwt, log_text, merchant, mint, NOBODY, plain, port, pid, psql, restart, ROOT, RUN_DIR, S, save, secret, session, SHOP, some_address, start, until } from '../integration/harness.mjs';
import { ALLOC, control, PARK } from './control.mjs';

const EVERY = Number(process.env.TEST_TORTURE_EVERY ?? 1), ONLY = process.env.TEST_TORTURE_ONLY ?? '';
const TRACE = process.env.TEST_TORTURE_TRACE?.match(/^(.*?)(?::(alloc|park \w+)(?::(\d+))?)?$/).slice(1);
const PATIENCE_MS = 30000, SILENCE = -1;

// Numbers of base/err.h, by their place in its table.
const ERR = Object.fromEntries([...readFileSync(join(ROOT, 'common/base/err.h'), 'utf8').matchAll(/^\tX\((\w+),/gm)].map(([, name], i) => [name, i + 1]));
const REASONS = ['GONE', 'DEADLINE', 'SHUTDOWN'];

const now = Math.floor(Date.now() / 1000);
const peer = (aud) => jwt({ sub: NOBODY, scope: 'peer', aud, iss: 'gateway', iat: now, exp: now + 36000 }, { key: process.env.PEER_SECRET });
const user = () => mint(randomUUID());
const product = () => ({ content_type: 'product_description', inputs: { product_name: `Mug ${randomUUID().slice(0, 8)}`, category: 'Mugs', features: ['stoneware', 'holds 350 ml'] } });
const events = () => ({ events: [1, 2, 3].map((step) => ({ id: randomUUID(), event_type: 'step_viewed', event_data: { step } })) });
const SHOP_CONFIGURATION = { business_info: SHOP[0], product_config: SHOP[1], theme_selection: SHOP[2] };

let mia, shop, shopify;
const once = { account: async () => (mia ??= await account()), shop: async () => (shop ??= await finished()) };
after(() => shopify?.close());

// ask: the request, made anew for each fault. good: the status of one without a fault. settings: of the daemon.
const SCENES = [
	{ name: 'healthz', ask: () => ({ method: 'GET', path: '/healthz' }) },
	{ name: 'metrics', ask: () => ({ method: 'GET', path: '/metrics' }) },
	{ name: 'not found', good: 404, ask: () => ({ method: 'GET', path: `/api/v1/stores/${NOBODY}`, token: user() }) },
	{ name: 'bad token', good: 401, ask: () => ({ method: 'GET', path: '/api/v1/stores', token: `${user()}x` }) },
	{ name: 'register', good: 201, ask: () => ({ method: 'POST', path: '/api/v1/auth/register', body: { email: `m-${randomUUID()}@example.org`, password: secret(`pass ${randomUUID()}`), name: 'Mia' } }) },
	{ name: 'login', ask: async () => { const { email, password } = await once.account(); return { method: 'POST', path: '/api/v1/auth/login', body: { email, password } }; } },
	{ name: 'session create', good: 201, ask: () => ({ method: 'POST', path: S, token: user(), body: {} }) },
	{ name: 'session get', ask: async () => { const s = await once.shop(); return { method: 'GET', path: s.path, token: s.m.token }; } },
	{ name: 'step with advice', ask: async () => { const s = await session(); return { method: 'PUT', path: `${s.path}/step/1`, token: s.m.token, body: { step_data: SHOP[0] } }; } },
	{ name: 'step with products', ask: async () => { const s = await session(); await save(s, 1, SHOP[0]); return { method: 'PUT', path: `${s.path}/step/2`, token: s.m.token, body: { step_data: SHOP[1] } }; } },
	{ name: 'step refused', good: 422, ask: async () => { const s = await session(); return { method: 'PUT', path: `${s.path}/step/1`, token: s.m.token, body: { step_data: { business_name: '', industry: 7, surprise: [] } } }; } },
	{ name: 'repeated key', good: 201, ask: () => ({ method: 'POST', path: S, token: user(), body: {}, headers: { 'idempotency-key': randomUUID() } }) },
	{ name: 'preview', ask: async () => { const s = await once.shop(); return { method: 'POST', path: `${s.path}/preview`, token: s.m.token, body: { step: 3, step_data: { theme_id: 'atelier' } } }; } },
	{ name: 'recommendations', ask: async () => { const s = await once.shop(); return { method: 'GET', path: `${s.path}/recommendations`, token: s.m.token }; } },
	{ name: 'generate', ask: () => ({ method: 'POST', path: '/api/v1/content/generate', token: user(), body: product() }) },
	{ name: 'events', good: 202, ask: () => ({ method: 'POST', path: '/api/v1/events', token: user(), body: events() }) },
	{ name: 'page of the wizard', ask: () => ({ method: 'GET', path: '/', headers: { 'accept-encoding': 'gzip' } }) },
	{ name: 'content-svc: generate', service: 'content-svc', ask: () => ({ method: 'POST', path: '/v1/content/generate', token: peer('content-svc'), body: product() }) },
	{ name: 'llm-svc: completion', service: 'llm-svc', ask: () => ({ method: 'POST', path: '/v1/chat/completions', token: peer('llm-svc'), body: { messages: [{ role: 'user', content: 'Product: Harbour Mug\nCategory: Mugs\nKey Features: stoneware; 350 ml' }] } }) },
	{ name: 'llm-svc: stream', service: 'llm-svc', ask: () => ({ method: 'POST', path: '/v1/chat/completions', token: peer('llm-svc'), body: { stream: true, messages: [{ role: 'user', content: 'Product: Harbour Mug\nCategory: Mugs\nKey Features: stoneware; 350 ml' }] } }) },
	{ name: 'theme-svc: render', service: 'theme-svc', ask: () => ({ method: 'POST', path: '/v1/render', token: peer('theme-svc'), body: { configuration: SHOP_CONFIGURATION, path: '/', base: '/s/x' } }) },
	{ name: 'theme-svc: publish', service: 'theme-svc', ask: () => ({ method: 'PUT', path: `/v1/sites/${randomUUID()}/versions/1?slug=x`, token: peer('theme-svc'), body: SHOP_CONFIGURATION }) },
	{ name: 'analytics-svc: events', service: 'analytics-svc', ask: () => ({ method: 'POST', path: '/v1/events', token: peer('analytics-svc'), body: events() }) },
	{ name: 'integration-svc: test', service: 'integration-svc', settings: async () => ({ SHOPIFY_URL: (shopify ??= await start_shopify_sim()).url }), ask: () => ({ method: 'POST', path: '/v1/integrations/test', token: peer('integration-svc'), body: { type: 'commerce', provider: 'shopify', configuration: { shop: SHOPIFY_HOST, access_token: TOKEN } } }) },
];

// One exchange on a connection of its own; a connection that is closed instead of an answer is an answer, a silence is not.
function exchange({ method, path, token, body, headers = {} }, service) {
	return new Promise((resolve) => {
		const bytes = body === undefined ? undefined : JSON.stringify(body);
		const all = { ...headers, connection: 'close', ...(token && { authorization: `Bearer ${token}` }), ...(bytes && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(bytes) }) };
		const request = http.request({ host: '127.0.0.1', port: port(service), localAddress: some_address(), agent: false, method, path, headers: all }, (response) => {
			const parts = [];
			response.on('data', (part) => parts.push(part)).on('error', () => resolve({ status: 0 })).on('end', () => resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(parts).toString() }));
		});
		request.setTimeout(PATIENCE_MS, () => { resolve({ status: SILENCE }); request.destroy(); });
		request.on('error', () => resolve({ status: 0 }));
		request.end(bytes);
	});
}

// What is no line of JSON: a sanitizer, an assertion; else the last lines.
function last_words(service) {
	const lines = log_text(service).split('\n').filter(Boolean), odd = lines.filter((line) => !line.startsWith('{"time"'));
	return (odd.length ? odd.slice(-60) : lines.slice(-8)).join('\n');
}

const gauge = (text, name) => Number(text.match(new RegExp(`^${name} (\\S+)$`, 'm'))?.[1] ?? 0);
async function held(service) {
	const { text } = await plain({ method: 'GET', path: '/metrics', service });
	return {
		fibers: gauge(text, 'fibers'),
		leased: gauge(text, 'db_connections\\{state="open"\\}') - gauge(text, 'db_connections\\{state="idle"\\}'),
		waiting: gauge(text, 'db_waiting'),
	};
}
const transactions = async () => Number((await psql("select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state like 'idle in transaction%'"))[0][0]);

async function nothing_held(service, before) {
	let now;
	await until(`${service} to hold nothing`, async () => {
		now = await held(service);
		return now.leased === 0 && now.waiting === 0 && now.fibers <= before.fibers && await transactions() === 0;
	}, 15000).catch((error) => assert.fail(`${error.message}: ${JSON.stringify({ before, now })}`));
}

function judge(what, reply, scene) {
	if (reply.status === 0) return;
	assert.ok(reply.status >= 200 && reply.status < 600, `${what}: ${reply.status}`);
	const text = `${what}: ${reply.status} ${reply.text?.slice(0, 300)}`;
	if (/json/.test(reply.headers['content-type'] ?? '')) assert.doesNotThrow(() => JSON.parse(reply.text), text);
	if (reply.status < 400) assert.equal(reply.status, scene.good ?? 200, text);
	else if (reply.status !== scene.good) assert.ok(reply.status >= 499 && /problem\+json/.test(reply.headers['content-type']), text);
}

// Every n-th of the faults, until one is not reached any more.
async function each_in_turn(scene, service, c, what, fault, options) {
	const start = EVERY > 1 ? 1 + Math.floor(Math.random() * EVERY) : 1;
	const statuses = {};
	let missed = 0, done = 0;
	for (let at = start; missed < 2; at += EVERY) {
		if (TRACE?.[2]) at = Number(TRACE[2]);
		const asked = await scene.ask();
		c.arm(fault, at, { ...options, trace: Boolean(TRACE) });
		const reply = await exchange(asked, service);
		c.disarm();
		const name = `${scene.name}:${what}:${at}`;
		if (!alive(c.pid)) assert.fail(`${name}: ${service} died: ${JSON.stringify(await c.ended())}\n${last_words(service)}`);
		assert.notEqual(reply.status, SILENCE, `${name}: no answer in ${PATIENCE_MS} ms\n${last_words(service)}`);
		if (TRACE?.[2]) return console.log(reply, last_words(service));
		if (!c.counts().failed) { missed++; continue; }
		missed = 0;
		done++;
		statuses[reply.status] = (statuses[reply.status] ?? 0) + 1;
		judge(name, reply, scene);
		if (done % 10 === 0) await clean(scene, service, name);
	}
	await clean(scene, service, what);
	return `${done} ${what} (${Object.entries(statuses).map(([status, n]) => `${n} × ${status === '0' ? 'closed' : status}`).join(', ')})`;
}

// A breaker that the faults opened, a sister believed to be away: all heal by themselves, soon.
async function clean(scene, service, what) {
	let reply;
	await until('a clean answer', async () => (reply = await exchange(await scene.ask(), service)).status === (scene.good ?? 200), 15000)
		.catch(() => assert.fail(`after ${what}: ${reply.status} ${reply.text?.slice(0, 400)}`));
}

for (const scene of SCENES.filter(({ name }) => TRACE ? name === TRACE[0] : name.includes(ONLY)))
	test(scene.name, async (t) => {
		const service = scene.service ?? 'gateway';
		const c = control(join(RUN_DIR, `torture-${service}`));
		const { child, ended } = await (alive(pid(service)) ? restart : start)(service, { TORTURE_FILE: c.path, ...(await scene.settings?.()) });
		Object.assign(c, { child, ended, pid: child.pid });
		for (let i = 0; i < 3; i++) await clean(scene, service, 'nothing');
		await nothing_held(service, { fibers: Infinity });
		const before = await held(service), told = [];
		const run = async (what, fault, options) => { if (!TRACE?.[1] || TRACE[1] === what) told.push(await each_in_turn(scene, service, c, what, fault, options)); };
		await run('alloc', ALLOC);
		for (const reason of REASONS) await run(`park ${reason}`, PARK, { reason: ERR[reason], sticky: true, task: '/' });
		await nothing_held(service, before);
		const end = ended();
		await restart(service);
		assert.deepEqual(await end, { code: 0, signal: null }, last_words(service));
		t.diagnostic(told.join('; '));
		c.close();
	});
