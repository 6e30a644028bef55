// A job over a WebSocket: GET /ws/jobs/{job_id}, spoken to by npm's ws as a browser would.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import WebSocket from 'ws';
import { api, events, finished, launched, log_text, merchant, mint, NOBODY, port, start, stop, until } from './harness.mjs';

const address = (job_id, query = '') => `ws://127.0.0.1:${port('gateway')}/ws/jobs/${job_id}${query}`;

// { opened, protocol, list, code, reason }, or { status, body } when there was no upgrade. on_open(socket) may do more.
function listen(url, { token, protocols = token ? ['wizard.v1', `bearer.${token}`] : [], headers, on_open, ...options } = {}) {
	return new Promise((resolve, reject) => {
		const socket = new WebSocket(url, protocols, { headers, perMessageDeflate: true, ...options }), list = [];
		let opened = false;
		socket.on('open', () => {
			opened = true;
			on_open?.(socket);
		});
		socket.on('message', (data, binary) => list.push(binary ? data : JSON.parse(data)));
		socket.on('close', (code, reason) => resolve({ opened, list, code, reason: `${reason}`, protocol: socket.protocol, extensions: socket.extensions }));
		socket.on('unexpected-response', (request, response) => {
			const parts = [];
			response.on('data', (part) => parts.push(part)).on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: JSON.parse(Buffer.concat(parts)) }));
		});
		socket.on('error', (error) => (opened ? undefined : reject(error)));
	});
}

test('a launch as it happens: the events of the stream, in order, then a close with 1000', async () => {
	const s = await finished();
	const { body } = await s.m.post(`${s.path}/launch`);
	const seen = await listen(address(body.job_id), { token: s.m.token });
	assert.equal(seen.code, 1000);
	assert.equal(seen.protocol, 'wizard.v1');
	assert.equal(seen.extensions, '', 'no extension is agreed, though one was offered');
	assert.equal(seen.list.at(-1).event, 'job.succeeded');
	assert.ok(seen.list.at(-1).data.result.storefront_url);
	const stream = await events(s.m, body.job_id, { last: 0 });
	const streamed = stream.list.map(({ id, event, data }) => ({ event, id, data }));
	// What was told before the socket opened is told again from the beginning.
	assert.deepEqual(seen.list, streamed);

	// Again from the middle, and with Authorization as a program would.
	const middle = streamed[Math.floor(streamed.length / 2)].id;
	const rest = await listen(address(body.job_id, `?after=${middle}`), { headers: { authorization: `Bearer ${s.m.token}` } });
	assert.deepEqual(rest.list, streamed.filter(({ id }) => id > middle));
	// After the last: that one again.
	const last = await listen(address(body.job_id, '?after=100000'), { token: s.m.token });
	assert.deepEqual(last.list, streamed.slice(-1));
	assert.ok(!log_text('gateway').includes(s.m.token), 'the token stands in no log');
});

test('who may not listen: no token, a bad one, another person, another site', async () => {
	const s = await finished(), job = await launched(s), url = address(job.job_id), { token } = s.m;
	assert.equal((await listen(url)).status, 401);
	assert.equal((await listen(url, { token: `${token.slice(0, -2)}xx` })).status, 401);
	assert.equal((await listen(url, { token: mint(s.m.sub, { scope: ['wizard:write'] }) })).status, 403);
	assert.equal((await listen(url, { token: merchant().token })).status, 404);
	assert.equal((await listen(address(NOBODY), { token })).status, 404);
	for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1', `https://127.0.0.1.evil.example:${port('gateway')}`]) assert.equal((await listen(url, { token, origin })).status, 403, origin);
	const ours = await listen(url, { token, origin: `http://127.0.0.1:${port('gateway')}` });
	assert.equal(ours.code, 1000);
});

test('what is no upgrade is told so: 426 with the version that we speak', async () => {
	const s = await finished(), job = await launched(s);
	const reply = await s.m.get(`/ws/jobs/${job.job_id}`);
	assert.equal(reply.status, 426);
	assert.equal(reply.headers.upgrade, 'websocket');
	assert.equal(reply.headers['sec-websocket-version'], '13');
	assert.equal((await listen(address(job.job_id), { token: s.m.token, protocolVersion: 8 })).status, 426);
	assert.equal((await api('GET', `/ws/jobs/${job.job_id}?after=x`, { token: s.m.token })).status, 422);
});

// A job that does not end while a test looks: nobody works at it.
async function waiting() {
	const s = await finished();
	await stop('theme-svc');
	const { body } = await s.m.post(`${s.path}/launch`);
	return { s, url: address(body.job_id), id: body.job_id, done: () => start('theme-svc') };
}

test('a message is against the rules (1008), a large one too large (1009); a ping gets its pong', async () => {
	const w = await waiting();
	try {
		const said = await listen(w.url, { token: w.s.m.token, on_open: (socket) => socket.send('hello') });
		assert.deepEqual([said.code, said.reason], [1008, 'this socket takes no messages']);
		const large = await listen(w.url, { token: w.s.m.token, on_open: (socket) => socket.send('x'.repeat(100000)) });
		assert.equal(large.code, 1009);
		let pong;
		const asked = await listen(w.url, { token: w.s.m.token, on_open: (socket) => socket.on('pong', (data) => {
			pong = `${data}`;
			socket.close(1000, 'enough');
		}).ping('there?') });
		assert.equal(pong, 'there?');
		assert.equal(asked.code, 1000);
	} finally {
		await w.done();
	}
});

test('SIGTERM: sockets are closed with 1001 and the daemon ends in time; a client that hangs up leaves nothing', async () => {
	const w = await waiting();
	try {
		let socket;
		const gone = listen(w.url, { token: w.s.m.token, on_open: (open) => (socket = open) });
		await until('the socket', () => socket);
		socket.terminate();
		await gone;
		let open = 0;
		const all = Array.from({ length: 20 }, () => listen(w.url, { token: w.s.m.token, on_open: () => open++ }));
		await until('the sockets', () => open === 20);
		await stop('gateway');
		for (const { code } of await Promise.all(all)) assert.equal(code, 1001);
	} finally {
		await start('gateway');
		await w.done();
	}
});
