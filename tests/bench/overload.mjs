// Overload: step_update offered at ten times its best rate, on a schedule that does not wait for answers (openloop.c). One JSON line a figure.
//
//	make overload [TEST_OVERLOAD_SECONDS=10] [TEST_OVERLOAD_TIMES=10] [TEST_OVERLOAD_NICE=-15 on a shared machine]
//
// 4,000 sessions, so that saves seldom meet on a row. The gateway has one core for itself, the driver another; PostgreSQL and Redis run where there is room. best_rps: the best closed-loop rate of the same
// driver, taken just before. goodput: saves a second while overloaded, over best_rps. p99_accepted_ms: of the saves, from the moment each was due.
// recovery_s: after the flood, at half of best_rps, until nothing is refused or late (above 50 ms) any more.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { GATEWAY_URL, cpu_us, memory_mb, printer, sessions_of, start, step_updates, users } from './wizard.mjs';

const SECONDS = Number(process.env.TEST_OVERLOAD_SECONDS ?? 10), TIMES = Number(process.env.TEST_OVERLOAD_TIMES ?? 10), CONNECTIONS = Number(process.env.TEST_OVERLOAD_CONNECTIONS ?? 1000);
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
let best = 0;
for (const connections of [32, 128, 256]) {
	const { phases: [, run], cores } = await drive(connections, '0:1,0:4');
	print('closed_rps', `${connections} connections`, run.ok / run.seconds, run.ok);
	print('closed_p99_ms', `${connections} connections`, run.p99_ms, run.ok);
	print('closed_gateway_cores', `${connections} connections`, cores, run.ok);
	best = Math.max(best, run.ok / run.seconds);
}
print('best_rps', 'step_update', best, 1);

const { phases: [flood, after], most, cores } = await drive(CONNECTIONS, `${Math.round(best * TIMES)}:${SECONDS},${Math.round(best / 2)}:4`);
const rss_after = memory_mb(pid, 'Rss');
print('offered_rps', 'step_update', flood.due / flood.seconds, flood.due);
print('sent_rps', 'step_update', flood.sent / flood.seconds, flood.sent);
print('goodput', 'share of best', flood.ok / flood.seconds / best, flood.ok);
print('p50_accepted_ms', 'from due', flood.p50_ms, flood.ok);
print('p99_accepted_ms', 'from due', flood.p99_ms, flood.ok);
print('refused_rps', '503', flood.refused / flood.seconds, flood.refused);
print('other_answers', 'neither 2xx nor 503', flood.s4 + flood.s5, flood.sent);
print('errors', 'connections lost', flood.errors + flood.unanswered, flood.sent);
print('driver_cores', 'flood', flood.driver_cpu, 1);
print('gateway_cores', 'flood and after', cores, 1);
const slow = after.ok_100ms.map((_, i) => after.not_ok_100ms[i] > 0 || after.worst_ms_100ms[i] > 50);
print('recovery_s', 'to no refusal and no save above 50 ms', (slow.lastIndexOf(true) + 1) / 10, after.ok);
print('refused_after', '503', after.refused, after.sent);
print('rss_mb', 'before', rss_before, 1);
print('rss_mb', 'most', most, 1);
print('rss_mb', 'after', rss_after, 1);
if (process.env.TEST_OVERLOAD_SERIES) console.log(JSON.stringify({ flood, after }));
rmSync(folder, { recursive: true });
