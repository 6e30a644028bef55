// Speed and memory of the gateway: five workloads, 32 connections, one JSON line a figure.
//
//	make bench [TEST_BENCH_SECONDS=5]      figures: cpu_us (user + system CPU of the gateway a request), rps, p50_ms, p99_ms, errors;
//	                                       nginx_ratio: requests/s of /healthz over those of nginx with the same reply (TEST_NGINX, or
//	                                       nginx in the PATH), medians of three turns; rss_mb, pss_mb of each daemon 5 s after the
//	                                       run; ready_ms from exec to the first 200 of /readyz
//
// Runs in a throwaway stack (deploy/local/scratch.sh). On a shared machine trust cpu_us and ratios within one run.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory, nginx, ready } from './house.mjs';
import { GATEWAY_URL, cpu_us, here, line, printer, sessions_of, start, step_updates, users } from './wizard.mjs';

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
function load(requests, seconds, url = GATEWAY_URL) {
	const out = execFileSync('wrk', ['-t', '1', '-c', String(CONNECTIONS), '-d', `${seconds}s`, '--timeout', '10s', '-s', join(here, 'wrk.lua'), url],
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

async function beside_nginx() {
	const other = await nginx(folder), requests = join(folder, 'healthz'), ratios = [];
	if (!other) return console.error('SKIPPED nginx_ratio: there is no nginx (apt-get install nginx-light, or TEST_NGINX=…)');
	for (let i = 0; i < 3; i++) {
		const ours = load(requests, SECONDS), theirs = load(requests, SECONDS, other.url);
		ratios.push(ours.requests / ours.us / (theirs.requests / theirs.us));
	}
	await other.stop();
	print('nginx_ratio', 'healthz', ratios.sort((a, b) => a - b)[1], ratios.length);
}

await beside_nginx();
await memory(print);
await ready(folder, print);
rmSync(folder, { recursive: true });
