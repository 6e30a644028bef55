// Requests that no honest client sends, byte by byte: what can be read in two ways is refused and the connection closed, so that
// nothing of it is taken for a next request; a slow head or body ends by the clock.
import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import { S, api, merchant, plain, port, session, wait } from './harness.mjs';

const m = merchant();

// Sends the pieces (a number waits so many ms), reads until the server closes. `open` when it has not within `patience` ms.
function raw(pieces, { patience = 4000, service = 'gateway' } = {}) {
	return new Promise((resolve, reject) => {
		const socket = net.connect(port(service), '127.0.0.1'), parts = [], began = Date.now();
		const end = (open) => {
			const text = Buffer.concat(parts).toString('latin1');
			socket.destroy();
			resolve({ text, open, ms: Date.now() - began, statuses: [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1])).filter((status) => status !== 100) });
		};
		const timer = setTimeout(() => end(true), patience);
		socket.setNoDelay(true).on('data', (part) => parts.push(part)).on('error', (error) => (error.code === 'EPIPE' || error.code === 'ECONNRESET' ? undefined : reject(error)));
		socket.on('close', () => (clearTimeout(timer), end(false)));
		socket.on('connect', async () => {
			for (const piece of [pieces].flat()) {
				if (socket.destroyed) return;
				if (typeof piece === 'number') await wait(piece);
				else socket.write(Buffer.from(piece, 'latin1'));
			}
		});
	});
}

const AUTH = `Authorization: Bearer ${m.token}\r\nContent-Type: application/json\r\n`;
const post = (headers, body = '') => `POST ${S} HTTP/1.1\r\nHost: a\r\n${AUTH}${headers}\r\n\r\n${body}`;
const get = (target, headers = 'Host: a') => `GET ${target} HTTP/1.1\r\n${headers}\r\n\r\n`;
// What would be answered with 200 if any byte of what stands before it were left over.
const NEXT = get('/livez');
const LAST = get('/livez', 'Host: a\r\nConnection: close');

