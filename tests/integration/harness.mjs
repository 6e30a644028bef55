// One running stack for the integration tests: importing this file starts what is missing of it (deploy/local/scratch.sh has
// PostgreSQL, Redis, ports and settings ready, and stops everything at the end of the run).
//
//	const m = merchant();                           a user of our own making: a signed token, no account
//	const reply = await m.post('/api/v1/…', {…});   { status, headers, text, body }
//
// Every reply is judged on the way (judge): its status must be documented, its body must fit the schema that the service itself
// publishes, errors must be problem documents, and the common headers must be there. A body that was accepted must fit
// the documented schema too. When a file ends, no token and no password it used may stand in any log.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createHmac, randomInt, randomUUID } from 'node:crypto';
import { existsSync, openSync, readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Ajv from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const { RUN_DIR } = process.env;
if (!RUN_DIR || !process.env.JWT_SECRET) throw new Error('these tests need a stack of their own: make integration, or deploy/local/scratch.sh node --test FILE');
const BIN_DIR = process.env.BIN_DIR ?? join(ROOT, 'build/release');
const run = promisify(execFile);

export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const NOBODY = '00000000-0000-4000-8000-000000000000';

export async function until(what, look, ms = 10000) {
	for (const end = Date.now() + ms; ;) {
		const found = await look();
		if (found) return found;
		if (Date.now() > end) throw new Error(`waited ${ms} ms in vain for ${what}`);
		await wait(15);
	}
}

/* ---- daemons ------------------------------------------------------------------------------------------------------------- */

const ALL = ['llm-svc', 'theme-svc', 'analytics-svc', 'content-svc', 'integration-svc', 'gateway'];
export const DAEMONS = ALL.filter((name) => existsSync(join(BIN_DIR, name)));
const prefix = (name) => name.replace('-svc', '').toUpperCase();
export const port = (name) => Number(process.env[`${prefix(name)}_PORT`]);
export const pid_file = (name) => join(RUN_DIR, 'pids', name);
export const pid = (name) => (existsSync(pid_file(name)) ? Number(readFileSync(pid_file(name), 'utf8')) : 0);

export function alive(number) {
	try {
		return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${number}/stat`, 'utf8')); // a zombie runs no more
	} catch {
		return false;
	}
}

// A daemon gets the address of its own schema and no other's, as deploy/local/daemons.sh has it.
export function environment(name) {
	const own = `${prefix(name)}_DATABASE_URL`;
	return Object.fromEntries(Object.entries({ ...process.env, PID_FILE: pid_file(name) }).filter(([key]) => key === own || !key.endsWith('_DATABASE_URL')));
}

const ready = (name) => plain({ method: 'GET', path: '/readyz', service: name }).then((reply) => reply.status === 200, () => false);

// Only the process. ended() gives { code, signal } when it has ended.
export function process_of(name, settings = {}) {
	const log = openSync(join(RUN_DIR, 'log', `${name}.log`), 'a');
	const child = spawn(join(BIN_DIR, name), [], { env: { ...environment(name), ...settings }, stdio: ['ignore', log, log], detached: true });
	const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
	child.unref();
	return { child, ended: () => (child.ref(), ended) };
}

// Resolves when /readyz says yes.
export async function start(name, settings = {}) {
	const { child, ended } = process_of(name, settings);
	await until(`${name} to be ready`, async () => {
		if (child.exitCode !== null) throw new Error(`${name} ended (${child.exitCode}); see its log`);
		return pid(name) === child.pid && ready(name);
	}, 20000);
	return { child, ended };
}

export async function stop(name, signal = 'SIGTERM') {
	const number = pid(name);
	process.kill(number, signal);
	await until(`${name} to end`, () => !alive(number), 20000);
	// The last of a killed process's threads gives the lock back.
	await run('flock', ['-w', '10', pid_file(name), 'true']);
	agents.forEach((agent) => agent.destroy());
	agents.clear();
}

export async function restart(name, settings) {
	await stop(name);
	return start(name, settings);
}

// SIGSTOP: a sister that takes connections and never answers.
export async function paused(name, work) {
	process.kill(pid(name), 'SIGSTOP');
	try {
		return await work();
	} finally {
		process.kill(pid(name), 'SIGCONT');
	}
}

async function stores(what) {
	await run('bash', ['-c', `. deploy/local/lib.sh; . deploy/local/env.sh; . deploy/local/stores.sh; ${what}`], { cwd: ROOT });
}
export const redis_stop = () => stores('redis_stop');
export const redis_start = () => stores('redis_start');
export const postgres_stop = () => stores('postgres_stop');
// As a crash would: nothing is written down, nobody is told.
export const postgres_crash = () => stores('postgres_dir; as_postgres "$(postgres_bin)/pg_ctl" -D "$PG_DIR/data" -m immediate -w -t 30 stop > /dev/null');
export const postgres_start = () => stores('postgres_start');

// Rows as arrays of text.
export async function psql(sql) {
	const { stdout } = await run('psql', ['-XAtq', '-F', '\t', '-v', 'ON_ERROR_STOP=1', process.env.MIGRATE_URL.replace('/postgres?', '/wizard?'), '-c', sql], { maxBuffer: 64 << 20 });
	return stdout.split('\n').filter(Boolean).map((line) => line.split('\t'));
}
export async function redis(...args) {
	const { stdout } = await run('redis-cli', ['-p', process.env.REDIS_PORT, ...args]);
	return stdout.trimEnd();
}

/* ---- logs ---------------------------------------------------------------------------------------------------------------- */

export const log_text = (name) => readFileSync(join(RUN_DIR, 'log', `${name}.log`), 'utf8');
export const logs = (name) => log_text(name).split('\n').filter(Boolean).map((line) => JSON.parse(line));

const secrets = new Set([process.env.JWT_SECRET, process.env.PEER_SECRET, process.env.SECRET_KEYS.split(':')[1]]);
export function secret(text) {
	secrets.add(text);
	return text;
}

function is_json(line) {
	try {
		JSON.parse(line);
		return true;
	} catch {
		return false;
	}
}

after(() => {
	for (const name of DAEMONS) {
		const text = log_text(name);
		for (const word of secrets) assert.ok(!text.includes(word), `a secret stands in the log of ${name}: ${word.slice(0, 6)}…`);
		const lines = text.split('\n').filter(Boolean);
		const odd = lines.findIndex((line) => !is_json(line));
		// What is not JSON is mostly a sanitizer's report: all of it is wanted, and what the daemon said before.
		if (odd < 0) continue;
		// Hooks behind a failed one are skipped, and what they would have closed keeps the process.
		setTimeout(() => process.exit(1), 5000).unref();
		assert.fail(`not a JSON line in the log of ${name}:\n${lines.slice(Math.max(0, odd - 5), odd + 80).join('\n')}`);
	}
});

/* ---- calls --------------------------------------------------------------------------------------------------------------- */

const agents = new Map();
function agent(address) {
	if (!agents.has(address)) agents.set(address, new (secure ? https : http).Agent({ keepAlive: true, maxSockets: 200, ...secure }));
	return agents.get(address);
}

// From here on every call is https, with this { ca, cert, key }; undefined: http again.
let secure;
export function speak_tls(options) {
	secure = options;
	agents.forEach((agent) => agent.destroy());
	agents.clear();
}

// One exchange, not judged. body: a string or bytes go as they are.
export function plain({ method, path, service = 'gateway', headers = {}, body, address = '127.0.0.1', timeout = 70000 }) {
	return new Promise((resolve, reject) => {
		const began = Date.now();
		const request = (secure ? https : http).request({ host: '127.0.0.1', port: port(service), localAddress: address, agent: agent(address), method, path, headers }, (response) => {
			const parts = [];
			response.on('data', (part) => parts.push(part)).on('error', reject).on('end', () => {
				const bytes = Buffer.concat(parts);
				resolve({ status: response.statusCode, headers: response.headers, raw_headers: response.rawHeaders, bytes, text: bytes.toString('utf8'), ms: Date.now() - began });
			});
		});
		request.setTimeout(timeout, () => request.destroy(new Error(`${method} ${path}: no answer in ${timeout} ms`)));
		request.on('error', reject);
		request.end(body);
	});
}

const documents = new Map();
async function document(service) {
	if (!documents.has(service)) {
		const doc = JSON.parse((await plain({ method: 'GET', path: '/openapi.json', service })).text);
		const ajv = new Ajv({ strict: false, allErrors: true });
		formats(ajv);
		ajv.addSchema(doc, 'doc');
		const routes = Object.keys(doc.paths).map((path) => [path, new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`)]);
		documents.set(service, { doc, ajv, routes });
	}
	return documents.get(service);
}

