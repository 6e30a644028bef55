// make up, make run and make down as people meet them, on a scratch stack (deploy/local/scratch.sh gives the ports and the folder).
import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);
const { RUN_DIR, BIN_DIR } = process.env;
const ROOT = join(import.meta.url.replace('file://', ''), '../../..');
const script = (name) => join(ROOT, 'deploy/local', name);
const NAMES = ['gateway', 'llm-svc', 'content-svc', 'theme-svc', 'integration-svc', 'analytics-svc'];
const key = (name, what) => `${name.replace('-svc', '').toUpperCase()}_${what}`;

// What the tests start inherits the ports and the folder, but no setting that the file should rule.
const bare = Object.fromEntries(Object.entries(process.env).filter(([k]) => /^(PATH|HOME|RUN_DIR|BIN_DIR|\w+_PORT)$/.test(k)));
const up = (env = {}) => run(script('up.sh'), { env: { ...bare, ...env } });
const down = () => run(script('down.sh'), { env: bare });
const pids = () => Object.fromEntries(NAMES.map((name) => [name, Number(readFileSync(join(RUN_DIR, 'pids', name), 'utf8'))]));
const url = (name, path) => `http://127.0.0.1:${process.env[key(name, 'PORT')]}${path}`;
const alive = (pid) => {
	try {
		// A zombie waits for its parent and runs no more.
		return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return false;
	}
};
const listens = (port) => new Promise((resolve) => {
	const socket = connect(Number(port), '127.0.0.1');
	socket.on('connect', () => resolve(socket.destroy() && true)).on('error', () => resolve(false));
});
const settings = () => Object.fromEntries(readFileSync(join(RUN_DIR, 'env'), 'utf8').split('\n').filter((line) => /^[A-Z]/.test(line))
	.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));

after(down);

test('up: all six ready within 10 s; again: nothing is started twice', async () => {
	const begun = Date.now();
	await up();
	assert.ok(Date.now() - begun < 10000, `${Date.now() - begun} ms`);
	const first = pids();
	for (const name of NAMES) assert.equal((await fetch(url(name, '/readyz'))).status, 200, name);
	const { stdout } = await up();
	assert.match(stdout, /running already/);
	assert.deepEqual(pids(), first);
});

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
async function until(what, look, ms = 15000) {
	for (const end = Date.now() + ms; ;) {
		const found = await look();
		if (found) return found;
		assert.ok(Date.now() < end, `waited ${ms} ms in vain for ${what}\n${watched().slice(-2000)}`);
		await wait(30);
	}
}
function existing(file) {
	try {
		return readFileSync(file, 'utf8');
	} catch (error) {
		if (error.code !== 'ENOENT') throw error;
		return '';
	}
}
const watched = () => readFileSync(join(RUN_DIR, 'log/supervisor.log'), 'utf8');
const supervisor = () => Number(readFileSync(join(RUN_DIR, 'pids/supervisor'), 'utf8').split('\n')[0]);
const ready = (name) => fetch(url(name, '/readyz')).then((reply) => reply.status === 200, () => false);
const all_ready = () => until('all to be ready', async () => (await Promise.all(NAMES.map(ready))).every(Boolean));

test('a daemon that dies is started again by itself, the others stay; how it ended is told', async () => {
	let before = pids();
	for (const name of NAMES) {
		process.kill(before[name], name === 'llm-svc' ? 'SIGTERM' : 'SIGKILL');
		await until(`${name} to be back`, async () => pids()[name] !== before[name] && ready(name));
		const now = pids();
		assert.deepEqual({ ...now, [name]: 0 }, { ...before, [name]: 0 }, name);
		assert.match(watched(), new RegExp(`${name} ${name === 'llm-svc' ? 'ended with status 0' : 'was killed by SIGKILL'}; again in 0\\.1 s\\n(.*\\n)*.* ${name} is started again \\(pid ${now[name]}\\)`));
		before = now;
	}
});

