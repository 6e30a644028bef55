// theme-svc's own routes, called as its sisters call it: good, bad and foreign input.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { art } from '../../theme-svc/themes/_sample/art.mjs';
import { api, jwt, logs, mint, NOBODY, plain, port, psql, ROOT, until } from './harness.mjs';

const service = 'theme-svc';
const now = Math.floor(Date.now() / 1000);
const peer = (claims = {}) => jwt({ sub: NOBODY, scope: 'peer', aud: service, iss: 'gateway', iat: now, exp: now + 3600, ...claims }, { key: process.env.PEER_SECRET });
const token = peer();
const get = (path) => api('GET', path, { token, service });
const put = (path, { configuration, ...query }) => api('PUT', `${path}?${new URLSearchParams(query)}`, { token, service, body: typeof configuration === 'string' ? configuration : JSON.stringify(configuration) ?? '', timeout: 120000 });
// Pages are no JSON, and a page that is missing is a page too: not judged.
async function page(method, path, body) {
	const text = body && JSON.stringify(body);
	return plain({ method, path, service, body: text, headers: { authorization: `Bearer ${token}`, ...(text && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }) } });
}
const render = (path, configuration = SHOP, more = {}) => page('POST', '/v1/render', { configuration, path, base: '/s/x', ...more });

// The reply to a body that is only announced: a longer one would be refused while it is still being sent.
const declared = (path, length) => new Promise((resolve, reject) => {
	const socket = connect(port(service), '127.0.0.1');
	socket.on('error', reject).once('data', (data) => { resolve(data.toString()); socket.destroy(); });
	socket.write(`POST ${path} HTTP/1.1\r\nHost: theme\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`);
});

const SHOP = {
	business_info: { business_name: 'Joe\u2019s <Coffee>', industry: 'food_drink', currency: 'USD', languages: ['en'], contact_email: 'joe@example.org' },
	product_config: { products: [
		{ sku: 'COF-1', name: 'House blend', category: 'Coffee', features: ['Nuts'], price_minor: 1350, currency: 'USD', stock: 3, description: 'Round and sweet.' },
		{ sku: 'COF-2', name: 'Espresso', category: 'Coffee', price_minor: 1500, currency: 'USD', stock: 0 },
	] },
};
const themes_of = async (query) => (await get(`/v1/themes/recommendations?${query}`)).body;

