// A live store as shoppers see it: search with typing errors.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { api, finished, launched, plain, psql, SHOP } from './harness.mjs';
import { shopper } from './shopper.mjs';

const GLAZES = ['Cobalt', 'Celadon', 'Tenmoku', 'Shino', 'Ash', 'Vermilion'], THINGS = ['plate', 'vase', 'jar', 'teapot', 'tray'];
const products = GLAZES.flatMap((glaze, i) => THINGS.map((thing, k) => ({
	sku: `${glaze.slice(0, 3)}-${k}`.toUpperCase(), name: `${glaze} ${thing}`, category: `${thing[0].toUpperCase()}${thing.slice(1)}s`,
	features: ['stoneware'], price_minor: 1000 + 100 * i + k, currency: 'USD', stock: 5, description: `Thrown by hand, glazed in ${glaze.toLowerCase()}.` })));
const page = (path, options) => api('GET', path, options);
const cards = (html) => [...html.matchAll(/<p class="name"><a href="([^"]+)"[^>]*>([^<]*)<\/a>/g)].map((m) => m[2]);

let shop;
const open = async () => (shop ??= launched(await finished([SHOP[0], { products }, ...SHOP.slice(2)])).then((job) => `/s/${job.result.slug}`));

test('search: exact before near, typing errors forgiven and named, beginnings found', async () => {
	const base = await open();
	const exact = await page(`${base}/search?q=vermilion+vase`);
	assert.equal(exact.status, 200);
	assert.match(exact.headers['content-type'], /^text\/html/);
	assert.equal(exact.headers['cache-control'], 'no-store');
	assert.match(exact.headers['content-security-policy'], /^default-src 'none'/);
	assert.equal(cards(exact.text)[0], 'Vermilion vase');
	assert.match(exact.text, /<meta name="robots" content="noindex">/);
	assert.doesNotMatch(exact.text, /Did you mean/);

	const wrong = await page(`${base}/search?q=vremillion+vaes`);
	assert.equal(cards(wrong.text)[0], 'Vermilion vase');
	assert.match(wrong.text, new RegExp(`Did you mean <a href="${base}/search\\?q=vermilion%20vase"[^>]*>vermilion vase</a>`));

	assert.deepEqual([...new Set(cards((await page(`${base}/search?q=tenm`)).text).map((name) => name.split(' ')[0]))], ['Tenmoku']);
	assert.equal(cards((await page(`${base}/search?q=TEN-3`)).text)[0], 'Tenmoku teapot', 'by article number');
});

test('search: pages of 24, the query goes along; a page that is not there is the last one', async () => {
	const base = await open(), first = await page(`${base}/search?q=stoneware`);
	assert.equal(cards(first.text).length, 24);
	assert.match(first.text, /30 products/);
	const next = first.text.match(/href="([^"]+)" rel="next"/)[1].replaceAll('&amp;', '&');
	assert.equal(next, `${base}/search?q=stoneware&page=2`);
	const second = cards((await page(next)).text);
	assert.equal(second.length, 6);
	assert.equal(new Set([...cards(first.text), ...second]).size, 30);
	assert.deepEqual(cards((await page(`${base}/search?q=stoneware&page=900`)).text), second);
});

test('search: nothing found says so and offers something; without a query there is a form', async () => {
	const base = await open(), none = await page(`${base}/search?q=xylophone`);
	assert.match(none.text, /Nothing found for “xylophone”\./);
	assert.equal(cards(none.text).length, 4);
	const blank = await page(`${base}/search`);
	assert.match(blank.text, new RegExp(`<form action="${base}/search" method="get" role="search"`));
	assert.match(blank.text, /<label for="q">/);
	assert.doesNotMatch(blank.text, /Nothing found/);
});

test('search: whatever is asked for stays text, is bounded, and is never an error', async () => {
	const base = await open(), nasty = `"><script>alert(1)</script>'{{t.home}}{{{seo.json_ld}}}`;
	const reply = await page(`${base}/search?q=${encodeURIComponent(nasty)}`);
	assert.equal(reply.status, 200);
	assert.doesNotMatch(reply.text, /<script>alert/);
	assert.ok(reply.text.includes('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;{{t.home}}{{{seo.json_ld}}}"'), 'as text, in the form');
	for (const query of ['q=%ff%fe', 'q=%00', 'q=', 'q', 'page=x&q=vase', 'page=-1', 'page=99999999999', 'utm_source=mail&fbclid=x&q=vase', 'q=a&q=vase', '&&&', 'q=%e2%80%8b'])
		assert.equal((await page(`${base}/search?${query}`)).status, 200, query);
	assert.equal(cards((await page(`${base}/search?utm_source=mail&q=vase`)).text).length, 6);
	const long = await page(`${base}/search?q=${'vermillionn+'.repeat(500)}`);
	assert.equal(long.status, 200);
	assert.ok(long.text.length < 200000, 'a long query is not repeated at length');
	assert.equal((await plain({ method: 'GET', path: '/s/no-such-store/search?q=a' })).status, 404);
});

