// What make bench measures besides the five workloads: nginx with the very reply of /healthz, memory at rest, time to readiness.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { GATEWAY_URL, RUN_DIR, memory_mb } from './wizard.mjs';

export const DAEMONS = ['gateway', 'llm-svc', 'content-svc', 'theme-svc', 'integration-svc', 'analytics-svc'];
const NGINX = process.env.TEST_NGINX ?? 'nginx';

const free_port = () => new Promise((done) => {
	const server = createServer().listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => done(port)); });
});
const answers = (url) => fetch(url).then(async (reply) => { await reply.arrayBuffer(); return reply.ok; }, () => false);
const ended = (child) => new Promise((done) => (child.exitCode ?? child.signalCode) === null ? child.once('exit', done) : done());

async function until_ready(url, child) {
	const end = performance.now() + 10000;
	while (!(await answers(url))) {
		if (child.exitCode !== null || performance.now() > end) throw new Error(`${url} did not come up`);
		await new Promise((done) => setTimeout(done, 1));
	}
}

// One worker, keep-alive, no log; the same header lines and body as the gateway's. Gives { url, stop }, or null without nginx.
export async function nginx(folder) {
	try { execFileSync(NGINX, ['-v'], { stdio: 'ignore' }); } catch { return null; }
	const reply = await fetch(`${GATEWAY_URL}/healthz`), body = await reply.text(), port = await free_port();
	const skip = new Set(['date', 'content-length', 'content-type', 'connection']);
	const headers = [...reply.headers].filter(([name]) => !skip.has(name)).map(([name, value]) => `add_header ${name} "${value}";`).join(' ');
	const home = join(folder, 'nginx');
	mkdirSync(home);
	writeFileSync(join(home, 'nginx.conf'), `daemon off; worker_processes 1; pid ${home}/pid; error_log ${home}/error.log;
events { worker_connections 1024; }
http { access_log off; keepalive_requests 1000000000; server_tokens off; default_type application/json;
client_body_temp_path ${home}; proxy_temp_path ${home}; fastcgi_temp_path ${home}; uwsgi_temp_path ${home}; scgi_temp_path ${home};
server { listen 127.0.0.1:${port}; location / { ${headers} return 200 '${body}'; } } }\n`);
	const child = spawn(NGINX, ['-e', join(home, 'error.log'), '-p', home, '-c', join(home, 'nginx.conf')], { stdio: 'inherit' });
	await until_ready(`http://127.0.0.1:${port}/healthz`, child);
	return { url: `http://127.0.0.1:${port}`, stop: () => { child.kill('SIGTERM'); return ended(child); } };
}

// RSS of each daemon, PSS of all.
export async function memory(print) {
	let total = 0;
	await new Promise((done) => setTimeout(done, 5000));
	for (const name of DAEMONS) {
		const pid = Number(readFileSync(join(RUN_DIR, 'pids', name), 'utf8'));
		print('rss_mb', name, memory_mb(pid, 'Rss'), 1);
		print('pss_mb', name, memory_mb(pid, 'Pss'), 1);
		total += memory_mb(pid, 'Pss');
	}
	print('pss_mb', 'all', total, DAEMONS.length);
}

// From exec to the first 200 of /readyz, of a second daemon of each kind beside the first; the median of three.
export async function ready(folder, print) {
	for (const name of DAEMONS) {
		const prefix = name.replace('-svc', '').toUpperCase(), took = [];
		for (let i = 0; i < 3; i++) {
			const port = await free_port(), began = performance.now();
			const env = { ...process.env, [`${prefix}_PORT`]: String(port), PID_FILE: join(folder, `${name}.pid`) };
			for (const other of DAEMONS) if (other !== name) delete env[`${other.replace('-svc', '').toUpperCase()}_DATABASE_URL`];
			const child = spawn(join(process.env.BIN_DIR, name), [], { env, stdio: 'ignore' });
			await until_ready(`http://127.0.0.1:${port}/readyz`, child);
			took.push(performance.now() - began);
			child.kill('SIGTERM');
			await ended(child);
		}
		print('ready_ms', name, took.sort((a, b) => a - b)[1], took.length);
	}
}
