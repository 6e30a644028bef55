// Publishing on one core: 10,000 products into files, compression included; then the same store with one product changed.
//
//	figures, part = number of products: publish_s (wall clock, theme-svc held to one core), publish_cpu_s, publish_peak_mb (theme-svc's
//	most resident memory), publish_pages, publish_files; republish_*: one product's description changed; *_written: files made, where the
//	others are the live version's own
import { execFileSync } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configuration } from './catalogue.mjs';
import { RUN_DIR, cpu_us, printer, start } from './wizard.mjs';

const N = Number(process.env.TEST_BENCH_PRODUCTS ?? 10000), CHARS = Number(process.env.TEST_BENCH_CHARS ?? 0), THEME = process.env.TEST_BENCH_THEME;
const print = printer('bench');
start();
const pid = Number(readFileSync(join(RUN_DIR, 'pids/theme-svc'), 'utf8'));
execFileSync('taskset', ['-a', '-c', '-p', '0', String(pid)], { stdio: 'ignore' });

function token() {
	const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const now = Math.floor(Date.now() / 1000);
	const body = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: '00000000-0000-4000-8000-000000000000', scope: 'peer', aud: 'theme-svc', iss: 'gateway', iat: now, exp: now + 3600 })}`;
	return `${body}.${createHmac('sha256', process.env.PEER_SECRET).update(body).digest('base64url')}`;
}
const peak_mb = () => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmHWM:\s+(\d+)/m)[1]) / 1024;

async function publish(part, store, version, live, config) {
	const body = JSON.stringify(config);
	writeFileSync(`/proc/${pid}/clear_refs`, '5'); // the peak begins anew
	const before = cpu_us(pid), began = performance.now();
	const reply = await fetch(`${process.env.THEME_URL}/v1/sites/${store}/versions/${version}?slug=bench&live=${live}`, { method: 'PUT', body,
		headers: { authorization: `Bearer ${token()}`, 'content-type': 'application/json' } });
	const done = await reply.json();
	if (reply.status !== 200) throw new Error(JSON.stringify(done));
	print(`${part}_s`, String(N), (performance.now() - began) / 1000, 1);
	print(`${part}_cpu_s`, String(N), (cpu_us(pid) - before) / 1e6, 1);
	print(`${part}_peak_mb`, String(N), peak_mb(), 1);
	for (const [key, value] of Object.entries(done)) if (key !== 'took_ms') print(`${part}_${key}`, String(N), value, 1);
	return body.length;
}

const store = randomUUID(), config = configuration(N, THEME ? { theme_id: THEME } : {}, CHARS);
print('rest_mb', String(N), peak_mb(), 1);
print('configuration_mb', String(N), (await publish('publish', store, 1, 0, config)) / 2 ** 20, 1);
config.content_data.product_descriptions[config.product_config.products[Math.floor(N / 2)].sku] += ' Now in a second size.';
await publish('republish', store, 2, 1, config);