test('pages of the moment go packed as the client takes them; one that repeats a form goes as it is', async () => {
	const base = await open(), get = (path, coding) => plain({ method: 'GET', path: base + path, headers: coding ? { 'accept-encoding': coding } : {} });
	for (const path of ['/search?q=stoneware', '/cart', '/contact']) {
		const flat = await get(path);
		assert.deepEqual([flat.headers['content-encoding'], flat.headers.vary], [undefined, 'Accept-Encoding'], path);
		for (const [asked, coding, open] of [['gzip', 'gzip', gunzipSync], ['gzip, deflate, br', 'br', brotliDecompressSync], ['br;q=0, gzip', 'gzip', gunzipSync], ['identity, br;q=0.1', 'br', brotliDecompressSync]]) {
			const packed = await get(path, asked);
			assert.deepEqual([packed.headers['content-encoding'], packed.headers.vary], [coding, 'Accept-Encoding'], `${path} ${asked}`);
			assert.equal(open(packed.bytes).toString(), flat.text);
			assert.ok(packed.bytes.length < flat.bytes.length / 3, `${path} ${coding}: ${packed.bytes.length} of ${flat.bytes.length}`);
		}
	}
	// What a form sent stands beside what is the shopper's own: no length may tell of it (BREACH).
	const body = `name=${'x'.repeat(3000)}&email=a`, form = await plain({ method: 'POST', path: `${base}/contact`, body, headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length, 'sec-fetch-site': 'same-origin', 'accept-encoding': 'gzip, br' } });
	assert.deepEqual([form.status, form.headers['content-encoding'], form.text.includes('x'.repeat(200))], [422, undefined, true]);
	// And the other way round: a search repeats words, so nothing of the shopper's own stands in it.
	const ada = shopper(base.slice(3));
	await ada.add('COB-0', 2);
	assert.match((await ada.get('/cart')).text, /Cobalt plate/);
	assert.equal((await ada.get('/search?q=vase')).text, (await get('/search?q=vase')).text);
	const lost = await get('/no-such-page', 'br');
	assert.deepEqual([lost.status, lost.headers['content-encoding'], lost.headers.vary], [404, 'br', 'Accept-Encoding']);
});

test('the index and the snapshot are never served', async () => {
	const base = await open();
	for (const path of ['.shop/search.idx', '.shop/shop.json', '%2eshop/search.idx', '.shop/']) assert.equal((await page(`${base}/${path}`)).status, 404, path);
});