test('Redis and PostgreSQL too, and those that the supervisor found running', async () => {
	for (const [name, file] of [['redis', 'redis/pid'], ['postgresql', 'pg/data/postmaster.pid']])
		for (let i = 0; i < 2; i++) { // the first was started by scratch.sh, the second is a child of the supervisor
			// Between the old server's file and the new one's there is none: PostgreSQL removes what it finds stale.
			const number = () => Number(existing(join(RUN_DIR, file)).split('\n')[0]), old = number();
			process.kill(old, 'SIGKILL');
			await until(`${name} to be back`, async () => number() && number() !== old && alive(number()) && (await listens(process.env[name === 'redis' ? 'REDIS_PORT' : 'POSTGRES_PORT'])));
			await all_ready();
			await until('the health page to say so', async () => (await (await fetch(url('gateway', '/healthz'))).json()).checks[name === 'redis' ? 'redis' : 'database']);
		}
});

test('what cannot start is tried again ever more seldom, and at once when make up is said', async () => {
	// Whatever failed before has run for long enough, or begins a little higher: the pauses grow all the same.
	const boss = supervisor(), from = watched().length;
	process.kill(boss, 'SIGSTOP');
	process.kill(pids()['analytics-svc'], 'SIGKILL');
	await until('the port to be free', async () => !(await listens(process.env.ANALYTICS_PORT)));
	const thief = createServer().listen(Number(process.env.ANALYTICS_PORT), '127.0.0.1');
	const pauses = () => [...watched().slice(from).matchAll(/analytics-svc .*again in ([\d.]+) s/g)].map((m) => Number(m[1]));
	try {
		process.kill(boss, 'SIGCONT');
		await until('four tries', () => pauses().length >= 4, 30000);
		assert.match(watched().slice(from), /analytics-svc is not started: analytics-svc cannot have port/);
		assert.deepEqual(pauses(), pauses().map((_, i, all) => Math.min(10, Number((all[0] * 2 ** i).toFixed(1)))), 'each pause is twice the one before');
		for (const name of NAMES.filter((n) => n !== 'analytics-svc')) assert.ok(await ready(name), `${name} goes on meanwhile`);
	} finally {
		await new Promise((resolve) => thief.close(resolve));
	}
	const { stdout } = await up();
	assert.match(stdout, /started: analytics-svc\n/);
	assert.ok(await ready('analytics-svc'));
});

test('the supervisor itself is killed: the daemons live on, make up brings a new one that watches them', async () => {
	const before = pids(), old = supervisor();
	process.kill(old, 'SIGKILL');
	const { stdout } = await up();
	assert.match(stdout, /running already/);
	assert.deepEqual(pids(), before);
	assert.notEqual(supervisor(), old);
	process.kill(before['theme-svc'], 'SIGKILL');
	await until('theme-svc to be back', async () => pids()['theme-svc'] !== before['theme-svc'] && ready('theme-svc'));
	assert.equal(pids().gateway, before.gateway);
});

test('ten launches while daemons are killed at random: ten stores, each once (make crash: five hundred)', async () => {
	const { stdout } = await run('node', [join(ROOT, 'tests/crash/crash.mjs'), '10', '1'], { env: { ...bare, MIGRATE_URL: process.env.MIGRATE_URL }, maxBuffer: 1 << 24 }).catch((error) => error);
	assert.match(stdout, /^\d+ passed, 0 failed$/m, stdout);
});

test('a second instance refuses to start', () => {
	for (const name of NAMES) {
		const { status, stderr, stdout } = spawnSync(join(BIN_DIR, name), { env: { ...settings(), PID_FILE: join(RUN_DIR, 'pids', name) }, encoding: 'utf8', timeout: 5000 });
		assert.ok(status > 0, `${name}: status ${status}`);
		assert.match(stderr + stdout, /another instance/, name);
	}
});

