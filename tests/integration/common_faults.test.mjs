// What happens when something is away, stands still, is killed or is asked to end: advisers, Redis, PostgreSQL, daemons.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { account, alive, api, DAEMONS, environment, events, finished, job_end, launched, logs, merchant, paused, pid, pid_file, plain, port, postgres_start, postgres_stop, psql, redis_start, redis_stop, ROOT, S, save, session, SHOP, start, stop, until, wait } from './harness.mjs';

const front = (job) => `/s/${job.result.slug}/`;
const many = (n) => ({ products: Array.from({ length: n }, (_, i) => ({ sku: `SKU-${i}`, name: `Thing ${i}`, category: `Shelf ${i % 7}`, features: ['one', 'two'], price_minor: 100 + i })) });

async function without(name, work) {
	await stop(name);
	try {
		return await work();
	} finally {
		await start(name);
	}
}

/* ---- advisers ------------------------------------------------------------------------------------------------------------ */

// Which step's save asks which adviser. Each of them hanging, and lying otherwise: faults_sisters.
for (const [name, step] of [['theme-svc', 1], ['theme-svc', 2], ['content-svc', 3], ['analytics-svc', 5]])
	for (const [how, away] of [['stopped', without], ...([1, 3].includes(step) ? [['stands still', paused]] : [])])
		test(`${name} ${how}: step ${step} is saved within a second, and says who did not answer`, async () => {
			const s = await session();
			for (let n = 1; n < step; n++) assert.equal((await save(s, n, SHOP[n - 1])).status, 200);
			await away(name, async () => {
				// An industry of its own, so that no cache knows the answer.
				const times = [];
				for (let i = 0; i < 3; i++) {
					const data = step === 1 ? { ...SHOP[0], industry: `i-${randomUUID()}` } : SHOP[step - 1];
					if (step === 2) await psql(`update gateway.wizard_sessions set configuration = jsonb_set(configuration, '{business_info,industry}', '"i-${randomUUID()}"') where id = '${s.id}'`);
					const reply = await save(s, step, data);
					assert.equal(reply.status, 200, reply.text);
					times.push(reply.ms);
					assert.deepEqual(reply.body.degraded, [name]);
					assert.equal(reply.body.next_step, step + 1);
				}
				// The machine may be busy with something else for a moment.
				assert.ok(times.sort((a, b) => a - b)[1] < 1000 && times[2] < 2000, `${times} ms`);
				const advice = await s.m.get(`${s.path}/recommendations`);
				assert.equal(advice.status, 200);
				assert.ok(advice.ms < 2000, `${advice.ms} ms`);
			});
			assert.deepEqual((await s.m.get(s.path)).body.progress.completed_steps, Array.from({ length: step }, (_, i) => i + 1));
			await until(`${name} to be asked again`, async () => !(await s.m.get(`${s.path}/recommendations`)).body.degraded?.length, 15000);
		});

test('with every adviser away the six steps can be walked; what only they can do is an honest 5xx', async () => {
	const all = DAEMONS.filter((name) => name !== 'gateway');
	await Promise.all(all.map((name) => stop(name)));
	try {
		const s = await finished([{ ...SHOP[0], industry: `i-${randomUUID()}` }, ...SHOP.slice(1)]);
		assert.deepEqual((await s.m.get(s.path)).body.progress.completed_steps, [1, 2, 3, 4, 5, 6]);
		for (const call of [s.m.post('/api/v1/content/generate', { content_type: 'headline', inputs: { store_name: randomUUID() } }), s.m.get(`/api/v1/themes/recommendations?industry=i-${randomUUID()}`), s.m.post('/api/v1/events', { events: [{ id: randomUUID(), event_type: 'x' }] }), s.m.get('/api/v1/analytics/funnel'), s.m.get(`/api/v1/integrations?session_id=${s.id}`)]) {
			const reply = await call;
			assert.ok([502, 503, 504].includes(reply.status), `${reply.status} ${reply.text}`);
		}
		assert.equal((await api('GET', '/readyz')).status, 200, 'the gateway itself is well');
		await until('the health page to say so', async () => {
			const { status, body } = await api('GET', '/healthz');
			return status === 503 && body.checks.llm_service === false;
		}, 15000);
	} finally {
		await Promise.all(all.map((name) => start(name)));
	}
	await until('the health page to say that all is well', async () => (await api('GET', '/healthz')).status === 200, 15000);
});

