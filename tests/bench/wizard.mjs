// What the benchmarks share: the stack with its limits out of reach, users, sessions, the lines of a workload, one figure a line.
import { execFileSync } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = dirname(fileURLToPath(import.meta.url));
export const { RUN_DIR, GATEWAY_URL, JWT_SECRET } = process.env;
if (!RUN_DIR || !JWT_SECRET) throw new Error('run me by make bench, bench-pg, overload or idle: I need a throwaway stack');

// The limits are counted, and never reached. Gives the gateway's process id.
export function start(settings = {}) {
	const limits = Object.fromEntries(['WIZARD_STEPS', 'CONTENT_GENERATION', 'DEFAULT'].map((name) => [`RATE_LIMIT_${name}`, '1000000000']));
	execFileSync(join(here, '../../deploy/local/up.sh'), { env: { ...process.env, ...limits, ...settings }, stdio: ['ignore', 'ignore', 'inherit'] });
	return Number(readFileSync(join(RUN_DIR, 'pids/gateway'), 'utf8'));
}

function mint(sub) {
	const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const now = Math.floor(Date.now() / 1000);
	const body = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub, iat: now, exp: now + 3600, scope: ['wizard:read', 'wizard:write'] })}`;
	return `${body}.${createHmac('sha256', JWT_SECRET).update(body).digest('base64url')}`;
}

export async function call(method, path, token, body) {
	const reply = await fetch(GATEWAY_URL + path, { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
	if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
	return reply.json();
}

const step = (batch) => ({ step_data: { business_name: 'Northwind Ceramics', industry: 'home_decor',
	description: `Hand-thrown stoneware for everyday tables, fired in small batches, batch ${batch}.` }, auto_advance: true });

export const users = (n) => Array.from({ length: n }, () => mint(randomUUID()));
export async function sessions_of(tokens, n) {
	const sessions = [];
	const make = async (token) => {
		const { session_id } = await call('POST', '/api/v1/wizard/session', token, {});
		await call('PUT', `/api/v1/wizard/session/${session_id}/step/1`, token, step(0));
		return { token, path: `/api/v1/wizard/session/${session_id}` };
	};
	while (sessions.length < n) sessions.push(...(await Promise.all(tokens.slice(0, n - sessions.length).map(make))));
	return sessions;
}

export const line = (method, path, token, body) => [method, path, token ?? '-', body ? JSON.stringify(body) : '-'].join('\t');
// Each save differs from the session's last one.
export const step_updates = (sessions) => [1, 2, 3].flatMap((batch) => sessions.map((s) => line('PUT', `${s.path}/step/1`, s.token, step(batch))));

export const memory_mb = (pid, key) => Number(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').match(new RegExp(`^${key}:\\s+(\\d+)`, 'm'))[1]) / 1024;
const TICK_US = 1e6 / Number(execFileSync('getconf', ['CLK_TCK']));
export function cpu_us(pid) {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
	return (Number(fields[11]) + Number(fields[12])) * TICK_US;
}
export const printer = (set) => (figure, part, value, n) => console.log(JSON.stringify({ set, figure, part, value: Number(value.toFixed(3)), n }));
