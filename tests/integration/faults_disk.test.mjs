// A disk that takes no more: a publication fails with its reason, the live version stays, nothing half-written is left, and the
// launch goes on when there is room. A log that cannot be written costs its lines, nothing else.
// What is promised stands in deploy/RUNBOOK.md. A limit on the size of files stands in for the full disk: it needs no root.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { environment, finished, job_end, launched, logs, pid, plain, ROOT, save, SHOP, until } from './harness.mjs';

const largest = (name, bytes) => execFileSync('prlimit', ['--pid', String(pid(name)), `--fsize=${bytes}:`]);
const folder = (...parts) => readdirSync(join(process.env.STORES_DIR, ...parts)).sort();

test('theme-svc cannot write: the store that is live stays, nothing is left half-written; with room again the launch ends', async () => {
	const s = await finished(), first = await launched(s), front = `/s/${first.result.slug}/`;
	await save(s, 1, { ...SHOP[0], business_name: 'Roomier Pottery' });
	let job_id;
	largest('theme-svc', 3000);
	try {
		({ body: { job_id } } = await s.m.post(`${s.path}/launch`));
		await until('the render step to be tried', async () => (await s.m.get(`/api/v1/jobs/${job_id}`)).body.steps.find((step) => step.name === 'render').detail);
		assert.ok(['queued', 'running'].includes((await s.m.get(`/api/v1/jobs/${job_id}`)).body.status));
		assert.match((await plain({ method: 'GET', path: front })).text, /Blue Door Pottery/);
		assert.deepEqual(folder(first.result.store_id), ['1']);
		// A try that is under way has its folder; other tests' dead publishers may have left some, which the sweep takes later.
		await until('nothing half-written', () => !folder('.new').some((name) => name.startsWith(first.result.store_id)));
		assert.equal((await plain({ method: 'GET', path: '/livez', service: 'theme-svc' })).status, 200);
	} finally {
		largest('theme-svc', 'unlimited');
	}
	const job = await job_end(s.m, job_id);
	assert.deepEqual([job.status, job.result?.version], ['succeeded', 2], JSON.stringify(job));
	assert.match((await plain({ method: 'GET', path: front })).text, /Roomier Pottery/);
	const told = logs('gateway').findLast((line) => line.event === 'job_stopped' && line.job === job_id);
	assert.match(`${told.cause}`, /theme-svc answered 500.*(File too large|No space)/);
});

test('the log cannot be written: the daemon serves on and counts what it lost', async () => {
	const full = openSync('/dev/full', 'w');
	const child = spawn(join(process.env.BIN_DIR ?? join(ROOT, 'build/release'), 'llm-svc'), [], { env: { ...environment('llm-svc'), PID_FILE: '', LLM_PORT: '0', ADDRESS: '127.0.0.2', LOG_LEVEL: 'debug' }, stdio: ['ignore', full, 'inherit'] });
	const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
	try {
		const at = await until('its port', () => listening(child.pid), 10000);
		for (let i = 0; i < 20; i++) assert.equal((await fetch(`http://127.0.0.2:${at}/livez`)).status, 200);
		const lost = Number((await (await fetch(`http://127.0.0.2:${at}/metrics`)).text()).match(/^log_lines_dropped_total (\d+)$/m)[1]);
		assert.ok(lost >= 20, `${lost}`);
	} finally {
		child.kill('SIGTERM');
	}
	assert.equal(await ended, 0);
});

// The port that the kernel gave it, from its own table: the log cannot say it.
function listening(number) {
	const sockets = readdirSync(`/proc/${number}/fd`).map((fd) => readlink(`/proc/${number}/fd/${fd}`)).filter(Boolean);
	const line = readFileSync(`/proc/${number}/net/tcp`, 'utf8').split('\n').map((text) => text.trim().split(/\s+/)).find((columns) => columns[3] === '0A' && sockets.includes(`socket:[${columns[9]}]`));
	return line && parseInt(line[1].split(':')[1], 16);
}

function readlink(path) {
	try {
		return readlinkSync(path);
	} catch {
		return '';
	}
}
