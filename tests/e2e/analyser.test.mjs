// What the analyser says of a page from its HTML and CSS alone, and what Chromium measures on the same page: overflow at 320 px, the size of
// what fingers press, contrast of text, text that a box cuts off when the page is enlarged. Some pages of some themes here; every theme and shop with `make analyser`.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { BROWSER_ARGS, CHROMIUM } from './judge.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const THEMES = join(ROOT, 'theme-svc/themes');
const BINARY = join(process.env.BIN_DIR ?? join(ROOT, 'build/release'), 'measure');
const ALL = process.env.ANALYSER === 'all';
const themes = readdirSync(THEMES, { withFileTypes: true }).filter((one) => one.isDirectory() && !one.name.startsWith('_')).map((one) => one.name);
const SHOPS = ['x_german', 'x_arabic', 'x_one', 'x_empty', 'x_many'];
const folder = mkdtempSync(join(tmpdir(), 'wizard-analyser-'));
const browser = await chromium.launch({ executablePath: CHROMIUM, args: BROWSER_ARGS });
after(async () => {
	await browser.close();
	rmSync(folder, { recursive: true, force: true });
});

const hex = (value) => Buffer.from(value).toString('hex');
// Rule → its outcome, and what was found: [{rule, outcome, selector, detail}].
function analyse(html, css, width, scheme) {
	const { stdout, status } = spawnSync(BINARY, ['page'], { input: `${[html, css, String(width), scheme].map(hex).join('\t')}\n`, encoding: 'utf8', maxBuffer: 64 << 20 });
	assert.equal(status, 0);
	const [outcomes, ...fields] = stdout.trimEnd().split('\t');
	const found = [];
	for (let i = 0; i + 4 < fields.length; i += 5) found.push({ rule: fields[i], outcome: fields[i + 1], selector: fields[i + 2], detail: fields[i + 4] });
	return { outcome: Object.fromEntries(outcomes.split(' ').map((one) => one.split('='))), found };
}

// In the page: is it wider than its window, which targets are under 24 px, which texts stand out too little.
function measured() {
	const seen = (el) => el.checkVisibility({ opacityProperty: true, visibilityProperty: true });
	const small = [...document.querySelectorAll('a[href],button,input,select,textarea,summary')].filter((el) => {
		if (!seen(el) || ['hidden', 'checkbox', 'radio'].includes(el.type) || getComputedStyle(el, '::after').position === 'absolute') return false;
		const box = el.getBoundingClientRect();
		if (box.right <= 0 || box.bottom <= 0) return false;
		// In a sentence, or alone on a line that is high enough.
		const block = el.closest('p,li,td,th,dd,dt,div,section,nav,header,footer,main,h1,h2,h3,h4,figcaption') ?? el;
		if (getComputedStyle(el).display === 'inline' && (block.innerText.length > el.innerText.length + 2 || block.getBoundingClientRect().height >= 24)) return false;
		return box.width < 24 || box.height < 24;
	}).map((el) => `${el.localName}.${el.className} ${el.getBoundingClientRect().width}x${el.getBoundingClientRect().height}`);
	const rgb = (text) => text.match(/^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/)?.slice(1).map((v) => (v === undefined ? 1 : Number(v)));
	const linear = (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
	const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
	const faint = [];
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walker.nextNode()) {
		const el = walker.currentNode.parentElement, style = getComputedStyle(el), ink = rgb(style.color);
		if (!/[\p{L}\p{N}]/u.test(walker.currentNode.data) || !seen(el) || !ink || ink[3] < 1) continue;
		let ground = null, plain = true;
		for (let up = el; up && !ground; up = up.parentElement) {
			const s = getComputedStyle(up), c = rgb(s.backgroundColor);
			plain &&= s.backgroundImage === 'none' && s.opacity === '1' && s.position !== 'absolute' && c;
			if (c?.[3] === 1) ground = c;
		}
		if (!ground || !plain) continue;
		const [a, b] = [luminance(ink), luminance(ground)], ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), size = parseFloat(style.fontSize);
		if (ratio > 1.001 && ratio < (size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5)) faint.push(`${el.localName}.${el.className} ${ratio.toFixed(2)}`);
	}
	return { wide: document.documentElement.scrollWidth > document.documentElement.clientWidth, small, faint };
}