test('secrets of step 5 wait sealed while integration-svc is away, and never come back', async () => {
	const s = await session(), key = `sk_test_${randomUUID().replaceAll('-', '')}`;
	for (let n = 1; n <= 4; n++) await save(s, n, SHOP[n - 1]);
	const away = DAEMONS.includes('integration-svc') ? (work) => without('integration-svc', work) : (work) => work();
	await away(async () => {
		const reply = await save(s, 5, { integrations: [{ type: 'payment', provider: 'stripe', configuration: { api_key: key } }] });
		assert.equal(reply.status, 200, reply.text);
		assert.ok(reply.body.degraded.includes('integration-svc'), reply.text);
		const [[row]] = await psql(`select md5(row_to_json(s)::text), position('${key}' in row_to_json(s)::text), length(sealed_credentials) from gateway.wizard_sessions s where id = '${s.id}'`).then((r) => r.map((c) => [c]));
		assert.equal(row[1], '0');
		assert.ok(Number(row[2]) > 50);
	});
	assert.ok(!(await s.m.get(s.path)).text.includes(key));
	for (const name of DAEMONS) assert.ok(!logs(name).some((line) => JSON.stringify(line).includes(key)), name);
	assert.ok(!spawnSync('redis-cli', ['-p', process.env.REDIS_PORT, '--scan'], { encoding: 'utf8' }).stdout.includes(key));
});

/* ---- launches that are disturbed ----------------------------------------------------------------------------------------- */

test('a launch without analytics-svc has no outlook and goes on', async () => {
	await without('analytics-svc', async () => {
		const job = await launched(await finished());
		assert.match(job.steps.find((step) => step.name === 'predict').detail, /No outlook/);
	});
});

test('a launch waits for theme-svc, and goes on when it is back; the store that was live stays untouched meanwhile', async () => {
	const s = await finished(), first = await launched(s);
	await save(s, 1, { ...SHOP[0], business_name: 'Later Pottery' });
	let job_id;
	await without('theme-svc', async () => {
		({ body: { job_id } } = await s.m.post(`${s.path}/launch`));
		await until('the render step to fail', async () => (await s.m.get(`/api/v1/jobs/${job_id}`)).body.steps.find((step) => step.name === 'content').status === 'succeeded');
		await wait(300);
		assert.ok(['queued', 'running'].includes((await s.m.get(`/api/v1/jobs/${job_id}`)).body.status));
		assert.match((await plain({ method: 'GET', path: front(first) })).text, /Blue Door Pottery/);
	});
	const job = await job_end(s.m, job_id, 60000);
	assert.deepEqual([job.status, job.result?.version], ['succeeded', 2], JSON.stringify(job));
	assert.match((await plain({ method: 'GET', path: front(job) })).text, /Later Pottery/);
});

test('a launch that waits for a sister says so, and can be cancelled; launched anew it goes', async () => {
	const s = await finished();
	await without('theme-svc', async () => {
		const { body: { job_id } } = await s.m.post(`${s.path}/launch`);
		const waiting = await until('the render step to be tried', async () => {
			const { body } = await s.m.get(`/api/v1/jobs/${job_id}`);
			return body.steps.find((step) => step.name === 'render').detail && body;
		});
		assert.ok(['queued', 'running'].includes(waiting.status), waiting.status);
		assert.equal((await s.m.post(`/api/v1/jobs/${job_id}/cancel`)).status, 200);
		const job = await job_end(s.m, job_id, 5000);
		assert.equal(job.status, 'cancelled');
		assert.equal((await events(s.m, job_id)).list.at(-1).event, 'job.cancelled');
	});
	assert.deepEqual((await s.m.get('/api/v1/stores')).body.items.map((store) => store.live_version), [0], 'nothing went live');
	assert.equal((await launched(s)).status, 'succeeded');
});