test('settings: private, sourceable, and the environment beats them', async () => {
	assert.equal(statSync(join(RUN_DIR, 'env')).mode & 0o777, 0o600);
	const before = settings();
	assert.match(before.JWT_SECRET, /^[0-9a-f]{64}$/);
	const secret = "a 'quoted' $secret & of \"many\" signs, long enough";
	const { stdout } = await up({ JWT_SECRET: secret });
	assert.match(stdout, /settings changed \(JWT_SECRET\)/);
	const sourced = await run('sh', ['-c', '. "$RUN_DIR/env"; printf %s "$JWT_SECRET"'], { env: bare });
	assert.equal(sourced.stdout, secret);
	assert.equal(settings().PEER_SECRET, before.PEER_SECRET);
});

test('metrics: promtool accepts those of every daemon', async () => {
	for (const name of NAMES) {
		const text = await (await fetch(url(name, '/metrics'))).text();
		const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
		assert.equal(status, 0, `${name}: ${stdout}${stderr}`);
		assert.match(text, /api_request_duration_seconds_bucket/, name);
	}
	const gateway = await (await fetch(url('gateway', '/metrics'))).text();
	for (const metric of ['wizard_sessions_total', 'wizard_completion_rate']) assert.match(gateway, new RegExp(`^${metric}`, 'm'));
});

test('a service reads its own schema alone', async () => {
	const { ANALYTICS_DATABASE_URL } = settings();
	const denied = spawnSync('psql', ['-X', ANALYTICS_DATABASE_URL, '-c', 'SELECT count(*) FROM gateway.users'], { encoding: 'utf8' });
	assert.match(denied.stderr, /permission denied/);
	const ddl = spawnSync('psql', ['-X', ANALYTICS_DATABASE_URL, '-c', 'CREATE TABLE mine (id int)'], { encoding: 'utf8' });
	assert.match(ddl.stderr, /permission denied/);
});

test('migrations: three at once, all succeed and find nothing to do', async () => {
	const env = { ...bare, ...Object.fromEntries(Object.entries(process.env).filter(([k]) => /_DATABASE_URL$|^MIGRATE_URL$/.test(k))) };
	const done = await Promise.all([1, 2, 3].map(() => run(join(ROOT, 'deploy/db/migrate.sh'), { env })));
	for (const { stdout } of done) assert.equal(stdout, '');
});

test('down: everything ends, ports are free; down again is harmless', async () => {
	const running = { ...pids(), supervisor: supervisor() };
	await down();
	for (const name of [...NAMES, 'supervisor']) assert.ok(!alive(running[name]), name);
	for (const port of [...NAMES.map((name) => process.env[key(name, 'PORT')]), process.env.POSTGRES_PORT, process.env.REDIS_PORT])
		assert.equal(await listens(port), false, port);
	await down();
});

for (const signal of ['SIGINT', 'SIGTERM'])
	test(`run: ${signal} stops all that it started`, async () => {
		// A group of its own, as a terminal's Ctrl-C meets it.
		const child = spawn('env', ['--default-signal=INT,QUIT', script('run.sh')], { env: bare, detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
		let out = '';
		const ended = new Promise((resolve) => child.on('close', resolve));
		await new Promise((resolve, reject) => {
			child.stdout.on('data', (data) => (out += data).includes('The wizard is at') && resolve());
			ended.then((code) => reject(new Error(`run ended (${code}): ${out}`)));
		});
		const running = Object.values(pids());
		assert.ok(running.every(alive));
		process.kill(pids()['content-svc'], 'SIGKILL');
		await until('a word of its restart', () => /content-svc is started again/.test(out));
		process.kill(signal === 'SIGINT' ? -child.pid : child.pid, signal);
		assert.equal(await ended, 0);
		assert.ok(!running.some(alive));
		for (const port of [process.env.GATEWAY_PORT, process.env.POSTGRES_PORT, process.env.REDIS_PORT]) assert.equal(await listens(port), false, port);
	});

test('up: what cannot start is named, with its log', async () => {
	const failed = await up({ LLM_PORT: process.env.POSTGRES_PORT }).then(() => null, (error) => error);
	assert.ok(failed, 'up succeeded with a port that is taken');
	assert.match(failed.stderr, /llm-svc cannot have port/);
	await down();
	assert.ok(readdirSync(join(RUN_DIR, 'log')).includes('gateway.log'));
});
