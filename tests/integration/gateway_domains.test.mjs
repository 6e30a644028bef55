// A store at a domain of its own: the record, the check by DNS, host routing.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { dns } from './dns.mjs';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { finished, launched, merchant, NOBODY, plain, psql, restart, RUN_DIR, SHOP, until } from './harness.mjs';
import { PERSON } from './shopper.mjs';

let names;
before(async () => {
	names = await dns();
	await restart('gateway', { DNS_SERVER: names.address });
});
after(async () => {
	await restart('gateway', {});
	await names.close();
});

const some_host = (first = 'shop') => `${first}.${randomUUID().slice(0, 8)}.example`;
const at = (host, path, options = {}) => plain({ method: 'GET', path, ...options, headers: { host, ...options.headers } });

async function store(data = SHOP) {
	const s = await finished(data), job = await launched(s);
	return { s, m: s.m, id: job.result.store_id, slug: job.result.slug, path: `/api/v1/stores/${job.result.store_id}/domains` };
}
async function own(shop, host) {
	const { body: domain } = await shop.m.post(shop.path, { host });
	names.records.set(domain.record_name, ['v=spf1 -all', domain.record_value]);
	const reply = await shop.m.post(`${shop.path}/${domain.domain_id}/verify`);
	assert.equal(reply.body.status, 'verified', reply.text);
	return reply.body;
}

test('add, list, look, remove: the record is named; nothing is served before it is there', async () => {
	const shop = await store(), host = some_host();
	const added = await shop.m.post(shop.path, { host: `  ${host.toUpperCase()} ` });
	assert.equal(added.status, 201, added.text);
	const { body: domain } = added;
	assert.deepEqual([domain.host, domain.status, domain.canonical, domain.url, domain.checked_at], [host, 'pending', false, `https://${host}/`, null]);
	assert.equal(domain.record_name, `_storefront.${host}`);
	assert.match(domain.record_value, /^storefront=[\w-]{32}$/);
	assert.deepEqual((await shop.m.get(shop.path)).body, { items: [domain] });
	assert.doesNotMatch((await at(host, '/')).text, /Blue Door Pottery/);

	const verify = () => shop.m.post(`${shop.path}/${domain.domain_id}/verify`);
	assert.match((await verify()).body.detail, /no TXT record/);
	names.records.set(domain.record_name, ['v=spf1 -all', domain.record_value.slice(0, -1), `${domain.record_value}x`]);
	assert.match((await verify()).body.detail, /none has this value/);
	assert.doesNotMatch((await at(host, '/')).text, /Blue Door Pottery/);
	names.records.set(domain.record_name, ['x', domain.record_value]);
	const { body: proved } = await verify();
	assert.deepEqual([proved.status, proved.canonical], ['verified', true]);
	assert.match((await at(host, '/')).text, /Blue Door Pottery/);

	assert.equal((await shop.m.del(`${shop.path}/${domain.domain_id}`)).status, 204);
	assert.doesNotMatch((await at(host, '/')).text, /Blue Door Pottery/);
	assert.deepEqual((await shop.m.get(shop.path)).body.items, []);
});

