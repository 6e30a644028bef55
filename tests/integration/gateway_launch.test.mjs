// The launch: job, events, storefront, versions, undo.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { gunzipSync, brotliDecompressSync } from 'node:zlib';
import { api, events, finished, job_end, launched, merchant, plain, psql, save, SHOP, start, stop, until, wait } from './harness.mjs';

const STEPS = ['freeze', 'content', 'integrations', 'predict', 'render', 'publish', 'complete'];
const front = (job) => `/s/${job.result.slug}/`;
const page = (path, headers) => api('GET', path, { headers });

test('launch: 202 at once; the job goes through its steps to a store that is there', async () => {
	const s = await finished();
	const reply = await s.m.post(`${s.path}/launch`);
	assert.equal(reply.status, 202);
	assert.ok(reply.ms < 1000, `${reply.ms} ms`);
	const { job_id, status_url, events_url } = reply.body;
	assert.deepEqual([status_url, events_url], [`/api/v1/jobs/${job_id}`, `/api/v1/jobs/${job_id}/events`]);
	const seen = new Set();
	const job = await until('the end', async () => {
		const { body } = await s.m.get(status_url);
		seen.add(body.status);
		assert.ok(body.progress >= 0 && body.progress <= 100);
		return body.status === 'succeeded' && body;
	}, 30000);
	for (const status of seen) assert.ok(['queued', 'running', 'succeeded'].includes(status), status);
	assert.equal(job.progress, 100);
	assert.deepEqual(job.steps.map((step) => [step.name, step.status]), STEPS.map((name) => [name, 'succeeded']));
	for (const step of job.steps) assert.ok(Date.parse(step.started_at) <= Date.parse(step.finished_at), step.name);
	assert.equal(job.result.storefront_url, `${process.env.PUBLIC_URL}/s/${job.result.slug}/`);

	const now = (await s.m.get(s.path)).body;
	assert.ok(now.completed_at);
	assert.deepEqual(now.store, { store_id: job.result.store_id, slug: job.result.slug, storefront_url: job.result.storefront_url });
	const { body: store } = await s.m.get(`/api/v1/stores/${job.result.store_id}`);
	assert.deepEqual([store.live_version, store.session_id, store.name], [1, s.id, SHOP[0].business_name]);
	assert.deepEqual((await s.m.get('/api/v1/stores')).body.items.map((x) => x.store_id), [store.store_id]);
	const rows = await psql(`select version, business_info->>'business_name', jsonb_array_length(product_config->'products') from gateway.store_configs where session_id = '${s.id}'`);
	assert.deepEqual(rows, [['1', SHOP[0].business_name, '2']]);
});

test('a launch while one runs is that one; cancelling what has ended is 409', async () => {
	const s = await finished();
	const replies = await Promise.all([1, 2, 3, 4].map(() => s.m.post(`${s.path}/launch`)));
	assert.deepEqual(replies.map((r) => r.status), [202, 202, 202, 202]);
	assert.equal(new Set(replies.map((r) => r.body.job_id)).size, 1);
	const job = await job_end(s.m, replies[0].body.job_id);
	assert.equal(job.result.version, 1);
	assert.equal((await s.m.post(`/api/v1/jobs/${job.job_id}/cancel`)).status, 409);
	assert.deepEqual(await psql(`select count(*) from gateway.store_configs where session_id = '${s.id}'`), [['1']]);
});

