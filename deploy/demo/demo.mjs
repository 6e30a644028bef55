// A whole launch through the public API, as a stranger would do it: sign up, six steps, launch, look at the store.
//
//	node deploy/demo/demo.mjs [gateway address] [catalogue]
//
// Ends with 0 when the storefront shows every product of the catalogue, else with 1 and what was wrong. Needs Node >= 18.
import { readFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { expect, sign_up, Wrong } from './merchant.mjs';

const gateway = (process.argv[2] ?? process.env.GATEWAY_URL ?? 'http://127.0.0.1:9020').replace(/\/$/, '');
const catalogue = JSON.parse(await readFile(process.argv[3] ?? new URL('./catalogue.json', import.meta.url), 'utf8'));
const products = catalogue.product_config.products;
const CALL_MS = 30_000;

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

function print_steps(job, printed) {
	for (const step of job.steps ?? []) {
		if (step.status === printed.get(step.name) || !['succeeded', 'failed', 'skipped', 'done'].includes(step.status)) continue;
		printed.set(step.name, step.status);
		const took = step.started_at && step.finished_at ? (Date.parse(step.finished_at) - Date.parse(step.started_at)) / 1000 : NaN;
		const detail = typeof step.detail === 'string' ? step.detail : step.detail ? JSON.stringify(step.detail) : '';
		console.log(`  ${Number.isNaN(took) ? '      ' : took.toFixed(2).padStart(6)} s    ${step.name}: ${step.status}${detail && ` (${detail})`}`);
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
	const m = await timed('sign up', () => sign_up(gateway));
	// The last step's defaults make the address of the shop's name; a slug of our own keeps runs apart.
	const slug = `fennel-and-flint-${randomBytes(3).toString('hex')}`;
	const steps = [catalogue.business_info, catalogue.product_config, {}, { fill_missing: true }, { integrations: [] }, { slug }];
	const printed = new Map();
	let launched = 0;
	const tell = async (what, work) => {
		const reply = await timed(what, work);
		if (reply.degraded?.length) console.log(`            without advice of ${reply.degraded.join(', ')}`);
		launched = performance.now();
		return reply;
	};
	const job = await m.launch(steps, tell, (now) => print_steps(now, printed));
	const launch_seconds = seconds(launched);
	const storefront = new URL(job.result.storefront_url, `${gateway}/`);
	const found = await timed('read the storefront back', () => look(gateway + storefront.pathname));

	for (const at of [0.1, 0.45, 0.8]) {
		const { name, description } = found.get(products[Math.floor(products.length * at)].name);
		console.log(`\n${name}\n${description}`);
	}
	console.log(`\nThe store is at ${gateway}${storefront.pathname}`);
	console.log(`Signed up as ${m.email}; launched in ${launch_seconds} s, everything in ${seconds(started)} s.`);
}

try {
	await main();
} catch (error) {
	// Ours say all; others (a refused connection, nonsense in a reply) keep their stack.
	console.error(error instanceof Wrong ? `demo: ${error.message}` : error);
	process.exitCode = 1;
}