test('a store of two languages: pages in each, what is not translated says so, search goes along', async () => {
	const content = { fill_missing: true, pages: { about: { body: 'We are two potters.' } },
		translations: [{ language: 'de', pages: { about: { headline: 'Über uns beide', body: 'Wir sind zwei Töpfer.' } }, product_descriptions: { 'MUG-1': 'Eine Tasse in Kobaltblau.' } }] };
	const job = await launched(await finished([{ ...SHOP[0], languages: ['en', 'de'] }, SHOP[1], SHOP[2], content, ...SHOP.slice(4)])), base = `/s/${job.result.slug}`;
	const de = await page(`${base}/de/p/blue-mug/`), en = await page(`${base}/p/blue-mug/`);
	assert.equal(de.status, 200);
	assert.match(de.text, /<html lang="de" dir="ltr">/);
	assert.match(de.text, /<p dir="auto">Eine Tasse in Kobaltblau\.<\/p>/, 'translations outlive the filling of gaps at launch');
	assert.match(de.text, /dir="auto" lang="en">Blue mug</);
	for (const reply of [de, en]) for (const lang of ['en', 'de', 'x-default']) assert.match(reply.text, new RegExp(`<link rel="alternate" hreflang="${lang}" href="http`), lang);
	assert.match((await page(`${base}/de/about/`)).text, /Wir sind zwei Töpfer/);
	for (const url of [...(await page(`${base}/de/`)).text.matchAll(/(?:href|src)="(\/[^"#?]+)/g)].map((m) => m[1])) assert.equal((await page(url)).status, 200, url);
	const found = await page(`${base}/de/search?q=kobaltblua`);
	assert.match(found.text, /<html lang="de"/);
	assert.deepEqual(cards(found.text), ['Blue mug']);
	assert.match(found.text, /Meinten Sie/);
	assert.match((await page(`${base}/sitemap.xml`)).text, new RegExp(`${base}/de/p/blue-mug/</loc><xhtml:link`));
});

test('the product feed: every product once, at its page; the head of each page names it', async () => {
	const base = await open(), feed = await page(`${base}/products.xml`), front = await page(`${base}/`);
	assert.match(feed.headers['content-type'], /xml/);
	assert.equal(feed.text.match(/<item>/g).length, products.length);
	assert.deepEqual([...feed.text.matchAll(/<g:id>([^<]+)/g)].map((m) => m[1]), products.map((p) => p.sku));
	const link = new URL(feed.text.match(/<item>.*?<link>([^<]+)/)[1]);
	assert.equal((await page(link.pathname)).status, 200);
	assert.match(front.text, new RegExp(`<link rel="alternate" type="application/rss\\+xml" title="[^"]+" href="${base}/products.xml">`));
});

test('the one script: hashed, immutable, at most 6 KB; suggestions are JSON; an app can be installed', async () => {
	const base = await open(), front = await page(`${base}/`);
	const scripts = [...front.text.matchAll(/<script ([^>]*)>/g)].map((m) => m[1]).filter((a) => !a.includes('ld+json'));
	assert.equal(scripts.length, 1);
	const url = scripts[0].match(/src="([^"]+)"/)[1], script = await page(url);
	assert.match(url, /\/assets\/shop\.[0-9a-f]{16}\.js$/);
	assert.match(script.headers['content-type'], /^text\/javascript/);
	assert.match(script.headers['cache-control'], /immutable/);
	assert.ok(script.text.length <= 6 * 1024, `${script.text.length} bytes`);
	const { body } = await page(`${base}/suggest?q=vremillion`);
	assert.equal(body.products.length, 5);
	for (const p of body.products) assert.ok(p.name.startsWith('Vermilion') && p.price && p.url.startsWith(`${base}/p/`), JSON.stringify(p));
	assert.deepEqual((await page(`${base}/suggest`)).body, { products: [] });

	const manifest = JSON.parse((await page(front.text.match(/<link rel="manifest" href="([^"]+)"/)[1])).text);
	assert.deepEqual([manifest.name, manifest.short_name, manifest.start_url, manifest.scope, manifest.display], ['Blue Door Pottery', 'Blue Door', `${base}/`, `${base}/`, 'standalone']);
	const icon = await page(manifest.icons[0].src);
	assert.match(icon.headers['content-type'], /^image\/svg\+xml/);
	assert.match(icon.text, />B<\/text><\/svg>$/);
});

test('speed as visitors have it arrives as an event, without a name; not from those who ask not to be tracked', async () => {
	const base = await open(), path = `${base}/vitals`, v = { path: `${base}/p/x-${Date.now()}/`, lcp: 812, cls: 0.0123, inp: 48, ttfb: 30, errors: 1 };
	const seen = async () => psql(`select event_data->>'lcp', event_data->>'cls', event_data->>'errors', coalesce(user_agent, ''), coalesce(host(ip_address), '') from analytics.wizard_analytics where event_type = 'web_vitals' and event_data->>'path' = '${v.path}'`);
	assert.equal((await api('POST', path, { body: v, headers: { dnt: '1' } })).status, 204);
	assert.equal((await api('POST', path, { body: v, headers: { 'sec-gpc': '1' } })).status, 204);
	assert.deepEqual(await seen(), []);
	assert.equal((await api('POST', path, { body: v })).status, 204);
	assert.deepEqual(await seen(), [['812', '0.0123', '1', '', '']]);
	// The address of an order's page is its shopper's alone.
	const token = 'T'.repeat(22) + String(Date.now()).padStart(10, '0').slice(-10);
	assert.equal((await api('POST', path, { body: { ...v, path: `${base}/order/${token}` } })).status, 204);
	assert.deepEqual(await psql(`select count(*) from analytics.wizard_analytics where event_data->>'path' like '%${token}%'`), [['0']]);
	assert.notEqual((await psql(`select count(*) from analytics.wizard_analytics where event_data->>'path' = '${base}/order/'`))[0][0], '0');
	for (const body of [{}, { ...v, lcp: -1 }, { ...v, lcp: '1' }, { ...v, more: 1 }, { ...v, path: 'x'.repeat(501) }]) assert.equal((await api('POST', path, { body, draft: true })).status, 422);
});