test('events: every one, in order, to the end; Last-Event-ID goes on without loss or doubles', async () => {
	const s = await finished();
	const { body: { job_id } } = await s.m.post(`${s.path}/launch`);
	const all = await events(s.m, job_id);
	assert.equal(all.status, 200);
	assert.match(all.headers['content-type'], /^text\/event-stream/);
	assert.equal(all.headers['cache-control'], 'no-store');
	assert.deepEqual(all.list.map((e) => e.id), all.list.map((_, i) => i + 1));
	assert.deepEqual([...new Set(all.list.map((e) => e.event))], ['job.progress', 'job.succeeded']);
	assert.equal(all.list.at(-1).event, 'job.succeeded');
	const progress = all.list.map((e) => e.data.progress);
	assert.deepEqual(progress, [...progress].sort((a, b) => a - b), 'progress never falls');
	assert.deepEqual(all.list.at(-1).data, (await s.m.get(`/api/v1/jobs/${job_id}`)).body);
	for (const last of [0, 1, Math.floor(all.list.length / 2), all.list.length - 1]) assert.deepEqual((await events(s.m, job_id, { last })).list, all.list.slice(last), `after ${last}`);
	// Who comes back after the end, or with a number from nowhere, is told the end.
	for (const last of [all.list.length, 999999]) assert.deepEqual((await events(s.m, job_id, { last })).list, all.list.slice(-1), `after ${last}`);
	for (const last of ['x', -1, '']) assert.deepEqual((await events(s.m, job_id, { last })).list.at(-1), all.list.at(-1), `${last}`);
	// A connection that breaks in the middle, and comes back.
	const again = await launched(s), first = await events(s.m, again.job_id, { enough: (list) => list.length >= 2 });
	const rest = await events(s.m, again.job_id, { last: first.list.at(-1).id });
	assert.deepEqual([...first.list, ...rest.list].map((e) => e.id), Array.from({ length: first.list.length + rest.list.length }, (_, i) => i + 1));
	assert.equal((await api('GET', `/api/v1/jobs/${job_id}/events`)).status, 401);
	assert.equal((await api('GET', `/api/v1/jobs/${job_id}/events`, { token: merchant().token })).status, 404);
});

test('the storefront: each page of it, its files, its headers', async () => {
	const job = await launched(await finished()), base = front(job);
	const pages = new Map(), queue = [base], assets = new Set();
	while (queue.length) {
		const at = queue.pop();
		if (pages.has(at) || assets.has(at)) continue;
		const reply = await page(at);
		assert.equal(reply.status, 200, at);
		if (!/html/.test(reply.headers['content-type'])) {
			assets.add(at);
			if (at.includes('/assets/')) assert.match(reply.headers['cache-control'], /immutable/, at);
			continue;
		}
		pages.set(at, reply.text);
		assert.equal(reply.headers['x-frame-options'], 'DENY');
		assert.match(reply.headers['content-security-policy'], /default-src 'none'.*frame-ancestors 'none'/);
		for (const [, url] of reply.text.matchAll(/(?:href|src)="(\/[^"#?]*)/g)) {
			assert.ok(url.startsWith(base), `${at} links to ${url}`);
			queue.push(url);
		}
	}
	for (const shopper of ['cart', 'contact']) assert.ok(pages.has(base + shopper), shopper);
	for (const own of ['cart', 'search']) pages.delete(base + own); // the shopper's own: nobody looks for them
	for (const want of ['', 'c/mugs/', 'c/bowls/', 'p/blue-mug/', 'p/river-bowl/', 'about/', 'policies/']) assert.ok(pages.has(base + want), `${want}: ${[...pages.keys()]}`);
	for (const [at, html] of pages) {
		assert.match(html, /^<!doctype html>/i, at);
		assert.match(html, /<html lang="en"/, at);
		assert.match(html, /<meta name="description" content="[^"]{10,}/, at);
		assert.match(html, new RegExp(`<link rel="canonical" href="${process.env.PUBLIC_URL}/s/`), at);
		assert.match(html, /<meta property="og:title" content="[^"]+"/, at);
		assert.doesNotMatch(html, /noindex|\{\{|undefined/, at);
		for (const [, json] of html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)) assert.ok(JSON.parse(json)['@context'], at);
		assert.equal([...html.matchAll(/<h1[ >]/g)].length, 1, `${at}: one h1`);
	}
	const product = pages.get(`${base}p/blue-mug/`);
	const things = [...product.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)].flatMap(([, json]) => JSON.parse(json)).flatMap((x) => x['@graph'] ?? x);
	const ld = things.find((x) => x['@type'] === 'Product') ?? assert.fail('no Product');
	assert.equal(ld.name, 'Blue mug');
	assert.equal(ld.sku, 'MUG-1');
	const [offer] = [ld.offers].flat();
	assert.deepEqual([`${offer.price}`, offer.priceCurrency], ['19.00', 'USD']);
	assert.match(offer.availability, /InStock$/);
	assert.ok(things.some((x) => x['@type'] === 'BreadcrumbList'));
	assert.match(product, /\$19(\.00)?/);
	assert.match(pages.get(`${base}about/`), /Our kiln is fired on Fridays/);
});

