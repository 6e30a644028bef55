// Sessions and the six steps: order, revisits, defaults, limits, all faults at once, text that comes back as it was sent.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { api, finished, merchant, NOBODY, psql, S, save, session, SHOP, until } from './harness.mjs';

const KEYS = ['business_info', 'product_config', 'theme_settings', 'content_data', 'integrations', 'seo_config'];
const pointers = (reply) => reply.body.errors.map((e) => e.pointer).sort();
const codes = (reply) => Object.fromEntries(reply.body.errors.map((e) => [e.pointer, e.code]));
const read = async (s) => (await s.m.get(s.path)).body;
const product = (more = {}) => ({ sku: 'A', name: 'A thing', price_minor: 100, ...more });

test('a session begins at step 1 with what its user prefers; a preference may be anything', async () => {
	const preferences = { language: 'de', experience: 'first', nested: { list: [1, 2.5, null, true, '<b>'], 'a key with "quotes"': 'ü🔑' } };
	const m = merchant();
	const { status, body } = await m.post(S, { user_preferences: preferences });
	assert.equal(status, 201);
	assert.deepEqual(Object.keys(body).sort(), ['current_step', 'session_id']);
	assert.equal(body.current_step, 1);
	const got = await m.get(`${S}/${body.session_id}`);
	assert.deepEqual(got.body.user_preferences, preferences);
	assert.deepEqual(got.body.configuration, {});
	assert.deepEqual(got.body.progress, { completed_steps: [], total_steps: 6 });
	assert.deepEqual([got.body.store, got.body.completed_at], [null, null]);
	const [[user, network]] = await psql(`select s.user_id, (select host(ip_address) from gateway.outbox o where o.session_id = s.id union select host(ip_address) from analytics.wizard_analytics a where a.session_id = s.id limit 1) from gateway.wizard_sessions s where id = '${body.session_id}'`);
	assert.equal(user, m.sub);
	assert.equal(network, '127.0.0.0', 'the last byte of an address is not kept');
});

test('my sessions: newest first, in pages, none of others', async () => {
	const m = merchant(), made = [];
	for (let i = 0; i < 5; i++) made.push((await session(m)).id);
	await session();
	await save({ m, path: `${S}/${made[1]}` }, 1, SHOP[0]);
	const order = [made[1], made[4], made[3], made[2], made[0]];
	const all = (await m.get('/api/v1/wizard/sessions')).body;
	assert.deepEqual([all.items.map((s) => s.session_id), all.total, all.page], [order, 5, 1]);
	const second = (await m.get('/api/v1/wizard/sessions?page=2&per_page=2')).body;
	assert.deepEqual([second.items.map((s) => s.session_id), second.total, second.page], [order.slice(2, 4), 5, 2]);
	assert.deepEqual((await m.get('/api/v1/wizard/sessions?page=9')).body, { items: [], total: 5, page: 9 });
	for (const query of ['page=0', 'page=-1', 'per_page=0', 'per_page=101', 'page=x', 'page=1.5', 'page=99999999999999999999', 'nonsense=1', 'page=1&page=2'])
		assert.equal((await m.get(`/api/v1/wizard/sessions?${query}`)).status, 422, query);
	assert.equal((await session(m), (await m.get('/api/v1/wizard/sessions')).body.total), 6, 'a new session counts at once');
});

test('all six steps; then everything stands as it was saved, in the six columns of the documents too', async () => {
	const m = merchant(), s = await session(m);
	for (let n = 1; n <= 6; n++) {
		const { status, body } = await save(s, n, SHOP[n - 1]);
		assert.equal(status, 200);
		assert.equal(body.success, true);
		assert.equal(body.next_step, Math.min(n + 1, 6));
		assert.ok(Array.isArray(body.recommendations));
		const now = await read(s);
		assert.deepEqual(now.progress.completed_steps, [1, 2, 3, 4, 5, 6].slice(0, n));
		assert.equal(now.current_step, Math.min(n + 1, 6));
	}
	const { configuration, defaulted_steps } = await read(s);
	assert.deepEqual(Object.keys(configuration).sort(), [...KEYS].sort());
	assert.deepEqual(configuration.business_info, SHOP[0]);
	assert.deepEqual(configuration.product_config, SHOP[1]);
	assert.deepEqual(configuration.seo_config, SHOP[5]);
	assert.deepEqual(configuration.content_data.pages, SHOP[3].pages);
	assert.ok(!defaulted_steps.includes(1) && !defaulted_steps.includes(3), JSON.stringify(defaulted_steps));
});

