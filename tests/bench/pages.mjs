// A page of a live store beside nginx serving the same bytes with the same header lines, one worker each, 32 connections, keep-alive.
//
//	figures: page_ratio (requests/s over nginx's, the median of five interleaved turns), page_cpu_us (user + system CPU of the gateway a page);
//	parts: br and identity of the home page, style
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GATEWAY_URL, cpu_us, here, printer, start } from './wizard.mjs';

const SECONDS = Number(process.env.TEST_BENCH_SECONDS ?? 3), TURNS = 5, NGINX = process.env.TEST_NGINX ?? 'nginx';
const print = printer('bench'), pid = start();
const said = execFileSync('node', [join(here, '../../deploy/demo/demo.mjs'), GATEWAY_URL], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const front = new URL(said.match(/The store is at (\S+)/)[1]).pathname;
const style = (await (await fetch(GATEWAY_URL + front)).text()).match(/href="([^"]*assets\/style\.[0-9a-f]+\.css)"/)[1];
const parts = { br: [front, 'br'], identity: [front, 'identity'], style: [style, 'br'] };

const folder = mkdtempSync(join(tmpdir(), 'bench-pages-'));
const port = await new Promise((done) => { const s = createServer().listen(0, '127.0.0.1', () => { const { port: free } = s.address(); s.close(() => done(free)); }); });
let locations = '';
for (const [name, [path, coding]] of Object.entries(parts)) {
	const { headers, bytes } = await new Promise((done, failed) => import('node:http').then(({ get }) => get(GATEWAY_URL + path, { headers: { 'accept-encoding': coding } }, (reply) => {
		const pieces = [];
		reply.on('data', (piece) => pieces.push(piece)).on('end', () => done({ headers: reply.headers, bytes: Buffer.concat(pieces) }));
	}).on('error', failed)));
	mkdirSync(join(folder, name));
	writeFileSync(join(folder, name, 'page'), bytes);
	const skip = new Set(['date', 'content-length', 'content-type', 'connection', 'etag']); // nginx has its own of these
	const lines = Object.entries(headers).filter(([key]) => !skip.has(key)).map(([key, value]) => `add_header ${key} "${value}";`).join(' ');
	locations += `location /${name}/ { root ${folder}; types {} default_type "${headers['content-type']}"; ${lines} }\n`;
}
writeFileSync(join(folder, 'nginx.conf'), `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log; ${process.getuid() === 0 ? 'user root;' : ''}
events { worker_connections 1024; }
http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; server_tokens off; open_file_cache max=1000;
client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
server { listen 127.0.0.1:${port};\n${locations} } }\n`);
const nginx = spawn(NGINX, ['-e', join(folder, 'error.log'), '-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'inherit' });
for (let i = 0; i < 200 && !(await fetch(`http://127.0.0.1:${port}/br/page`, { method: 'HEAD' }).then((r) => r.ok, () => false)); i++) await new Promise((done) => setTimeout(done, 20));

function load(url, coding) {
	const out = execFileSync('wrk', ['-t', '1', '-c', '32', '-d', `${SECONDS}s`, '-H', `Accept-Encoding: ${coding}`, url], { encoding: 'utf8' });
	if (/Non-2xx|Socket errors/.test(out)) throw new Error(out);
	return { rps: Number(out.match(/Requests\/sec:\s+([\d.]+)/)[1]), n: Number(out.match(/(\d+) requests in/)[1]) };
}
try {
	for (const [name, [path, coding]] of Object.entries(parts)) {
		const ratios = [];
		let used = 0, pages = 0;
		for (let i = 0; i < TURNS; i++) {
			const before = cpu_us(pid), ours = load(GATEWAY_URL + path, coding);
			used += cpu_us(pid) - before;
			pages += ours.n;
			ratios.push(ours.rps / load(`http://127.0.0.1:${port}/${name}/page`, coding).rps);
		}
		print('page_ratio', name, ratios.sort((a, b) => a - b)[Math.floor(TURNS / 2)], TURNS);
		print('page_cpu_us', name, used / pages, pages);
		print('page_bytes', name, readFileSync(join(folder, name, 'page')).length, 1);
	}
} finally {
	nginx.kill('SIGTERM');
	rmSync(folder, { recursive: true });
}
