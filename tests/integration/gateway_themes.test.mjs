// Theme recommendations, samples that render, and previews of what is saved and of what is not.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { api, finished, merchant, plain, psql, save, session, SHOP } from './harness.mjs';

const T = '/api/v1/themes/recommendations';
const page = (path, options = {}) => api('GET', path, options);

function judge_page(reply, what) {
	assert.equal(reply.status, 200, `${what}: ${reply.text.slice(0, 300)}`);
	assert.match(reply.headers['content-type'], /^text\/html/);
	assert.equal(reply.headers['x-frame-options'], 'SAMEORIGIN');
	assert.match(reply.headers['content-security-policy'], /frame-ancestors 'self'/);
	assert.match(reply.text, /^<!doctype html>/i, what);
	assert.match(reply.text, /<title>[^<]+<\/title>/, what);
	assert.doesNotMatch(reply.text, /\{\{/, `${what}: a template tag is left over`);
}
const local_links = (html) => [...html.matchAll(/(?:href|src)="([^"#?]+)[^"]*"/g)].map((m) => m[1]).filter((url) => url.startsWith('/'));

test('all themes, best first, with reasons; industry and style change the order', async () => {
	const m = merchant();
	const { body } = await m.get(`${T}?industry=food_drink&style=warm`);
	assert.ok(body.themes.length >= 5 && body.total === body.themes.length);
	const scores = body.themes.map((t) => t.score);
	assert.deepEqual(scores, [...scores].sort((a, b) => b - a));
	for (const t of body.themes) {
		assert.ok(t.reason.length > 10 && t.features.length && t.customization_options.palettes.length, t.id);
		assert.ok(t.preview_url.startsWith('/preview/'), t.preview_url);
	}
	const other = (await m.get(`${T}?industry=electronics`)).body;
	assert.notDeepEqual(other.themes.map((t) => t.id), body.themes.map((t) => t.id));
	assert.deepEqual(other.themes.map((t) => t.id).sort(), body.themes.map((t) => t.id).sort());
	assert.equal((await m.get(T)).status, 200, 'without a word about the shop too');
});

test('themes come in pages; queries are checked', async () => {
	const m = merchant(), all = (await m.get(`${T}?per_page=100`)).body;
	const second = (await m.get(`${T}?page=2&per_page=2`)).body;
	assert.deepEqual([second.themes.map((t) => t.id), second.total, second.page], [all.themes.slice(2, 4).map((t) => t.id), all.total, 2]);
	assert.deepEqual((await m.get(`${T}?page=99`)).body, { themes: [], total: all.total, page: 99 });
	for (const query of ['industry=food%20drink', 'style=%3Cb%3E', 'page=0', 'per_page=1000', 'x=1', 'session_id=x', 'industry=%ff']) assert.equal((await merchant().get(`${T}?${query}`)).status, 422, query);
	assert.equal((await api('GET', T)).status, 401);
});

test('a recommendation made for a session is kept with it', async () => {
	const s = await session();
	assert.equal((await s.m.get(`${T}?industry=fashion&session_id=${s.id}`)).status, 200);
	const kept = await psql(`select theme_id, theme_name, industry_category, recommendation_score, performance_data->>'industry', customizations->>'palette' from theme.theme_recommendations where session_id = '${s.id}' order by recommendation_score desc`);
	const { themes } = (await s.m.get(`${T}?industry=fashion&per_page=100`)).body;
	assert.equal(kept.length, themes.length, 'a row a theme');
	assert.deepEqual(kept[0], [themes[0].id, themes[0].name, 'fashion', String(themes[0].score), kept[0][4], themes[0].customization_options.palettes[0].id]);
	assert.ok(Number(kept[0][4]) > 0, 'with the points that made it');
});

test('what a session knows of its shop counts: size, photographs, audience', async () => {
	const s = await session();
	await save(s, 1, { ...SHOP[0], industry: 'generic', target_audience: 'Parents of toddlers' });
	const { themes } = (await s.m.get(`${T}?session_id=${s.id}`)).body;
	assert.match(themes[0].reason, /speaks to Parents/);
	await save(s, 2, SHOP[1]);
	const sized = (await s.m.get(`${T}?session_id=${s.id}&industry=tools`)).body.themes, n = SHOP[1].products.length;
	assert.match(sized[0].reason, new RegExp(`^Made for tools;.*\\b(you have ${n}|${n} products? fits?)\\b`), 'the query goes before what is saved');
});

test('each preview_url really renders, without a token; its links and files are there', async () => {
	const { body } = await merchant().get(`${T}?industry=fashion`);
	for (const theme of body.themes) {
		const front = await page(theme.preview_url);
		judge_page(front, theme.id);
		const links = [...new Set(local_links(front.text))];
		assert.ok(links.length > 3, theme.id);
		for (const link of links) {
			assert.ok(link.startsWith(theme.preview_url), `${theme.id}: ${link} leaves the preview`);
			const reply = await page(link);
			assert.equal(reply.status, 200, `${theme.id}: ${link}`);
			if (link.endsWith('/')) judge_page(reply, link);
		}
	}
});

test('every option of every theme is honoured by its preview’s address, in its links and files too', async () => {
	const { themes } = (await merchant().get(`${T}?industry=fashion&per_page=100`)).body;
	const style = async (html) => (await page(html.match(/<link rel="stylesheet" href="([^"]+)"/)[1])).text;
	for (const { id, preview_url, customization_options: options } of themes) {
		for (const { id: palette, light, dark } of options.palettes) {
			const html = (await page(`${preview_url}?palette=${palette}`)).text;
			assert.match(await style(html), new RegExp(`--background:${light.background}.*--background:${dark.background}`, 's'), `${id} ${palette}`);
		}
		for (const { id: layout } of options.layouts) assert.match((await page(`${preview_url}?layout=${layout}`)).text, new RegExp(`<body class="[^"]*layout-${layout}"`), id);
		for (const { id: pair, display, body } of options.typography) {
			const html = (await page(`${preview_url}?typography=${pair}`)).text, css = await style(html);
			assert.ok(css.includes(`--display:"${display}"`) && css.includes(`--body:"${body}"`), `${id} ${pair}`);
			for (const [, font] of html.matchAll(/<link rel="preload" href="([^"]+)"/g)) assert.equal((await page(font)).headers['content-type'], 'font/woff2', `${id} ${font}`);
		}
		assert.ok(options.roles.includes('primary') && options.roles.includes('background'));
		const own = 'colors=primary-0b5a2f.background-fffdf8', html = (await page(`${preview_url}?${own}&layout=${options.layouts.at(-1).id}`)).text;
		assert.match(await style(html), /--background:#fffdf8/, id); // the rest is moved as far as contrast asks
		const inner = html.match(/<a href="([^"]+\/c\/all\/)"/)[1], next = await page(inner);
		judge_page(next, inner);
		assert.equal(await style(next.text), await style(html), `${id}: the next page looks the same`);
		assert.match(next.text, new RegExp(`layout-${options.layouts.at(-1).id}"`), id);
	}
});

test('samples of what is not there: 404, nothing of the file system', async () => {
	for (const path of ['/preview/themes/nothing/fashion/', '/preview/themes/atelier/fashion/p/none/', '/preview/themes/atelier/fashion/..%2f..%2ftheme.json', '/preview/themes/..%2f..%2fetc/fashion/', '/preview/themes/atelier/fashion/%2e%2e/%2e%2e/theme.json', '/preview/themes/%00/fashion/', '/preview/themes/atelier/fashion/~palette.clay~x.y/', '/preview/themes/atelier/fashion/~palette/', '/preview/themes/atelier/fashion/~palette.%3Cb%3E/', '/preview/themes/atelier/fashion/?colors=%3Cb%3E', '/preview/themes/_shared/fashion/'])
		assert.equal((await page(path)).status, 404, path);
});

test('the saved store’s preview: signed, without a token, what was saved last', async () => {
	const s = await session();
	await save(s, 1, SHOP[0]);
	await save(s, 2, SHOP[1]);
	const { preview_url } = (await s.m.get(s.path)).body;
	assert.match(preview_url, /^\/preview\/[\w.-]+\/$/);
	const front = await page(preview_url);
	judge_page(front, 'preview');
	assert.match(front.text, /Blue Door Pottery/);
	for (const link of new Set(local_links(front.text))) {
		assert.ok(link.startsWith(preview_url), link);
		assert.equal((await page(link)).status, 200, link);
	}
	assert.match((await page(`${preview_url}p/blue-mug/`)).text, /Blue mug/);
	await save(s, 1, { ...SHOP[0], business_name: 'Red Door Pottery' });
	assert.match((await page(preview_url)).text, /Red Door Pottery/);
	assert.equal((await page(`${preview_url}p/none/`)).status, 404);
});

test('a preview’s address cannot be made up: tampered, cut, expired, of another purpose', async () => {
	const s = await session();
	await save(s, 1, SHOP[0]);
	const { preview_url } = (await s.m.get(s.path)).body, [payload, expires, mac] = preview_url.split('/')[2].split('.');
	const other = Buffer.from(`s:${(await session()).id}`).toString('base64url');
	for (const ticket of [`${other}.${expires}.${mac}`, `${payload}.${Number(expires) + 1}.${mac}`, `${payload}.${expires}.${mac.slice(0, -1)}`, `${payload}.${expires}.${'A'.repeat(43)}`, `${payload}.${expires}`, `${payload}..${mac}`, '..', 'x', `${payload}.${expires}.${mac}x`, `${payload}.${expires}.`])
		assert.equal((await page(`/preview/${ticket}/`)).status, 404, ticket);
});

test('unsaved answers can be seen, and are not saved by it', async () => {
	const s = await session();
	await save(s, 1, SHOP[0]);
	const before = (await s.m.get(s.path)).body;
	const made = await s.m.post(`${s.path}/preview`, { step: 1, step_data: { ...SHOP[0], business_name: 'Green Door <Pottery> & "Sons"' } }, { draft: true });
	assert.equal(made.status, 200, made.text);
	const front = await page(made.body.preview_url);
	judge_page(front, 'draft');
	assert.match(front.text, /Green Door &lt;Pottery&gt; &amp;/);
	assert.doesNotMatch(front.text, /<Pottery>/);
	assert.deepEqual((await s.m.get(s.path)).body, before);
	const products = await s.m.post(`${s.path}/preview`, { step: 2, step_data: SHOP[1] });
	assert.match((await page(`${products.body.preview_url}p/river-bowl/`)).text, /A bowl for soup and salad/);
	const look = await s.m.post(`${s.path}/preview`, { step: 3, step_data: { theme_id: 'signal' } });
	judge_page(await page(look.body.preview_url), 'theme');
	assert.ok(Date.parse(look.body.expires_at) > Date.now());
	for (const body of [{}, { step: 0, step_data: {} }, { step: 7, step_data: {} }, { step: 1, step_data: [] }, { step: 1 }, { step: 1, step_data: {}, x: 1 }]) assert.equal((await s.m.post(`${s.path}/preview`, body)).status, 422, JSON.stringify(body));
	// Half-typed answers render too, or say that they cannot: never an error of ours.
	for (const [step, step_data] of [[1, {}], [1, { business_name: 7 }], [2, { products: [{}] }], [2, { products: 'x' }], [3, { theme_id: 'nothing' }], [3, { palette: { primary: 'red' } }], [4, { pages: 7 }], [6, { slug: 7 }]]) {
		const draft = await s.m.post(`${s.path}/preview`, { step, step_data }, { draft: true });
		assert.equal(draft.status, 200, JSON.stringify(step_data));
		const { status } = await page(draft.body.preview_url);
		assert.ok(status < 500, `${JSON.stringify(step_data)}: ${status}`);
	}
});

test('a nasty shop renders: markup is text everywhere, addresses stay inside', async () => {
	const evil = '</title><script>alert(1)</script>"\' onload=x {{name}} javascript:x';
	const s = await finished([
		{ ...SHOP[0], description: evil, contact_email: 'a@example.org' },
		{ products: [{ sku: evil.slice(0, 60), name: evil, category: evil.slice(0, 60), features: [evil], price_minor: 100, description: evil }] }, { theme_id: 'vitrine', customizations: { x: evil } },
		{ pages: { home: { headline: evil, body: evil }, about: { body: evil } } }, {}, { title: evil, meta_description: evil, keywords: [evil.slice(0, 60)] },
	]);
	const { preview_url } = (await s.m.get(s.path)).body, seen = new Set(), queue = [preview_url];
	while (queue.length && seen.size < 30) {
		const at = queue.pop();
		if (seen.has(at)) continue;
		seen.add(at);
		const reply = await page(at);
		assert.equal(reply.status, 200, at);
		if (!/html/.test(reply.headers['content-type'])) continue;
		for (const [hit] of reply.text.matchAll(/.{60}(?:<script>alert|="javascript:|[^\\]"' onload|"&#39; onload).{40}/gs)) assert.fail(`${at}: ${hit}`);
		for (const [, json] of reply.text.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)) JSON.parse(json);
		queue.push(...local_links(reply.text));
	}
	assert.ok(seen.size > 5, [...seen].join(' '));
});

test('the wizard’s own pages: any place inside it is its page; its headers let nobody frame it', async () => {
	for (const path of ['/', '/wizard/step/2', '/login']) {
		const reply = await plain({ method: 'GET', path });
		assert.ok([200, 404].includes(reply.status), path); // 404: the UI is not built here
		assert.equal(reply.headers['x-frame-options'], 'DENY');
		assert.match(reply.headers['content-security-policy'], /frame-ancestors 'none'/);
	}
	for (const path of ['/..%2f..%2fetc%2fpasswd', '/%2e%2e/%2e%2e/etc/passwd', '/assets/../../../etc/passwd', '/assets/none.js', '//etc/passwd', '/.env', `/assets/${randomUUID()}`, '/assets/%00.js', '/assets/\\..\\x'])
		assert.doesNotMatch((await plain({ method: 'GET', path })).text, /root:/, path);
	for (const path of ['/assets/none.js', '/robots.txt', '/favicon.ico', '/wp-login.php', '/preview/x', '/preview', '/s', '/s/', '/webhooks/x', '/api']) {
		const reply = await plain({ method: 'GET', path });
		assert.deepEqual([reply.status, reply.headers['content-type']], [404, 'application/problem+json'], path);
	}
});