test('{} completes the steps 2 to 6, and they are shown as left to us; step 1 must be filled in', async () => {
	const s = await session();
	const empty = await save(s, 1, {});
	assert.equal(empty.status, 422);
	assert.deepEqual(pointers(empty), ['/step_data/business_name', '/step_data/description', '/step_data/industry']);
	assert.equal((await save(s, 1, SHOP[0])).status, 200);
	for (let n = 2; n <= 6; n++) assert.equal((await save(s, n, {})).status, 200, `step ${n}`);
	const now = await read(s);
	assert.deepEqual(now.defaulted_steps, [2, 3, 4, 5, 6]);
	assert.deepEqual(now.progress.completed_steps, [1, 2, 3, 4, 5, 6]);
	assert.equal((await save(s, 3, SHOP[2])).status, 200);
	assert.deepEqual((await read(s)).defaulted_steps, [2, 4, 5, 6]);
});

test('a step is reached when all before it are completed: 409 otherwise, and nothing is stored', async () => {
	const s = await session();
	for (const n of [2, 3, 4, 5, 6]) {
		const reply = await save(s, n, {});
		assert.equal(reply.status, 409, `step ${n}`);
		assert.match(reply.body.detail, /step 1/);
	}
	const early = await s.m.post(`${s.path}/launch`);
	assert.equal(early.status, 409);
	assert.deepEqual((await read(s)).configuration, {});
	await save(s, 1, SHOP[0]);
	assert.equal((await save(s, 3, {})).status, 409);
	assert.equal((await save(s, 2, {})).status, 200);
});

test('steps may be revisited in any order; the place where one is does not move back', async () => {
	const s = await finished();
	assert.equal((await save(s, 2, { products: [product({ name: 'Another thing' })] })).body.next_step, 3);
	assert.equal((await save(s, 1, { ...SHOP[0], business_name: 'New name' })).body.next_step, 2);
	const now = await read(s);
	assert.equal(now.current_step, 6);
	assert.equal(now.configuration.business_info.business_name, 'New name');
	assert.equal(now.configuration.product_config.products[0].name, 'Another thing');
	assert.deepEqual(now.configuration.seo_config, SHOP[5]);
});

test('auto_advance false saves and stays: the step is not completed by it, and not undone either', async () => {
	const s = await session();
	const first = await save(s, 1, SHOP[0], { auto_advance: false });
	assert.deepEqual([first.status, first.body.next_step], [200, 1]);
	let now = await read(s);
	assert.deepEqual([now.current_step, now.progress.completed_steps], [1, []]);
	assert.deepEqual(now.configuration.business_info, SHOP[0]);
	assert.equal((await save(s, 2, {})).status, 409);
	assert.equal((await save(s, 1, SHOP[0], { auto_advance: true })).body.next_step, 2);
	assert.equal((await save(s, 1, { ...SHOP[0], description: 'Changed' }, { auto_advance: false })).body.next_step, 1);
	now = await read(s);
	assert.deepEqual([now.current_step, now.progress.completed_steps, now.configuration.business_info.description], [2, [1], 'Changed']);
	for (const auto_advance of ['true', 1, null]) assert.equal((await save(s, 1, SHOP[0], { auto_advance })).status, 422, `${auto_advance}`);
});

