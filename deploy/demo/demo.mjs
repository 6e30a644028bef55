// A whole launch through the public API, as a stranger would do it: sign up, six steps, launch, look at the store.
//
//	node deploy/demo/demo.mjs [gateway address] [catalogue]
//
// Ends with 0 when the storefront shows every product of the catalogue, else with 1 and what was wrong. Needs Node >= 18.
import { readFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';

const gateway = (process.argv[2] ?? process.env.GATEWAY_URL ?? 'http://127.0.0.1:9020').replace(/\/$/, '');
const catalogue = JSON.parse(await readFile(process.argv[3] ?? new URL('./catalogue.json', import.meta.url), 'utf8'));
const products = catalogue.product_config.products;
const LAUNCH_MS = 120_000, CALL_MS = 30_000;

class Wrong extends Error {}

function expect(condition, text) {
	if (!condition) throw new Wrong(text);
}

let token = '';

async function call(method, path, body, status) {
	const headers = { accept: 'application/json' };
	if (token) headers.authorization = `Bearer ${token}`;
	if (body !== undefined) headers['content-type'] = 'application/json';
	const reply = await fetch(gateway + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal: AbortSignal.timeout(CALL_MS) });
	const text = await reply.text();
	expect(reply.status === status, `${method} ${path} answered ${reply.status}, not ${status}: ${text.slice(0, 600)}`);
	return JSON.parse(text);
}

async function page(address) {
	const reply = await fetch(address, { signal: AbortSignal.timeout(CALL_MS) });
	expect(reply.status === 200, `GET ${address} answered ${reply.status}`);
	return reply.text();
}

const started = performance.now();
const seconds = (since) => ((performance.now() - since) / 1000).toFixed(2);

async function timed(what, work) {
	const since = performance.now();
	const result = await work();
	console.log(`  ${seconds(since).padStart(6)} s  ${what}`);
	return result;
}

// ---- the job's events: SSE, resumed where it broke off
async function* events(address, last, deadline) {
	const reply = await fetch(address, { headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream', ...(last.id && { 'last-event-id': last.id }) }, signal: AbortSignal.timeout(Math.max(1, deadline - Date.now())) });
	expect(reply.status === 200, `the event stream answered ${reply.status}`);
	const decoder = new TextDecoder();
	let text = '';
	for await (const chunk of reply.body) {
		text = (text + decoder.decode(chunk, { stream: true })).replaceAll('\r\n', '\n');
		for (let end; (end = text.indexOf('\n\n')) >= 0; text = text.slice(end + 2)) {
			const event = { name: 'message', data: '' };
			for (const line of text.slice(0, end).split('\n')) {
				const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line);
				if (field === 'event') event.name = value;
				else if (field === 'data') event.data += value;
				else if (field === 'id') last.id = value;
			}
			yield event;
		}
	}
}

function print_steps(job, printed) {
	for (const step of job.steps ?? []) {
		if (step.status === printed.get(step.name) || !['succeeded', 'failed', 'skipped', 'done'].includes(step.status)) continue;
		printed.set(step.name, step.status);
		const took = step.started_at && step.finished_at ? (Date.parse(step.finished_at) - Date.parse(step.started_at)) / 1000 : NaN;
		const detail = typeof step.detail === 'string' ? step.detail : step.detail ? JSON.stringify(step.detail) : '';
		console.log(`  ${Number.isNaN(took) ? '      ' : took.toFixed(2).padStart(6)} s    ${step.name}: ${step.status}${detail && ` (${detail})`}`);
	}
}

async function follow(launch) {
	const deadline = Date.now() + LAUNCH_MS, printed = new Map(), last = {};
	for (;;) {
		const job = await call('GET', launch.status_url, undefined, 200);
		print_steps(job, printed);
		if (['succeeded', 'failed', 'cancelled'].includes(job.status)) return job;
		expect(Date.now() < deadline, `the launch took longer than ${LAUNCH_MS / 1000} s`);
		// Each event says that there is news; the job itself says what. A stream that ends early is opened again.
		for await (const event of events(gateway + launch.events_url, last, deadline)) {
			if (event.name.startsWith('job.')) print_steps(await call('GET', launch.status_url, undefined, 200), printed);
			if (event.name === 'job.succeeded' || event.name === 'job.failed') break;
		}
	}
}

// ---- the storefront
function unescape(text) {
	const named = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };
	return text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (all, name) => name[0] !== '#' ? named[name] ?? all : String.fromCodePoint(name[1].toLowerCase() === 'x' ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10)));
}

