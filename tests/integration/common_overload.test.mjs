// More than can be served: who is refused and how, who is served all the same, and what SIGTERM and the order of starting do to requests.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { test } from 'node:test';
import { DAEMONS, merchant, plain, port, postgres_start, postgres_stop, process_of, redis_start, redis_stop, restart, S, save, session, SHOP, start, stop, until } from './harness.mjs';

// Holds a session's row until it is let go, so that its saves wait in PostgreSQL.
async function locked(id) {
	const child = spawn('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', process.env.MIGRATE_URL.replace('/postgres?', '/wizard?')], { stdio: ['pipe', 'pipe', 'inherit'] });
	const ready = new Promise((resolve) => child.stdout.once('data', resolve));
	child.stdin.write(`begin; select 'locked' from gateway.wizard_sessions where id = '${id}' for update;\n`);
	await ready;
	const closed = new Promise((resolve) => child.once('close', resolve));
	return () => (child.stdin.end(), closed);
}

const metric = async (line) => Number((await plain({ method: 'GET', path: '/metrics' })).text.match(new RegExp(`^${line} (\\d+)`, 'm'))?.[1]);
const working = () => metric('http_requests\\{state="working"\\}');

test('a full house: 503 with Retry-After at once, others and health are served, and room is used when there is some', async (t) => {
	t.after(() => restart('gateway'));
	await restart('gateway', { GATEWAY_MAX_WORKING: '16', GATEWAY_DB_POOL_MAX: '10' });
	const hog = await session(), guest = await session(merchant());
	const let_go = await locked(hog.id);
	t.after(let_go);
	const held = Array.from({ length: 8 }, () => save(hog, 1, SHOP[0]));
	await until('the hog to have its part', async () => (await working()) === 8);
	const refused = await metric('http_refused_total\\{cause="overload"\\}');
	for (let i = 0; i < 5; i++) {
		const reply = await save(hog, 1, SHOP[0]);
		assert.equal(reply.status, 503, reply.text);
		assert.equal(reply.headers['retry-after'], '1');
		assert.equal(reply.headers['content-type'], 'application/problem+json');
		assert.equal(reply.body.code, 'overload');
		assert.notEqual(reply.headers.connection, 'close', 'the connection lives on');
	}
	assert.equal(await metric('http_refused_total\\{cause="overload"\\}'), refused + 5);
	for (const path of ['/livez', '/readyz', '/healthz']) assert.equal((await plain({ method: 'GET', path })).status, 200, path);
	assert.equal((await save(guest, 1, SHOP[0])).status, 200, 'another user is served');
	assert.equal((await plain({ method: 'GET', path: '/', address: '127.0.0.7' })).status, 200, 'another address is served');
	await let_go();
	for (const reply of await Promise.all(held)) assert.equal(reply.status, 200, reply.text);
	assert.equal((await save(hog, 1, SHOP[0])).status, 200);
});

test('large bodies have so much room and no more; small ones are served meanwhile, and the room comes back', async (t) => {
	const s = await session(), large = 20 << 20, waiting = [];
	t.after(() => waiting.forEach((socket) => socket.destroy()));
	const open = (name) => new Promise((resolve) => {
		const socket = connect(port('gateway'), '127.0.0.1', () => socket.write(`POST ${s.path}/preview HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${s.m.token}\r\nContent-Type: application/json\r\nContent-Length: ${large}\r\n\r\n{`));
		waiting.push(socket);
		socket.once('data', (data) => resolve(`${name}: ${data.toString('latin1').split('\r\n\r\n')[0]}`)).on('error', () => resolve('reset'));
	});
	// 13 times 20 MB are more than 256.
	const replies = Array.from({ length: 13 }, (_, i) => open(i)), refused = await Promise.race(replies);
	assert.match(refused, /^\d+: HTTP\/1.1 503 /);
	assert.match(refused, /Retry-After: 1/i);
	assert.equal((await save(s, 1, SHOP[0])).status, 200);
	for (const socket of waiting) socket.destroy();
	const product = { ...SHOP[1].products[0], description: 'x'.repeat(10000) };
	const all = { ...SHOP[1], products: Array.from({ length: 120 }, (_, i) => ({ ...product, sku: `L-${i}`, variants: undefined })) };
	await until('the room to come back', async () => (await s.m.post(`${s.path}/preview`, { step: 2, step_data: all })).status === 200);
});