test('sitemap, robots, the page for what is not there', async () => {
	const job = await launched(await finished()), base = front(job);
	const sitemap = await page(`${base}sitemap.xml`);
	assert.match(sitemap.headers['content-type'], /^application\/xml/);
	const listed = [...sitemap.text.matchAll(/<loc>([^<]+)<\/loc>/g)].map((m) => m[1]);
	assert.ok(listed.length >= 6);
	for (const url of listed) {
		assert.ok(url.startsWith(job.result.storefront_url), url);
		assert.equal((await page(new URL(url).pathname)).status, 200, url);
	}
	const robots = await page(`${base}robots.txt`);
	assert.match(robots.text, new RegExp(`Sitemap: ${job.result.storefront_url}sitemap.xml`));
	for (const path of ['p/none/', 'none', 'assets/none.css', 'index.html.br', 'site.json', 'x/y/z/']) {
		const reply = await page(base + path);
		assert.equal(reply.status, 404, path);
		if (/html/.test(reply.headers['content-type'])) assert.match(reply.text, /<h1/, path);
	}
	for (const path of ['../', '..%2f', '%2e%2e/%2e%2e/', 'p/..%2f..%2f..%2f1%2findex.html', '.env', '%00', 'assets/..%5c..%5c', `../../${job.result.store_id}/1/index.html`]) {
		const reply = await plain({ method: 'GET', path: base + path });
		assert.ok([400, 404].includes(reply.status) || !/Blue Door/.test(reply.text), `${path}: ${reply.status}`);
	}
	for (const slug of ['none', '%27', 'x'.repeat(300), '..%2f..']) assert.equal((await plain({ method: 'GET', path: `/s/${slug}/` })).status, 404, slug);
	const bare = await page(base.slice(0, -1));
	assert.deepEqual([bare.status, bare.headers.location], [308, base]);
	assert.equal((await page(`${base}about`)).headers.location, `${base}about/`);
});

test('pages come packed to those who take it, with an ETag that is honoured, and without a body to HEAD', async () => {
	const job = await launched(await finished()), base = front(job);
	const flat = await page(base);
	assert.equal(flat.headers['content-encoding'], undefined);
	assert.match(flat.headers.vary, /accept-encoding/i);
	const br = await page(base, { 'accept-encoding': 'gzip, br' }), gz = await page(base, { 'accept-encoding': 'gzip;q=0.5, br;q=0' });
	assert.deepEqual([br.headers['content-encoding'], gz.headers['content-encoding']], ['br', 'gzip']);
	assert.equal(brotliDecompressSync(br.bytes).toString(), flat.text);
	assert.equal(gunzipSync(gz.bytes).toString(), flat.text);
	assert.equal(new Set([flat, br, gz].map((r) => r.headers.etag)).size, 3);
	for (const tag of [flat.headers.etag, `"x", ${flat.headers.etag}`]) {
		const same = await page(base, { 'if-none-match': tag });
		assert.deepEqual([same.status, same.text], [304, ''], tag);
	}
	assert.equal((await page(base, { 'if-none-match': '"x"' })).status, 200);
	const head = await api('HEAD', base);
	assert.deepEqual([head.status, head.headers['content-length'], head.text], [200, flat.headers['content-length'], '']);
	assert.equal((await api('POST', base, { body: {} })).status, 404);
});