function product_of(html) {
	for (const [, text] of html.matchAll(/<script[^>]*application\/ld\+json[^>]*>([\s\S]*?)<\/script>/g)) {
		const nodes = [JSON.parse(text)].flat().flatMap((node) => node['@graph'] ?? node);
		const found = nodes.find((node) => [node['@type']].flat().some((type) => type === 'Product' || type === 'ProductGroup'));
		if (found) return found;
	}
	return null;
}

async function look(storefront) {
	const home = unescape(await page(storefront));
	expect(home.includes(catalogue.business_info.business_name), 'the home page does not name the shop');
	const sitemap = await page(new URL('sitemap.xml', storefront.endsWith('/') ? storefront : `${storefront}/`));
	const addresses = [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, loc]) => new URL(unescape(loc).trim(), gateway));
	const found = new Map();
	// The sitemap names pages by their public host, which need not be this one.
	for (let i = 0; i < addresses.length; i += 8) {
		await Promise.all(addresses.slice(i, i + 8).map(async (address) => {
			const product = product_of(await page(gateway + address.pathname));
			if (product) found.set(product.name, { ...product, address: gateway + address.pathname });
		}));
	}
	const missing = products.filter((product) => !found.has(product.name));
	expect(missing.length === 0, `${missing.length} of ${products.length} products are not in the storefront, ${missing[0]?.name} for one`);
	const silent = products.filter((product) => !(found.get(product.name).description ?? '').trim());
	expect(silent.length === 0, `${silent.length} products have no description, ${silent[0]?.name} for one`);
	return found;
}

async function main() {
	console.log(`${catalogue.business_info.business_name}: ${products.length} products, through ${gateway}\n`);
	const email = `demo-${randomBytes(6).toString('hex')}@example.com`;
	await timed('sign up', async () => {
		token = (await call('POST', '/api/v1/auth/register', { email, password: randomBytes(12).toString('base64url'), name: 'Demo Merchant' }, 201)).access_token;
	});
	const { session_id } = await timed('begin a session', () => call('POST', '/api/v1/wizard/session', {}, 201));
	// The last step's defaults make the address of the shop's name; a slug of our own keeps runs apart.
	const slug = `fennel-and-flint-${randomBytes(3).toString('hex')}`;
	const steps = [catalogue.business_info, catalogue.product_config, {}, { fill_missing: true }, { integrations: [] }, { slug }];
	for (const [i, step_data] of steps.entries()) {
		const reply = await timed(`step ${i + 1}`, () => call('PUT', `/api/v1/wizard/session/${session_id}/step/${i + 1}`, { step_data }, 200));
		if (reply.degraded?.length) console.log(`            without advice of ${reply.degraded.join(', ')}`);
	}
	const launched = performance.now();
	const launch = await call('POST', `/api/v1/wizard/session/${session_id}/launch`, {}, 202);
	const job = await follow(launch);
	expect(job.status === 'succeeded', `the launch ${job.status}: ${JSON.stringify(job.error ?? job.steps)}`);
	const launch_seconds = seconds(launched);
	const storefront = new URL(job.result.storefront_url, `${gateway}/`);
	const found = await timed('read the storefront back', () => look(gateway + storefront.pathname));

	for (const at of [0.1, 0.45, 0.8]) {
		const { name, description } = found.get(products[Math.floor(products.length * at)].name);
		console.log(`\n${name}\n${description}`);
	}
	console.log(`\nThe store is at ${gateway}${storefront.pathname}`);
	console.log(`Signed up as ${email}; launched in ${launch_seconds} s, everything in ${seconds(started)} s.`);
}

try {
	await main();
} catch (error) {
	// Ours say all; others (a refused connection, nonsense in a reply) keep their stack.
	console.error(error instanceof Wrong ? `demo: ${error.message}` : error);
	process.exitCode = 1;
}