test('an event stream goes on after the gateway was killed: Last-Event-ID loses nothing and doubles nothing', async () => {
	const s = await finished();
	let job_id, first;
	await without('theme-svc', async () => {
		({ body: { job_id } } = await s.m.post(`${s.path}/launch`));
		first = await events(s.m, job_id, { enough: (list) => list.some((e) => e.data.steps.find((step) => step.name === 'predict').status === 'succeeded') });
		await stop('gateway', 'SIGKILL');
		await start('gateway');
	});
	const rest = await events(s.m, job_id, { last: first.list.at(-1).id });
	assert.equal(rest.list.at(-1).event, 'job.succeeded');
	assert.deepEqual([...first.list, ...rest.list].map((e) => e.id), Array.from({ length: first.list.length + rest.list.length }, (_, i) => i + 1));
	assert.deepEqual((await events(s.m, job_id)).list.map((e) => e.id), [...first.list, ...rest.list].map((e) => e.id));
});

async function ended_once(s, job_id) {
	const job = await job_end(s.m, job_id, 60000);
	assert.deepEqual([job.status, job.result?.version], ['succeeded', 1], JSON.stringify(job));
	assert.deepEqual(await psql(`select count(*) from gateway.store_configs where session_id = '${s.id}'`), [['1']]);
	assert.deepEqual(await psql(`select count(*) from gateway.job_events where job_id = '${job_id}' and event = 'job.succeeded'`), [['1']]);
	assert.deepEqual((await s.m.get('/api/v1/stores')).body.total, 1);
	assert.equal((await plain({ method: 'GET', path: `${front(job)}p/thing-99/` })).status, 200);
	await until('its event', async () => (await psql(`select count(*) from analytics.wizard_analytics where session_id = '${s.id}' and event_type = 'store_launched'`))[0][0] === '1', 40000);
}

for (const [name, signal] of [['gateway', 'SIGKILL'], ['gateway', 'SIGTERM'], ['theme-svc', 'SIGKILL'], ['content-svc', 'SIGKILL']])
	test(`${name} gets ${signal} while launches stand at different steps: after its restart each ends, once`, async () => {
		const sessions = [], jobs = [];
		for (let i = 0; i < 6; i++) sessions.push(await finished([SHOP[0], many(100 + 40 * i), {}, {}, {}, {}]));
		for (const s of sessions) {
			jobs.push((await s.m.post(`${s.path}/launch`)).body.job_id);
			await wait(70);
		}
		await stop(name, signal);
		await start(name);
		for (const [i, s] of sessions.entries()) await ended_once(s, jobs[i]);
	});

/* ---- Redis and PostgreSQL ------------------------------------------------------------------------------------------------ */

test('without Redis: sign-in, the wizard, previews and a launch go on; nothing is lost when it is back', async () => {
	const before = await session();
	await save(before, 1, SHOP[0]);
	await redis_stop();
	let s;
	try {
		await until('the health page to say so', async () => (await api('GET', '/healthz')).body.checks.redis === false);
		assert.equal((await api('GET', '/readyz')).status, 200);
		const a = await account();
		assert.equal((await api('POST', '/api/v1/auth/login', { body: { email: a.email, password: a.password }, address: a.address })).status, 200);
		s = await finished();
		const draft = await s.m.post(`${s.path}/preview`, { step: 1, step_data: { ...SHOP[0], business_name: 'Draft Pottery' } });
		assert.match((await api('GET', draft.body.preview_url)).text, /Draft Pottery/);
		const job = await launched(s);
		assert.equal((await plain({ method: 'GET', path: front(job) })).status, 200);
		assert.equal((await save(before, 1, { ...SHOP[0], business_name: 'Without Redis' })).status, 200);
		const reply = await s.m.get(s.path);
		assert.ok(reply.ms < 500, `${reply.ms} ms: nobody waits for what is away`);
		assert.equal((await s.m.post('/api/v1/content/generate', { content_type: 'headline', inputs: { store_name: randomUUID() } })).status, 200);
	} finally {
		await redis_start();
	}
	await until('the health page to say so', async () => (await api('GET', '/healthz')).body.checks.redis);
	assert.equal((await before.m.get(before.path)).body.configuration.business_info.business_name, 'Without Redis', 'no old copy');
	assert.equal((await launched(s)).result.version, 2, 'jobs wake through Redis again');
});