// name: [bytes, statuses that refuse it]
const REFUSED = {
	'a blank before the colon of Transfer-Encoding': [post('Transfer-Encoding : chunked', `0\r\n\r\n${NEXT}`), 400],
	'a blank before the colon of Content-Length': [post(`Content-Length : ${NEXT.length}`, NEXT), 400],
	'two Content-Lengths': [post('Content-Length: 2\r\nContent-Length: 3', `{} ${NEXT}`), 400],
	'the same Content-Length twice': [post('Content-Length: 2\r\nContent-Length: 2', `{}${NEXT}`), 400],
	'a list of Content-Lengths': [post('Content-Length: 2, 2', `{}${NEXT}`), 400],
	...Object.fromEntries(['+2', '-1', '0x2', '2abc', '', '2 2', '2.0', '1e1', '٢'].map((length) => [`Content-Length: ${length}`, [post(`Content-Length: ${Buffer.from(length).toString('latin1')}`, `{}${NEXT}`), 400]])),
	'a Content-Length beyond any number': [post('Content-Length: 99999999999999999999', `{}${NEXT}`), 413],
	'Content-Length and Transfer-Encoding': [post('Content-Length: 2\r\nTransfer-Encoding: chunked', `0\r\n\r\n${NEXT}`), 400],
	'Transfer-Encoding twice': [post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked', `0\r\n\r\n${NEXT}`), 400],
	'Transfer-Encoding in HTTP/1.0': [post('Transfer-Encoding: chunked', `0\r\n\r\n${NEXT}`).replace('HTTP/1.1', 'HTTP/1.0'), 400],
	...Object.fromEntries(['gzip, chunked', 'chunked, chunked', 'chunked, identity', 'xchunked', 'identity', '"chunked"', 'chunked;q=1'].map((coding) => [`Transfer-Encoding: ${coding}`, [post(`Transfer-Encoding: ${coding}`, `0\r\n\r\n${NEXT}`), 501]])),
	...Object.fromEntries([' 2', '+2', '0x2', '2 ', '-2', '', 'g', '000000002', '2\t', '2,2'].map((size) => [`a chunk of size "${size}"`, [post('Transfer-Encoding: chunked', `${size}\r\n{}\r\n0\r\n\r\n${NEXT}`), 400]])),
	'a chunk longer than it says': [post('Transfer-Encoding: chunked', `1\r\n{}\r\n0\r\n\r\n${NEXT}`), 400],
	'a chunk size that ends in LF': [post('Transfer-Encoding: chunked', `2\n{}\r\n0\r\n\r\n${NEXT}`), 400],
	'a trailer that is no header': [post('Transfer-Encoding: chunked', `2\r\n{}\r\n0\r\nno header\r\n\r\n${NEXT}`), 400],
	'a folded line': [get('/livez', 'Host: a\r\nX-A: b\r\n c'), 400],
	'lines that end in LF': [`GET /livez HTTP/1.1\nHost: a\n\n${NEXT}`, 400],
	'a bare CR in a value': [get('/livez', 'Host: a\r\nX-A: b\rX-B: c'), 400],
	'a NUL in a value': [get('/livez', 'Host: a\r\nX-A: b\0c'), 400],
	'a NUL in a name': [get('/livez', 'Host: a\r\nX\0A: b'), 400],
	'a control byte in a value': [get('/livez', 'Host: a\r\nX-A: b\x01'), 400],
	'a DEL in a value': [get('/livez', 'Host: a\r\nX-A: b\x7f'), 400],
	'a header without a name': [get('/livez', 'Host: a\r\n: b'), 400],
	'a header without a colon': [get('/livez', 'Host: a\r\nhello'), 400],
	'a blank in the target': [get('/live z'), [400, 505]],
	'a byte above ASCII in the target': [get('/live\xe9'), 400],
	'a control byte in the target': [get('/live\x01'), 400],
	'a NUL in the target': [get('/live\0'), 400],
	'a broken escape in the target': [get('/live%zz'), 400],
	'a quotation mark in the target': [get('/live"'), 400],
	'no Host': [get('/livez', 'X-A: b'), 400],
	'two Hosts': [get('/livez', 'Host: a\r\nHost: b'), 400],
	...Object.fromEntries(['a/b@c', 'a b', 'u@a', 'a:b', '', 'a,b', '[::1', 'a\\b'].map((host) => [`Host: ${host}`, [get('/livez', `Host: ${host}`), 400]])),
	'an absolute target': [get('http://other.example/livez'), 400],
	'an authority as target': ['CONNECT other.example:443 HTTP/1.1\r\nHost: a\r\n\r\n', 400],
	'a target without a slash': [get('livez'), 400],
	'* for another method than OPTIONS': [get('*'), 400],
	'no version': ['GET /livez\r\nHost: a\r\n\r\n', 400],
	'HTTP/2.0': [get('/livez').replace('HTTP/1.1', 'HTTP/2.0'), 505],
	'HTTP/1.2': [get('/livez').replace('HTTP/1.1', 'HTTP/1.2'), 505],
	'another protocol': ['SSH-2.0-OpenSSH_9.2\r\n\r\n', 400],
	'a TLS hello': ['\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n\r\n', 400],
	'an HTTP/2 preface': ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400, 505]],
	'blanks before the method': [` ${NEXT}`, 400],
	'two empty lines before': [`\r\n\r\n${NEXT}`, 400],
	'another expectation': [post('Expect: 200-ok\r\nContent-Length: 2', '{}'), 417],
	'101 headers': [get('/livez', `Host: a\r\n${'X-A: b\r\n'.repeat(100)}X-A: b`), 431],
	'a head above 16 KB': [get('/livez', `Host: a\r\nX-A: ${'b'.repeat(17000)}`), 431],
	'a request line above 8 KB': [get(`/${'a'.repeat(9000)}`), 414],
	'a method without end': ['A'.repeat(20000), [400, 414, 431]],
};

