// Redis slow, silent, emptied, full, read-only, talking nonsense: the wizard goes on, limits hold, jobs end, nothing old is shown.
// What is promised for each stands in deploy/RUNBOOK.md. (Redis stopped: common_faults.)
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { proxy } from '../sim/proxy.mjs';
import { api, launched, logs, merchant, plain, redis, restart, save, session, SHOP, finished, until } from './harness.mjs';

const themes = '/api/v1/themes/recommendations?industry=home_garden'; // three a minute
let p;

before(async () => {
	p = await proxy(Number(process.env.REDIS_PORT));
	await restart('gateway', { REDIS_URL: `redis://127.0.0.1:${p.port}` });
	await redis_is(true);
});
after(async () => {
	await restart('gateway');
	await p.close();
});

const redis_is = (up) => until(`redis to be ${up ? 'used' : 'given up'}`, async () => (await api('GET', '/healthz')).body.checks.redis === up);
const last_cause = () => logs('gateway').findLast((line) => line.event === 'redis_away')?.cause;

// What the merchant must be able to do whatever Redis does. A fresh copy is shown though an older one may lie in Redis.
async function goes_on(s) {
	for (const name of ['First name', 'Second name']) {
		const reply = await save(s, 1, { ...SHOP[0], business_name: name });
		assert.equal(reply.status, 200, reply.text);
		const { body, ms } = await s.m.get(s.path);
		assert.equal(body.configuration.business_info.business_name, name, 'no old copy');
		assert.ok(ms < 2000, `${ms} ms`);
	}
	assert.equal((await api('GET', '/readyz')).status, 200, 'ready without Redis');
	assert.match((await plain({ method: 'GET', path: '/metrics' })).text, /^redis_up 0$/m);
}

async function limit_holds(m, used) {
	for (let n = used; n < 3; n++) assert.equal((await m.get(themes)).status, 200, `call ${n + 1}`);
	const reply = await m.get(themes);
	assert.equal(reply.status, 429);
	assert.ok(Number(reply.headers['retry-after']) <= 61, reply.headers['retry-after']);
}

async function counted(n) {
	const m = merchant();
	for (let i = 0; i < n; i++) assert.equal((await m.get(themes)).status, 200);
	return m;
}

test('Redis is emptied: the limits of the running minute hold, the wizard and a launch go on', async () => {
	const m = await counted(2), s = await finished();
	await redis('flushall');
	await limit_holds(m, 2);
	assert.equal((await s.m.get(s.path)).body.progress.completed_steps.length, 6);
	await launched(s);
	await redis('script', 'flush');
	await limit_holds(await counted(1), 1);
});

for (const [what, fault, mend, cause] of [
	['is full', ['config', 'set', 'maxmemory', '1'], ['config', 'set', 'maxmemory', '0'], /^OOM/],
	['became a read-only replica', ['replicaof', '127.0.0.1', '1'], ['replicaof', 'no', 'one'], /^READONLY/],
])
	test(`Redis ${what}: it is left alone, for what it holds is old; healed within 3 s of its recovery`, async () => {
		const m = await counted(2), s = await session();
		await save(s, 1, SHOP[0]);
		await redis(...fault);
		try {
			await goes_on(s);
			await limit_holds(m, 2);
			await redis_is(false);
			assert.match(last_cause(), cause);
			if (what === 'is full') await launched(await finished());
		} finally {
			await redis(...mend);
		}
		const began = Date.now();
		await redis_is(true);
		assert.ok(Date.now() - began < 5000, `${Date.now() - began} ms`);
		assert.equal((await s.m.get(s.path)).body.configuration.business_info.business_name, 'Second name');
		assert.equal((await m.get(themes)).status, 429, 'the minute goes on');
	});

test('Redis hangs: one wait of a quarter second, then nobody waits; healed by itself', async () => {
	const m = await counted(2), s = await session();
	await p.with('hang', async () => {
		await goes_on(s);
		await limit_holds(m, 2);
		await redis_is(false);
		assert.match(last_cause(), /no answer in time/);
		const times = [];
		for (let i = 0; i < 5; i++) times.push((await s.m.get(s.path)).ms);
		assert.ok(Math.min(...times) < 150, `${times} ms`);
	});
	await redis_is(true);
});

test('Redis is slow: as good as away', async () => {
	const s = await session();
	p.delay = 600;
	await p.with('slow', async () => {
		await goes_on(s);
		await redis_is(false);
	});
	await redis_is(true);
	assert.equal((await save(s, 1, SHOP[0])).status, 200);
});

const NONSENSE = [
	['HTML', () => '<html>It works!</html>\r\n'],
	['errors only', () => '-ERR unknown command\r\n'],
	['that it is loading', () => '-LOADING Redis is loading the dataset in memory\r\n'],
	['half a reply', () => '$100\r\nhalf'],
	['an array without end', () => '*2147483647\r\n'],
	['OK to everything', (bytes) => '+OK\r\n'.repeat((bytes.toString('latin1').match(/^\*\d+\r$/gm) ?? []).length)],
	['numbers to everything', (bytes, n) => (n ? ':7\r\n' : '+OK\r\n').repeat((bytes.toString('latin1').match(/^\*\d+\r$/gm) ?? []).length)],
];
for (const [what, say] of NONSENSE)
	test(`Redis answers ${what}: the wizard goes on and limits hold`, async () => {
		const m = await counted(2), s = await session();
		await p.with({ say }, async () => {
			const asked = p.asked;
			p.break();
			await until('it to be asked', () => p.asked > asked);
			for (const name of ['First name', 'Second name']) {
				assert.equal((await save(s, 1, { ...SHOP[0], business_name: name })).status, 200);
				assert.equal((await s.m.get(s.path)).body.configuration.business_info.business_name, name);
			}
			await limit_holds(m, 2);
			assert.equal((await api('GET', '/readyz')).status, 200);
		});
		await redis_is(true);
	});

test('the connection to Redis is cut in the middle of replies: the wizard goes on', async () => {
	const s = await session();
	await p.with('cut', async () => {
		for (const name of ['First name', 'Second name']) {
			assert.equal((await save(s, 1, { ...SHOP[0], business_name: name })).status, 200);
			assert.equal((await s.m.get(s.path)).body.configuration.business_info.business_name, name);
		}
	});
	await redis_is(true);
});