// A client that sends its next request as soon as it has the answer, until the server says close. Gives { sent, statuses, lost }.
function eager(text) {
	return new Promise((resolve) => {
		const out = { sent: 0, statuses: [], lost: false }, socket = connect(port('gateway'), '127.0.0.1');
		let got = '', busy = false, last = false;
		const next = () => {
			busy = true;
			out.sent++;
			socket.write(text);
		};
		socket.on('connect', next).on('data', (data) => {
			got += data.toString('latin1');
			for (;;) {
				const head = got.indexOf('\r\n\r\n');
				if (head < 0) return;
				const length = Number(got.slice(0, head).match(/\r\nContent-Length: (\d+)/i)?.[1] ?? 0);
				if (got.length < head + 4 + length) return;
				out.statuses.push(Number(got.slice(9, 12)));
				last = /\r\nConnection: close/i.test(got.slice(0, head));
				got = got.slice(head + 4 + length);
				busy = false;
				if (last) return;
				next();
			}
		});
		socket.on('error', () => {}).on('close', () => {
			out.lost = busy;
			resolve(out);
		});
	});
}

test('SIGTERM under load: every request that was taken is answered, and the daemon ends with 0', async () => {
	await stop('gateway');
	const { child, ended } = await start('gateway'), m = merchant(), s = await session(m);
	const auth = `host: x\r\nauthorization: Bearer ${m.token}\r\ncontent-type: application/json\r\n`, body = JSON.stringify({ step_data: SHOP[0] });
	const requests = [`GET ${s.path} HTTP/1.1\r\n${auth}\r\n`, `PUT ${s.path}/step/1 HTTP/1.1\r\n${auth}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, `POST ${S} HTTP/1.1\r\n${auth}content-length: 2\r\n\r\n{}`, 'GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n'];
	const clients = Array.from({ length: 40 }, (_, i) => eager(requests[i % requests.length]));
	await until('a load', async () => (await metric('http_connections_accepted_total')) > 40);
	setTimeout(() => child.kill('SIGTERM'), 300);
	const results = await Promise.all(clients);
	assert.deepEqual(await ended(), { code: 0, signal: null });
	for (const { sent, statuses, lost } of results) {
		assert.equal(lost, false, `a request without an answer after ${sent}`);
		assert.equal(statuses.length, sent);
		assert.ok(statuses.every((status) => [200, 201, 429].includes(status)), `${[...new Set(statuses)]}`);
	}
	await start('gateway');
});

test('the order of starting does not matter: every daemon waits for what is missing, and is well when it comes', async () => {
	for (const name of DAEMONS) await stop(name);
	await redis_stop();
	await postgres_stop();
	// The one that needs all others first.
	const names = [...DAEMONS].reverse(), reply = (service, path) => plain({ method: 'GET', path, service }).catch(() => ({}));
	for (const name of names) process_of(name);
	for (const name of names) {
		await until(`${name} to live`, async () => (await reply(name, '/livez')).status === 200, 20000);
		const { status, headers } = await reply(name, '/readyz');
		// Two of them need no database.
		if (status !== 200) assert.deepEqual([status, headers['retry-after']], [503, '1'], name);
	}
	assert.equal((await reply('gateway', '/readyz')).status, 503);
	await postgres_start();
	for (const name of names) await until(`${name} to be ready`, async () => (await reply(name, '/readyz')).status === 200, 10000);
	await redis_start();
	await until('a step to be saved with nobody missing', async () => {
		const s = await session().catch(() => null), saved = s && (await save(s, 1, SHOP[0]));
		return saved?.status === 200 && saved.body.degraded.length === 0;
	}, 15000);
});