test('whatever could be read in two ways is refused, the connection closed, and nothing behind it answered', async () => {
	await Promise.all(Object.entries(REFUSED).map(async ([what, [bytes, want]]) => {
		const reply = await raw([bytes, NEXT]);
		assert.equal(reply.statuses.length, 1, `${what}: ${reply.text}`);
		assert.ok([want].flat().includes(reply.statuses[0]), `${what}: ${reply.statuses[0]}`);
		assert.equal(reply.open, false, `${what}: the connection stays open`);
		assert.match(reply.text, /\r\nConnection: close\r\n/i, what);
		assert.match(reply.text, /\r\nContent-Type: application\/problem\+json\r\n/i, what);
		assert.doesNotMatch(reply.text, /<html/i, what);
	}));
});

test('the same bytes cut into pieces get the same answer', async () => {
	const chosen = ['a blank before the colon of Transfer-Encoding', 'two Content-Lengths', 'a folded line', 'a NUL in a value', 'a chunk of size "+2"', 'no Host'];
	await Promise.all(chosen.map(async (what) => {
		const [bytes, want] = REFUSED[what];
		const reply = await raw(bytes.match(/[^]{1,7}/g).flatMap((piece) => [piece, 1]));
		assert.deepEqual(reply.statuses, [want], what);
		assert.equal(reply.open, false, what);
	}));
});

test('HEAD never has a body, and a body that comes with it is no next request', async () => {
	const head = await raw(`HEAD /livez HTTP/1.1\r\nHost: a\r\n\r\n${LAST}`);
	assert.deepEqual(head.statuses, [200, 200], head.text);
	const [first, second] = head.text.split(/(?=^HTTP\/1\.1 )/m);
	assert.ok(first.endsWith('\r\n\r\n'), 'HEAD has a body');
	const told = Number(first.match(/Content-Length: (\d+)/i)[1]);
	assert.equal(told, second.split('\r\n\r\n')[1].length, 'HEAD tells the length of GET');
	for (const method of ['HEAD', 'GET', 'DELETE', 'OPTIONS', 'PATCH']) {
		const smuggled = get('/openapi.json');
		const known = await raw(`${method} /livez HTTP/1.1\r\nHost: a\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}${LAST}`);
		assert.equal(known.statuses.length, 2, `${method}: ${known.text.slice(0, 300)}`);
		assert.doesNotMatch(known.text, /"openapi"/, method);
		const chunked = await raw(`${method} /livez HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n${LAST}`);
		assert.ok(chunked.statuses.length <= 2, `${method}: ${chunked.text.slice(0, 300)}`);
		assert.doesNotMatch(chunked.text, /"openapi"/, method);
	}
});

