// make up, make run and make down as people meet them, on a scratch stack (deploy/local/scratch.sh gives the ports and the folder).
import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { connect } from 'node:net';
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

test('up: a killed daemon comes back, the others stay', async () => {
	const first = pids();
	process.kill(first['theme-svc'], 'SIGKILL');
	const { stdout } = await up();
	assert.match(stdout, /started: theme-svc\n/);
	const second = pids();
	assert.notEqual(second['theme-svc'], first['theme-svc']);
	for (const name of NAMES.filter((n) => n !== 'theme-svc')) assert.equal(second[name], first[name], name);
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
	const running = pids();
	await down();
	for (const name of NAMES) assert.ok(!alive(running[name]), name);
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
