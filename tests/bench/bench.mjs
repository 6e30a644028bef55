// Speed and memory of the gateway: five workloads, 32 connections, one JSON line a figure.
//
//	make bench [TEST_BENCH_SECONDS=5]      figures: cpu_us (user + system CPU of the gateway a request), rps, p50_ms, p99_ms, errors; rss_mb, pss_mb
//
// Runs in a throwaway stack (deploy/local/scratch.sh). On a shared machine trust cpu_us and ratios within one run.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GATEWAY_URL, cpu_us, here, line, memory_mb, printer, sessions_of, start, step_updates, users } from './wizard.mjs';

const SECONDS = Number(process.env.TEST_BENCH_SECONDS ?? 5), CONNECTIONS = 32, USERS = 50, SESSIONS = 500;
const pid = start();
const text = { content_type: 'product_description', inputs: { product_name: 'Stoneware mug', features: ['dishwasher safe', '350 ml', 'lead-free glaze'] },
	options: { tone: 'professional', length: 'medium' } };

const tokens = users(USERS), sessions = await sessions_of(tokens, SESSIONS);
const workloads = {
	healthz: () => [line('GET', '/healthz')],
	session_create: () => tokens.map((token) => line('POST', '/api/v1/wizard/session', token, { user_preferences: { language: 'en', currency: 'EUR' } })),
	session_get: () => sessions.map((s) => line('GET', s.path, s.token)),
	step_update: () => step_updates(sessions),
	content_generate: () => tokens.map((token) => line('POST', '/api/v1/content/generate', token, text)),
};

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const print = printer('bench');
function load(requests, seconds) {
	const out = execFileSync('wrk', ['-t', '1', '-c', String(CONNECTIONS), '-d', `${seconds}s`, '--timeout', '10s', '-s', join(here, 'wrk.lua'), GATEWAY_URL],
		{ env: { ...process.env, BENCH_REQUESTS: requests }, encoding: 'utf8' });
	return JSON.parse(out.match(/^RESULT (.*)$/m)[1]);
}

for (const [name, make] of Object.entries(workloads)) {
	const requests = join(folder, name);
	writeFileSync(requests, make().join('\n') + '\n');
	load(requests, 1);
	const before = cpu_us(pid);
	const r = load(requests, SECONDS);
	const used = cpu_us(pid) - before;
	print('cpu_us', name, used / r.requests, r.requests);
	print('rps', name, r.requests / (r.us / 1e6), r.requests);
	print('p50_ms', name, r.p50 / 1000, r.requests);
	print('p99_ms', name, r.p99 / 1000, r.requests);
	print('errors', name, r.errors, r.requests);
}
print('rss_mb', 'gateway', memory_mb(pid, 'Rss'), 1);
print('pss_mb', 'gateway', memory_mb(pid, 'Pss'), 1);
rmSync(folder, { recursive: true });
