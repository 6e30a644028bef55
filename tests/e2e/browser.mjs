// The browser of the end-to-end tests: Debian's Chromium by playwright-core, one a file of tests.
//
//	const { page, faults } = await visit();      a visitor of their own: cookies, storage, a list of what went wrong on the way
//	await shoot(page, 'step-1');                 looks at three widths, by day and by night; judges each look; keeps the pictures
//	quiet(faults);                               fails on whatever the console had to say
//
// Pictures go to TEST_SHOTS (tests/e2e/shots), as <name>-<width>-<light|dark>.png.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { chromium } from 'playwright-core';
import { port, ROOT } from '../integration/harness.mjs';
import { axe, BROWSER_ARGS, CHROMIUM, COLOUR_RULES, fits, HEIGHTS, look, settled } from './judge.mjs';

export { axe, fits, look, settled };

export const HOME = `http://127.0.0.1:${port('gateway')}`;
export const WIDTHS = [320, 768, 1280];
export const SCHEMES = ['light', 'dark'];
const JUDGED = [320, 1280];
const PATIENCE = 20000;
const SHOTS = process.env.TEST_SHOTS || join(ROOT, 'tests/e2e/shots');

mkdirSync(SHOTS, { recursive: true });
const browser = await chromium.launch({
	executablePath: CHROMIUM,
	args: BROWSER_ARGS,
});
after(() => browser.close());

/* ---- visitors ------------------------------------------------------------------------------------------------------------ */

// The first visit asks whether a cookie remembers somebody, and a stranger is told no.
const STRANGER = /401.*\/api\/v1\/auth\/refresh$/;

function listen(page, faults) {
	page.on('console', (message) => {
		if (message.type() === 'error') faults.push(`${message.text()} ${message.location().url ?? ''}`);
	});
	page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
	page.on('requestfailed', (request) => {
		// A page that is left calls off what it had asked for.
		if (request.failure()?.errorText !== 'net::ERR_ABORTED') faults.push(`${request.failure()?.errorText} ${request.url()}`);
	});
}

// options: those of a browser context. `page` has waits of PATIENCE ms; `faults` grows with every page of the context.
export async function visit(options = {}) {
	const context = await browser.newContext({ baseURL: HOME, viewport: { width: 1280, height: HEIGHTS[1280] }, reducedMotion: 'reduce', locale: 'en-US', ...options });
	context.setDefaultTimeout(PATIENCE);
	const faults = [];
	context.on('page', (page) => listen(page, faults));
	return { context, page: await context.newPage(), faults };
}

// expected: patterns of faults that the test brought about itself; each must have come.
export function quiet(faults, ...expected) {
	for (const pattern of expected) assert.ok(faults.some((fault) => pattern.test(fault)), `the console never said ${pattern}`);
	assert.deepEqual(faults.filter((fault) => ![STRANGER, ...expected].some((pattern) => pattern.test(fault))), [], 'the console had something to say');
}

// The legs of one way: each begins where the one before ended, so that after a failure the rest are not even tried.
// What the page looked like at that moment is kept beside the other pictures.
export function journey(name, page) {
	let ended = null;
	return (leg, work) =>
		test(`${name}: ${leg}`, async () => {
			if (ended) throw new Error(`not tried: the way ended at “${ended}”`);
			try {
				await work();
			} catch (error) {
				ended = leg;
				await page.screenshot({ path: join(SHOTS, `failed-${name}.png`), fullPage: true });
				throw error;
			}
		});
}

/* ---- judging ------------------------------------------------------------------------------------------------------------- */

async function grow(page, width) {
	const height = await page.evaluate(() => document.documentElement.scrollHeight);
	await page.setViewportSize({ width, height: Math.max(height, HEIGHTS[width]) });
	await settled(page);
}

// Every look of a page: no sideways scrolling anywhere; axe at JUDGED widths; a picture. Ends as it began, wide and by day.
// whole: 'page' photographs all of it; 'window' makes the window as tall as the page first, for pages with something stuck to its
// edges; 'fold' is what the window shows. fixed: no script changes the markup with the colours, so that by night the colours alone
// are judged again.
export async function shoot(page, name, { whole = 'page', widths = WIDTHS, fixed = false } = {}) {
	const wrong = [];
	for (const width of widths)
		for (const scheme of SCHEMES) {
			const what = `${name}-${width}-${scheme}`;
			await look(page, width, scheme);
			if (whole === 'window') await grow(page, width);
			await page.screenshot({ path: join(SHOTS, `${what}.png`), fullPage: whole === 'page', animations: 'disabled', caret: 'initial' });
			const rules = fixed && scheme === 'dark' ? COLOUR_RULES : undefined;
			for (const judge of JUDGED.includes(width) ? [fits, axe] : [fits]) await judge(page, what, rules).catch((error) => wrong.push(error.message));
		}
	await look(page, 1280, 'light');
	assert.ok(wrong.length === 0, wrong.join('\n'));
}
