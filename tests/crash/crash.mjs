// Launches while daemons are killed: at a random moment a random one of the six, of Redis, and now and then PostgreSQL, gets SIGKILL; the
// supervisor (deploy/local/supervise.sh) starts it again. The client does what a browser does: it tries again, with the same
// Idempotency-Key, and takes up its event stream where it broke off. In the end everything must be there, once.
//
//	node tests/crash/crash.mjs [LAUNCHES=500] [SEED]     on a stack of its own: make crash N=500 SEED=1
//
// Prints one JSON line of figures, what is wrong, and `N passed, N failed`: each store counts one, and each of the checks at the end.
import { execFile } from 'node:child_process';
import { createHmac, randomInt, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const { RUN_DIR } = process.env;
if (!RUN_DIR) throw new Error('this needs a stack of its own: make crash, or SUPERVISE=yes deploy/local/scratch.sh node tests/crash/crash.mjs');
const LAUNCHES = Number(process.argv[2] ?? 500), SEED = Number(process.argv[3] ?? randomInt(1e9));
const AT_ONCE = 8, GIVE_UP_MS = 180000;
const settings = Object.fromEntries(readFileSync(join(RUN_DIR, 'env'), 'utf8').split('\n').filter((line) => /^[A-Z]/.test(line))
	.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
const GATEWAY = settings.GATEWAY_URL;
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// One seed, one sequence of shops and deaths (not of what the machine makes of them).
function dice(seed) {
	let a = seed >>> 0;
	return () => {
		a = (a + 0x6d2b79f5) | 0;
		let t = Math.imul(a ^ (a >>> 15), 1 | a);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

/* ---- the client ---------------------------------------------------------------------------------------------------------- */

const tally = { calls: 0, broken: 0, refused: {}, resumed: 0 };

function token(sub) {
	const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const now = Math.floor(Date.now() / 1000);
	const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub, iat: now, exp: now + 7200, scope: ['wizard:read', 'wizard:write'] })}`;
	return `${text}.${createHmac('sha256', settings.JWT_SECRET).update(text).digest('base64url')}`;
}

const again = (status, body) => [429, 502, 503, 504].includes(status) || (status === 409 && /being worked on/.test(body));

// Until it is answered with something final. A POST carries one key through all its tries.
async function call(user, method, path, body) {
	const headers = { ...(user && { authorization: `Bearer ${user.token}` }), ...(body !== undefined && { 'content-type': 'application/json' }), ...(method === 'POST' && { 'idempotency-key': randomUUID() }) };
	let last;
	for (const end = Date.now() + GIVE_UP_MS; Date.now() < end; ) {
		let pause = 100 + Math.random() * 200;
		tally.calls++;
		try {
			const reply = await fetch(GATEWAY + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal: AbortSignal.timeout(20000) });
			const text = await reply.text();
			if (!again(reply.status, text)) return { status: reply.status, text, body: /json/.test(reply.headers.get('content-type')) ? JSON.parse(text) : undefined };
			tally.refused[reply.status] = (tally.refused[reply.status] ?? 0) + 1;
			last = `${reply.status} ${text.slice(0, 200)}`;
			if (reply.status === 429) pause = 1000 * Number(reply.headers.get('retry-after') ?? 1);
		} catch (error) {
			tally.broken++;
			last = error.cause?.code ?? error.message;
		}
		await wait(pause);
	}
	throw new Error(`${method} ${path}: no answer in ${GIVE_UP_MS / 1000} s, at last ${last}`);
}

function want(condition, text) {
	if (!condition) throw new Error(text);
}

// All events from the first to the last, each once, through however many connections.
async function follow(user, job_id) {
	let seq = 0;
	for (const end = Date.now() + GIVE_UP_MS; Date.now() < end; tally.resumed++) {
		try {
			const reply = await fetch(`${GATEWAY}/api/v1/jobs/${job_id}/events`, { headers: { authorization: `Bearer ${user.token}`, 'last-event-id': `${seq}` }, signal: AbortSignal.timeout(60000) });
			want(reply.status === 200 || again(reply.status, ''), `the event stream answered ${reply.status}`);
			let text = '';
			if (reply.status === 200)
				for await (const chunk of reply.body) {
					text += Buffer.from(chunk).toString();
					for (let at; (at = text.indexOf('\n\n')) >= 0; text = text.slice(at + 2)) {
						const block = text.slice(0, at), id = Number(/^id: ?(\d+)$/m.exec(block)?.[1]), event = /^event: ?(.*)$/m.exec(block)?.[1];
						if (!event) continue;
						want(id === seq + 1, `job ${job_id}: event ${id} after ${seq}`);
						seq = id;
						if (event !== 'job.progress') return { event, seq, data: JSON.parse(/^data: ?(.*)$/m.exec(block)[1]) };
					}
				}
		} catch (error) {
			if (/: event \d+ after|stream answered/.test(error.message)) throw error;
		}
		await wait(100);
	}
	throw new Error(`job ${job_id}: no end in ${GIVE_UP_MS / 1000} s`);
}

function shop(i, random) {
	const products = Array.from({ length: 2 + Math.floor(random() * 25) }, (_, k) => ({ sku: `T-${k}`, name: `Thing ${k} of ${i}`, category: `Kind ${k % 3}`, features: ['made of wood', `number ${k}`], price_minor: 1000 + k, currency: 'EUR', stock: k }));
	return [{ business_name: `Crash Shop ${SEED} ${i}`, industry: 'home_garden', description: 'Things that stay whole.', country: 'DE', currency: 'EUR', languages: ['en'] }, { products }, {}, {}, { integrations: [] }, { title: `Shop ${i}`, meta_description: 'Things.' }];
}

const shops = [], took = [], users = [];

async function launch(i, data) {
	const user = { sub: randomUUID() };
	users.push(user.sub);
	user.token = token(user.sub);
	const made = await call(user, 'POST', '/api/v1/wizard/session', {});
	want(made.status === 201, `session: ${made.status} ${made.text}`);
	const session = made.body.session_id, path = `/api/v1/wizard/session/${session}`;
	for (const [n, step_data] of data.entries()) {
		const saved = await call(user, 'PUT', `${path}/step/${n + 1}`, { step_data });
		want(saved.status === 200, `step ${n + 1}: ${saved.status} ${saved.text}`);
	}
	const began = Date.now(), asked = await call(user, 'POST', `${path}/launch`);
	want(asked.status === 202, `launch: ${asked.status} ${asked.text}`);
	const end = await follow(user, asked.body.job_id);
	want(end.event === 'job.succeeded', `${end.event}: ${JSON.stringify(end.data.error)}`);
	took.push(Date.now() - began);
	shops.push({ i, user, session, data, job: end.data, events: end.seq });
}

// What a shopper and the merchant see.
async function look(s) {
	const { slug } = s.job.result, name = s.data[0].business_name, last = s.data[1].products.at(-1);
	for (const [path, word] of [['', name], [`p/${last.name.toLowerCase().replaceAll(' ', '-')}/`, last.name], ['sitemap.xml', 'urlset']]) {
		const page = await call(null, 'GET', `/s/${slug}/${path}`);
		want(page.status === 200 && page.text.includes(word), `/s/${slug}/${path}: ${page.status}`);
	}
	const { body } = await call(s.user, 'GET', `/api/v1/wizard/session/${s.session}`);
	want(body.completed_at && body.configuration.business_info.business_name === name && body.configuration.product_config.products.length === s.data[1].products.length, `session ${s.session} is not what was saved`);
	const stores = (await call(s.user, 'GET', '/api/v1/stores')).body;
	want(stores.total === 1 && stores.items[0].live_version === 1 && stores.items[0].store_id === s.job.result.store_id, `stores of ${s.user.sub}: ${JSON.stringify(stores)}`);
	const sessions = (await call(s.user, 'GET', '/api/v1/wizard/sessions')).body;
	want(sessions.total === 1, `sessions of ${s.user.sub}: ${sessions.total}`);
}

/* ---- death --------------------------------------------------------------------------------------------------------------- */

const VICTIMS = [['gateway', 6], ['content-svc', 4], ['theme-svc', 4], ['integration-svc', 2], ['analytics-svc', 2], ['llm-svc', 2], ['redis', 2], ['postgresql', 1]];
const pid_file = { redis: 'redis/pid', postgresql: 'pg/data/postmaster.pid' };
const kills = {};

function kill(name) {
	try {
		const pid = Number(readFileSync(join(RUN_DIR, pid_file[name] ?? `pids/${name}`), 'utf8').split('\n')[0]);
		if (!pid) return; // not written yet; and 0 would be ourselves
		process.kill(pid, 'SIGKILL');
		kills[name] = (kills[name] ?? 0) + 1;
	} catch (error) {
		if (!['ESRCH', 'ENOENT'].includes(error.code)) throw error; // it is just being started again
	}
}

let over = false;
async function death() {
	const random = dice(SEED ^ 0x5eed), sum = VICTIMS.reduce((n, [, weight]) => n + weight, 0);
	while (!over) {
		await wait(100 + random() * 1900);
		let at = random() * sum;
		if (!over) kill(VICTIMS.find(([, weight]) => (at -= weight) < 0)[0]);
	}
}

/* ---- what must be true in the end ---------------------------------------------------------------------------------------- */

async function sql(text) {
	const { stdout } = await run('psql', ['-XAtq', '-F', '\t', '-v', 'ON_ERROR_STOP=1', process.env.MIGRATE_URL.replace('/postgres?', '/wizard?'), '-c', text], { maxBuffer: 64 << 20 });
	return stdout.split('\n').filter(Boolean).map((line) => line.split('\t'));
}
const number = async (text) => Number((await sql(text))[0][0]);
const redis = async (...args) => (await run('redis-cli', ['-p', settings.REDIS_PORT, ...args])).stdout.trimEnd();

async function until(what, look, ms = 60000) {
	for (const end = Date.now() + ms; Date.now() < end; await wait(100)) if (await look()) return;
	throw new Error(`waited ${ms / 1000} s in vain for ${what}`);
}

// Each is a number that must be 0. `mine`: the sessions of this run.
const FAULTS = {
	'sessions that nobody launched, or that were made twice': `select count(*) - ${LAUNCHES} from mine`,
	'sessions not completed': 'select count(*) from mine where completed_at is null',
	'sessions without exactly one store': 'select count(*) from mine m where (select count(*) from gateway.stores where session_id = m.id) <> 1',
	'stores of nobody': 'select count(*) from gateway.stores where session_id is null',
	'stores whose live version is not their only one': 'select count(*) from gateway.stores s join mine m on m.id = s.session_id where live_version is distinct from 1 or (select count(*) from gateway.store_configs where store_id = s.id) <> 1',
	'versions never published': 'select count(*) from gateway.store_configs c join mine m on m.id = c.session_id where c.published_at is null or c.version <> 1',
	'sessions without exactly one job, succeeded': "select count(*) from mine m where (select count(*) from gateway.jobs where subject = m.id) <> 1 or not exists (select from gateway.jobs where subject = m.id and status = 'succeeded' and progress = 100)",
	'jobs that somebody still holds': "select count(*) from gateway.jobs where status in ('queued', 'running') or worker is not null or lease_until is not null",
	'jobs without exactly one end': "select count(*) from gateway.jobs j join mine m on m.id = j.subject where (select count(*) from gateway.job_events where job_id = j.id and event <> 'job.progress') <> 1",
	'jobs whose events have gaps': 'select count(*) from gateway.jobs j join mine m on m.id = j.subject where (select count(*) from gateway.job_events where job_id = j.id) <> j.last_event or (select max(seq) from gateway.job_events where job_id = j.id) <> j.last_event',
	'jobs without seven steps, succeeded': "select count(*) from gateway.jobs j join mine m on m.id = j.subject where (select count(*) from gateway.job_steps where job_id = j.id and status = 'succeeded') <> 7",
	'texts of no version': 'select count(*) from content.generated_content g where store_id is not null and not exists (select from gateway.store_configs where id = g.store_id)',
	'texts kept twice': "select count(*) from (select store_id from content.generated_content where store_id is not null group by store_id, content_type, content_data->>'sku' having count(*) > 1) d",
	'versions without their texts': "select count(*) from gateway.store_configs c join mine m on m.id = c.session_id where (select count(*) from content.generated_content where store_id = c.id and content_data->>'sku' is not null) <> jsonb_array_length(c.product_config->'products')",
	'connections of no session': 'select count(*) from integration.integration_status s where not exists (select from gateway.wizard_sessions where id = s.session_id)',
	'recommendations of no session': 'select count(*) from theme.theme_recommendations r where session_id is not null and not exists (select from gateway.wizard_sessions where id = r.session_id)',
	'events of no session': 'select count(*) from analytics.wizard_analytics a where session_id is not null and not exists (select from gateway.wizard_sessions where id = a.session_id)',
	'sessions not begun once, or not launched once, in analytics': "select count(*) from mine m where (select count(*) from analytics.wizard_analytics where session_id = m.id and event_type = 'session_created') <> 1 or (select count(*) from analytics.wizard_analytics where session_id = m.id and event_type = 'store_launched') <> 1",
	'sessions whose steps did not all reach analytics': "select count(*) from mine m where (select count(distinct event_data->>'step') from analytics.wizard_analytics where session_id = m.id and event_type = 'step_completed') <> 6",
	'events that wait': 'select count(*) from gateway.outbox',
	'claims of the dead': 'select count(*) from gateway.idempotency_keys where status is null',
	'advisory locks': "select count(*) from pg_locks where locktype = 'advisory'",
	'transactions that were left open': "select count(*) from pg_stat_activity where datname = 'wizard' and state like 'idle in transaction%' and state_change < now() - interval '10 seconds'",
};

let passed = 0;
const wrong = [];
async function check(what, look) {
	try {
		const found = await look();
		want(!found || found.length === 0, `${what}: ${found}`);
		passed++;
	} catch (error) {
		wrong.push(error.message);
	}
}

async function judge() {
	const mine = `with mine as (select * from gateway.wizard_sessions where user_id in (${users.map((sub) => `'${sub}'`).join(',') || 'null'})) `;
	await until('all to be ready again', async () => (await Promise.all(Object.keys(settings).filter((key) => /^(GATEWAY|LLM|CONTENT|THEME|INTEGRATION|ANALYTICS)_URL$/.test(key)).map((key) => fetch(`${settings[key]}/readyz`).then((r) => r.status === 200, () => false)))).every(Boolean));
	await until('the outbox to be empty', async () => (await number('select count(*) from gateway.outbox')) === 0, 90000).catch(() => {});
	for (const s of shops)
		await check(`shop ${s.i}`, () => look(s));
	for (const [what, text] of Object.entries(FAULTS)) await check(what, async () => ((n) => n && `${n}`)(await number(mine + text)));

	const stores = settings.STORES_DIR, work = join(stores, '.new');
	const folders = new Set(shops.map((s) => s.job.result.store_id));
	await check('folders of no store', () => readdirSync(stores).filter((name) => name !== '.new' && !folders.has(name) && shops.length === LAUNCHES && LAUNCHES >= 100));
	await check('stores whose folder does not hold version 1 and nothing else', () => [...folders].filter((id) => readdirSync(join(stores, id)).join() !== '1' || !existsSync(join(stores, id, '1/index.html.br'))));
	// What the killed theme-svc left is gone as soon as it is old enough and one is started.
	const left = existsSync(work) ? readdirSync(work) : [];
	for (const name of left) utimesSync(join(work, name), 1, 1);
	kill('theme-svc');
	await check('half-written versions', async () => {
		await until('the sweep', () => !existsSync(work) || readdirSync(work).length === 0, 15000).catch(() => {});
		return existsSync(work) ? readdirSync(work) : [];
	});
	await check('keys in Redis that never end', async () => {
		const keys = (await redis('--scan')).split('\n').filter(Boolean), bad = [];
		for (const key of keys) if ((await redis('ttl', key)) === '-1' && (await redis('type', key)) !== 'stream') bad.push(key);
		return bad.slice(0, 10);
	});
	await check('waiting messages in Redis', async () => {
		const consumers = (await redis('xinfo', 'groups', 'jobs:launch').catch(() => '')).split('\n');
		const field = (name) => Number(consumers[consumers.indexOf(name) + 1] ?? 0);
		return consumers.includes('consumers') && field('consumers') > 1 ? `${field('consumers')} readers` : '';
	});
	await check('internal errors in the logs', () => ['gateway', 'theme-svc', 'content-svc', 'analytics-svc', 'integration-svc', 'llm-svc'].flatMap((name) => readFileSync(join(RUN_DIR, 'log', `${name}.log`), 'utf8').split('\n').filter((line) => /"status":500|Sanitizer/.test(line)).map((line) => `${name}: ${line.slice(0, 400)}`)).slice(0, 5));
	return left.length;
}

/* ---- all of it ----------------------------------------------------------------------------------------------------------- */

const random = dice(SEED), queue = Array.from({ length: LAUNCHES }, (_, i) => [i, shop(i, random)]);
console.log(`${LAUNCHES} launches, seed ${SEED}`);
await run(join(ROOT, 'deploy/local/up.sh'), { env: process.env });
const began = Date.now(), killer = death();
await Promise.all(Array.from({ length: AT_ONCE }, async () => {
	for (let next; (next = queue.shift()); ) {
		try {
			await launch(...next);
		} catch (error) {
			wrong.push(`shop ${next[0]}: ${error.message}`);
		}
		if (shops.length % 50 === 0) console.log(`${((Date.now() - began) / 1000).toFixed(0)} s: ${shops.length} stores, killed ${JSON.stringify(kills)}`);
	}
}));
over = true;
await killer;
const seconds = (Date.now() - began) / 1000, left = await judge();
took.sort((a, b) => a - b);
console.log(JSON.stringify({ set: 'crash', launches: LAUNCHES, seed: SEED, stores: shops.length, seconds: Math.round(seconds), kills, killed: Object.values(kills).reduce((a, b) => a + b, 0), calls: tally.calls, broken: tally.broken, refused: tally.refused, streams_resumed: tally.resumed, launch_ms: { median: took[took.length >> 1], p99: took[Math.floor(took.length * 0.99)], most: took.at(-1) }, half_written_versions_swept: left }));
for (const text of wrong.slice(0, 40)) console.log(`WRONG ${text}`);
console.log(`${passed} passed, ${wrong.length} failed`);
process.exitCode = wrong.length ? 1 : 0;