function fits(ajv, pointer, value, what) {
	const check = ajv.getSchema(`doc#${pointer}`) ?? assert.fail(`no schema at ${pointer}`);
	assert.ok(check(value), `${what} breaks its documented schema: ${ajv.errorsText(check.errors)}\n${JSON.stringify(value).slice(0, 600)}`);
}

const escaped = (key) => key.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D');
// Errors that any route may answer with, without saying so one by one.
const ANYWHERE = [405, 500, 501, 502, 504];

function judge_headers(what, path, { headers, status }) {
	assert.match(headers['x-request-id'] ?? '', /^[\w.-]{1,36}$/, `${what}: X-Request-Id`);
	assert.equal(headers['x-content-type-options'], 'nosniff', what);
	assert.equal(headers['x-xss-protection'], '1; mode=block', what);
	assert.equal(headers['strict-transport-security'], 'max-age=31536000', what);
	assert.equal(headers['x-frame-options'], path.startsWith('/preview/') ? 'SAMEORIGIN' : 'DENY', what);
	assert.match(headers['content-security-policy'] ?? '', /default-src '(self|none)'/, what);
	if (path.startsWith('/api/')) assert.equal(headers['cache-control'], 'no-store', what);
	if (status === 401) assert.match(headers['www-authenticate'] ?? '', /^Bearer/, what);
	if (status === 405) assert.match(headers.allow ?? '', /^[A-Z]+(, [A-Z]+)*$/, what);
	if (status === 429) {
		for (const name of ['retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset']) assert.match(headers[name] ?? '', /^\d+$/, `${what}: ${name}`);
		assert.ok(Number(headers['retry-after']) >= 1, what);
	}
	if (status === 503) assert.match(headers['retry-after'] ?? '', /^\d+$/, what);
}

