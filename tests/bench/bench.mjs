// Speed and memory of the gateway: five workloads, 32 connections, one JSON line a figure.
//
//	make bench [TEST_BENCH_SECONDS=5]      figures: cpu_us (user + system CPU of the gateway a request), rps, p50_ms, p99_ms, errors; rss_mb, pss_mb
//
// Runs in a throwaway stack (deploy/local/scratch.sh). On a shared machine trust cpu_us and ratios within one run.
import { execFileSync } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const { RUN_DIR, GATEWAY_URL, JWT_SECRET } = process.env;
const SECONDS = Number(process.env.TEST_BENCH_SECONDS ?? 5), CONNECTIONS = 32, USERS = 50, SESSIONS = 500;
if (!RUN_DIR || !JWT_SECRET) throw new Error('run me by make bench: I need a throwaway stack');

// The limits are counted, and never reached.
const limits = Object.fromEntries(['WIZARD_STEPS', 'CONTENT_GENERATION', 'DEFAULT'].map((name) => [`RATE_LIMIT_${name}`, '1000000000']));
execFileSync(join(here, '../../deploy/local/up.sh'), { env: { ...process.env, ...limits }, stdio: ['ignore', 'ignore', 'inherit'] });
const pid = Number(readFileSync(join(RUN_DIR, 'pids/gateway'), 'utf8'));

function mint(sub) {
	const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const now = Math.floor(Date.now() / 1000);
	const body = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub, iat: now, exp: now + 3600, scope: ['wizard:read', 'wizard:write'] })}`;
	return `${body}.${createHmac('sha256', JWT_SECRET).update(body).digest('base64url')}`;
}

async function call(method, path, token, body) {
	const reply = await fetch(GATEWAY_URL + path, { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
	if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
	return reply.json();
}

const step = (batch) => ({ step_data: { business_name: 'Northwind Ceramics', industry: 'home_decor',
	description: `Hand-thrown stoneware for everyday tables, fired in small batches, batch ${batch}.` }, auto_advance: true });
const text = { content_type: 'product_description', inputs: { product_name: 'Stoneware mug', features: ['dishwasher safe', '350 ml', 'lead-free glaze'] },
	options: { tone: 'professional', length: 'medium' } };

const tokens = Array.from({ length: USERS }, () => mint(randomUUID()));
const sessions = [];
for (let i = 0; i < SESSIONS; i++) {
	const token = tokens[i % USERS];
	const { session_id } = await call('POST', '/api/v1/wizard/session', token, {});
	await call('PUT', `/api/v1/wizard/session/${session_id}/step/1`, token, step(0));
	sessions.push({ token, path: `/api/v1/wizard/session/${session_id}` });
}

const line = (method, path, token, body) => [method, path, token ?? '-', body ? JSON.stringify(body) : '-'].join('\t');
const workloads = {
	healthz: () => [line('GET', '/healthz')],
	session_create: () => tokens.map((token) => line('POST', '/api/v1/wizard/session', token, { user_preferences: { language: 'en', currency: 'EUR' } })),
	session_get: () => sessions.map((s) => line('GET', s.path, s.token)),
	// Each save differs from the session's last one.
	step_update: () => [1, 2, 3].flatMap((batch) => sessions.map((s) => line('PUT', `${s.path}/step/1`, s.token, step(batch)))),
	content_generate: () => tokens.map((token) => line('POST', '/api/v1/content/generate', token, text)),
};

const TICK_US = 1e6 / Number(execFileSync('getconf', ['CLK_TCK']));
function cpu_us() {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
	return (Number(fields[11]) + Number(fields[12])) * TICK_US;
}
function memory_mb(key) {
	return Number(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').match(new RegExp(`^${key}:\\s+(\\d+)`, 'm'))[1]) / 1024;
}

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const print = (figure, part, value, n) => console.log(JSON.stringify({ set: 'bench', figure, part, value: Number(value.toFixed(2)), n }));
function load(requests, seconds) {
	const out = execFileSync('wrk', ['-t', '1', '-c', String(CONNECTIONS), '-d', `${seconds}s`, '--timeout', '10s', '-s', join(here, 'wrk.lua'), GATEWAY_URL],
		{ env: { ...process.env, BENCH_REQUESTS: requests }, encoding: 'utf8' });
	return JSON.parse(out.match(/^RESULT (.*)$/m)[1]);
}

for (const [name, make] of Object.entries(workloads)) {
	const requests = join(folder, name);
	writeFileSync(requests, make().join('\n') + '\n');
	load(requests, 1);
	const before = cpu_us();
	const r = load(requests, SECONDS);
	const used = cpu_us() - before;
	print('cpu_us', name, used / r.requests, r.requests);
	print('rps', name, r.requests / (r.us / 1e6), r.requests);
	print('p50_ms', name, r.p50 / 1000, r.requests);
	print('p99_ms', name, r.p99 / 1000, r.requests);
	print('errors', name, r.errors, r.requests);
}
print('rss_mb', 'gateway', memory_mb('Rss'), 1);
print('pss_mb', 'gateway', memory_mb('Pss'), 1);
rmSync(folder, { recursive: true });