// In the page: texts that reach out of a box that hides what does. A box that ends its text on purpose (ellipsis, clamp) or holds it for screen readers does not count.
function cut() {
	const out = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
	while (walker.nextNode()) {
		if (!walker.currentNode.data.trim() || !walker.currentNode.parentElement.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
		range.selectNodeContents(walker.currentNode);
		const text = range.getBoundingClientRect();
		for (let el = walker.currentNode.parentElement; el && text.width > 1; el = el.parentElement) {
			const { overflowX, overflowY, textOverflow, webkitLineClamp } = getComputedStyle(el), box = el.getBoundingClientRect(), hides = /hidden|clip/;
			if (/auto|scroll/.test(overflowX + overflowY) || textOverflow !== 'clip' || webkitLineClamp !== 'none' || box.width <= 2 || box.height <= 2) break;
			const beside = hides.test(overflowX) && (text.right > box.right + 1 || text.left < box.left - 1);
			const below = hides.test(overflowY) && (text.bottom > box.bottom + 0.3 * text.height || text.top < box.top - 0.3 * text.height);
			if (beside || below) out.push(`${walker.currentNode.data.trim().slice(0, 40)} in ${el.localName}.${el.className}`);
		}
	}
	return out;
}

async function compareEnlarged(page, html, css) {
	await page.setViewportSize({ width: 1280, height: 1024 });
	const whole = await page.evaluate(cut);
	await page.setViewportSize({ width: 640, height: 512 });
	const said = analyse(html, css, 1280, 'light').found.filter((one) => one.rule === '59br37' && one.outcome === 'failed').map((one) => `${one.selector}: ${one.detail}`);
	return { cut: [[...whole, ...(await page.evaluate(cut))], said] };
}

async function compare(page, file, html, css, scheme) {
	await page.setViewportSize({ width: 320, height: 640 });
	await page.emulateMedia({ colorScheme: scheme });
	await page.goto(pathToFileURL(file).href);
	await page.evaluate(() => document.fonts.ready);
	const real = await page.evaluate(measured), said = analyse(html, css, 320, scheme);
	const fails = (rule) => said.found.filter((one) => one.rule === rule && one.outcome === 'failed').map((one) => `${one.selector}: ${one.detail}`);
	return { wide: [real.wide, fails('overflow-320')], small: [real.small, fails('tap-target')], faint: [real.faint, fails('afw4f7')] };
}

const FAULTS = [
	['wide', 'main{min-width:600px}'],
	['wide', 'h1{white-space:nowrap;overflow-wrap:normal;font-size:80px}'],
	['small', '.brand{min-height:0!important;height:12px;padding:0!important;overflow:hidden}'],
	['faint', 'body *{color:#999!important;background:#fff!important}'],
];

for (const [i, theme] of themes.entries()) {
	test(`${theme}: the analyser and Chromium agree`, async () => {
		const shops = ALL ? SHOPS : [SHOPS[i % SHOPS.length]];
		execFileSync('node', [join(THEMES, '_sample/render.mjs'), theme, join(folder, theme), ...shops]);
		const page = await browser.newPage(), wrong = [];
		for (const shop of shops) {
			const at = join(folder, theme, shop), css = readFileSync(join(at, 'assets/style.css'), 'utf8');
			const files = readdirSync(at).filter((name) => name.endsWith('.html') && (ALL || /^(index|cart)\.html$/.test(name)));
			for (const name of files)
				for (const scheme of ['light', 'dark']) {
					const html = readFileSync(join(at, name), 'utf8'), facts = await compare(page, join(at, name), html, css, scheme);
					if (ALL && scheme === 'light') Object.assign(facts, await compareEnlarged(page, html, css));
					for (const [fact, [real, said]] of Object.entries(facts))
						if ((Array.isArray(real) ? real.length > 0 : real) !== said.length > 0) wrong.push({ page: `${shop}/${name}`, scheme, fact, real, said });
				}
		}
		await page.close();
		assert.deepEqual(wrong, []);
	});
}

test('what is broken on purpose is seen by both', async () => {
	const theme = themes[0], at = join(folder, 'broken', 'x_one');
	execFileSync('node', [join(THEMES, '_sample/render.mjs'), theme, join(folder, 'broken'), 'x_one']);
	const file = join(at, 'index.html'), sheet = join(at, 'assets/style.css'), css = readFileSync(sheet, 'utf8'), page = await browser.newPage();
	for (const [fact, more] of FAULTS) {
		writeFileSync(sheet, css + more);
		const [real, said] = (await compare(page, file, readFileSync(file, 'utf8'), css + more, 'light'))[fact];
		assert.ok(Array.isArray(real) ? real.length : real, `Chromium sees nothing wrong with ${more}`);
		assert.ok(said.length, `the analyser sees nothing wrong with ${more}`);
	}
});
