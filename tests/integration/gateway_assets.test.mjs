// Pictures that merchants send: what is made of them, who sees them, and what is refused. Hostile files are made here.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { api, finished, launched, logs, merchant, pid, plain, psql, until } from './harness.mjs';

const A = '/api/v1/assets';

/* ---- pictures ------------------------------------------------------------------------------------------------------------ */

const TABLE = Array.from({ length: 256 }, (_, n) => Array.from({ length: 8 }).reduce((c) => (c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1), n) >>> 0);
const crc = (bytes) => (bytes.reduce((c, b) => TABLE[(c ^ b) & 255] ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;
function chunk(type, data = Buffer.alloc(0)) {
	const body = Buffer.concat([Buffer.from(type), data]), out = Buffer.alloc(body.length + 8);
	out.writeUInt32BE(data.length, 0);
	body.copy(out, 4);
	out.writeUInt32BE(crc(body), body.length + 4);
	return out;
}
const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
function header(width, height, kind = 2) {
	const h = Buffer.alloc(13);
	h.writeUInt32BE(width, 0);
	h.writeUInt32BE(height, 4);
	h.set([8, kind], 8);
	return chunk('IHDR', h);
}
function png(width, height, pixel, ...extra) {
	const kind = pixel(0, 0).length === 4 ? 6 : 2;
	const rows = Array.from({ length: height }, (_, y) => Buffer.from([0, ...Array.from({ length: width }, (__, x) => pixel(x, y)).flat()]));
	return Buffer.concat([SIGNATURE, header(width, height, kind), ...extra, chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND')]);
}
const flag = (x, y) => (x < 400 ? [200, 16, 46] : y < 200 ? [0, 102, 204] : [250, 220, 10]);
const svg = (inside, attributes = '') => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 20 10" ${attributes}>${inside}</svg>`);

function form(bytes, { name = 'logo.png', type = 'image/png', field = 'file' } = {}) {
	const b = `b${randomUUID()}`;
	return { body: Buffer.concat([Buffer.from(`--${b}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\n${type ? `Content-Type: ${type}\r\n` : ''}\r\n`), bytes, Buffer.from(`\r\n--${b}--\r\n`)]), headers: { 'content-type': `multipart/form-data; boundary=${b}` } };
}
const send = (m, bytes, options) => {
	const { body, headers } = form(bytes, options);
	return m.post(A, body, { headers });
};
const picture = (url) => plain({ method: 'GET', path: url });
const hexes = (asset) => asset.colours.map(({ hex }) => hex).sort();

/* ---- what is made of a picture ------------------------------------------------------------------------------------------- */

const owner = merchant();
let first;

test('a logo: its colours, its sizes, each served as what it is and for ever', async () => {
	const secret = 'lens 1234 at 52.5,13.4';
	const reply = await send(owner, png(800, 400, flag, chunk('tEXt', Buffer.from(`Comment\0${secret}`))), { name: 'Müller & Söhne.png' });
	assert.equal(reply.status, 201, reply.text);
	first = reply.body;
	assert.deepEqual([first.width, first.height, first.name], [800, 400, 'Müller & Söhne.png']);
	assert.deepEqual(hexes(first), ['#0066cc', '#c8102e', '#fadc0a']);
	assert.deepEqual([...new Set(first.variants.map(({ type }) => type))].sort(), ['image/avif', 'image/jpeg', 'image/webp']);
	assert.deepEqual([...new Set(first.variants.map(({ width }) => width))].sort((a, b) => a - b), [320, 640, 800]);
	const magic = { 'image/jpeg': /^\xff\xd8\xff/, 'image/webp': /^RIFF....WEBP/s, 'image/avif': /^....ftypavif/s, 'image/png': /^\x89PNG/ };
	for (const { url, type, width, height } of first.variants) {
		const file = await picture(url);
		assert.equal(file.status, 200, url);
		assert.equal(file.headers['content-type'], type);
		assert.match(file.headers['cache-control'], /immutable/);
		assert.match(file.headers['content-security-policy'], /default-src 'none'; sandbox/);
		assert.equal(file.headers['x-content-type-options'], 'nosniff');
		assert.match(file.bytes.toString('latin1'), magic[type]);
		assert.ok(!file.bytes.includes(secret), 'what the file said beside its pixels is gone');
		assert.equal(Math.round((width * 400) / 800), height);
		assert.equal((await plain({ method: 'GET', path: url, headers: { 'if-none-match': file.headers.etag } })).status, 304);
	}
});

test('a drawing is painted: PNG and WebP without loss, transparent where it was', async () => {
	const { status, body } = await send(owner, svg('<circle cx="5" cy="5" r="4" fill="#0a7d4f"/><path d="M12 2h6v6h-6z" fill="#f5a800"/>'), { name: 'mark.svg', type: 'image/svg+xml' });
	assert.equal(status, 201);
	assert.deepEqual([body.type, body.width, body.height, body.transparent], ['image/png', 1024, 512, true]);
	assert.deepEqual(hexes(body), ['#0a7d4f', '#f5a800']);
	assert.ok(body.variants.every(({ type }) => type === 'image/png' || type === 'image/webp'));
	const parts = svg('<defs><linearGradient id="g"><stop stop-color="#111"/></linearGradient><path id="p" d="M0 0h3v3z"/></defs><style>.a{fill:url(#g)}</style><use xlink:href="#p" class="a"/>');
	assert.equal((await send(owner, parts, { type: 'image/svg+xml' })).status, 201, 'its own parts may be named');
});

test('what was written by us can be sent to us: JPEG, WebP; the type need not be said', async () => {
	for (const { url, type } of first.variants.filter(({ width, type }) => width === 640 && type !== 'image/avif')) {
		const reply = await send(owner, (await picture(url)).bytes, { type: '' });
		assert.equal(reply.status, 201, `${type}: ${reply.text}`);
		assert.equal(reply.body.width, 640);
		assert.equal(reply.body.colours.length, 3, JSON.stringify(reply.body.colours));
	}
});

test('the same file is the same asset; a list in pages; another merchant sees nothing of it', async () => {
	const m = merchant(), other = merchant(), one = png(40, 30, () => [1, 2, 3]), two = png(40, 30, () => [9, 8, 7]);
	const a = (await send(m, one)).body, b = (await send(m, two)).body, again = (await send(m, one, { name: 'renamed.png' })).body;
	assert.deepEqual([again.asset_id, again.name], [a.asset_id, 'renamed.png']);
	const list = (await m.get(`${A}?per_page=1&page=2`)).body;
	assert.deepEqual([list.total, list.page, list.assets.length], [2, 2, 1]);
	assert.equal((await m.get(`${A}/${b.asset_id}`)).body.url, b.url);
	assert.equal((await other.get(`${A}/${b.asset_id}`)).status, 404);
	assert.equal((await other.del(`${A}/${b.asset_id}`)).status, 404);
	assert.equal((await other.get(A)).body.total, 0);
	assert.equal((await api('GET', `${A}/${b.asset_id}`)).status, 401);
	// Its bytes are shared, its row is not.
	assert.notEqual((await send(other, one)).body.asset_id, a.asset_id);
	assert.equal((await m.del(`${A}/${a.asset_id}`)).status, 204);
	assert.equal((await m.get(`${A}/${a.asset_id}`)).status, 404);
	assert.equal((await picture(a.url)).status, 200, 'a store that shows it goes on');
});

test('a merchant has room for so many', async () => {
	const m = merchant();
	await psql(`insert into gateway.assets (owner, hash, name, bytes, picture) select '${m.sub}', 'h' || n, 'n', 1, '{}' from generate_series(1, 1000) n`);
	const reply = await send(m, png(9, 9, () => [0, 0, 0]));
	assert.equal(reply.status, 409);
	assert.match(reply.body.detail, /room/);
	await psql(`delete from gateway.assets where owner = '${m.sub}'`);
});

/* ---- what is refused ----------------------------------------------------------------------------------------------------- */

const good = png(20, 20, (x) => [x, 0, 0, 255]);
const huge = (w, h) => Buffer.concat([SIGNATURE, header(w, h), chunk('IDAT', deflateSync(Buffer.alloc(1 << 20))), chunk('IEND')]);
const webp_canvas = () => {
	const b = Buffer.alloc(12 + 18);
	b.write('RIFF', 0);
	b.writeUInt32LE(b.length - 8, 4);
	b.write('WEBPVP8X', 8);
	b.writeUInt32LE(10, 16);
	b.writeUIntLE(16382, 24, 3);
	b.writeUIntLE(16382, 27, 3);
	return b;
};
const laughs = Buffer.from(`<!DOCTYPE svg [<!ENTITY a0 "ha">${Array.from({ length: 20 }, (_, i) => `<!ENTITY a${i + 1} "&a${i};&a${i};&a${i};&a${i};">`).join('')}]><svg xmlns="http://www.w3.org/2000/svg"><title>&a20;</title></svg>`);

const S = { type: 'image/svg+xml', name: 'x.svg' };
const HOSTILE = [
	['a bomb: 60,000 x 60,000 in a megabyte', huge(60000, 60000), {}, /longer than|25 million/],
	['a bomb a little over the limit', huge(5001, 5000), {}, /25 million/],
	['a bomb by its WebP canvas', webp_canvas(), { type: 'image/webp' }, /25 million|damaged/],
	['a truncated PNG', good.subarray(0, good.length - 20), {}, /early|damaged/],
	['a PNG with a wrong checksum', Buffer.concat([good.subarray(0, 50), Buffer.from([good[50] ^ 1]), good.subarray(51)]), {}, /damaged|early/],
	['a PNG with a ZIP behind it', Buffer.concat([good, Buffer.from('PK\x03\x04 and a page <script>1</script>')]), {}, /behind the picture/],
	['a PNG that says it is a JPEG', good, { type: 'image/jpeg' }, /type/],
	['a PNG that says it is a page', good, { type: 'text/html' }, /type/],
	['a page that says it is a PNG', Buffer.from('<html><script>1</script></html>'), {}, /send a PNG/],
	['a GIF', Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1'), { type: 'image/gif' }, /send a PNG/],
	['nothing', Buffer.alloc(0), {}, /empty/],
	['SVG: a script', svg('<script>alert(1)</script>'), S, /script/],
	['SVG: a script in an attribute', svg('<path d="M0 0h1" onclick="alert(1)"/>'), S, /script/],
	['SVG: a script by another name', svg('<g xmlns:s="http://www.w3.org/2000/svg"><s:script>1</s:script></g>'), S, /script/],
	['SVG: an external entity', Buffer.from('<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"><desc>&x;</desc></svg>'), S, /document type/],
	['SVG: a billion laughs', laughs, S, /document type/],
	['SVG: a picture from elsewhere', svg('<image href="http://127.0.0.1/x.png" width="1" height="1"/>'), S, /picture/],
	['SVG: a link out', svg('<use xlink:href="file:///etc/passwd#a"/>'), S, /leads out/],
	['SVG: a style sheet from elsewhere', svg('<style>@import url(http://127.0.0.1/x.css);</style>'), S, /leads out/],
	['SVG: a paint from elsewhere, escaped', svg('<path d="M0 0h1" style="fill:u\\72l(http://127.0.0.1/)"/>'), S, /leads out/],
	['SVG: a page inside', svg('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>'), S, /foreign/],
	['SVG: an include', svg('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'), S, /leads out/],
	['SVG: too deep', Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${'<g>'.repeat(20000)}${'</g>'.repeat(20000)}</svg>`), S, /too large a drawing/],
	['SVG: not closed', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><g>'), S, /well-formed/],
	['SVG: bytes behind it', Buffer.concat([svg(''), Buffer.from('\0\0PK')]), S, /well-formed/],
];

test('hostile files: each refused with what to do, in bounded time, and none kept', { timeout: 300000 }, async () => {
	const m = merchant();
	for (const [i, [what, bytes, options, why]] of HOSTILE.entries()) {
		const reply = await send(i % 25 ? m : merchant({ sub: m.sub }), bytes, options);
		assert.equal(reply.status, 422, `${what}: ${reply.text}`);
		assert.match(reply.body.detail, why, what);
		assert.ok(reply.ms < 30000, `${what}: ${reply.ms} ms`);
	}
	assert.equal((await m.get(A)).body.total, 0);
	assert.ok(pid('theme-svc') > 0 && logs('theme-svc').every(({ event }) => event !== 'crash'));
});

test('who reads a picture holds its input, its output and the log: no connection of the daemon, whose word it could then use', async () => {
	const m = merchant(), parent = Number(pid('theme-svc'));
	const held = () => readdirSync('/proc').filter((p) => /^\d+$/.test(p)).flatMap((p) => {
		try {
			const [, name, , of] = readFileSync(`/proc/${p}/stat`, 'utf8').match(/\((.*)\) (.) (\d+)/);
			return name === 'theme-image' && Number(of) === parent ? [readdirSync(`/proc/${p}/fd`).join(' ')] : [];
		} catch {
			return []; // it ended meanwhile
		}
	}).filter(Boolean);
	// While it is loaded its libraries are open too: looked at until that is over.
	let seen;
	for (let i = 0; i < 5 && seen !== '0 1 2'; i++) {
		let done = false;
		const sent = send(m, png(900, 900, () => [0, 0, 0].map(() => Math.random() * 256 | 0))).finally(() => (done = true));
		while (!done && seen !== '0 1 2') {
			await new Promise((resolve) => setTimeout(resolve, 5));
			seen = held()[0] ?? seen;
		}
		assert.equal((await sent).status, 201);
	}
	assert.equal(seen, '0 1 2');
});

test('a JPEG cut short, or with something behind it', async () => {
	const { bytes } = await picture(first.variants.find(({ type }) => type === 'image/jpeg').url);
	for (const file of [bytes.subarray(0, bytes.length / 2), Buffer.concat([bytes.subarray(0, bytes.length / 2), Buffer.from([0xff, 0xd9])]), Buffer.concat([bytes, Buffer.from('<?php 1 ?>')]), Buffer.concat([bytes, bytes])]) {
		const reply = await send(owner, file, { type: 'image/jpeg' });
		assert.equal(reply.status, 422, reply.text);
	}
});

test('a form that is none, a part of another name, more than 10 MB', async () => {
	const m = merchant();
	assert.equal((await m.post(A, good, { headers: { 'content-type': 'image/png' } })).status, 415);
	assert.equal((await send(m, good, { field: 'picture' })).status, 422);
	assert.equal((await send(m, Buffer.alloc((10 << 20) + 1), {})).status, 413);
	assert.equal((await api('POST', A, form(good))).status, 401);
});

test('below /media/ stands nothing but pictures', async () => {
	const folder = first.url.split('/')[2];
	for (const path of [`/media/${folder}/.about`, `/media/${folder}/..%2f.about`, `/media/..%2f${folder}/800.jpg`, `/media/${folder}/`, '/media/.new/x', `/media/${folder}/801.jpg`]) assert.equal((await picture(path)).status, 404, path);
});

/* ---- in a store ---------------------------------------------------------------------------------------------------------- */

test('a logo and a product picture in a store: every size and format, with dimensions', async () => {
	const m = merchant(), id = (await m.post('/api/v1/wizard/session', {})).body.session_id;
	const photo = (await send(m, png(800, 400, flag))).body;
	const logo = (await send(m, svg('<circle cx="5" cy="5" r="4" fill="#0a7d4f"/>'), S)).body;
	const step = (n, step_data) => m.put(`/api/v1/wizard/session/${id}/step/${n}`, { step_data });
	const shop = { business_name: 'Flags & Co', industry: 'home_garden', description: '', logo: { asset_id: logo.asset_id, url: logo.url, width: logo.width, height: logo.height, colours: ['#0a7d4f'] } };
	assert.equal((await step(1, shop)).status, 200);
	assert.equal((await step(1, { ...shop, logo: { ...shop.logo, url: 'javascript:1' } })).status, 422);
	const saved = await step(2, { products: [{ sku: 'F1', name: 'Flag', category: 'Flags', features: [], price_minor: 900, currency: 'USD', images: [{ url: photo.url, alt: 'A flag' }, { url: photo.url, alt: 'The same' }] }] });
	assert.equal(saved.status, 200, saved.text);
	const shown = (await m.post(`/api/v1/wizard/session/${id}/preview`, { step: 3, step_data: {} })).body;
	const page = await plain({ method: 'GET', path: `${shown.preview_url.replace(/\/$/, '')}/p/flag/` });
	assert.equal(page.status, 200, page.text.slice(0, 300));
	for (const type of ['image/avif', 'image/webp']) assert.match(page.text, new RegExp(`<source type="${type}" srcset="/media/[0-9a-f]{64}/320\\.\\w+ 320w, /media/[0-9a-f]{64}/640\\.\\w+ 640w, /media/[0-9a-f]{64}/800\\.\\w+ 800w" sizes="[^"]+">`));
	assert.match(page.text, new RegExp(`<img class="photo" src="${photo.url}" srcset="[^"]+800\\.jpg 800w" sizes="[^"]+" alt="A flag" width="800" height="400"`));
	assert.match(page.text, new RegExp(`<img src="${logo.url}" alt="Flags &amp; Co" width="1024" height="512"`));
});

test('a copy of the store has the pictures too, and its pages look for them there', async () => {
	const m = merchant(), photo = (await send(m, png(800, 400, flag))).body, logo = (await send(m, png(64, 64, flag))).body;
	const images = [{ url: photo.url, alt: 'A flag' }];
	const s = await finished([{ business_name: 'Flags', industry: 'home_garden', description: '', logo: { asset_id: logo.asset_id, url: logo.url, width: 64, height: 64 } },
		{ products: ['F1', 'F2'].map((sku) => ({ sku, name: `Flag ${sku}`, category: 'Flags', features: [], price_minor: 900, currency: 'USD', images })) }], m);
	const job = await launched(s), dir = mkdtempSync(join(tmpdir(), 'copy-'));
	try {
		const zip = await plain({ method: 'GET', path: `/api/v1/stores/${job.result.store_id}/export?base=/shop`, headers: { authorization: `Bearer ${m.token}` } });
		assert.equal(zip.status, 200, zip.text.slice(0, 300));
		writeFileSync(join(dir, 'copy.zip'), zip.bytes);
		execFileSync('unzip', ['-q', 'copy.zip'], { cwd: dir });
		const page = readFileSync(join(dir, 'p/flag-f1/index.html'), 'utf8');
		const shown = [...page.matchAll(/(?:src|srcset)="([^"]*)"/g)].flatMap(([, list]) => list.split(', ').map((one) => one.split(' ')[0])).filter((url) => url.includes('/media/'));
		assert.ok(shown.length > 8, page.slice(0, 2000));
		for (const url of shown) {
			assert.ok(url.startsWith('/shop/media/'), url);
			const live = await plain({ method: 'GET', path: url.slice('/shop'.length) });
			assert.ok(readFileSync(join(dir, url.slice('/shop/'.length))).equals(live.bytes), url);
		}
		assert.ok(shown.some((url) => url.includes(logo.url)), 'the logo');
	} finally {
		rmSync(dir, { recursive: true });
	}
});

test('files that no merchant has and no version of a store shows are taken away, and what was left half written', async () => {
	const folder = (url) => join(process.env.ASSETS_DIR, url.split('/')[2]);
	const age = (path) => utimesSync(path, 1e9, 1e9);
	const AS_SVG = { type: 'image/svg+xml' };
	const one = (colour) => svg(`<path fill="${colour}" d="M0 0h9v9z"/><!-- ${randomUUID()} -->`);
	const m = merchant();
	const [gone, listed, shown] = [await send(m, one('#123456'), AS_SVG), await send(m, one('#234567'), AS_SVG), await send(m, one('#345678'), AS_SVG)].map(({ body }) => body);
	await launched(await finished([{ business_name: 'Marks', industry: 'home_garden', description: '' },
		{ products: [{ sku: 'F1', name: 'Flag', category: 'Flags', features: [], price_minor: 900, currency: 'USD', images: [{ url: shown.url, alt: 'A flag' }] }] }], m));
	for (const { asset_id } of [gone, shown]) assert.equal((await m.del(`${A}/${asset_id}`)).status, 204);
	const half = join(process.env.ASSETS_DIR, '.new', `${randomUUID()}`);
	mkdirSync(half, { recursive: true });
	for (const path of [gone, listed, shown].map(({ url }) => folder(url))) age(path);
	age(half);
	await until('the sweep', () => !existsSync(folder(gone.url)), 30000);
	for (const { url } of [listed, shown]) assert.equal((await picture(url)).status, 200);
	await send(m, one('#456789'), AS_SVG);
	assert.ok(!existsSync(half));
});