test('a second launch is version 2; publishing version 1 again is undo; the store never answers with anything else', async () => {
	const s = await finished(), first = await launched(s), base = front(first);
	await save(s, 1, { ...SHOP[0], business_name: 'Second Door Pottery' });
	await save(s, 2, { products: [SHOP[1].products[0]] });
	assert.match((await page(base)).text, /Blue Door Pottery/, 'what is saved is not live yet');
	const second = await launched(s);
	assert.deepEqual([second.result.version, second.result.store_id, second.result.slug], [2, first.result.store_id, first.result.slug]);
	assert.match((await page(base)).text, /Second Door Pottery/);
	assert.equal((await page(`${base}p/river-bowl/`)).status, 404);
	const at = `/api/v1/stores/${first.result.store_id}`;
	const versions = (await s.m.get(`${at}/versions`)).body;
	assert.deepEqual(versions.items.map((v) => [v.version, v.live]), [[2, true], [1, false]]);
	assert.deepEqual(versions.items.map((v) => [v.changed_steps, v.rendition_of]), [[[1, 2, 4], 0], [[], 0]], 'what is new in it; texts of ours are written anew for it');
	assert.equal((await s.m.post(`${at}/publish`, { version: 1 })).body.live_version, 1);
	assert.match((await page(base)).text, /Blue Door Pottery/);
	assert.equal((await page(`${base}p/river-bowl/`)).status, 200);
	assert.equal((await s.m.post(`${at}/publish`, { version: 1 })).status, 200, 'again is harmless');
	assert.equal((await s.m.post(`${at}/publish`, { version: 2 })).body.live_version, 2);
	for (const version of [3, 1000000]) assert.equal((await s.m.post(`${at}/publish`, { version })).status, 404, `${version}`);
	for (const version of [0, -1, 1.5, '1', null]) assert.equal((await s.m.post(`${at}/publish`, { version })).status, 422, `${version}`);
	// Switching to and fro under readers: every answer is one of the two, whole.
	let done = false;
	const readers = [1, 2, 3].map(async () => {
		while (!done) {
			const reply = await plain({ method: 'GET', path: base });
			assert.equal(reply.status, 200);
			assert.match(reply.text, /(Blue|Second) Door Pottery[^]*<\/html>\s*$/);
		}
	});
	for (let i = 0; i < 6; i++) assert.equal((await s.m.post(`${at}/publish`, { version: 1 + (i % 2) })).status, 200);
	done = true;
	await Promise.all(readers);
});

test('two stores may wish for one address by their name: the second gets the next; a wish that is taken fails the launch and says why', async () => {
	const name = `Corner ${randomUUID().slice(0, 8)}`, data = [{ ...SHOP[0], business_name: name }];
	const one = await launched(await finished(data)), two = await launched(await finished(data));
	assert.equal(two.result.slug, `${one.result.slug}-2`);
	// Both free when step 6 was saved: the later launch loses.
	const slug = `wish-${randomUUID().slice(0, 8)}`, wish = [...SHOP.slice(0, 5), { slug }];
	const a = await finished(wish), b = await finished(wish);
	assert.equal((await launched(a)).result.slug, slug);
	const { body: { job_id } } = await b.m.post(`${b.path}/launch`);
	const failed = await job_end(b.m, job_id);
	assert.equal(failed.status, 'failed');
	assert.equal(failed.error.step, 'freeze');
	assert.match(failed.error.message, new RegExp(slug));
	assert.match(failed.error.hint, /step 6/);
	assert.deepEqual((await b.m.get('/api/v1/stores')).body.total, 0);
	const { list } = await events(b.m, job_id);
	assert.equal(list.at(-1).event, 'job.failed');
	assert.equal((await save(b, 6, { slug: `${slug}-b` })).status, 200);
	assert.equal((await launched(b)).result.slug, `${slug}-b`, 'mended, it goes');
});

test('the thousandth store of one name finds an address', async () => {
	const name = `crowd-${randomUUID().slice(0, 8)}`, owner = randomUUID();
	await psql(`insert into gateway.stores (owner, slug, name) select '${owner}', '${name}' || case when n = 1 then '' else '-' || n end, 'x' from generate_series(1, 999) n`);
	const s = await finished([{ ...SHOP[0], business_name: name }]);
	const job = await launched(s);
	assert.match(job.result.slug, new RegExp(`^${name}-\\d{4,7}$`));
	const other = await finished();
	const taken = await other.m.post(`${other.path}/step/6/validate`, { step_data: { slug: name } });
	const [, proposed] = taken.body.errors[0].message.match(/Try (\S+)/);
	assert.equal((await save(other, 6, { slug: proposed })).status, 200);
	await save(other, 1, { ...SHOP[0], business_name: name });
	await save(other, 6, {});
	const { recommendations } = (await other.m.get(`${other.path}/recommendations`)).body;
	const address = recommendations.find((r) => r.apply?.slug) ?? assert.fail(JSON.stringify(recommendations));
	assert.equal((await save(other, 6, address.apply)).status, 200);
});