test('without PostgreSQL: 503 with Retry-After, live stores are still served; all is well within 2 s of its return', async () => {
	const s = await finished(), job = await launched(s), a = await account();
	assert.equal((await plain({ method: 'GET', path: front(job) })).status, 200);
	await postgres_stop();
	try {
		await until('readyz to say so', async () => (await api('GET', '/readyz')).status === 503, 5000);
		const calls = [s.m.post(S, {}), save(s, 1, SHOP[0]), s.m.get('/api/v1/wizard/sessions'), s.m.post(`${s.path}/launch`), s.m.get('/api/v1/stores'), api('POST', '/api/v1/auth/login', { body: { email: a.email, password: a.password }, address: a.address }), s.m.get(`/api/v1/jobs/${job.job_id}`), s.m.post(S, {}, { headers: { 'idempotency-key': randomUUID() } })];
		for (const call of calls) {
			const reply = await call;
			assert.equal(reply.status, 503, reply.text);
			assert.ok(reply.ms < 6000, `${reply.ms} ms`);
			assert.equal(reply.headers['retry-after'], '1');
		}
		assert.equal((await api('GET', '/livez')).status, 200);
		assert.equal((await plain({ method: 'GET', path: front(job) })).status, 200, 'shoppers see nothing of it');
	} finally {
		await postgres_start();
	}
	const began = Date.now();
	await until('the first good answer', async () => (await s.m.get('/api/v1/wizard/sessions')).status === 200, 5000);
	assert.ok(Date.now() - began < 2000, `${Date.now() - began} ms`);
	for (const name of DAEMONS) await until(`${name} to be ready`, async () => (await plain({ method: 'GET', path: '/readyz', service: name })).status === 200, 5000);
	assert.equal((await launched(s)).result.version, 2);
});

test('PostgreSQL goes in the middle of a launch and comes back: the launch ends, once', async () => {
	const s = await finished([SHOP[0], many(300), {}, {}, {}, {}]);
	const { body: { job_id } } = await s.m.post(`${s.path}/launch`);
	await wait(150);
	await postgres_stop();
	await wait(500);
	await postgres_start();
	await until('the database', async () => (await s.m.get('/api/v1/wizard/sessions')).status === 200, 5000);
	const job = await job_end(s.m, job_id, 60000);
	assert.deepEqual([job.status, job.result?.version], ['succeeded', 1], JSON.stringify(job));
	assert.deepEqual(await psql(`select count(*) from gateway.store_configs where session_id = '${s.id}'`), [['1']]);
});

/* ---- one daemon ---------------------------------------------------------------------------------------------------------- */

test('a second daemon on the same pid file refuses to start; the first goes on', () => {
	for (const name of DAEMONS) {
		const { status, stderr } = spawnSync(join(process.env.BIN_DIR ?? join(ROOT, 'build/release'), name), { env: environment(name), encoding: 'utf8', timeout: 10000 });
		assert.equal(status, 1, name);
		assert.match(stderr, /another instance/, name);
		assert.ok(stderr.includes(pid_file(name)));
		assert.ok(alive(pid(name)), name);
	}
});

test('a daemon without its secrets, or with short ones, does not start and names the setting, not its value', () => {
	for (const [setting, value] of [['JWT_SECRET', ''], ['JWT_SECRET', 'too short a secret'], ['PEER_SECRET', ''], ['GATEWAY_DATABASE_URL', ''], ['SECRET_KEYS', 'k1:zz'], ['GATEWAY_PORT', 'many'], ['RATE_LIMIT_WIZARD_STEPS', '0']]) {
		const env = { ...environment('gateway'), PID_FILE: '', [setting]: value };
		const { status, stderr, stdout } = spawnSync(join(process.env.BIN_DIR ?? join(ROOT, 'build/release'), 'gateway'), { env, encoding: 'utf8', timeout: 10000 });
		assert.ok(status > 0, `${setting}=${value}: ${status}`);
		assert.ok((stderr + stdout).includes(setting.replace('GATEWAY_', '')), `${setting}: ${stderr}`);
		if (value.length > 5) assert.ok(!(stderr + stdout).includes(value), setting);
	}
});