test('the same data again: the same answer, one event more at the most, and what stands is the same', async () => {
	const s = await session();
	const first = await save(s, 1, SHOP[0]), second = await save(s, 1, SHOP[0]);
	assert.deepEqual(second.body, first.body);
	const { configuration, progress } = await read(s);
	assert.deepEqual([configuration.business_info, progress.completed_steps], [SHOP[0], [1]]);
	// Both at once: two good answers, one state.
	const both = await Promise.all([1, 2].map(() => save(s, 1, SHOP[0])));
	assert.deepEqual(both.map((r) => r.status), [200, 200]);
});

test('step 1: every fault is told at once, each with its place; unknown fields are faults', async () => {
	const s = await session();
	const reply = await save(s, 1, { business_name: '<script>', industry: 'food & drink', description: 'x'.repeat(1001), country: 'XX', currency: 'dollars', languages: ['en', 'not a language!'], contact_email: 'nobody', brand_voice: 7, surprise: true });
	assert.equal(reply.status, 422);
	assert.deepEqual(pointers(reply), ['brand_voice', 'business_name', 'contact_email', 'country', 'currency', 'description', 'industry', 'languages/1', 'surprise'].map((p) => `/step_data/${p}`));
	assert.deepEqual((await read(s)).configuration, {}, 'nothing of it is stored');
	for (const body of [{}, { step_data: [] }, { step_data: null }, { step_data: 'x' }, { step_data: SHOP[0], stepdata: 1 }, { step_data: SHOP[0], auto_advance: true, x: 1 }])
		assert.equal((await s.m.put(`${s.path}/step/1/`.slice(0, -1), body)).status, 422, JSON.stringify(body).slice(0, 60));
});

test('step 1: the edges of its limits; length counts characters, not bytes', async () => {
	const good = [{ business_name: 'é'.repeat(200) }, { business_name: 'A' }, { description: '🌊'.repeat(1000) }, { description: '' }, { industry: 'a-B_9' }, { industry: 'x'.repeat(100) }, { languages: ['de-AT', 'zh-Hant-TW', 'en'] }, { currency: 'JPY' }, { country: 'CH' }];
	const bad = [{ business_name: 'é'.repeat(201) }, { business_name: '' }, { business_name: '   ' }, { description: '🌊'.repeat(1001) }, { industry: '' }, { industry: 'food drink' }, { industry: 'küche' }, { currency: 'usd' }, { currency: 'XXZ' }, { country: 'us' }, { country: 'USA' }, { languages: 'en' }, { languages: [''] }, { contact_email: 'a@b' }, { business_name: 'a\nb' }, { logo_asset_id: 'x' }];
	const s = await session();
	const judge = async (more) => (await s.m.post(`${s.path}/step/1/validate`, { step_data: { ...SHOP[0], ...more } })).body;
	for (const more of good) assert.deepEqual((await judge(more)).errors, [], JSON.stringify(more).slice(0, 80));
	for (const more of bad) assert.equal((await judge(more)).valid, false, JSON.stringify(more).slice(0, 80));
});

test("an apostrophe is fine in a name: it becomes the typographic one; <, > and \" are refused", async () => {
	const s = await session();
	assert.equal((await save(s, 1, { ...SHOP[0], business_name: "  Joe's Coffee 'n' Cake " })).status, 200);
	assert.equal((await read(s)).configuration.business_info.business_name, 'Joe’s Coffee ’n’ Cake');
	for (const sign of ['<', '>', '"']) {
		const reply = await save(s, 1, { ...SHOP[0], business_name: `Joe${sign}s` });
		assert.equal(reply.status, 422, sign);
		assert.deepEqual(pointers(reply), ['/step_data/business_name']);
	}
});