function judge_problem(what, reply) {
	assert.match(reply.headers['content-type'] ?? '', /^application\/problem\+json/, `${what}: ${reply.text.slice(0, 200)}`);
	assert.equal(reply.body.status, reply.status, what);
	assert.equal(reply.body.instance, reply.headers['x-request-id'], what);
	assert.ok(reply.body.title.length > 0, what);
	assert.doesNotMatch(reply.text, /\b(select|insert|relation|SQLSTATE|libpq|127\.0\.0\.1)\b/, `${what}: an error tells of our insides`);
	for (const error of reply.body.errors ?? []) assert.match(error.pointer, /^(\/([^~/]|~[01])*)*$|^\w+$/, what);
}

async function judge({ method, path, service, sent, draft }, reply) {
	const { doc, ajv, routes } = await document(service);
	const bare = path.split('?')[0], what = `${method} ${path.slice(0, 120)} → ${reply.status}`;
	const [route] = routes.find(([template, pattern]) => template === bare || pattern.test(bare)) ?? [];
	const operation = doc.paths[route]?.[method === 'HEAD' ? 'get' : method.toLowerCase()];

	judge_headers(what, bare, reply);
	if (method === 'HEAD') return assert.equal(reply.text, '', what);
	if (reply.status >= 400 && (bare.startsWith('/api/') || service !== 'gateway') && !['/readyz', '/healthz'].includes(bare)) {
		judge_problem(what, reply);
		fits(ajv, '/components/schemas/Problem', reply.body, what);
	}
	if (!operation) return;
	assert.ok(operation.responses[reply.status] || ANYWHERE.includes(reply.status), `${what}: this status is not documented\n${reply.text.slice(0, 600)}`);
	if (reply.status >= 400 || !reply.text) return;
	const media = reply.headers['content-type'].split(';')[0];
	const content = operation.responses[reply.status].content ?? {};
	assert.ok(content[media], `${what}: ${media} is not documented`);
	const at = `/paths/${escaped(route)}/${method.toLowerCase()}`;
	if (media === 'application/json') fits(ajv, `${at}/responses/${reply.status}/content/application~1json/schema`, reply.body, what);
	if (sent !== undefined && operation.requestBody && reply.body?.valid !== false && !draft) fits(ajv, `${at}/requestBody/content/application~1json/schema`, sent, `the body accepted by ${what}`);
}

