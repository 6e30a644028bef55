// Overload: step_update offered at ten times its best rate, on a schedule that does not wait for answers (openloop.c). One JSON line a figure.
//
//	make overload [TEST_OVERLOAD_SECONDS=10] [TEST_OVERLOAD_TIMES=10] [TEST_OVERLOAD_NICE=-15 on a shared machine]
//
// 4,000 sessions, so that saves seldom meet on a row. The gateway has one core for itself, the driver another; PostgreSQL and Redis run where there is
// room. best_rps: the best closed-loop rate of the same driver, taken before and after each flood. goodput: saves a second while overloaded, over the mean
// of both. p99_accepted_ms: of the saves, from the moment each was due,
// the wait for a free connection of the driver included; p99_answer_ms: from when it was sent. recovery_s: at half of best_rps after the flood, until nothing is refused any
// more, or slower than 1.5 times the slowest before it.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { GATEWAY_URL, cpu_us, memory_mb, printer, sessions_of, start, step_updates, users } from './wizard.mjs';

const ROUNDS = 3, SECONDS = Number(process.env.TEST_OVERLOAD_SECONDS ?? 10), TIMES = Number(process.env.TEST_OVERLOAD_TIMES ?? 10), CONNECTIONS = Number(process.env.TEST_OVERLOAD_CONNECTIONS ?? 1000);
const print = printer('overload');
const pid = start(), port = new URL(GATEWAY_URL).port, driver_core = cpus().length - 1;
if (cpus().length > 1) execFileSync('taskset', ['-a', '-c', '-p', '0', String(pid)], { stdio: 'ignore' });

// Beside other work the kernel gives each session an equal part, so that gateway and driver would starve: root may ask for more, for this short time.
const NICE = process.env.TEST_OVERLOAD_NICE;
function prefer(...pids) {
	for (const number of NICE ? pids : []) writeFileSync(`/proc/${number}/autogroup`, NICE);
}
const postmaster = readFileSync(join(process.env.RUN_DIR, 'pg/data/postmaster.pid'), 'utf8').split('\n')[0];
prefer(pid, process.pid, postmaster, readFileSync(join(process.env.RUN_DIR, 'redis/pid'), 'utf8').trim());

const folder = mkdtempSync(join(tmpdir(), 'overload-')), requests = join(folder, 'requests');
writeFileSync(requests, step_updates(await sessions_of(users(50), 4000)).join('\n') + '\n');

// Each phase's line of openloop, with the gateway's CPU and memory over the whole run.
function drive(connections, phases) {
	return new Promise((resolve, reject) => {
		const used = cpu_us(pid), began = Date.now();
		const child = spawn('taskset', ['-c', String(driver_core), join(process.env.BIN_DIR, 'openloop'), port, requests, String(connections), '8', phases], { stdio: ['ignore', 'pipe', 'inherit'] });
		let out = '', most = 0;
		const watch = setInterval(() => (most = Math.max(most, memory_mb(pid, 'Rss'))), 100);
		child.stdout.on('data', (data) => (out += data));
		child.on('error', reject).on('close', (code) => {
			clearInterval(watch);
			if (code !== 0) reject(new Error(`openloop ended with ${code}`));
			else resolve({ phases: out.trim().split('\n').map((text) => JSON.parse(text)), most, cores: (cpu_us(pid) - used) / 1000 / (Date.now() - began) });
		});
	});
}

const rss_before = memory_mb(pid, 'Rss');
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
async function closed(connections) {
	const { phases: [, run] } = await drive(connections, '0:1,0:3');
	print('closed_rps', `${connections} connections`, run.ok / run.seconds, run.ok);
	return run.ok / run.seconds;
}

const few = await closed(32), many = await closed(128);
const connections = many > few ? 128 : 32, bests = [Math.max(few, many)], floods = [], recoveries = [];
let most = 0;
for (let round = 0; round < ROUNDS; round++) {
	const best = bests.at(-1), half = Math.round(best / 2);
	const run = await drive(CONNECTIONS, `${half}:3,${Math.round(best * TIMES)}:${SECONDS},${half}:4`), [before, flood, after] = run.phases;
	bests.push(await closed(connections));
	floods.push({ ...flood, share: flood.ok / flood.seconds / ((best + bests.at(-1)) / 2), cores: run.cores });
	most = Math.max(most, run.most);
	const usual = 1.5 * Math.max(30, ...before.worst_ms_100ms);
	const slow = after.ok_100ms.map((_, i) => after.not_ok_100ms[i] > 0 || after.worst_ms_100ms[i] > usual);
	recoveries.push((slow.lastIndexOf(true) + 1) / 10);
	if (process.env.TEST_OVERLOAD_SERIES) console.log(JSON.stringify(run.phases));
}
const of = (figure, part, value) => {
	floods.forEach((flood, i) => print(figure, `round ${i + 1}`, value(flood), flood.sent));
	print(figure, part, median(floods.map(value)), floods.length);
};
print('best_rps', 'median', median(bests), bests.length);
of('offered_rps', 'median', (f) => f.due / f.seconds);
of('goodput', 'median share of best', (f) => f.share);
of('p50_accepted_ms', 'median, from due', (f) => f.p50_ms);
of('p99_accepted_ms', 'median, from due', (f) => f.p99_ms);
of('p99_answer_ms', 'median, from sent', (f) => f.p99_sent_ms);
print('refused_rps', '503', median(floods.map((f) => f.refused / f.seconds)), floods.length);
print('unsent', 'offered, but no connection was free for a second', floods.reduce((sum, f) => sum + f.late, 0), 1);
print('other_answers', 'neither 2xx nor 503', floods.reduce((sum, f) => sum + f.s4 + f.s5, 0), 1);
print('errors', 'connections lost', floods.reduce((sum, f) => sum + f.errors + f.unanswered, 0), 1);
print('driver_cores', 'flood', median(floods.map((f) => f.driver_cpu)), 1);
print('gateway_cores', 'before, flood and after', median(floods.map((f) => f.cores)), 1);
recoveries.forEach((value, i) => print('recovery_s', `round ${i + 1}`, value, 1));
print('recovery_s', 'median', median(recoveries), recoveries.length);
print('rss_mb', 'before', rss_before, 1);
print('rss_mb', 'most', most, 1);
print('rss_mb', 'after', memory_mb(pid, 'Rss'), 1);
rmSync(folder, { recursive: true });
