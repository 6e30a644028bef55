// Publishing a store again: what changed is written, the rest stays the very file; versions that come back; the store as a zip.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync } from 'node:zlib';
import { api, finished, jwt, launched, merchant, NOBODY, plain, psql, ROOT, save, SHOP } from './harness.mjs';

const folder = (job, version) => join(process.env.STORES_DIR, job.result.store_id, String(version));
const files = (dir, below = '') => readdirSync(join(dir, below), { withFileTypes: true }).flatMap((entry) =>
	entry.isDirectory() ? files(dir, join(below, entry.name)) : [join(below, entry.name)]);
const catalogue = (n) => ({ products: Array.from({ length: n }, (_, i) => ({ sku: `T-${i}`, name: `Thing number ${i}`, category: `Shelf ${i % 5}`,
	description: `The thing with the number ${i}.`, price_minor: 1000 + i, currency: 'USD', stock: 50 })) });
const shop = (n) => SHOP.map((step, i) => i === 1 ? catalogue(n) : step);

test('one changed product: the pages that show it are written, all others are the live version\u2019s own files', async () => {
	const s = await finished(shop(150)), first = await launched(s), before = folder(first, 1), after = folder(first, 2);
	const changed = catalogue(150);
	changed.products[77].price_minor = 987654; // in the third page of its shelf's four, and of all products' seven
	await save(s, 2, changed);
	const second = await launched(s);
	assert.equal(second.result.version, 2);
	const same = [], fresh = [];
	for (const file of files(before)) {
		const [a, b] = [before, after].map((dir) => statSync(join(dir, file)));
		(a.ino === b.ino ? same : fresh).push(file);
		if (a.ino === b.ino) assert.equal(a.mtimeMs, b.mtimeMs, file);
	}
	assert.deepEqual(files(after).sort(), files(before).sort());
	const shows = files(after).filter((file) => file.endsWith('.html') && readFileSync(join(after, file), 'utf8').includes('9,876.54'));
	assert.ok(shows.includes('p/thing-number-77/index.html') && shows.length >= 3, shows.join());
	const pages = fresh.filter((file) => file.endsWith('.html'));
	assert.deepEqual(pages.sort(), shows.sort());
	for (const page of pages) assert.ok(fresh.includes(`${page}.br`) && fresh.includes(`${page}.gz`), page);
	assert.ok(same.length > 450 && fresh.length < 3 * shows.length + 12, `${fresh.length} of ${same.length + fresh.length} files are new: ${fresh.join()}`);
	// Twins of either kind say what the page says, linked or new.
	for (const page of ['index.html', ...pages]) {
		const text = readFileSync(join(after, page));
		assert.ok(brotliDecompressSync(readFileSync(join(after, `${page}.br`))).equals(text) && gunzipSync(readFileSync(join(after, `${page}.gz`))).equals(text), page);
	}
	// The earlier version is as it was.
	assert.ok(!readFileSync(join(before, 'p/thing-number-77/index.html'), 'utf8').includes('9,876.54'));
	const { body: job } = await s.m.get(`/api/v1/jobs/${second.job_id}`);
	assert.match(job.steps.find((step) => step.name === 'render').detail, new RegExp(`, ${fresh.length} of \\d+ files new`));
});

// As bare as a host can be: files, and index.html for a folder.
async function serve(dir, prefix, work) {
	const server = createServer((request, response) => {
		const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
		const file = path.startsWith(`${prefix}/`) && normalize(join(dir, path.slice(prefix.length), path.endsWith('/') ? 'index.html' : ''));
		const found = file && file.startsWith(dir) && existsSync(file) && statSync(file).isFile();
		response.writeHead(found ? 200 : 404).end(found ? readFileSync(file) : '');
	}).listen(0, '127.0.0.1');
	await new Promise((done) => server.once('listening', done));
	try {
		return await work(`http://127.0.0.1:${server.address().port}`);
	} finally {
		server.close();
	}
}

