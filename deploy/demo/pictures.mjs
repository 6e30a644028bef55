// Pictures of every theme on a running stack, each with the sample shop that it was made for, at 320, 768 and 1280 px; and one sheet of all.
//
//	node deploy/demo/pictures.mjs <gateway> <folder> [storefront …]      <folder>/<theme>-<width>.png, <folder>/themes.png
//
// Each storefront given is photographed too, home and a product, as store-…; Chromium and playwright-core (tests/node_modules) do it.
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WIDTHS = [[320, 640], [768, 1024], [1280, 800]];
const themesDir = fileURLToPath(new URL('../../theme-svc/themes/', import.meta.url));
const { chromium } = createRequire(new URL('../../tests/package.json', import.meta.url))('playwright-core');
const json = (path) => JSON.parse(readFileSync(join(themesDir, path), 'utf8'));

const [gateway, folder, ...stores] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

const samples = Object.keys(json('_sample/industries.json'));
const themes = readdirSync(themesDir, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith('_')).map(({ name }) => json(`${name}/theme.json`));

async function photograph(browser, url, name) {
	for (const [width, height] of WIDTHS) {
		const page = await browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce' });
		const reply = await page.goto(url);
		if (reply.status() !== 200) throw new Error(`GET ${url} answered ${reply.status()}`);
		await page.evaluate(() => document.fonts.ready);
		await page.screenshot({ path: join(folder, `${name}-${width}.png`), animations: 'disabled' });
		await page.close();
	}
}

// Three across: a desk, a tablet and a phone of each, their edges on one line.
async function sheet(browser, names) {
	const page = await browser.newPage({ viewport: { width: 1440, height: 100 } });
	const picture = (file) => `data:image/png;base64,${readFileSync(join(folder, file)).toString('base64')}`;
	const tiles = names.map(({ id, name, faces }) => `<figure><div>${[1280, 768, 320].map((width) => `<img class="w${width}" src="${picture(`${id}-${width}.png`)}">`).join('')}</div><figcaption><b>${name}</b> ${faces.display}, ${faces.body}</figcaption></figure>`);
	await page.setContent(`<meta charset="utf-8"><style>body{margin:0;padding:24px;background:#ece8df;font:13px/1.3 "Liberation Sans",sans-serif;color:#26241f;display:grid;grid-template-columns:repeat(3,1fr);align-content:start;gap:24px 28px}
figure{margin:0}div{display:grid;grid-template-columns:160fr 75fr 50fr;gap:6px}img{width:100%;display:block}figcaption{padding-top:6px;color:#6a655a}b{color:#26241f}</style>${tiles.join('')}`);
	await page.screenshot({ path: join(folder, 'themes.png'), fullPage: true });
	await page.close();
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] });
try {
	for (const theme of themes) await photograph(browser, `${gateway}/preview/themes/${theme.id}/${theme.for.find((industry) => samples.includes(industry)) ?? 'generic'}/`, theme.id);
	for (const [i, store] of stores.entries()) {
		const name = i ? `store-${i + 1}` : 'store', page = await browser.newPage();
		await page.goto(store);
		const product = await page.locator('main a[href*="/p/"]').first().evaluate((a) => a.href);
		await page.close();
		await photograph(browser, store, `${name}-home`);
		await photograph(browser, product, `${name}-product`);
	}
	await sheet(browser, themes);
} finally {
	await browser.close();
}
console.log(`pictures of ${themes.length} themes at ${WIDTHS.map(([width]) => width).join(', ')} px: ${folder}`);
