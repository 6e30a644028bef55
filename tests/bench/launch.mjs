// A launch of 10,000 products through the gateway: what each daemon needs for it at the most, and its CPU. The texts stand in the
// catalogue, as an import brings them.
//
//	figures, part = the daemon at so many characters a description: launch_peak_mb (most resident memory), launch_cpu_s; catalogue_mb: the
//	step's body. The parts without a daemon: save_s and launch_s, wall clock.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configuration } from './catalogue.mjs';
import { RUN_DIR, call, cpu_us, printer, start, users } from './wizard.mjs';

const N = Number(process.env.TEST_BENCH_PRODUCTS ?? 10000), LENGTHS = (process.env.TEST_BENCH_CHARS ?? '0,1200').split(',').map(Number);
const print = printer('bench');
start();
const daemons = Object.fromEntries(['gateway', 'theme-svc', 'content-svc', 'integration-svc', 'analytics-svc'].map((name) => [name, Number(readFileSync(join(RUN_DIR, 'pids', name), 'utf8'))]));
const peak_mb = (pid) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmHWM:\s+(\d+)/m)[1]) / 1024;

for (const chars of LENGTHS) {
	const { business_info, product_config: { products }, content_data: { product_descriptions } } = configuration(N, {}, chars);
	const mean = Math.round(products.reduce((sum, p) => sum + product_descriptions[p.sku].length, 0) / N);
	const [token] = users(1), { session_id } = await call('POST', '/api/v1/wizard/session', token, {}), path = `/api/v1/wizard/session/${session_id}`;
	const save = (step, step_data) => call('PUT', `${path}/step/${step}`, token, { step_data, auto_advance: true });
	const used = Object.fromEntries(Object.entries(daemons).map(([name, pid]) => [name, cpu_us(pid)]));
	for (const pid of Object.values(daemons)) writeFileSync(`/proc/${pid}/clear_refs`, '5'); // the peaks begin anew
	const catalogue = { products: products.map((p) => ({ ...p, description: product_descriptions[p.sku] })) };
	await save(1, business_info);
	let began = performance.now();
	await save(2, catalogue);
	print('save_s', `${mean}`, (performance.now() - began) / 1000, 1);
	print('catalogue_mb', `${mean}`, JSON.stringify(catalogue).length / 2 ** 20, 1);
	for (const [name, pid] of Object.entries(daemons)) print('save_peak_mb', `${name} ${mean}`, peak_mb(pid), 1);
	for (const step of [3, 4, 5, 6]) await save(step, {});
	began = performance.now();
	const { job_id } = await call('POST', `${path}/launch`, token, {});
	let job;
	do {
		await new Promise((done) => setTimeout(done, 250));
		job = await call('GET', `/api/v1/jobs/${job_id}`, token);
	} while (['queued', 'running'].includes(job.status));
	if (job.status !== 'succeeded') throw new Error(JSON.stringify(job));
	print('launch_s', `${mean}`, (performance.now() - began) / 1000, 1);
	for (const [name, pid] of Object.entries(daemons)) {
		print('launch_peak_mb', `${name} ${mean}`, peak_mb(pid), 1);
		print('launch_cpu_s', `${name} ${mean}`, (cpu_us(pid) - used[name]) / 1e6, 1);
	}
}
