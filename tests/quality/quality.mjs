// Would a shopper, a search engine and a screen reader be content with every theme? Every page of a store of 200 products, and the
// shops at the edges (nothing to sell, one thing, long German words, Arabic), each drawn by the whole stack and opened in Chromium.
//
//	make quality [THEME=harbour,lens] [PAGE=home,product] [EDGES=no] [LIGHTHOUSE=no]      one line a page, `N passed, N failed` at the end
//
// A page of the large store passes when Lighthouse (mobile) says 100 four times, axe finds nothing at 320 and 1280 px by day and
// by night, its HTML is valid, and nothing stands out over 320 px; a page of the edges, all of that but Lighthouse. "sells" is a walk
// without JavaScript from the front door to an order. KB (of 1000 bytes): HTML, CSS and script as sent, then the fonts that the page
// loads; a page whose sum is above its LIMIT fails.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { sign_up } from '../../deploy/demo/merchant.mjs';
import { axe, BROWSER_ARGS, CHROMIUM, COLOUR_RULES, fits, look } from '../e2e/judge.mjs';
import { html_valid } from './html.mjs';
import { lighthouse_of } from './lighthouse.mjs';
import { PAGES, sells } from './shopper.mjs';
import { EDGES, LARGE } from './shops.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const GATEWAY = `http://127.0.0.1:${process.env.GATEWAY_PORT}`;
const THEMES = readdirSync(join(ROOT, 'theme-svc/themes'), { withFileTypes: true }).filter((entry) => entry.isDirectory() && /^[a-z]/.test(entry.name)).map(({ name }) => name).sort();
const LIMIT = { home: 60, product: 50 }, LIMIT_OTHERS = 60;
const EDGE_PAGES = ['home', 'category', 'product', 'cart'];

// "a,b" → the wanted ones; nothing → all.
function choice(text, all) {
	const wanted = text ? text.split(',') : all;
	for (const one of wanted) if (!all.includes(one)) throw new Error(`${one} is none of ${all.join(', ')}`);
	return wanted;
}

const total = { passed: 0, failed: 0 };

function tell(theme, page, faults, facts) {
	total[faults.length ? 'failed' : 'passed']++;
	console.log(`${faults.length ? 'FAIL' : 'ok  '} ${theme.padEnd(10)} ${page.padEnd(16)} ${facts.join(' · ')}`);
	for (const fault of faults) console.log(`     ${fault.replaceAll('\n', '\n     ')}`);
}

// A fault is a line of the report, not the end of it; what is none of the judges' is thrown on.
async function faults_of(...judges) {
	const faults = [];
	for (const judge of judges)
		await judge().catch((error) => {
			if (error.code !== 'ERR_ASSERTION' && error.name !== 'TimeoutError') throw error;
			faults.push(error.message);
		});
	return faults;
}

async function open_shop(theme, name, shop) {
	const m = await sign_up(GATEWAY);
	const steps = [shop.info, { products: shop.products }, { theme_id: theme }, shop.texts, { integrations: [] }, { slug: `${theme}-${name}` }];
	const job = await m.launch(steps);
	return GATEWAY + new URL(job.result.storefront_url, GATEWAY).pathname;
}

async function judge_page(context, url) {
	const page = await context.newPage();
	const reply = await page.goto(url);
	const html = await reply.text();
	const views = [[320, 'light'], [320, 'dark'], [1280, 'light'], [1280, 'dark']];
	const faults = await faults_of(
		() => html_valid(html, 'markup'),
		...views.map(([width, scheme]) => async () => {
			await look(page, width, scheme);
			if (scheme === 'light') await fits(page, `${width} px`);
			await axe(page, `${width} px ${scheme}`, scheme === 'dark' ? COLOUR_RULES : undefined);
		}),
	);
	await page.close();
	return { faults, hidden: /<meta name="robots" content="[^"]*noindex/.test(html) };
}

// What somebody who comes for the first time loads, on a large screen and on a small one: [all but images and fonts, fonts].
async function weigh(context, url) {
	const fresh = await context.browser().newContext({ storageState: await context.storageState(), reducedMotion: 'reduce' }), page = await fresh.newPage();
	const loaded = [];
	page.on('requestfinished', (request) => loaded.push(request));
	await page.goto(url, { waitUntil: 'networkidle' });
	await page.setViewportSize({ width: 320, height: 700 });
	await page.waitForLoadState('networkidle');
	const counted = loaded.filter((request) => request.resourceType() !== 'image');
	const sizes = await Promise.all(counted.map(async (request) => ({ font: request.resourceType() === 'font', bytes: (await request.sizes()).responseBodySize })));
	const kb = (which) => sizes.filter(which).reduce((sum, { bytes }) => sum + bytes, 0) / 1000;
	await fresh.close();
	return [kb(({ font }) => !font), kb(({ font }) => font)];
}

function too_heavy(name, [page, fonts]) {
	const most = LIMIT[name] ?? LIMIT_OTHERS;
	return page + fonts > most ? [`${(page + fonts).toFixed(1)} KB without images, of ${most} at most`] : [];
}

async function large_store(theme, pages, context, lighthouse) {
	const base = await open_shop(theme, 'demo', LARGE);
	for (const name of pages) {
		const address = await PAGES[name](context, base, LARGE);
		if (!address) continue;
		const { url, cookie } = address;
		const { faults, hidden } = await judge_page(context, url), weight = await weigh(context, url);
		const { scores, lost } = lighthouse ? await lighthouse.judge(url, { cookie, hidden }) : { scores: ['not asked'], lost: [] };
		tell(theme, name, [...faults, ...too_heavy(name, weight), ...lost], [`Lighthouse ${scores.join(' ')}`, `${weight.map((kb) => kb.toFixed(1)).join(' + ')} KB`, ...(hidden ? ['noindex'] : [])]);
	}
	return base;
}

async function edges(theme, pages, context) {
	for (const [edge, shop] of Object.entries(EDGES)) {
		const base = await open_shop(theme, edge, shop);
		for (const kind of EDGE_PAGES.filter((page) => pages.includes(page))) {
			const address = await PAGES[kind](context, base, shop);
			if (!address) continue;
			const { faults } = await judge_page(context, address.url);
			tell(theme, `${edge} ${kind}`, faults, [`${shop.products.length} products`]);
		}
	}
}

const themes = choice(process.env.TEST_THEME, THEMES), pages = choice(process.env.TEST_PAGE, Object.keys(PAGES));
const browser = await chromium.launch({ executablePath: CHROMIUM, args: BROWSER_ARGS });
const lighthouse = process.env.TEST_LIGHTHOUSE === 'no' ? null : await lighthouse_of(CHROMIUM, BROWSER_ARGS);
try {
	for (const theme of themes) {
		const context = await browser.newContext({ reducedMotion: 'reduce' }), still = await browser.newContext({ javaScriptEnabled: false });
		const base = await large_store(theme, pages, context, lighthouse);
		if (!process.env.TEST_PAGE) tell(theme, 'sells', await faults_of(() => sells(still, base, LARGE)), ['JavaScript off']);
		if (process.env.TEST_EDGES !== 'no') await edges(theme, pages, context);
		await Promise.all([context.close(), still.close()]);
	}
} finally {
	await browser.close();
	await lighthouse?.close();
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed ? 1 : 0;