test('texts come back as they were sent: markup, quotes, SQL, templates, other scripts', async () => {
	const nasty = ['<script>alert(1)</script>', `'; drop table gateway.users; --`, `" onmouseover="x`, '{{description}} ${7*7} <%= 1 %>', '\\u0041 \\n \\\\ /', 'ספר · كتاب · 本 · 🧶 · e\u0301', '&lt;b&gt; &amp;', 'a\tb'];
	const s = await session();
	const description = nasty.join('\n\n');
	await save(s, 1, { ...SHOP[0], description });
	const products = nasty.slice(0, 7).map((text, i) => product({ sku: `S${i} '"<&`, name: text, category: text.slice(0, 90), features: [text, `x ${text}`], description: text }));
	assert.equal((await save(s, 2, { products })).status, 200);
	await save(s, 3, { customizations: { 'a key <b> "\'': nasty[0] } });
	assert.equal((await save(s, 4, { pages: { home: { headline: nasty[1], body: description } }, product_descriptions: { "S0 '\"<&": nasty[4] } })).status, 200);
	const { configuration } = await read(s);
	assert.equal(configuration.business_info.description, description);
	assert.deepEqual(configuration.product_config.products.map(({ name, category, features, description: d }) => [name, category, features, d]), products.map((p) => [p.name, p.category, p.features, p.description]));
	assert.deepEqual(configuration.theme_settings.customizations, { 'a key <b> "\'': nasty[0] });
	assert.equal(configuration.content_data.pages.home.body, description);
	assert.deepEqual(configuration.content_data.product_descriptions, { "S0 '\"<&": nasty[4] });
});

test('step 2: faults in the depth of the list, each with its place', async () => {
	const s = await session();
	await save(s, 1, SHOP[0]);
	const reply = await save(s, 2, { products: [product(), { sku: '', name: 'x', price_minor: -1 }, product({ sku: 'C', price_minor: 1.5 }), product({ sku: 'D', price_minor: '100' }), product({ sku: 'E', currency: 'EURO', stock: -5 }),
		product({ sku: 'F', images: [{ url: 'javascript:alert(1)' }] }), product({ sku: 'G', variants: [{ options: { Size: 'L' } }] }), product({ sku: 'A' }), product({ sku: 'H', 'a/b': 1 }), 7] });
	assert.equal(reply.status, 422);
	const want = ['1/sku', '1/price_minor', '2/price_minor', '3/price_minor', '4/currency', '4/stock', '5/images/0/url', '6/variants/0/sku', '7/sku', '8/a~1b', '9'];
	for (const at of want) assert.ok(pointers(reply).includes(`/step_data/products/${at}`), `${at}: ${pointers(reply)}`);
	assert.equal(pointers(reply).length, want.length, pointers(reply).join(' '));
	for (const price_minor of [0, 1, 1e12]) assert.equal((await s.m.post(`${s.path}/step/2/validate`, { step_data: { products: [product({ price_minor })] } })).body.valid, true, `${price_minor}`);
	for (const price_minor of [1e12 + 1, -1, 0.1, 1e300]) assert.equal((await s.m.post(`${s.path}/step/2/validate`, { step_data: { products: [product({ price_minor })] } })).body.valid, false, `${price_minor}`);
	for (const url of ['https://example.org/a.png', 'http://example.org/a?b=c']) assert.equal((await s.m.post(`${s.path}/step/2/validate`, { step_data: { products: [product({ images: [{ url }] })] } })).body.valid, true, url);
	for (const url of ['data:text/html,x', '//example.org/a', 'x', '', 'https://', 'https://a b/', 'file:///etc/passwd']) assert.equal((await s.m.post(`${s.path}/step/2/validate`, { step_data: { products: [product({ images: [{ url }] })] } })).body.valid, false, url);
});