test('recommendations: ordered, bounded, with reasons, and the same again', async () => {
	const all = await themes_of('industry=food_drink&style=warm&products=12&per_page=100');
	assert.ok(all.total >= 6 && all.themes.length === all.total, `${all.total} themes`);
	assert.equal(all.themes[0].id, 'counter');
	for (const theme of all.themes) {
		assert.ok(theme.score > 0 && theme.score <= 1 && /\.$/.test(theme.reason), JSON.stringify(theme));
		assert.equal(theme.preview_url, `/preview/themes/${theme.id}/food_drink/`);
		assert.ok(theme.customization_options.palettes.length > 0 && theme.customization_options.layouts.length > 0);
		assert.match(theme.customization_options.palettes[0].light.primary, /^#[0-9a-f]{6}$/);
	}
	assert.ok(all.themes[0].score - all.themes.at(-1).score > 0.2);
	assert.deepEqual(await themes_of('industry=food_drink&style=warm&products=12&per_page=100'), all);
	const second = await themes_of('industry=food_drink&style=warm&products=12&per_page=2&page=2');
	assert.deepEqual(second.themes.map((t) => t.id), all.themes.slice(2, 4).map((t) => t.id));
	assert.deepEqual((await themes_of('page=1000')).themes, []);
});

test('recommendations: what is asked changes what is answered', async () => {
	assert.equal((await themes_of('industry=jewelry')).themes[0].id, 'vitrine');
	assert.equal((await themes_of('industry=bakery')).themes[0].id, 'counter');
	const few = await themes_of('industry=home_decor&products=8'), many = await themes_of('industry=home_decor&products=5000');
	assert.ok(few.themes[0].score > many.themes[0].score);
	assert.equal((await themes_of('industry=nothing_known')).themes[0].preview_url.split('/')[4], 'generic');
});

test('recommendations: bad questions', async () => {
	for (const query of ['industry=a%20b', 'style=%3Cscript%3E', 'page=0', 'per_page=101', 'products=x', 'session_id=1', 'colour=blue', `industry=${'a'.repeat(101)}`])
		assert.equal((await get(`/v1/themes/recommendations?${query}`)).status, 422, query);
});

test('recommendations are kept with their session, and go with it', async () => {
	const id = randomUUID();
	await psql(`insert into gateway.wizard_sessions (id, user_id) values ('${id}', '${NOBODY}')`);
	await themes_of(`industry=jewelry&session_id=${id}`);
	const { themes, total } = await themes_of(`industry=books&session_id=${id}`);
	const rows = await psql(`select theme_id, theme_name, industry_category, recommendation_score, performance_data, customizations from theme.theme_recommendations where session_id = '${id}' order by recommendation_score desc, theme_id`);
	assert.equal(rows.length, total);
	assert.deepEqual(rows[0].slice(0, 3), [themes[0].id, themes[0].name, 'books']);
	assert.equal(Number(rows[0][3]), themes[0].score);
	assert.equal(Math.round(Object.values(JSON.parse(rows[0][4])).reduce((a, b) => a + b)), Math.round(themes[0].score * 100));
	await psql(`delete from gateway.wizard_sessions where id = '${id}'`);
	assert.deepEqual(await psql(`select id from theme.theme_recommendations where session_id = '${id}'`), []);
});

test('a session that is not there costs the row, not the advice', async () => {
	const id = randomUUID();
	assert.ok((await themes_of(`industry=books&session_id=${id}`)).total > 0);
	await until('the log line', () => logs(service).find((line) => line.event === 'recommendation_not_kept' && line.session_id === id));
});

test('one theme', async () => {
	const { body } = await get('/v1/themes/vitrine');
	assert.equal(body.name, 'Vitrine');
	assert.equal(body.score, undefined);
	for (const id of ['none', '..%2Fatelier', '_shared', '%00']) assert.ok([400, 404].includes((await get(`/v1/themes/${id}`)).status), id);
});

test('a page, its style and its fonts', async () => {
	const home = await render('/');
	assert.equal(home.status, 200);
	assert.equal(home.headers['content-type'], 'text/html; charset=utf-8');
	assert.match(home.text, /Joe’s &lt;Coffee&gt;/);
	assert.match(home.text, /\$13\.50/);
	const [, style] = home.text.match(/<link rel="stylesheet" href="\/s\/x(\/assets\/style\.[0-9a-f]{16}\.css)">/);
	const css = await render(style);
	assert.equal(css.headers['content-type'], 'text/css; charset=utf-8');
	assert.match(css.text, /^:root\{color-scheme:/);
	for (const [, font] of home.text.matchAll(/href="\/s\/x(\/assets\/fonts\/[^"]+)" as="font"/g)) {
		const reply = await render(font);
		assert.equal(reply.headers['content-type'], 'font/woff2');
		assert.equal(reply.bytes.subarray(0, 4).toString(), 'wOF2');
	}
});

test('pages say what the merchant said', async () => {
	const product = await render('/p/house-blend/');
	assert.match(product.text, /Round and sweet\./);
	assert.match(product.text, /Only 3 left/);
	const ld = JSON.parse(product.text.match(/<script type="application\/ld\+json">(.*?)<\/script>/s)[1]);
	const { offers } = ld['@graph'].find((node) => node['@type'] === 'Product');
	assert.deepEqual([offers.price, offers.priceCurrency, offers.availability], ['13.50', 'USD', 'https://schema.org/InStock']);
	assert.match((await render('/p/espresso/')).text, /Sold out/);
	assert.match((await render('/', SHOP, { preview: true })).text, /name="robots" content="noindex"/);
	assert.equal((await render('/sitemap.xml')).headers['content-type'], 'application/xml; charset=utf-8');
	assert.equal((await render('/robots.txt')).headers['content-type'], 'text/plain; charset=utf-8');
});

test('a missing page is the store\u2019s own', async () => {
	const reply = await render('/nothing/');
	assert.equal(reply.status, 404);
	assert.match(reply.text, /Joe’s &lt;Coffee&gt;/);
});

test('an empty configuration is a store', async () => {
	for (const configuration of [{}, { business_info: null }, { product_config: { products: [null, 7, {}] } }, { theme_settings: { palette: { primary: '#zzz' } } }, { theme_settings: { theme_id: 'none' } }])
		assert.equal((await render('/', configuration)).status, 200, JSON.stringify(configuration));
});

test('bad render bodies', async () => {
	const bad = (body) => api('POST', '/v1/render', { token, service, body });
	for (const body of [{}, { configuration: {} }, { path: '/' }, { configuration: {}, path: '/', base: 'x' }, { configuration: {}, path: '/', base: '/x/' }, { configuration: {}, path: '/', base: '/"><b>' },
		{ configuration: {}, path: '/', more: 1 }, { configuration: {}, path: 7 }, { configuration: {}, path: '/', store: { id: 'x' } }])
		assert.equal((await bad(body)).status, 422, JSON.stringify(body));
	assert.equal((await bad('{')).status, 400);
	assert.match(await declared('/v1/render', (24 << 20) + 1), /^HTTP\/1\.1 413 /);
});

test('sample shops; the drawings are the reference\u2019s, byte for byte', async () => {
	const samples = JSON.parse(readFileSync(join(ROOT, 'theme-svc/themes/_sample/industries.json')));
	for (const { id } of (await themes_of('per_page=100')).themes) {
		const meta = JSON.parse(readFileSync(join(ROOT, `theme-svc/themes/${id}/theme.json`)));
		const reply = await page('GET', `/v1/sample/${id}/books/c/all/?base=/preview/themes/${id}/books`);
		assert.equal(reply.status, 200);
		assert.match(reply.text, new RegExp(`href="/preview/themes/${id}/books/p/`));
		// A theme that was not made for books draws initials.
		const drawings = samples.books.product_config.products.flatMap((product) => [art(meta.art, product.name), art('type', product.name)]);
		assert.ok(drawings.some((drawing) => reply.text.includes(drawing)) || !reply.text.includes('<svg class="art'), id);
		assert.ok(reply.text.includes('<svg class="art'), `${id} shows no drawing`);
		for (const [svg] of reply.text.matchAll(/<svg class="art.*?<\/svg>/gs)) assert.ok(drawings.includes(svg), `${id} draws otherwise than the reference`);
	}
	assert.equal((await page('GET', '/v1/sample/none/books/')).status, 404);
	assert.equal((await page('GET', '/v1/sample/atelier/unheard_of/')).status, 200);
	const palette = (await get('/v1/themes/atelier')).body.customization_options.palettes[1];
	assert.match((await page('GET', `/v1/sample/atelier/books/?palette=${palette.id}`)).text, new RegExp(`content="${palette.light.background}" media="\\(prefers-color-scheme: light\\)"`));
});

test('a version is written whole, once', async () => {
	const id = randomUUID(), folder = join(process.env.STORES_DIR, id), address = `/v1/sites/${id}/versions/1`;
	const first = await put(address, { configuration: SHOP, slug: 'joes' });
	assert.equal(first.status, 200, first.text);
	for (const file of ['index.html', 'p/house-blend/index.html', 'c/coffee/index.html', 'c/all/index.html', 'about/index.html', 'policies/index.html', '404.html', 'sitemap.xml', 'robots.txt']) {
		const bytes = readFileSync(join(folder, '1', file));
		assert.deepEqual(gunzipSync(readFileSync(join(folder, '1', `${file}.gz`))), bytes, file);
		assert.deepEqual(brotliDecompressSync(readFileSync(join(folder, '1', `${file}.br`))), bytes, file);
	}
	assert.match(readFileSync(join(folder, '1/index.html'), 'utf8'), /href="\/s\/joes\/c\/coffee\/"/);
	assert.ok(readdirSync(join(folder, '1/assets/fonts')).length > 0);
	const again = await put(address, { configuration: { ...SHOP, business_info: {} }, slug: 'joes' });
	assert.equal(again.body.written, 0);
	assert.deepEqual({ ...again.body, took_ms: 0 }, { ...first.body, took_ms: 0, written: 0 });
	assert.match(readFileSync(join(folder, '1/index.html'), 'utf8'), /Joe’s/);
	await put(`/v1/sites/${id}/versions/2`, { configuration: SHOP, slug: 'joes' });
	assert.deepEqual(readdirSync(folder).sort(), ['1', '2']);
});

test('two publishers of one version agree', async () => {
	const id = randomUUID(), replies = await Promise.all([1, 2, 3, 4].map(() => put(`/v1/sites/${id}/versions/1`, { configuration: SHOP, slug: 'x' })));
	for (const reply of replies) assert.equal(reply.body.files, replies[0].body.files, reply.text);
	assert.deepEqual(readdirSync(join(process.env.STORES_DIR, id)), ['1']);
});

test('200 products within 20 s, on a machine that does other things too', async () => {
	const products = Array.from({ length: 200 }, (_, i) => ({ ...SHOP.product_config.products[0], sku: `S-${i}`, name: `Thing ${i}`, category: `Shelf ${i % 9}` }));
	const { body } = await put(`/v1/sites/${randomUUID()}/versions/1`, { configuration: { ...SHOP, product_config: { products } }, slug: 'many' });
	assert.ok(body.pages > 220 && body.took_ms <= 20000, JSON.stringify(body));
});

test('bad publishing', async () => {
	const body = { configuration: SHOP, slug: 'joes' }, id = randomUUID();
	for (const path of ['/v1/sites/x/versions/1', `/v1/sites/${id}/versions/0`, `/v1/sites/${id}/versions/x`, `/v1/sites/${id}/versions/-1`, '/v1/sites/..%2F..%2Fetc/versions/1'])
		assert.equal((await put(path, body)).status, 404, path);
	for (const [bad, status] of [[{ configuration: SHOP }, 422], [{ ...body, slug: '../x' }, 422], [{ ...body, slug: 'A' }, 422], [{ slug: 'x' }, 400], [{ slug: 'x', configuration: '{"a":' }, 400]])
		assert.equal((await put(`/v1/sites/${id}/versions/1`, bad)).status, status, JSON.stringify(bad));
	assert.ok(!existsSync(join(process.env.STORES_DIR, id)));
});

test('only sisters may ask', async () => {
	const path = '/v1/themes/recommendations';
	for (const stranger of [undefined, mint(NOBODY), peer({ aud: 'llm-svc' }), peer({ exp: now - 10 })])
		assert.equal((await api('GET', path, { service, token: stranger })).status, 401, String(stranger).slice(0, 20));
	assert.equal((await api('GET', path, { service, token: peer({ scope: 'wizard:read' }) })).status, 403);
	assert.equal((await api('DELETE', '/v1/render', { service, token })).status, 405);
});

test('dynamic pages of a published version: its own theme, its own style, from a folder that nobody is served', async () => {
	const id = randomUUID();
	assert.equal((await put(`/v1/sites/${id}/versions/1`, { slug: 'x', configuration: SHOP })).status, 200);
	assert.ok(existsSync(join(process.env.STORES_DIR, id, '1/.shop/shop.json')));
	const ask = (body) => page('POST', '/v1/storefront/page', { store_id: id, version: 1, ...body });
	const empty = await ask({ page: 'cart' });
	assert.equal(empty.status, 200);
	assert.equal(empty.headers['content-type'], 'text/html; charset=utf-8');
	assert.match(empty.text, /Your cart is empty/);
	assert.match(empty.text, /House blend/); // what others start with
	assert.match(empty.text, /<meta name="robots" content="noindex">/);
	const style = readdirSync(join(process.env.STORES_DIR, id, '1/assets')).find((name) => name.endsWith('.css'));
	assert.ok(empty.text.includes(`/s/x/assets/${style}`), style);
	const line = { sku: 'COF-1', name: 'House <blend>', label: '', quantity: 2, unit_minor: 1350, total_minor: 2700, left: 1, problem: 'few' };
	const cart = await ask({ page: 'cart', data: { lines: [line, { ...line, sku: 'GONE', name: 'Old', problem: 'gone' }], total_minor: 5400, currency: 'USD', notice: 'changed' } });
	for (const part of ['House &lt;blend&gt;', '$27.00', '$54.00', 'Only 1 left', 'no longer sold', 'changed meanwhile', '/s/x/p/house-blend/', 'aria-invalid="true"'])
		assert.ok(cart.text.includes(part), part);
	assert.ok(!cart.text.includes('Go to checkout')); // not before every line can be had
	const checkout = await ask({ page: 'checkout', data: { lines: [line], total_minor: 2700, currency: 'USD', turn: '7', values: { name: 'A "B"' }, errors: { email: 'email' } } });
	for (const part of ['value="7"', 'value="A &quot;B&quot;"', 'name@example.com', 'aria-describedby="email-error"', 'id="email-error"', 'Place the order']) assert.ok(checkout.text.includes(part), part);
	const order = await ask({ page: 'order', data: { number: 12, status: 'new', date: '2026-01-31', name: 'Ada', email: 'a@b.example', address: '1 Lane\nTown', lines: [line], total_minor: 2700, currency: 'USD' } });
	for (const part of ['Order 12', 'Received', 'Ada', '1 Lane']) assert.ok(order.text.includes(part), part);
	const contact = await ask({ page: 'contact', data: { sent: true } });
	assert.match(contact.text, /your message has arrived/);

	assert.equal((await ask({ page: 'nothing' })).status, 404);
	assert.equal((await page('POST', '/v1/storefront/page', { store_id: id, version: 2, page: 'cart' })).status, 404);
	for (const store_id of ['../../etc', '', 7]) assert.equal((await page('POST', '/v1/storefront/page', { store_id, version: 1, page: 'cart' })).status, 422, `${store_id}`);
	assert.equal((await plain({ method: 'POST', path: '/v1/storefront/page', service })).status, 401);
});

test('more stores than are kept opened: each is drawn as itself', async () => {
	const ids = Array.from({ length: 20 }, () => randomUUID());
	for (const [n, id] of ids.entries())
		assert.equal((await put(`/v1/sites/${id}/versions/1`, { slug: `x${n}`, configuration: { business_info: { business_name: `Shop ${n}` } } })).status, 200);
	for (let round = 0; round < 2; round++)
		await Promise.all(ids.map(async (store_id, n) => {
			const reply = await page('POST', '/v1/storefront/page', { store_id, version: 1, page: 'cart' });
			assert.ok(reply.text.includes(`<title>Cart · Shop ${n}</title>`), `${n}`);
		}));
});
