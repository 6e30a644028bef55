// Publishing a store again: what changed is written, the rest stays the very file; versions that come back; the store as a zip.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { finished, launched, save, SHOP } from './harness.mjs';

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
