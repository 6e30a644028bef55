// Sisters that hang, crawl, break off or talk nonsense: a step is saved within a second whoever does it, says who did not help,
// and nothing of the nonsense stays. What is promised for each stands in deploy/RUNBOOK.md. (Stopped and standing still:
// common_faults.)
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { proxy } from '../sim/proxy.mjs';
import { finished, launched, merchant, plain, port, restart, save, session, SHOP, until } from './harness.mjs';

const NAMES = ['theme-svc', 'content-svc', 'analytics-svc', 'integration-svc'];
const liar = {};

before(async () => {
	for (const name of NAMES) liar[name] = await proxy(port(name));
	await restart('gateway', { RATE_LIMIT_WIZARD_STEPS: '100000', RATE_LIMIT_THEME_RECOMMENDATIONS: '1000', ...Object.fromEntries(NAMES.map((name) => [`${name.replace('-svc', '').toUpperCase()}_URL`, liar[name].url])) });
});
after(async () => {
	await restart('gateway');
	for (const name of NAMES) await liar[name].close();
});

const http = (status, headers, body) => `HTTP/1.1 ${status} X\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n${body}`;
const json = (body, length = Buffer.byteLength(body)) => http(200, ['content-type: application/json', `content-length: ${length}`], body);
const sized = (status, type, body) => http(status, [`content-type: ${type}`, `content-length: ${body.length}`], body);

// What a sister may do instead of answering. A good HTTP answer in between keeps the circuit breaker closed, so that each is met.
const LIES = {
	'says HTML': () => sized(200, 'text/html', '<html>It works!</html>'),
	'never answers': 'hang',
	'cuts its JSON short': () => json('{"themes":[{"id":"ate'),
	'closes connections at once': 'refuse',
	'says JSON of another shape': () => json('{"object":"list","data":7}'),
	'answers five seconds late': 'slow',
	'says 10 MB': () => json(`{"x":"${'x'.repeat(10 << 20)}"}`),
	'breaks off in the middle': 'cut',
	'says 404 in HTML': () => sized(404, 'text/html', '<h1>Not Found</h1>'),
	'promises more bytes than it sends': () => json('{}', 1000),
	'says null': () => json('null'),
	'sends more bytes than it promised': () => json('{"x":1}', 2),
	'says nothing at all, with 200': () => json(''),
	'speaks no HTTP': () => Buffer.from([0, 1, 2, 3, 255, 254, 10, 13, 10]),
	'sends us elsewhere': () => http(302, ['location: http://127.0.0.1:1/', 'content-length: 0'], ''),
	'sends headers without end': () => `HTTP/1.1 200 OK\r\n${'x-filler: y\r\n'.repeat(20000)}`,
	'nests without end': () => json('['.repeat(100000)),
	'says 500': () => sized(500, 'text/plain', 'oops'),
	'says 429': () => sized(429, 'text/plain', 'slow down'),
};

// A save that asks the sister. An industry of its own, so that no cache knows the answer.
const ASKING = {
	'theme-svc': { step: 1, data: () => ({ ...SHOP[0], industry: `i-${randomUUID()}` }) },
	'content-svc': { step: 3, data: () => SHOP[2] },
	'analytics-svc': { step: 5, data: () => SHOP[4] },
	'integration-svc': { step: 5, data: () => ({ integrations: [{ type: 'payment', provider: 'stripe', configuration: { api_key: 'sk_test_0123456789abcdef0123' } }] }) },
};

async function reached(step) {
	const s = await session();
	for (let n = 1; n < step; n++) assert.equal((await save(s, n, SHOP[n - 1])).status, 200);
	return s;
}

for (const name of NAMES)
	test(`${name} lies in ${Object.keys(LIES).length} ways: each step is saved in time and says so; afterwards all is well`, async () => {
		const { step, data } = ASKING[name], s = await reached(step), times = [];
		liar[name].delay = 5000;
		for (const [what, lie] of Object.entries(LIES)) {
			const met = liar[name].connections + liar[name].asked;
			await liar[name].with(typeof lie === 'function' ? { say: lie, close: what.includes('headers') } : lie, async () => {
				const reply = await save(s, step, data());
				assert.equal(reply.status, 200, `${what}: ${reply.text}`);
				assert.deepEqual(reply.body.degraded, [name], what);
				times.push(reply.ms);
			});
			assert.ok(liar[name].connections + liar[name].asked > met, `${what}: nobody asked`);
		}
		// The machine may be busy with something else for a moment.
		times.sort((a, b) => a - b);
		assert.ok(times[times.length >> 1] < 1000 && times.at(-1) < 2000, `${times} ms`);
		if (name !== 'integration-svc') await until(`${name} to be asked again`, async () => !(await save(s, step, data())).body.degraded?.length, 15000);
	});

test('theme-svc’s nonsense is not kept: the same question has its answer as soon as it is well', async () => {
	const m = merchant(), path = `/api/v1/themes/recommendations?industry=i-${randomUUID()}`;
	for (const what of ['says HTML', 'says JSON of another shape', 'cuts its JSON short'])
		await liar['theme-svc'].with({ say: LIES[what] }, async () => assert.equal((await m.get(path)).status, 502, what));
	const reply = await until('an answer', async () => { const r = await m.get(path); return r.status === 200 && r; }, 5000);
	assert.ok(reply.body.themes.length > 0);
});

test('a theme is refused only when theme-svc itself does not know it', async () => {
	const s = await reached(3);
	for (const what of ['says 404 in HTML', 'says 429', 'says 500'])
		await liar['theme-svc'].with({ say: LIES[what] }, async () => assert.equal((await save(s, 3, { theme_id: 'atelier' })).status, 200, what));
	await until('it to be asked again', async () => (await save(s, 3, { theme_id: 'no-such-theme' })).status === 422, 15000);
});

test('a launch meets a sister that breaks off, then one that talks nonsense: it ends, once, when it is well', async () => {
	const s = await finished();
	liar['theme-svc'].fault = 'cut';
	const ended = launched(s);
	await until('it to be asked', () => liar['theme-svc'].connections > 0);
	setTimeout(() => {
		liar['theme-svc'].fault = { say: LIES['says HTML'] };
		liar['theme-svc'].break();
	}, 300);
	setTimeout(() => {
		liar['theme-svc'].fault = null;
		liar['theme-svc'].break();
	}, 900);
	const job = await ended;
	assert.equal(job.result.version, 1);
	assert.equal((await plain({ method: 'GET', path: `/s/${job.result.slug}/` })).status, 200);
});