// Sends the beginning of a request, or all of it, and goes away after ms.
function hang_up(text, ms) {
	return new Promise((resolve) => {
		const socket = connect(port('gateway'), '127.0.0.1', () => {
			socket.write(text);
			setTimeout(() => resolve(socket.destroy()), ms);
		});
		socket.on('error', resolve).resume();
	});
}

test('clients that hang up in the middle cost nothing: not memory, not a claim, not the next one’s answer', async () => {
	const s = await finished(), auth = `host: x\r\nauthorization: Bearer ${s.m.token}\r\n`;
	const json = (method, path, body, more = '') => `${method} ${path} HTTP/1.1\r\n${auth}${more}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
	const requests = [json('POST', S, '{}'), json('POST', '/api/v1/content/generate', JSON.stringify({ content_type: 'headline', inputs: { store_name: randomUUID() } })), json('POST', `${s.path}/launch`, ''), json('POST', `${s.path}/preview`, JSON.stringify({ step: 3, step_data: {} })),
		json('POST', '/api/v1/auth/login', JSON.stringify({ email: 'nobody@example.org', password: 'not the password' })), `GET ${(await s.m.get(s.path)).body.preview_url} HTTP/1.1\r\nhost: x\r\n\r\n`];
	await Promise.all(Array.from({ length: 200 }, (_, i) => {
		const text = requests[i % requests.length];
		return hang_up(i % 3 ? text : text.slice(0, Math.floor((text.length * (i % 17)) / 17)), i % 29);
	}));
	const once = { headers: { 'idempotency-key': randomUUID() } };
	await hang_up(json('POST', S, '{"user_preferences":{"left":true}}', `idempotency-key: ${once.headers['idempotency-key']}\r\n`), 0);
	const reply = await until('the retry to be served', async () => {
		const again = await s.m.post(S, { user_preferences: { left: true } }, once);
		return again.status !== 409 && again.status !== 503 && again; // 503: too many of this user are still at work
	}, 5000);
	assert.equal(reply.status, 201, reply.text);
	assert.equal((await api('GET', '/readyz')).status, 200);
	await until('the launch to end', async () => (await psql(`select count(*) from gateway.jobs where owner = '${s.m.sub}' and status in ('queued', 'running')`))[0][0] === '0', 20000);
	assert.deepEqual(logs('gateway').filter((line) => line.level === 'error' && line.status === 500), []);
});

test('SIGTERM: the request in flight is finished, the daemon ends with 0 and a line that says so', async () => {
	await stop('gateway');
	const { child, ended } = await start('gateway'), m = merchant(), body = JSON.stringify({ user_preferences: { a: 'b' } });
	const reply = new Promise((resolve, reject) => {
		const headers = { authorization: `Bearer ${m.token}`, 'content-type': 'application/json', 'content-length': body.length };
		const request = http.request({ host: '127.0.0.1', port: port('gateway'), path: S, method: 'POST', headers, agent: false }, (response) => {
			let text = '';
			response.on('data', (part) => (text += part)).on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
		});
		request.on('error', reject);
		request.write(body.slice(0, 10));
		setTimeout(() => child.kill('SIGTERM'), 100);
		setTimeout(() => request.end(body.slice(10)), 400);
	});
	await wait(300);
	await assert.rejects(plain({ method: 'GET', path: '/livez', address: '127.0.0.9' }), 'nobody new gets in');
	const { status, headers } = await reply;
	assert.equal(status, 201);
	assert.equal(headers.connection, 'close');
	assert.deepEqual(await ended(), { code: 0, signal: null });
	assert.equal(logs('gateway').at(-1).event, 'stopped');
	await start('gateway');
	assert.equal((await m.get('/api/v1/wizard/sessions')).body.total, 1);
});

test('every daemon ends with 0 on SIGTERM and on SIGINT, within a second when idle', async () => {
	for (const name of DAEMONS)
		for (const signal of ['SIGTERM', 'SIGINT']) {
			await stop(name);
			const { child, ended } = await start(name), began = Date.now();
			child.kill(signal);
			assert.deepEqual(await ended(), { code: 0, signal: null }, `${name} ${signal}`);
			assert.ok(Date.now() - began < 1500, `${name} ${signal}: ${Date.now() - began} ms`);
			await start(name);
		}
});