test('a store of nothing but step 1 opens too', async () => {
	const s = await finished([{ business_name: 'Ω', industry: 'generic', description: '' }]);
	const job = await launched(s);
	assert.equal((await page(front(job))).status, 200);
	const { body } = await s.m.get(`/api/v1/stores/${job.result.store_id}/versions`);
	assert.deepEqual(body.items[0].defaulted_steps, [2, 3, 4, 5, 6]);
});

test('a catalogue of 5,000 products launches', async () => {
	const products = Array.from({ length: 5000 }, (_, i) => ({ sku: `SKU-${i}`, name: `Thing ${i}`, category: `Shelf ${i % 20}`, features: ['one', 'two'], price_minor: 100 + i, description: `Thing number ${i}, as the merchant describes it.` }));
	const s = await finished([SHOP[0], { products }, {}, {}, {}, {}]);
	const { body: { job_id } } = await s.m.post(`${s.path}/launch`);
	const job = await job_end(s.m, job_id, 300000);
	assert.equal(job.status, 'succeeded', JSON.stringify(job));
	assert.equal((await page(`${front(job)}p/thing-4999/`)).status, 200);
});

test('jobs of no kind: 404; a queued or running job can be cancelled', async () => {
	const s = await finished();
	for (const id of ['x', randomUUID()]) for (const call of [s.m.get(`/api/v1/jobs/${id}`), s.m.post(`/api/v1/jobs/${id}/cancel`), s.m.get(`/api/v1/jobs/${id}/events`)]) assert.equal((await call).status, 404, id);
	const { body: { job_id } } = await s.m.post(`${s.path}/launch`);
	const reply = await s.m.post(`/api/v1/jobs/${job_id}/cancel`);
	assert.ok([200, 409].includes(reply.status));
	const job = await job_end(s.m, job_id);
	if (reply.status === 200) assert.ok(['cancelled', 'succeeded'].includes(job.status), job.status);
	if (job.status === 'cancelled') assert.equal((await events(s.m, job_id)).list.at(-1).event, 'job.cancelled');
	assert.equal((await launched(s)).status, 'succeeded', 'and launched anew');
});

test('a new address comes with the switch: a launch that ends before it leaves the old one, undo brings it back', async () => {
	const old = `old-${randomUUID().slice(0, 8)}`, fresh = `new-${randomUUID().slice(0, 8)}`;
	const s = await finished([...SHOP.slice(0, 5), { slug: old }]);
	const first = await launched(s);
	const styled = async (slug) => {
		const html = await page(`/s/${slug}/`);
		if (html.status !== 200) return html.status;
		return (await page(html.text.match(/href="([^"]+\.css)"/)[1])).status;
	};
	assert.equal(await styled(old), 200);
	assert.equal((await save(s, 6, { slug: fresh })).status, 200);
	await stop('theme-svc');
	try {
		const { body } = await s.m.post(`${s.path}/launch`);
		await until('the version is fixed', async () => (await s.m.get(`/api/v1/jobs/${body.job_id}`)).body.steps[0].status === 'succeeded', 10000);
		await wait(1200); // what the gateway remembers of an address lives a second
		assert.equal(await styled(old), 200);
		assert.equal((await s.m.get(`/api/v1/stores/${first.result.store_id}`)).body.slug, old);
		await until('it is stopped', async () => (await s.m.post(`/api/v1/jobs/${body.job_id}/cancel`)).status === 409, 30000);
	} finally {
		await start('theme-svc');
	}
	assert.equal(await styled(old), 200);
	const second = await launched(s);
	assert.equal(second.result.slug, fresh);
	await until('the new address', async () => (await styled(fresh)) === 200 && (await styled(old)) === 404, 3000);
	const undone = await s.m.post(`/api/v1/stores/${first.result.store_id}/publish`, { version: 1 });
	assert.deepEqual([undone.status, undone.body.slug], [200, old]);
	await until('the old address', async () => (await styled(old)) === 200, 3000);
});