test('chunk extensions, trailers, upper-case sizes and one empty line before a request are fine; methods have their answer', async () => {
	const body = `5;name=value;q="x"\r\n{"use\r\n14 \r\n`.replace('14 ', '14') + `r_preferences":{"a":\r\n3\r\n1}}\r\n0;last\r\nX-Trailer: a\r\n\r\n`;
	const good = await raw(`\r\n${post('Transfer-Encoding: Chunked', body)}${LAST}`);
	assert.deepEqual(good.statuses, [201, 200], good.text);
	const upper = await raw(`${post('Transfer-Encoding: chunked', `1B\r\n{"user_preferences":{"a":1}\r\n1\r\n}\r\n0\r\n\r\n`)}${LAST}`);
	assert.deepEqual(upper.statuses, [201, 200], upper.text);
	for (const method of ['OPTIONS', 'PATCH', 'TRACE', 'DELETE', 'BREW', 'get']) {
		const reply = await raw(`${method} ${S} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
		assert.deepEqual(reply.statuses, [405], `${method}: ${reply.text}`);
		assert.match(reply.text, /\r\nAllow: POST\r\n/, method);
	}
	const ten = await raw(Array(10).fill(NEXT).join('') + LAST);
	assert.deepEqual(ten.statuses, Array(11).fill(200));
});

test('a body of 1 GB: refused by its announcement, or when too much of it has come; never kept', async () => {
	const announced = await raw([post('Content-Length: 1073741824'), 'x'.repeat(1000)]);
	assert.deepEqual(announced.statuses, [413]);
	assert.equal(announced.open, false);
	const polite = await raw(post('Content-Length: 1073741824\r\nExpect: 100-continue'));
	assert.deepEqual(polite.statuses, [413], 'not asked to go on');
	assert.doesNotMatch(polite.text, /100 Continue/);
	const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
	const endless = await raw([post('Transfer-Encoding: chunked'), ...Array(8).fill(chunk)]);
	assert.deepEqual(endless.statuses, [413]);
	assert.equal(endless.open, false);
	const one = await raw([post('Transfer-Encoding: chunked'), '40000000\r\n', 'x'.repeat(100000)]);
	assert.deepEqual(one.statuses, [413]);
	// The largest limit of all, without a token: nothing of it is read.
	const s = await session();
	const step = await raw(`PUT ${s.path}/step/2 HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 8000000\r\nConnection: close\r\n\r\n`);
	assert.deepEqual(step.statuses, [401]);
});

// Head and body have 10 s of grace; a body must then keep 1 KB/s. All at once: this test takes as long as its longest case.
test('a slow client is ended by the clock: a head after 10 s however its bytes trickle, a body below 1 KB/s; one above goes on', async () => {
	const trickle = (text, ms) => text.match(/[^]/g).flatMap((byte) => [byte, ms]);
	const long = `{"user_preferences":{"a":"${'x'.repeat(15000)}"}}`;
	const patience = 40000;
	const s = await session(m);
	const [bytes, lines, silent, body, chunks, steady] = await Promise.all([
		raw(trickle(get('/livez', `Host: a\r\nX-Slow: ${'y'.repeat(200)}`), 250), { patience }),
		raw(['GET /livez HTTP/1.1\r\nHost: a\r\n', ...Array(40).fill(['X-A: b\r\n', 500]).flat()], { patience }),
		raw('G', { patience }),
		raw([post('Content-Length: 400'), ...trickle('{"user_preferences":{"a":"'.padEnd(400, 'x'), 250)], { patience }),
		raw([post('Transfer-Encoding: chunked'), ...Array(100).fill(['1\r\n \r\n', 250]).flat()], { patience }),
		// 1.2 KB/s for 12 s: longer than the route's deadline, which is for its work.
		raw([post(`Content-Length: ${long.length}\r\nConnection: close`), ...long.match(/[^]{1,500}/g).flatMap((piece) => [piece, 400])], { patience }),
	]);
	for (const [what, reply] of Object.entries({ bytes, lines, silent, body, chunks })) {
		assert.equal(reply.open, false, what);
		assert.deepEqual(reply.statuses, [408], `${what}: ${reply.text}`);
		// Not before its time; how long after is the machine's affair, but no trickle prolongs it.
		assert.ok(reply.ms >= 9500 && reply.ms < 25000, `${what}: ${reply.ms} ms`);
	}
	assert.deepEqual(steady.statuses, [201], steady.text);
	assert.equal((await s.m.get(s.path)).status, 200);
});

test('every daemon reads alike, and is well after all that', async () => {
	for (const service of ['llm-svc', 'content-svc', 'theme-svc', 'integration-svc', 'analytics-svc'])
		for (const what of ['a blank before the colon of Transfer-Encoding', 'no Host', 'a NUL in a value']) {
			const reply = await raw(REFUSED[what][0], { service });
			assert.deepEqual([reply.statuses, reply.open], [[400], false], `${service}: ${what}`);
		}
	assert.equal((await plain({ method: 'GET', path: '/readyz' })).status, 200);
	assert.equal((await api('GET', '/api/v1/wizard/sessions', { token: m.token })).status, 200);
});