test('step 2: an article number stands once, among 10,000 too; a variant’s counts', async () => {
	const s = await session();
	await save(s, 1, SHOP[0]);
	const many = Array.from({ length: 10000 }, (_, i) => product({ sku: `SKU-${i}`, name: `Thing ${i}`, category: `Shelf ${i % 20}`, features: ['one', 'two'], stock: i }));
	const twice = [...many];
	twice[4321] = { ...twice[4321], sku: 'SKU-17' };
	const began = Date.now();
	const reply = await save(s, 2, { products: twice });
	assert.ok(Date.now() - began < 10000, `${Date.now() - began} ms`);
	assert.deepEqual(codes(reply), { '/step_data/products/4321/sku': 'duplicate' });
	assert.equal((await save(s, 2, { products: many })).status, 200);
	assert.equal((await read(s)).configuration.product_config.products.length, 10000);
	assert.equal((await save(s, 2, { products: [...many, product({ sku: 'one more' })] })).status, 422);
	const variants = (a, b) => ({ products: [product({ variants: [{ sku: 'A' }, { sku: a }, { sku: b }] }), product({ sku: 'B' })] });
	const judge = async (data) => (await s.m.post(`${s.path}/step/2/validate`, { step_data: data })).body;
	assert.equal((await judge(variants('A-1', 'A-2'))).valid, true);
	for (const [a, b, what] of [['A-1', 'A-1', 'among variants'], ['A-1', 'B', 'of another product'], ['A-1', 'A', 'the product’s own, twice']]) assert.equal((await judge(variants(a, b))).valid, false, what);
});

test('steps 3 to 6: their limits', async () => {
	const s = await finished();
	const judge = async (n, data) => (await s.m.post(`${s.path}/step/${n}/validate`, { step_data: data })).body;
	const good = { 3: [{ palette: { accent: '#a1B2c3' } }, { typography: {} }], 4: [{ fill_missing: false }, { pages: { returns: { body: 'x'.repeat(20000) } } }], 5: [{}, { integrations: [{ type: 'payment', provider: 'stripe' }] }], 6: [{ slug: 'a' }, { slug: 'x'.repeat(60) }, { domain: 'shop.example.org' }, { keywords: Array(30).fill('k') }] };
	const bad = {
		3: [{ theme_id: '' }, { theme_id: '../x' }, { palette: { accent: 'red' } }, { palette: { accent: '#12345' } }, { palette: [] }, { theme: 'x' }, { palette: { accent: 'url(x)' } }],
		4: [{ fill_missing: 'yes' }, { pages: { contact: {} } }, { pages: { home: { headline: 'x'.repeat(201) } } }, { product_descriptions: [] }, { pages: { home: 'text' } }],
		5: [{ integrations: [{ provider: 'stripe' }] }, { integrations: [{ type: 'bank', provider: 'x' }] }, { integrations: {} }, { integrations: [{ type: 'payment', provider: 'stripe' }, { type: 'payment', provider: 'stripe' }] }, { integrations: Array(21).fill({ type: 'app', provider: 'x' }) }, { integrations: [{ type: 'app', provider: 'x', configuration: { a: {} } }] }],
		6: [{ slug: 'Joe' }, { slug: 'a b' }, { slug: '-a' }, { slug: 'x'.repeat(61) }, { slug: '../a' }, { slug: 'ü' }, { domain: 'http://a.org' }, { domain: 'a b' }, { title: 'x'.repeat(201) }, { keywords: Array(31).fill('k') }, { title: 'two\nlines' }],
	};
	for (const [n, list] of Object.entries(good)) for (const data of list) assert.deepEqual((await judge(n, data)).errors, [], `${n} ${JSON.stringify(data).slice(0, 80)}`);
	for (const [n, list] of Object.entries(bad)) for (const data of list) assert.equal((await judge(n, data)).valid, false, `${n} ${JSON.stringify(data).slice(0, 80)}`);
});