test('served at /: links, canonical, sitemap, robots and dynamic pages of that host; cached pages ask no database', async () => {
	const shop = await store(), host = some_host();
	await own(shop, host);
	const front = await at(host, '/');
	assert.equal(front.status, 200);
	assert.match(front.text, new RegExp(`<link rel="canonical" href="https://${host}/">`));
	assert.doesNotMatch(front.text, /\/s\//);
	assert.match(front.headers['content-security-policy'], /default-src 'none'/);
	const links = [...new Set([...front.text.matchAll(/(?:href|src)="(\/[^"#?]*)/g)].map((m) => m[1]))];
	assert.ok(links.length > 5);
	for (const link of links) assert.equal((await at(host, link)).status, 200, link);
	assert.match((await at(host, '/robots.txt')).text, new RegExp(`Sitemap: https://${host}/sitemap.xml`));
	assert.match((await at(host, '/sitemap.xml')).text, new RegExp(`<loc>https://${host}/p/blue-mug/</loc>`));
	assert.match((await at(host, '/search?q=blue+mgu')).text, /href="\/p\/blue-mug\/"/);
	assert.equal((await at(host, '/p/blue-mug')).headers.location, '/p/blue-mug/');
	const cart = await at(host, '/cart', { method: 'POST', body: 'sku=MUG-1&quantity=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
	assert.deepEqual([cart.status, cart.headers.location], [303, '/cart']);
	const cookie = [cart.headers['set-cookie']].flat()[0];
	assert.match(cookie, /Path=\/;/);
	assert.match((await at(host, '/cart', { headers: { cookie: cookie.split(';')[0] } })).text, /Blue mug/);

	// Through the till: forms, redirects and the order's page stay at the domain.
	const kept = { cookie: cookie.split(';')[0] }, till = await at(host, '/checkout', { headers: kept }), turn = till.text.match(/name="turn" value="([^"]+)"/)[1];
	assert.match(till.text, /<form action="\/checkout"/);
	const form = new URLSearchParams({ ...PERSON, turn }).toString(), send = (origin) => at(host, '/checkout', { method: 'POST', body: form, headers: { ...kept, origin, 'content-type': 'application/x-www-form-urlencoded' } });
	assert.equal((await send('https://evil.example')).status, 403);
	const placed = await send(`https://${host}`);
	assert.equal(placed.status, 303, placed.text);
	assert.match(placed.headers.location, /^\/order\/[\w-]{32}$/);
	assert.match((await at(host, placed.headers.location)).text, /Order 1/);
	assert.equal((await shop.m.get(`/api/v1/stores/${shop.id}/orders`)).body.total, 1);

	// Scans of the table, as PostgreSQL counts them: its counts may be late by a second, so there are pages for longer.
	const scans = async () => Number((await psql("select seq_scan + coalesce(idx_scan, 0) from pg_stat_user_tables where relname = 'store_domains'"))[0][0]);
	const before = await scans();
	let pages = 0;
	for (const end = Date.now() + 2500; Date.now() < end; pages++) assert.equal((await at(host, '/p/blue-mug/')).status, 200);
	assert.ok(pages > 40, `${pages} pages`);
	assert.ok(await scans() - before < pages / 2, `${await scans() - before} scans for ${pages} pages`);
});

test('a host is that store and nothing else; a host that nobody has proved changes nothing', async () => {
	const shop = await store(), other = await store(), host = some_host();
	await own(shop, host);
	for (const path of [`/s/${other.slug}/`, '/api/v1/stores', '/docs', '/openapi.json', '/metrics', '/preview/x/', '/.shop/shop.json', '/../../etc/passwd', '//evil.example/']) {
		const reply = await at(host, path);
		assert.ok([400, 404].includes(reply.status), `${path}: ${reply.status}`);
	}
	const wizard = (await at('127.0.0.1', '/')).text;
	for (const hostile of [some_host(), 'evil.example', `${host}.evil.example`, `x.${host}`, 'localhost', '[::1]', '10.0.0.1', '..', '-', `${'a'.repeat(300)}.example`, "a'b.example", '%00', `${host}/../x`, '*'])
		assert.ok([wizard].includes((await at(hostile, '/')).text) || (await at(hostile, '/')).status === 400, hostile);
	assert.equal((await at(`${host.toUpperCase()}:8443`, '/')).status, 200, 'case and port do not matter');
});

test('a record that vanished is told of, after a week the domain is nobody\u2019s; a removed one leaves no files', async () => {
	const shop = await store(), host = some_host(), domain = await own(shop, host), look = async () => (await shop.m.get(shop.path)).body.items[0];
	const due = (more = '') => psql(`update gateway.store_domains set next_check_at = now()${more} where id = '${domain.domain_id}'`);
	const folder = join(process.env.STORES_DIR ?? join(RUN_DIR, 'stores'), domain.domain_id);
	assert.ok(existsSync(folder));
	const record = names.records.get(domain.record_name);
	names.records.delete(domain.record_name);
	await due();
	const told = await until('word of it', async () => { const d = await look(); return d.failing_since && d; }, 30000);
	assert.equal(told.status, 'verified');
	assert.match(told.detail, /The record is gone/);
	assert.equal((await at(host, '/')).status, 200, 'it serves on for now');
	names.records.set(domain.record_name, record);
	await due();
	await until('all well again', async () => (await look()).failing_since === null, 30000);
	names.records.delete(domain.record_name);
	await due(", failing_since = now() - interval '8 days'");
	const lost = await until('the end', async () => { const d = await look(); return d.status === 'pending' && d; }, 30000);
	assert.match(lost.detail, /gone for a week/);
	await until('no store there', async () => !(await at(host, '/')).text.includes('Blue Door Pottery'), 30000);
	assert.equal((await shop.m.del(`${shop.path}/${domain.domain_id}`)).status, 204);
	await until('no files', () => !existsSync(folder), 30000);
});

test('several: the first is canonical, the others lead there; when it goes the next takes its place', async () => {
	const shop = await store(), first = some_host(), second = some_host('www');
	const one = await own(shop, first);
	const two = await own(shop, second);
	assert.deepEqual([one.canonical, two.canonical], [true, false]);
	const moved = await at(second, '/p/blue-mug/?a=1&b=%2f');
	assert.deepEqual([moved.status, moved.headers.location], [301, `https://${first}/p/blue-mug/?a=1&b=%2f`]);
	assert.equal((await shop.m.del(`${shop.path}/${one.domain_id}`)).status, 204);
	for (let i = 0; (await at(second, '/')).status !== 200; i++) {
		assert.ok(i < 200, 'never took its place');
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
});

test('a new version is live at the domain too, and undo brings back the old one', async () => {
	const shop = await store(), host = some_host();
	await own(shop, host);
	await shop.s.m.put(`${shop.s.path}/step/1`, { step_data: { ...SHOP[0], business_name: 'Green Door' } });
	await launched(shop.s);
	const shows = async (text) => { for (let i = 0; !(await at(host, '/')).text.includes(text); i++) { assert.ok(i < 100, text); await new Promise((r) => setTimeout(r, 100)); } };
	await shows('Green Door');
	await shop.m.post(`/api/v1/stores/${shop.id}/publish`, { version: 1 });
	await shows('Blue Door Pottery');
});

test('two stores, one host: whoever proves it last has it', async () => {
	const a = await store(), b = await store([{ ...SHOP[0], business_name: 'Red Door' }, ...SHOP.slice(1)]), host = some_host();
	await own(a, host);
	await own(b, host);
	assert.match((await at(host, '/')).text, /Red Door/);
	const [lost] = (await a.m.get(a.path)).body.items;
	assert.equal(lost.status, 'pending');
	assert.match(lost.detail, /Another store/);
});

test('a silent or mad name server costs seconds, not the domain, and nobody else waits', async () => {
	const shop = await store(), host = some_host(), { body: domain } = await shop.m.post(shop.path, { host });
	names.silent = true;
	const began = Date.now(), slow = shop.m.post(`${shop.path}/${domain.domain_id}/verify`);
	assert.equal((await at(`127.0.0.1`, '/livez')).status, 200);
	const reply = await slow;
	names.silent = false;
	assert.equal(reply.status, 200);
	assert.match(reply.body.detail, /No name server answered/);
	assert.ok(Date.now() - began < 60000);
	names.garbage = Buffer.from('ffffffffffffffffffffffffffffffff', 'hex');
	assert.equal((await shop.m.post(`${shop.path}/${domain.domain_id}/verify`)).body.status, 'pending');
	names.garbage = undefined;
});

test('what is no domain is refused, ten are enough, others’ stores are 404', async () => {
	const shop = await store();
	for (const host of ['localhost', 'a', '.example', 'a..example', '-a.example', '10.0.0.1', 'shop.example:80', 'https://shop.example', 'shöp.example', 'a b.example', 'x'.repeat(300), '', 'a.example/x', "a'.example", '127.0.0.1'])
		assert.equal((await shop.m.post(shop.path, { host })).status, 422, host);
	const host = some_host();
	assert.equal((await shop.m.post(shop.path, { host })).status, 201);
	assert.equal((await shop.m.post(shop.path, { host })).status, 409);
	for (let i = 1; i < 10; i++) assert.equal((await shop.m.post(shop.path, { host: some_host() })).status, 201);
	assert.equal((await shop.m.post(shop.path, { host: some_host() })).status, 409);
	const thief = merchant();
	for (const [method, path] of [['get', shop.path], ['post', shop.path], ['post', `${shop.path}/${NOBODY}/verify`], ['del', `${shop.path}/${NOBODY}`]])
		assert.equal((await thief[method](path, method === 'post' && path === shop.path ? { host } : undefined)).status, 404, path);
	assert.equal((await shop.m.post(`${shop.path}/${NOBODY}/verify`)).status, 404);
});