// body: an object goes as JSON; a string or bytes go as they are. draft: a half-typed answer, which is taken though it breaks the schema.
export async function api(method, path, { token, body, headers = {}, service = 'gateway', address, timeout, draft } = {}) {
	const bytes = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
	const all = {
		...(token && { authorization: `Bearer ${token}` }),
		...(bytes !== undefined && { 'content-type': 'application/json' }),
		...(bytes !== undefined && { 'content-length': Buffer.byteLength(bytes) }),
		...Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), value])),
	};
	const reply = await plain({ method, path, service, headers: all, body: bytes, address, timeout });
	if (/json/.test(reply.headers['content-type'] ?? '') && method !== 'HEAD') reply.body = JSON.parse(reply.text);
	await judge({ method, path, service, sent: bytes === body ? undefined : body, draft }, reply);
	return reply;
}

/* ---- people -------------------------------------------------------------------------------------------------------------- */

export function jwt(claims, { key = process.env.JWT_SECRET, header = { alg: 'HS256', typ: 'JWT' } } = {}) {
	const part = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
	const text = `${part(header)}.${part(claims)}`;
	return secret(`${text}.${createHmac('sha256', key).update(text).digest('base64url')}`);
}

export function mint(sub, claims = {}) {
	const now = Math.floor(Date.now() / 1000);
	return jwt({ sub, iat: now, exp: now + 3600, scope: ['wizard:read', 'wizard:write'], ...claims });
}

export function merchant(claims = {}) {
	const sub = claims.sub ?? randomUUID(), token = mint(sub, claims);
	const call = (method) => (path, body, options = {}) => api(method, path, { token, body, ...options });
	return { sub, token, get: (path, options) => call('GET')(path, undefined, options), post: call('POST'), put: call('PUT'), del: call('DELETE') };
}

// An address of its own, so that one test's failures do not count against another's.
export const some_address = () => `127.${randomInt(1, 250)}.${randomInt(1, 250)}.${randomInt(1, 250)}`;

export async function account(address = some_address()) {
	const email = `m-${randomUUID()}@example.org`, password = secret(`pass phrase ${randomUUID()}`);
	const reply = await api('POST', '/api/v1/auth/register', { body: { email, password, name: 'Mia' }, address });
	assert.equal(reply.status, 201, reply.text);
	return { email, password, address, reply, ...reply.body, cookie: cookie_of(reply), token: secret(reply.body.access_token) };
}

// The refresh cookie as a Cookie header would carry it.
export function cookie_of(reply) {
	const line = (reply.headers['set-cookie'] ?? []).find((text) => text.startsWith('refresh_token='));
	if (!line) return undefined;
	const pair = line.split(';')[0];
	if (pair.length > 30) secret(pair.slice('refresh_token='.length));
	return pair;
}

/* ---- the wizard ---------------------------------------------------------------------------------------------------------- */

