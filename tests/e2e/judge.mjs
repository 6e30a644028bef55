// What is asked of any page in Chromium, by whoever drives it (playwright-core): each throws an assertion that says what and where.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const HEIGHTS = { 320: 640, 768: 1024, 1280: 800 };
// What colours decide; all else stands in the markup.
export const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];
export const BROWSER_ARGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-background-networking'];
export const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium';

// Fonts are there, motion has ended, no store is still loading in a frame that can be seen.
export async function settled(page) {
	await page.waitForFunction(() => {
		const moving = document.getAnimations().some((one) => one.playState === 'running' && one.effect.getComputedTiming().iterations !== Infinity);
		// A frame that was refused holds a problem document, and is never uncovered.
		const loading = [...document.querySelectorAll('iframe')].some((frame) => frame.checkVisibility() && getComputedStyle(frame).opacity !== '1' && !/json/.test(frame.contentDocument?.contentType));
		return document.readyState === 'complete' && document.fonts.status === 'loaded' && !moving && !loading;
	});
}

// What stands out over the right edge, which on a phone means that the page slides about under the thumb.
export async function fits(page, what) {
	const wide = await page.evaluate(() => {
		const room = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= room) return [];
		const out = [...document.body.querySelectorAll('*')].filter((el) => el.getBoundingClientRect().right > room + 0.5);
		return out.map((el) => `<${el.localName} class="${el.getAttribute('class') ?? ''}"> to ${el.getBoundingClientRect().right}`).slice(-5);
	});
	assert.deepEqual(wide, [], `${what} is wider than its window`);
}

export async function axe(page, what, rules) {
	const violations = await page.evaluate(async ([source, rules]) => {
		// Another page of the same tab may have left it behind; it is 500 KB to read.
		if (!window.axe) (0, eval)(source);
		const { violations } = await window.axe.run(document, { resultTypes: ['violations'], iframes: false, ...(rules && { runOnly: { type: 'rule', values: rules } }) });
		return violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.slice(0, 4).map((node) => `    ${node.target}  ${node.html.slice(0, 160)}\n      ${node.any.concat(node.all, node.none).map((check) => check.message).join('; ')}`).join('\n')}`);
	}, [AXE, rules]);
	assert.deepEqual(violations, [], `${what}: axe\n${violations.join('\n')}`);
}

export async function look(page, width, scheme) {
	await page.setViewportSize({ width, height: HEIGHTS[width] });
	await page.emulateMedia({ colorScheme: scheme });
	await settled(page);
}