test('validate judges and stores nothing; it warns of what could be better', async () => {
	const s = await session(), before = await read(s);
	const reply = await s.m.post(`${s.path}/step/1/validate`, { step_data: SHOP[0] });
	assert.deepEqual(reply.body, { valid: true, errors: [], warnings: [] });
	// Not reached yet, and judged all the same.
	const thin = await s.m.post(`${s.path}/step/2/validate`, { step_data: { products: [product({ price_minor: 0 })] } });
	assert.equal(thin.body.valid, true);
	assert.deepEqual(thin.body.warnings.map((w) => w.pointer), ['/step_data/products/0/price_minor', '/step_data/products/0/features']);
	const wrong = await s.m.post(`${s.path}/step/1/validate`, { step_data: {} });
	assert.equal(wrong.status, 200);
	assert.deepEqual(wrong.body.errors.map((e) => e.pointer).sort(), ['/step_data/business_name', '/step_data/description', '/step_data/industry']);
	assert.deepEqual(await read(s), before);
	assert.deepEqual(await psql(`select count(*) from analytics.wizard_analytics where session_id = '${s.id}' and event_type <> 'session_created'`), [['0']]);
});

test('an id in capitals is the same session: no old copy, no second launch', async () => {
	const s = await finished(), capitals = { m: s.m, path: `${S}/${s.id.toUpperCase()}` };
	assert.equal((await read(capitals)).session_id, s.id);
	await save(s, 1, { ...SHOP[0], business_name: 'Renamed' });
	assert.equal((await read(capitals)).configuration.business_info.business_name, 'Renamed');
	await save(capitals, 1, { ...SHOP[0], business_name: 'Renamed again' });
	assert.equal((await read(s)).configuration.business_info.business_name, 'Renamed again');
	const [one, two] = await Promise.all([s, capitals].map((x) => x.m.post(`${x.path}/launch`)));
	assert.equal(one.body.job_id, two.body.job_id);
});

test('two tabs that save different steps at once: both are kept', async () => {
	const s = await finished();
	const replies = await Promise.all([1, 2, 3, 4].map((n) => save(s, n, n === 1 ? { ...SHOP[0], description: 'At once' } : {})));
	assert.deepEqual(replies.map((r) => r.status), [200, 200, 200, 200]);
	const { configuration, defaulted_steps } = await read(s);
	assert.equal(configuration.business_info.description, 'At once');
	assert.deepEqual(defaulted_steps.filter((n) => n <= 4), [2, 3, 4]);
});

test('numbers at the edge of JSON: 1900.0 and 19e2 are whole, 1e400 is not taken for anything', async () => {
	const s = await session();
	const judge = async (number) => s.m.post(`${s.path}/step/2/validate`, `{"step_data":{"products":[{"sku":"A","name":"x","price_minor":${number}}]}}`);
	for (const number of ['1900.0', '19e2', '-0', '0.0']) assert.equal((await judge(number)).body.valid, true, number);
	for (const number of ['1e400', '-1e400', '9007199254740993', '1e-400000', '0.5']) {
		const reply = await judge(number);
		assert.ok([200, 400].includes(reply.status) && !(reply.body.valid && number !== '1e-400000'), `${number}: ${reply.text}`);
	}
	for (const number of ['01', '+1', '.5', '1.', '0x10', '1e', 'Infinity', '--1']) assert.equal((await judge(number)).status, 400, number);
});

test('steps are 1 to 6', async () => {
	const s = await session();
	for (const n of ['0', '7', '-1', '1.0', '01', '+1', 'x', '1e0', '9999999999999999999', '%31%31']) {
		const at = `${s.path}/step/${encodeURIComponent(n).replaceAll('%25', '%')}`;
		assert.equal((await s.m.put(at, { step_data: SHOP[0] })).status, 404, n);
		assert.equal((await s.m.post(`${at}/validate`, { step_data: SHOP[0] })).status, 404, n);
	}
});

test('a session that is not there is 404, id or no id', async () => {
	const m = merchant();
	for (const id of [NOBODY, randomUUID(), 'x'])
		for (const call of [m.get(`${S}/${id}`), m.put(`${S}/${id}/step/1`, { step_data: SHOP[0] }), m.put(`${S}/${id}/step/6`, { step_data: {} }), m.post(`${S}/${id}/step/1/validate`, { step_data: SHOP[0] }), m.get(`${S}/${id}/recommendations`), m.post(`${S}/${id}/launch`)])
			assert.equal((await call).status, 404, id);
});

