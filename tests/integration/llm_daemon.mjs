// An llm-svc of a test's own: it needs no database and no Redis, so that each test can have one with its own settings.
import { spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const BIN_DIR = process.env.BIN_DIR ?? join(ROOT, 'build/release');
const SECRET = randomBytes(32).toString('hex');

function free_port() {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject).listen(0, '127.0.0.1', () => {
			const { port } = server.address();
			server.close(() => resolve(port));
		});
	});
}

export function peer_token({ aud = 'llm-svc', secret = SECRET, exp = Math.floor(Date.now() / 1000) + 600, scope = 'peer' } = {}) {
	const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: '00000000-0000-0000-0000-000000000000', iss: 'content-svc', aud, scope, exp })}`;
	return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

// settings: environment of the daemon. Resolves when /readyz says yes.
export async function start_llm(settings = {}) {
	const port = await free_port();
	const url = `http://127.0.0.1:${port}`;
	const child = spawn(join(BIN_DIR, 'llm-svc'), [], { env: { PATH: process.env.PATH, ASAN_OPTIONS: process.env.ASAN_OPTIONS ?? '', LLM_PORT: String(port), PEER_SECRET: SECRET, ...settings }, stdio: ['ignore', 'pipe', 'pipe'] });
	const daemon = { url, child, log: '' };
	for (const out of [child.stdout, child.stderr]) out.on('data', (data) => { daemon.log += data; });
	const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));

	daemon.stop = async () => {
		child.kill('SIGTERM');
		return ended;
	};
	daemon.call = (path, body, { method = body === undefined ? 'GET' : 'POST', token = peer_token(), headers = {}, signal } = {}) => fetch(url + path, {
		method, signal: signal ?? AbortSignal.timeout(30000),
		headers: { ...(token && { authorization: `Bearer ${token}` }), ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
		body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
	});
	daemon.lines = () => daemon.log.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
	for (const until = Date.now() + 10000; ;) {
		const ready = await fetch(`${url}/readyz`).then((reply) => reply.ok, () => false);
		if (ready) return daemon;
		if (child.exitCode !== null || Date.now() > until) throw new Error(`llm-svc did not become ready:\n${daemon.log}`);
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

// data: lines of an event stream, without the last "[DONE]"; done says whether it came.
export async function events_of(reply) {
	const data = (await reply.text()).split('\n\n').filter((event) => event.startsWith('data: ')).map((event) => event.slice(6));
	const done = data.at(-1) === '[DONE]';
	return { done, events: (done ? data.slice(0, -1) : data).map((text) => JSON.parse(text)) };
}
