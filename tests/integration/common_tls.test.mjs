// TLS: the six daemons with certificates of their own, mutual TLS between them, a browser's TLS at the gateway; certificates
// that change under connections that live on. The certificates are made here, by openssl.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import tls from 'node:tls';
import WebSocket from 'ws';
import { api, DAEMONS, environment, finished, launched, log_text, logs, merchant, pid, plain, port, ROOT, S, save, session, SHOP, speak_tls, start, stop, until } from './harness.mjs';

/* ---- certificates -------------------------------------------------------------------------------------------------------- */

const PKI = mkdtempSync(join(tmpdir(), 'wizard-pki-'));
const at = (name) => join(PKI, name);
const openssl = (...args) => execFileSync('openssl', args, { cwd: PKI, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];

function authority(name) {
	openssl('req', '-x509', ...EC, '-nodes', '-keyout', `${name}.key`, '-out', `${name}.pem`, '-days', '30', '-subj', `/CN=${name}`);
}
function certificate(name, ca, key = EC) {
	openssl('req', '-new', ...key, '-nodes', '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
	writeFileSync(at('ext'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
	openssl('x509', '-req', '-in', `${name}.csr`, '-CA', `${ca}.pem`, '-CAkey', `${ca}.key`, '-CAcreateserial', '-days', '30', '-extfile', 'ext', '-out', `${name}.pem`);
}
// As whoever renews certificates should: a whole file takes the place of the old one.
function put(from, to) {
	copyFileSync(at(from), at(`${to}.new`));
	renameSync(at(`${to}.new`), at(to));
}
const use = (name) => ['key', 'pem'].forEach((kind) => put(`${name}.${kind}`, `live.${kind}`));
const pem = (name) => readFileSync(at(name));
const serial = (name) => openssl('x509', '-in', `${name}.pem`, '-noout', '-serial').trim().split('=')[1];

const URLS = Object.fromEntries(DAEMONS.map((name) => [`${name.replace('-svc', '').toUpperCase()}_URL`, `https://127.0.0.1:${port(name)}`]));
const outward = { TLS_PEER_CA_FILE: at('ca.pem'), TLS_PEER_CERT_FILE: at('sister.pem'), TLS_PEER_KEY_FILE: at('sister.key'), ...URLS };
const settings = (name) => (name === 'gateway'
	? { TLS_CERT_FILE: at('live.pem'), TLS_KEY_FILE: at('live.key'), ...outward } // browsers have no certificate
	: { TLS_CERT_FILE: at('sister.pem'), TLS_KEY_FILE: at('sister.key'), TLS_CLIENT_CA_FILE: at('ca.pem'), ...outward });

before(async () => {
	for (const name of ['ca', 'other']) authority(name);
	for (const name of ['first', 'second', 'sister']) certificate(name, 'ca');
	certificate('stranger', 'other');
	certificate('small', 'ca', ['-newkey', 'rsa:1024']);
	use('first');
	for (const name of ['gateway', ...DAEMONS.filter((other) => other !== 'gateway')]) await stop(name);
	speak_tls({ ca: pem('ca.pem'), cert: pem('sister.pem'), key: pem('sister.key') });
	await Promise.all(DAEMONS.map((name) => start(name, settings(name))));
});

// Whoever tests next finds no daemon, and starts plain ones.
after(async () => {
	for (const name of ['gateway', ...DAEMONS.filter((other) => other !== 'gateway')]) if (pid(name)) await stop(name);
	rmSync(PKI, { recursive: true });
});

async function metric(service, line) {
	const { text } = await plain({ method: 'GET', path: '/metrics', service });
	return Number(text.split('\n').find((other) => other.startsWith(`${line} `))?.split(' ')[1] ?? assert.fail(`${service}: no ${line}`));
}

// One GET on a connection of its own: { status, socket facts }, or the error's code.
function ask(service, options = {}, path = '/livez') {
	return new Promise((resolve) => {
		const request = https.request({ host: '127.0.0.1', port: port(service), path, agent: false, ca: pem('ca.pem'), ...options }, (response) => {
			const { socket } = response;
			const facts = { status: response.statusCode, headers: response.headers, version: socket.getProtocol(), cipher: socket.getCipher().standardName, serial: socket.getPeerCertificate().serialNumber, resumed: socket.isSessionReused() };
			response.resume().on('end', () => resolve(facts));
		});
		request.on('error', (error) => resolve({ error: error.code ?? error.message })).setTimeout(20000, () => request.destroy(new Error('no answer')));
		request.end();
	});
}

/* ---- the six together ---------------------------------------------------------------------------------------------------- */

test('a whole launch goes through TLS and mutual TLS, with advice at each step', async () => {
	const m = merchant(), s = await session(m);
	for (let n = 1; n <= 6; n++) {
		const reply = await save(s, n, SHOP[n - 1]);
		assert.equal(reply.status, 200, reply.text);
		assert.deepEqual(reply.body.degraded ?? [], [], `step ${n}`);
	}
	const job = await launched(s);
	const page = await plain({ method: 'GET', path: `/s/${job.result.slug}/` });
	assert.equal(page.status, 200);
	assert.match(page.text, /Blue Door Pottery/);
	for (const name of DAEMONS.filter((other) => other !== 'gateway')) assert.ok(await metric(name, 'tls_handshakes_total{result="full"}') > 0, name);
});

test('sisters resume their sessions: more connections cost no more whole handshakes', async () => {
	const count = (result) => metric('theme-svc', `tls_handshakes_total{result="${result}"}`);
	const sessions = await Promise.all(Array.from({ length: 12 }, () => session()));
	const before = { full: await count('full'), resumed: await count('resumed') };
	await Promise.all(sessions.map((s, i) => save(s, 1, { ...SHOP[0], industry: `tls-${process.pid}-${i}` })));
	assert.ok(await count('resumed') > before.resumed, 'none was resumed');
	// A ticket of TLS 1.3 is used once (RFC 8446, C.4): of many connections at once most find none left.
	const full = await count('full'), { version } = await ask('theme-svc', { cert: pem('sister.pem'), key: pem('sister.key') });
	if (version === 'TLSv1.2') assert.equal(full, before.full);
});

for (const name of DAEMONS.filter((other) => other !== 'gateway'))
	test(`${name} lets in who has a certificate of our authority, and nobody else`, async () => {
		const failed = await metric(name, 'tls_handshakes_total{result="failed"}');
		assert.equal((await ask(name, { cert: pem('sister.pem'), key: pem('sister.key') })).status, 200);
		assert.ok((await ask(name)).error, 'no certificate');
		assert.ok((await ask(name, { cert: pem('stranger.pem'), key: pem('stranger.key') })).error, 'another authority');
		await until('both refusals to be counted', async () => await metric(name, 'tls_handshakes_total{result="failed"}') === failed + 2);
	});

test('we do not believe a sister whose authority is another: the step is saved, degraded', async () => {
	await stop('gateway');
	await start('gateway', { ...settings('gateway'), TLS_PEER_CA_FILE: at('other.pem') });
	try {
		const s = await session();
		const reply = await save(s, 1, { ...SHOP[0], industry: `doubt-${process.pid}` });
		assert.equal(reply.status, 200, reply.text);
		assert.deepEqual(reply.body.degraded, ['theme-svc']);
	} finally {
		await stop('gateway');
		await start('gateway', settings('gateway'));
	}
});

/* ---- the gateway's door ---------------------------------------------------------------------------------------------------- */

test('1.2 or newer, forward secrecy, http/1.1 alone; HSTS on every reply', async () => {
	const now = await ask('gateway');
	assert.equal(now.status, 200);
	assert.match(now.version, /^TLSv1\.[23]$/);
	assert.match(now.cipher, /^TLS_(ECDHE_|AES_|CHACHA20_)/);
	assert.equal(now.headers['strict-transport-security'], 'max-age=31536000');
	assert.equal((await ask('gateway', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' })).version, 'TLSv1.2');
	for (const version of ['TLSv1', 'TLSv1.1']) assert.ok((await ask('gateway', { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' })).error, version);
	for (const ciphers of ['AES128-SHA', 'AES256-GCM-SHA384', 'ECDHE-ECDSA-AES128-SHA']) assert.ok((await ask('gateway', { maxVersion: 'TLSv1.2', ciphers })).error, ciphers);
	assert.equal((await ask('gateway', { ALPNProtocols: ['h2', 'http/1.1'] })).status, 200);
	assert.match((await ask('gateway', { ALPNProtocols: ['h2'] })).error, /NO_APPLICATION_PROTOCOL|ALERT|EPROTO/i);
});

test('a session is resumed', async () => {
	const dial = (session) => new Promise((resolve, reject) => {
		const socket = tls.connect({ host: '127.0.0.1', port: port('gateway'), ca: pem('ca.pem'), session, maxVersion: 'TLSv1.2' }, () => {
			const found = { session: socket.getSession(), reused: socket.isSessionReused() };
			socket.end('GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n').on('error', reject).resume().on('end', () => resolve(found));
		}).on('error', reject);
	});
	const first = await dial();
	assert.equal(first.reused, false);
	assert.equal((await dial(first.session)).reused, true);
});

test('a WebSocket over TLS: a job from its first event to its last', async () => {
	const s = await finished(), { body } = await s.m.post(`${s.path}/launch`);
	const list = [], socket = new WebSocket(`wss://127.0.0.1:${port('gateway')}/ws/jobs/${body.job_id}`, ['wizard.v1', `bearer.${s.m.token}`], { ca: pem('ca.pem') });
	const code = await new Promise((resolve, reject) => socket.on('message', (data) => list.push(JSON.parse(data))).on('close', resolve).on('error', reject));
	assert.equal(code, 1000);
	assert.equal(list.at(-1).event, 'job.succeeded');
});

test('who speaks plain HTTP to the TLS port is closed cleanly, and sees nothing', async () => {
	const got = await new Promise((resolve, reject) => {
		const parts = [];
		const socket = connect(port('gateway'), '127.0.0.1', () => socket.write('GET /livez HTTP/1.1\r\nHost: a\r\n\r\n'));
		socket.on('data', (part) => parts.push(part)).on('end', () => resolve(Buffer.concat(parts))).on('error', reject);
	});
	assert.ok(got.length <= 7, `${got}`); // an alert at most
});

test('a large reply and a large body come whole', async () => {
	const document = await api('GET', '/openapi.json');
	assert.equal(document.status, 200);
	const s = await session();
	assert.equal((await save(s, 1, SHOP[0])).status, 200);
	const products = Array.from({ length: 1500 }, (_, i) => ({ sku: `S-${i}`, name: `Thing ${i}`, category: 'All', features: ['one', 'x'.repeat(180)], price_minor: 100 + i }));
	const reply = await save(s, 2, { products });
	assert.equal(reply.status, 200, reply.text.slice(0, 300));
	assert.equal((await s.m.get(s.path)).body.configuration.product_config.products.length, 1500);
});

/* ---- certificates that change ---------------------------------------------------------------------------------------------- */

test('a new certificate is taken up under load: no request is lost, no connection dropped, new ones see it', async () => {
	const agent = new https.Agent({ keepAlive: true, maxSockets: 8, ca: pem('ca.pem') });
	const sockets = new Set(), launch = finished().then(launched); // and a launch on the way meanwhile
	let going = true, answered = 0;
	const once = () => new Promise((resolve, reject) => {
		const request = https.request({ host: '127.0.0.1', port: port('gateway'), path: '/openapi.json', agent }, (response) => {
			sockets.add(response.socket.localPort);
			response.resume().on('end', () => (response.complete && response.statusCode === 200 ? resolve(answered++) : reject(new Error(`cut off: ${response.statusCode}`)))).on('error', reject);
		});
		request.on('error', reject).end();
	});
	const load = Promise.all(Array.from({ length: 8 }, async () => {
		while (going) await once();
	}));
	try {
		await until('load', () => answered > 50, 20000);
		assert.equal((await ask('gateway')).serial, serial('first'));
		use('second');
		process.kill(pid('gateway'), 'SIGHUP');
		await until('the second certificate', async () => (await ask('gateway')).serial === serial('second'));
		// And with nobody saying so.
		use('first');
		await until('the first again', async () => (await ask('gateway')).serial === serial('first'), 20000);
		const before = answered;
		await until('more load', () => answered > before + 50, 20000);
	} finally {
		going = false;
		await load;
		agent.destroy();
	}
	assert.ok((await launch).result.storefront_url);
	assert.equal(sockets.size, 8, 'each connection lived through both changes');
	assert.equal(await metric('gateway', 'tls_reloads_total'), 2);
});

test('a broken certificate is an error in the log, and the old one goes on', async () => {
	const errors = () => logs('gateway').filter((line) => line.event === 'tls_reload_failed').length;
	const before = errors();
	writeFileSync(at('nonsense'), 'nonsense\n');
	put('nonsense', 'live.pem');
	process.kill(pid('gateway'), 'SIGHUP');
	await until('the error', () => errors() === before + 1);
	assert.equal((await ask('gateway')).serial, serial('first'));
	put('stranger.pem', 'live.pem'); // good in itself, but not of this key
	process.kill(pid('gateway'), 'SIGHUP');
	await until('the other error', () => errors() === before + 2);
	assert.equal((await ask('gateway')).serial, serial('first'));
	use('second');
	await until('the second certificate', async () => (await ask('gateway')).serial === serial('second'), 20000);
	assert.match(logs('gateway').filter((line) => line.event === 'tls_reload_failed').pop().detail, /^TLS_KEY_FILE/);
});

test('settings that cannot be: the daemon says which, and does not start', () => {
	const cases = [
		[{ TLS_CERT_FILE: at('first.pem') }, /TLS_KEY_FILE is missing/],
		[{ TLS_KEY_FILE: at('first.key') }, /TLS_CERT_FILE is missing/],
		[{ TLS_CERT_FILE: at('first.pem'), TLS_KEY_FILE: at('second.key') }, /TLS_KEY_FILE/],
		[{ TLS_CERT_FILE: at('none.pem'), TLS_KEY_FILE: at('first.key') }, /TLS_CERT_FILE/],
		[{ TLS_CERT_FILE: at('small.pem'), TLS_KEY_FILE: at('small.key') }, /TLS_KEY_FILE.*1024 bits; 2048/],
		[{ TLS_CLIENT_CA_FILE: at('ca.pem') }, /TLS_CERT_FILE is missing/],
		[{ TLS_PEER_CERT_FILE: at('sister.pem') }, /TLS_PEER_KEY_FILE is missing/],
		[{ TLS_PEER_CA_FILE: at('nonsense') }, /TLS_PEER_CA_FILE/],
	];
	for (const [wrong, words] of cases) {
		const child = spawnSync(join(process.env.BIN_DIR ?? join(ROOT, 'build/release'), 'theme-svc'), { env: { ...environment('theme-svc'), PID_FILE: '', THEME_PORT: '0', ...wrong }, timeout: 20000 });
		assert.equal(child.status, 1, JSON.stringify(wrong));
		assert.match(child.stderr.toString(), words);
	}
});

test('no private key in any log', () => {
	const lines = ['first.key', 'second.key', 'sister.key'].flatMap((name) => pem(name).toString().split('\n').filter((line) => line.length > 30));
	for (const name of DAEMONS) for (const line of lines) assert.ok(!log_text(name).includes(line), name);
});
