// The writes through HTTP beside pgbench running the very same statements against the same PostgreSQL, 32 clients each.
//
//	make bench-pg [TEST_BENCH_SECONDS=4]      figures per write, medians of 3 rounds in turn: rps (the gateway's), tps (pgbench -M prepared), ratio of the two;
//		http_us (CPU of gateway, PostgreSQL and Redis a request), pgbench_us (of PostgreSQL a transaction), cpu_ratio = pgbench_us / http_us
//
// rps, tps and their ratio need a quiet machine: 32 backends get more of a crowded one than a gateway and its few. The CPU does not.
// The statements are read from gateway/wizard_store.c. Before each turn the outbox is empty: what one side left is not the other's work.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GATEWAY_URL, RUN_DIR, cpu_us, here, line, printer, sessions_of, start, step_updates, users } from './wizard.mjs';

const SECONDS = Number(process.env.TEST_BENCH_SECONDS ?? 4), ROUNDS = 3, CLIENTS = 32, SESSIONS = 500, CONNECT = 4; // seconds to connect in, which pgbench counts as run but not in its tps
const gateway = start();
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const psql = (sql) => execFileSync('psql', [process.env.MIGRATE_URL.replace('/postgres?', '/wizard?'), '-qAtc', sql], { encoding: 'utf8' }).trim();

const store = readFileSync(join(here, '../../gateway/wizard_store.c'), 'utf8').replaceAll('\\\n', ' ');
const literals = (text) => [...text.matchAll(/"((?:[^"\\]|\\.)*)"|COLUMNS/g)].map(([whole, inside]) => (whole === 'COLUMNS' ? columns : JSON.parse(`"${inside}"`))).join('');
const columns = literals(store.match(/#define COLUMNS(.*)/)[1]);
const statement = (name) => literals(store.match(new RegExp(`${name}\\[\\] =([^;]*);`))[1]);

// pgbench's variables are words of the command line or numbers of its own: a session's id is made of one.
const user = '5f0c7a52-0000-4000-8000-000000000001';
const data = { business_name: 'Northwind Ceramics', industry: 'home_decor', description: 'Hand-thrown stoneware for everyday tables, fired in small batches, batch 1.' };
const values = { user, data: JSON.stringify(data), preferences: '{"language":"en","currency":"EUR"}', agent: 'pgbench', client: '127.0.0.0', key: 'business_info', done: 1, next: 2, before: 0, step: 1 };
const writes = {
	step_update: { sql: 'update_step', arguments: ["('00000000-0000-4000-8000-' || lpad(:n, 12, '0'))::uuid", ':user', ':key', ':data', ':done', ':next', ':before', ':agent', ':client', 'null', ':step'] },
	session_create: { sql: 'insert_session', arguments: [':user', ':preferences', ':agent', ':client', 'null::uuid'] },
};
psql(`insert into gateway.wizard_sessions (id, user_id, configuration) select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, '${user}',
	jsonb_build_object('business_info', '${JSON.stringify(data)}'::jsonb) from generate_series(1, ${SESSIONS}) n`);

const tokens = users(50), sessions = await sessions_of(tokens, SESSIONS);
const requests = {
	step_update: step_updates(sessions),
	session_create: tokens.map((token) => line('POST', '/api/v1/wizard/session', token, { user_preferences: { language: 'en', currency: 'EUR' } })),
};

async function settled() {
	for (let i = 0; i < 600 && psql('select exists (select from gateway.outbox)') === 't'; i++) await new Promise((resolve) => setTimeout(resolve, 100));
}

function rps(name) {
	const file = join(folder, `${name}.requests`);
	writeFileSync(file, requests[name].join('\n') + '\n');
	const out = execFileSync('wrk', ['-t', '1', '-c', String(CLIENTS), '-d', `${SECONDS}s`, '--timeout', '10s', '-s', join(here, 'wrk.lua'), GATEWAY_URL],
		{ env: { ...process.env, BENCH_REQUESTS: file }, encoding: 'utf8' });
	const r = JSON.parse(out.match(/^RESULT (.*)$/m)[1]);
	if (r.errors) throw new Error(`${name}: ${r.errors} errors`);
	return { rate: r.requests / (r.us / 1e6), n: r.requests };
}

const bin = readdirSync('/usr/lib/postgresql').sort((a, b) => b - a).map((version) => `/usr/lib/postgresql/${version}/bin/pgbench`)[0];
function tps(name) {
	const { sql, arguments: given } = writes[name], file = join(folder, `${name}.sql`);
	writeFileSync(file, `\\set n random(1, ${SESSIONS})\n${statement(sql).replace(/\$(\d+)/g, (_, n) => given[n - 1])};\n`);
	const { stdout: out, stderr } = spawnSync(bin, ['-n', '-M', 'prepared', '-c', String(CLIENTS), '-j', '1', '-T', String(SECONDS + CONNECT), '-f', file,
		...Object.entries(values).flatMap(([key, value]) => ['-D', `${key}=${value}`]), process.env.GATEWAY_DATABASE_URL], { encoding: 'utf8' });
	if (!/^tps/m.test(out)) throw new Error(stderr);
	return { rate: Number(out.match(/^tps = ([\d.]+)/m)[1]), n: Number(out.match(/^number of transactions actually processed: (\d+)/m)[1]) };
}

// CPU of a process, of those below it, and of those of them that have ended.
const TICK_US = 1e6 / Number(execFileSync('getconf', ['CLK_TCK']));
function tree_us(root) {
	const all = new Map();
	for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
		try {
			const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ').map(Number);
			all.set(Number(pid), { parent: fields[1], ticks: fields[11] + fields[12] + (Number(pid) === root ? fields[13] + fields[14] : 0) });
		} catch (error) {
			if (!['ENOENT', 'ESRCH'].includes(error.code)) throw error;
		}
	const within = (pid) => pid === root || (all.has(pid) && within(all.get(pid).parent));
	return [...all].reduce((sum, [pid, { ticks }]) => sum + (within(pid) ? ticks : 0), 0) * TICK_US;
}
const number_in = (file) => Number(readFileSync(join(RUN_DIR, file), 'utf8').split('\n')[0]);
const postgres = number_in('pg/data/postmaster.pid'), redis = number_in('redis/pid');

const print = printer('pgbench'), median = (list) => list.sort((a, b) => a - b)[list.length >> 1];
for (const name of Object.keys(writes)) {
	const found = { rps: [], tps: [], ratio: [], http_us: [], pgbench_us: [], cpu_ratio: [] };
	for (let round = 0; round < ROUNDS; round++) {
		await settled();
		const http_from = tree_us(postgres) + cpu_us(gateway) + cpu_us(redis), http = rps(name);
		await settled();
		const http_us = tree_us(postgres) + cpu_us(gateway) + cpu_us(redis) - http_from;
		const bare_from = tree_us(postgres), bare = tps(name);
		await settled();
		const bare_us = tree_us(postgres) - bare_from;
		const row = { rps: http.rate, tps: bare.rate, ratio: http.rate / bare.rate, http_us: http_us / http.n, pgbench_us: bare_us / bare.n };
		row.cpu_ratio = row.pgbench_us / row.http_us;
		for (const [figure, value] of Object.entries(row)) found[figure].push(value);
	}
	for (const [figure, list] of Object.entries(found)) print(figure, name, median(list), ROUNDS);
}
rmSync(folder, { recursive: true });