async function crawl(origin, first) {
	const seen = new Map(), queue = [first];
	for (const path of queue) {
		if (seen.has(path)) continue;
		const reply = await fetch(origin + path), text = await reply.text();
		seen.set(path, { status: reply.status, text });
		const links = path.endsWith('.css') ? [...text.matchAll(/url\(["']?([^"')]+)/g)].map((m) => m[1])
			: /\/$|\.html$/.test(path) ? [...text.matchAll(/<[^>]+?\s(?:href|src|srcset|action)="([^"]*)"/g)].flatMap((m) => m[0].includes('rel="canonical"') || m[0].includes('hreflang') ? [] : m[1].split(/,\s+/).map((x) => x.split(' ')[0])) : [];
		for (const link of links) {
			const url = new URL(link.replaceAll('&amp;', '&'), origin + path);
			if (url.origin === origin) queue.push(url.pathname);
			else assert.ok(['mailto:', 'data:', 'https:'].includes(url.protocol), `${path} links to ${link}`);
		}
	}
	return seen;
}

test('export: a zip that any static host serves: every link leads somewhere, nothing there takes a form, and the pages say so', async () => {
	const s = await finished(shop(40)), job = await launched(s), address = `/api/v1/stores/${job.result.store_id}/export`;
	const dir = mkdtempSync(join(tmpdir(), 'export-'));
	try {
		for (const base of ['', '/shop']) {
			const zip = await plain({ method: 'GET', path: `${address}?base=${encodeURIComponent(base)}`, headers: { authorization: `Bearer ${s.m.token}` } });
			assert.equal(zip.status, 200, zip.text.slice(0, 300));
			assert.equal(zip.headers['content-type'], 'application/zip');
			assert.equal(zip.headers['content-disposition'], `attachment; filename="${job.result.slug}-1.zip"`);
			const site = join(dir, `site${base.length}`);
			writeFileSync(`${site}.zip`, zip.bytes);
			execFileSync('unzip', ['-q', `${site}.zip`, '-d', site]);
			assert.ok(!files(site).some((file) => file.split('/').some((part) => part.startsWith('.'))));
			await serve(site, base, async (origin) => {
				const seen = await crawl(origin, `${base}/`), pages = [...seen].filter(([path]) => /\/$/.test(path));
				assert.deepEqual([...seen].filter(([, reply]) => reply.status !== 200).map(([path]) => path), []);
				assert.ok(pages.length >= 40 + 5 + 5, `${pages.length} pages`);
				for (const [path, { text }] of pages) {
					assert.ok(!/<form/.test(text), `${path} has a form`);
					assert.match(text, /This is a copy of the shop/, path);
					assert.ok(text.includes(`<link rel="canonical" href="${process.env.PUBLIC_URL}/s/${job.result.slug}`), path);
				}
				if (SHOP[0].contact_email) assert.match(seen.get(`${base}/p/thing-number-7/`).text, /href="mailto:/);
			});
		}
		// Elsewhere: its own address in canonical links.
		const own = await plain({ method: 'GET', path: `${address}?origin=${encodeURIComponent('https://shop.example/')}`, headers: { authorization: `Bearer ${s.m.token}` } });
		writeFileSync(join(dir, 'own.zip'), own.bytes);
		assert.match(execFileSync('unzip', ['-p', join(dir, 'own.zip'), 'index.html'], { encoding: 'utf8' }), /rel="canonical" href="https:\/\/shop\.example\/"/);
		assert.equal(execFileSync('unzip', ['-p', join(dir, 'own.zip'), 'sitemap.xml'], { encoding: 'utf8' }).includes('<loc>https://shop.example/p/thing-number-7/</loc>'), true);
	} finally {
		rmSync(dir, { recursive: true });
	}
	// Of copies for many addresses the last four stay.
	for (const base of ['/a', '/b', '/c']) assert.equal((await plain({ method: 'GET', path: `${address}?base=${base}`, headers: { authorization: `Bearer ${s.m.token}` } })).status, 200);
	assert.equal(readdirSync(join(process.env.STORES_DIR, '.export')).filter((name) => name.startsWith(job.result.store_id)).length, 4);
	// The live store's own pages say nothing of copies.
	assert.ok(!(await plain({ method: 'GET', path: `/s/${job.result.slug}/` })).text.includes('copy of the shop'));
	for (const [path, status] of [[`${address}?base=shop`, 422], [`${address}?base=/a"b`, 422], [`${address}?origin=javascript:x`, 422], [`${address}?version=9`, 404], ['/api/v1/stores/x/export', 404]])
		assert.equal((await api('GET', encodeURI(path), { token: s.m.token })).status, status, path);
	assert.equal((await api('GET', address, { token: merchant().token })).status, 404);
	assert.equal((await api('GET', address)).status, 401);
});

test('undo: every version comes back, also one whose files are long gone', async () => {
	const s = await finished(shop(3)), jobs = [];
	for (let n = 1; n <= 3; n++) {
		const config = catalogue(3);
		config.products[0].price_minor = 100000 * n;
		await save(s, 2, config);
		jobs.push(await launched(s));
	}
	const { store_id, slug } = jobs[0].result, front = `/s/${slug}/p/thing-number-0/`, address = `/api/v1/stores/${store_id}`;
	const shown = async () => (await plain({ method: 'GET', path: front })).text.match(/([123]),000\.00/)?.[1];
	assert.equal(await shown(), '3');
	rmSync(folder(jobs[0], 1), { recursive: true }); // as the tenth version after it would have it
	for (const version of [1, 2, 3, 1]) {
		const reply = await s.m.post(`${address}/publish`, { version });
		assert.deepEqual([reply.status, reply.body.live_version], [200, version]);
		assert.equal(await shown(), String(version));
	}
	const { body } = await s.m.get(`${address}/versions`);
	assert.deepEqual(body.items.map((v) => [v.version, v.live]), [[3, false], [2, false], [1, true]]);
	assert.equal((await s.m.post(`${address}/publish`, { version: 4 })).status, 404);
});

// What PostgreSQL has been asked, as it counts itself: all transactions of the database, but for the looks of this test.
const transactions = async () => Number((await psql(`select xact_commit + xact_rollback from pg_stat_database where datname = 'wizard'`))[0][0]);

test('a cached page costs no query; ETag, If-None-Match: *, HEAD; names of assets never change', async () => {
	const s = await finished(), job = await launched(s), front = `/s/${job.result.slug}/`;
	const get = (path, headers = {}, method = 'GET') => plain({ method, path, headers });
	const first = await get(front);
	assert.equal(first.status, 200);
	const tag = first.headers.etag;
	assert.match(tag, /^"[^"]+"$/);
	for (const match of [tag, `W/${tag}`, `"x", ${tag}`, '*']) {
		const reply = await get(front, { 'if-none-match': match });
		assert.deepEqual([reply.status, reply.bytes.length, reply.headers.etag], [304, 0, tag], match);
	}
	assert.equal((await get(front, { 'if-none-match': '"other"' })).status, 200);
	const head = await get(front, {}, 'HEAD');
	assert.deepEqual([head.status, head.headers['content-length'], head.headers.etag, head.bytes.length], [200, String(first.bytes.length), tag, 0]);
	const style = first.text.match(/href="([^"]*assets\/style\.[0-9a-f]+\.css)"/)[1];
	assert.match((await get(style)).headers['cache-control'], /immutable/);
	for (const coding of ['br', 'gzip']) {
		const packed = await get(front, { 'accept-encoding': coding });
		assert.deepEqual([packed.headers['content-encoding'], packed.headers.vary], [coding, 'Accept-Encoding']);
		assert.notEqual(packed.headers.etag, tag);
	}

	// 800 pages within some seconds. A query for each would be 800; what is asked once a second for the address, what the daemons do by
	// themselves, and what PostgreSQL had not counted yet when this began stay far below that.
	const before = await transactions();
	for (let i = 0; i < 800; i++) assert.equal((await get(i % 2 ? front : style)).status, 200);
	const asked = (await transactions()) - before;
	assert.ok(asked < 400, `${asked} transactions with 800 pages`);
});

// What a browser fetches before the first picture: the page, its stylesheet, its script, and the fonts that the page asks for early.
test('200 products in every theme: home at most 60 KB before images, a product at most 50 KB', async () => {
	const demo = JSON.parse(readFileSync(join(ROOT, 'deploy/demo/catalogue.json'), 'utf8'));
	const token = jwt({ sub: NOBODY, scope: 'peer', aud: 'theme-svc', iss: 'gateway', iat: Math.floor(Date.now() / 1000), exp: Math.floor(Date.now() / 1000) + 3600 }, { key: process.env.PEER_SECRET });
	const { body: { themes } } = await api('GET', '/v1/themes/recommendations?per_page=100', { token, service: 'theme-svc' });
	const slug = demo.product_config.products[0].name.toLowerCase().replace(/[^a-z0-9]+/g, '-'), sizes = [];
	for (const { id } of themes) {
		const configuration = { ...demo, theme_settings: { theme_id: id } };
		const get = async (path) => {
			const text = JSON.stringify({ configuration, path, base: '/s/x' });
			const reply = await plain({ method: 'POST', path: '/v1/render', service: 'theme-svc', body: text, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) } });
			assert.equal(reply.status, 200, `${id} ${path}`);
			return reply.bytes;
		};
		const packed = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 16 } }).length;
		for (const [path, most] of [['/', 60], [`/p/${slug}/`, 50]]) {
			const html = await get(path), tags = html.toString().match(/<(link|script)\b[^>]*>/g);
			const parts = { page: packed(html) };
			for (const tag of tags) {
				const address = /rel="(stylesheet|preload)"/.test(tag) ? tag.match(/href="([^"]*)"/)[1] : /\ssrc="/.test(tag) ? tag.match(/src="([^"]*)"/)[1] : null;
				if (!address || /\sas="image"/.test(tag)) continue;
				const bytes = await get(address.replace('/s/x', ''));
				parts[address.split('/').at(-1)] = address.endsWith('.woff2') ? bytes.length : packed(bytes);
			}
			const sum = Object.values(parts).reduce((a, b) => a + b);
			sizes.push([id, path, sum, most * 1024, JSON.stringify(parts)]);
		}
	}
	assert.ok(themes.length >= 8);
	assert.deepEqual(sizes.filter(([, , sum, most]) => sum > most), []);
});