test('an address of another store is taken: the step says so, and which is free', async () => {
	const slug = `pottery-${randomUUID().slice(0, 8)}`, first = await finished([SHOP[0], {}, {}, {}, {}, { slug }]);
	await first.m.post(`${first.path}/launch`);
	await until('the store', async () => (await read(first)).store, 30000);
	const second = await finished([SHOP[0], {}, {}, {}, {}, {}]);
	const reply = await save(second, 6, { slug });
	assert.equal(reply.status, 422);
	assert.deepEqual(codes(reply), { '/step_data/slug': 'taken' });
	assert.match(reply.body.errors[0].message, new RegExp(`${slug}-2`));
	assert.equal((await second.m.post(`${second.path}/step/6/validate`, { step_data: { slug } })).body.valid, false);
	assert.equal((await save(first, 6, { slug })).status, 200, 'its own address is free to it');
});

test('a large catalogue is advised to another arrangement of the theme, with its number as the reason', async () => {
	const s = await session();
	await save(s, 1, SHOP[0]);
	await save(s, 2, { products: Array.from({ length: 30 }, (_, i) => ({ name: `Bowl ${i}`, sku: `B-${i}`, price_minor: 900, category: 'Bowls' })) });
	await save(s, 3, { theme_id: 'atelier' });
	const two = (await save(s, 2, { products: Array.from({ length: 30 }, (_, i) => ({ name: `Bowl ${i}`, sku: `B-${i}`, price_minor: 1000, category: 'Bowls' })) })).body;
	const advice = two.recommendations.find((r) => r.id === 'look:layout');
	assert.match(advice?.title ?? JSON.stringify(two), /^Atelier as “In pairs”/);
	assert.match(advice.reason, /^You have 30 products \(/);
	assert.deepEqual(advice.apply, { theme_id: 'atelier', layout: { id: 'pairs' } });
	assert.equal((await save(s, 3, advice.apply)).status, 200);
	const after = (await save(s, 2, { products: [{ name: 'Bowl', sku: 'B', price_minor: 900 }] })).body.recommendations.find((r) => r.id === 'look:layout');
	assert.equal(after?.apply.layout.id, 'plates', 'one bowl is shown large');
	const { themes } = (await s.m.get(`/api/v1/themes/recommendations?session_id=${s.id}&per_page=100`)).body;
	assert.equal(themes.find((t) => t.id === 'atelier').suggested_layout.id, 'plates');
});

test('recommendations: for the current step, with reasons; advice applies as it is', async () => {
	const s = await session();
	assert.equal((await s.m.get(`${s.path}/recommendations`)).body.step, 1);
	await save(s, 1, { ...SHOP[0], description: 'Pots.' });
	const two = (await s.m.get(`${s.path}/recommendations`)).body;
	assert.equal(two.step, 2);
	assert.deepEqual(two.degraded, []);
	for (const r of two.recommendations) assert.ok(r.title.length > 5 && r.reason.length > 10 && r.source, JSON.stringify(r));
	await save(s, 2, SHOP[1]);
	const look = (await s.m.get(`${s.path}/recommendations`)).body.recommendations.find((r) => r.apply?.theme_id);
	assert.equal((await save(s, 3, look.apply)).status, 200, JSON.stringify(look));
	const words = (await s.m.get(`${s.path}/recommendations`)).body.recommendations;
	for (const r of words.filter((x) => x.apply)) assert.equal((await s.m.post(`${s.path}/step/4/validate`, { step_data: r.apply })).body.valid, true, JSON.stringify(r));
	await save(s, 4, {});
	await save(s, 5, {});
	const last = (await s.m.get(`${s.path}/recommendations`)).body;
	const address = last.recommendations.find((r) => r.apply?.slug);
	assert.match(address.apply.slug, /^blue-door-pottery(-\d+)?$/);
	assert.ok(last.recommendations.some((r) => r.source === 'analytics-svc'), JSON.stringify(last));
	assert.equal((await save(s, 6, address.apply)).status, 200);
});