export const S = '/api/v1/wizard/session';
// A small shop, step by step. The slug is the caller's: addresses are shared by all stores.
export const SHOP = [
	{ business_name: 'Blue Door Pottery', industry: 'home_garden', description: 'Stoneware thrown by hand in a small workshop by the river, glazed in three blues.', country: 'US', currency: 'USD', languages: ['en'], contact_email: 'hello@example.org' },
	{ products: [
		{ sku: 'MUG-1', name: 'Blue mug', category: 'Mugs', features: ['stoneware', 'holds 350 ml', 'dishwasher safe', 'thrown by hand'], price_minor: 1900, currency: 'USD', stock: 12 },
		{ sku: 'BOWL-1', name: 'River bowl', category: 'Bowls', features: ['stoneware', '18 cm wide'], price_minor: 2850, currency: 'USD', stock: 3, description: 'A bowl for soup and salad.' },
	] },
	{ theme_id: 'atelier' },
	{ fill_missing: true, pages: { about: { body: 'We are two potters.\n\nOur kiln is fired on Fridays.' } } },
	{ integrations: [] },
	{ title: 'Blue Door Pottery', meta_description: 'Stoneware in three blues.', keywords: ['stoneware', 'mugs'] },
];

export async function session(m = merchant()) {
	const reply = await m.post(S, {});
	assert.equal(reply.status, 201, reply.text);
	return { m, id: reply.body.session_id, path: `${S}/${reply.body.session_id}` };
}

export async function save(s, n, step_data, more = {}) {
	return s.m.put(`${s.path}/step/${n}`, { step_data, ...more });
}

// All six steps, {} where data says nothing. Uses six of the ten saves a minute.
export async function finished(data = SHOP, m = merchant()) {
	const s = await session(m);
	for (let n = 1; n <= 6; n++) {
		const reply = await save(s, n, data[n - 1] ?? {});
		assert.equal(reply.status, 200, `step ${n}: ${reply.text}`);
	}
	return s;
}

export async function job_end(m, job_id, ms = 60000) {
	return until(`job ${job_id}`, async () => {
		const { body } = await m.get(`/api/v1/jobs/${job_id}`);
		return ['succeeded', 'failed', 'cancelled'].includes(body.status) && body;
	}, ms);
}

export async function launched(s) {
	const reply = await s.m.post(`${s.path}/launch`);
	assert.equal(reply.status, 202, reply.text);
	const job = await job_end(s.m, reply.body.job_id);
	assert.equal(job.status, 'succeeded', JSON.stringify(job));
	return job;
}

// Reads an event stream until it ends, or until `enough` says so.
export function events(m, job_id, { last, enough = () => false } = {}) {
	return new Promise((resolve, reject) => {
		const headers = { authorization: `Bearer ${m.token}`, ...(last !== undefined && { 'last-event-id': `${last}` }) };
		const request = http.get({ host: '127.0.0.1', port: port('gateway'), path: `/api/v1/jobs/${job_id}/events`, headers, agent: false }, (response) => {
			let text = '';
			const parse = () => text.split('\n\n').slice(0, -1).filter((block) => /^event:/m.test(block)).map((block) => ({ id: Number(block.match(/^id: ?(\d+)$/m)[1]), event: block.match(/^event: ?(.*)$/m)[1], data: JSON.parse(block.match(/^data: ?(.*)$/m)[1]) }));
			const end = () => resolve({ status: response.statusCode, headers: response.headers, list: parse(), text });
			response.setEncoding('utf8');
			response.on('data', (part) => {
				text += part;
				if (enough(parse())) {
					end();
					request.destroy();
				}
			});
			response.on('end', end).on('error', () => {});
		});
		request.on('error', reject).setTimeout(30000, () => request.destroy(new Error('the stream stands still')));
	});
}

/* ---- the stack itself ---------------------------------------------------------------------------------------------------- */

// Files may run side by side; what one stops, another may need. So one file at a time has the stack.
async function take_turn() {
	const lock = spawn('flock', [join(RUN_DIR, 'harness.lock'), 'sh', '-c', 'echo mine; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
	await new Promise((resolve, reject) => lock.stdout.once('data', resolve).once('error', reject));
	for (const thing of [lock, lock.stdin, lock.stdout]) thing.unref();
}

await take_turn();
await Promise.all(DAEMONS.map(async (name) => (await ready(name)) || start(name)));
