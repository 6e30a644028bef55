// Checks every theme against the rules of ../README.md, with the shops of its trades and the extremes; those named, with every shop. Prints each fault, ends with 1 when there is one.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { styles } from './art.mjs';
import { render } from './mustache.mjs';
import { contrast, loader, paletteCss, shops, stylesheet } from './render.mjs';
import { views } from './view.mjs';

const themes = fileURLToPath(new URL('..', import.meta.url));
const ROLES = ['background', 'surface', 'text', 'muted', 'primary', 'on_primary', 'accent', 'border'];
const PAIRS = [['text', 'background', 4.5], ['text', 'surface', 4.5], ['muted', 'background', 4.5], ['muted', 'surface', 4.5],
	['primary', 'background', 4.5], ['primary', 'surface', 4.5], ['on_primary', 'primary', 4.5], ['accent', 'background', 3], ['accent', 'surface', 3]];
const TEMPLATES = ['home', 'category', 'product', 'page', '404', 'top'];
const FONT_MAX = 45 * 1024, CORE_MAX = 44 * 1024, SENT_MAX = { home: 60, category: 60, product: 50, page: 50, 404: 50 };
let faults = 0;

function fault(id, text) {
	console.log(`${id}: ${text}`);
	faults++;
}

function checkPalettes(id, palettes) {
	for (const p of palettes) for (const half of ['light', 'dark']) {
		for (const role of ROLES) if (!/^#[0-9a-f]{6}$/.test(p[half][role] ?? '')) fault(id, `${p.id}.${half}.${role} is not #rrggbb`);
		for (const [a, b, least] of PAIRS) {
			const ratio = contrast(p[half][a], p[half][b]);
			if (ratio < least) fault(id, `${p.id} ${half}: ${a} on ${b} is ${ratio.toFixed(2)}, wants ${least}`);
		}
	}
}

function checkFiles(id, theme, css) {
	const dir = join(themes, id);
	for (const file of readdirSync(dir)) if (file.endsWith('.mustache') && readFileSync(join(dir, file), 'utf8').includes('<img')) fault(id, `${file}: an <img> of its own, not {{> picture}}`);
	for (const name of TEMPLATES) if (!existsSync(join(dir, `${name}.mustache`))) fault(id, `no ${name}.mustache`);
	for (const file of theme.preload) if (!existsSync(join(dir, file))) fault(id, `preload: no ${file}`);
	for (const pair of theme.pairs ?? []) if (!existsSync(join(themes, pair, 'fonts.css'))) fault(id, `theme.json: pairs names no theme: ${pair}`);
	if (css.includes('url(')) fault(id, 'style.css: files are named in fonts.css only');
	const fonts = readFileSync(join(dir, 'fonts.css'), 'utf8');
	for (const name of ['--display:', '--body:']) if (!fonts.includes(name)) fault(id, `fonts.css: no ${name}`);
	const used = [...fonts.matchAll(/url\(([^)]+)\)/g)].map(m => m[1]);
	for (const file of used) if (!/^fonts\/[\w.-]+\.woff2$/.test(file) || !existsSync(join(dir, file))) fault(id, `fonts.css: no ${file}`);
	for (const file of readdirSync(join(dir, 'fonts'))) {
		if (file.endsWith('-LICENSE')) continue;
		if (!used.includes(`fonts/${file}`)) fault(id, `fonts/${file} is not used`);
		if (statSync(join(dir, 'fonts', file)).size > FONT_MAX) fault(id, `fonts/${file} is larger than 45 KB`);
		if (!existsSync(join(dir, 'fonts', `${file.split(/-\d+\.\d+\.\d+-/)[0]}-LICENSE`))) fault(id, `fonts/${file} has no licence beside it`);
	}
	const core = readdirSync(join(dir, 'fonts')).filter(file => file.includes('-core-')).reduce((sum, file) => sum + statSync(join(dir, 'fonts', file)).size, 0);
	if (core > CORE_MAX) fault(id, `fonts/: an English page may load ${core} bytes of faces (*-core-*), and should load ${CORE_MAX} at most`);
	const own = css;
	for (const m of own.matchAll(/#[0-9a-fA-F]{3,8}\b(?![^{}]*\{)|\b(?:rgba?|hsla?|oklch)\(/g)) if (m[0] !== '#000') fault(id, `style.css: a literal colour, ${m[0]}`);
	for (const m of own.matchAll(/(?:^|[;{])((?:margin|padding|border)-(?:left|right)|left|right|text-align:(?:left|right))\b/g)) fault(id, `style.css: ${m[1]} does not turn with the direction`);
}

/** Renders every page of every sample shop; a name that no object has is a fault, null is not. */
function checkPages(id, theme, css) {
	const load = loader(id), unknown = new Set(), longest = {};
	const sent = gzipSync(paletteCss(theme.palettes[0]) + stylesheet(id)).length;
	for (const [name, shop] of Object.entries(shops()).filter(([name]) => process.argv.length > 2 || name.startsWith('x_') || theme.for.includes(name)))
		for (const [page, { template, view }] of Object.entries(views(theme, shop))) {
			const html = render(load(template), [view], load, 0, missing => unknown.add(missing));
			for (const bad of [/\sstyle=/, /<style/, /\son\w+=/, /<script(?! type="application\/ld\+json")/, /undefined|\[object/])
				if (bad.test(html)) fault(id, `${name}/${page}: ${bad} in the page`);
			const levels = [...html.matchAll(/<h([1-6])/g)].map(m => +m[1]);
			if (levels.filter(n => n === 1).length !== 1 || levels[0] !== 1) fault(id, `${name}/${page}: headings ${levels}`);
			if (html.length > (longest[template]?.length ?? 0)) longest[template] = html;
		}
	const largest = Object.fromEntries(Object.entries(longest).map(([template, html]) => [template, gzipSync(html).length + sent]));
	for (const missing of unknown) fault(id, `{{${missing}}} is not in the view model`);
	for (const [template, bytes] of Object.entries(largest)) if (bytes > SENT_MAX[template] * 1024) fault(id, `${template}: ${bytes} bytes sent`);
	return largest;
}

for (const id of process.argv.length > 2 ? process.argv.slice(2) : readdirSync(themes).filter(d => existsSync(join(themes, d, 'theme.json')))) {
	const theme = JSON.parse(readFileSync(join(themes, id, 'theme.json'))), css = readFileSync(join(themes, id, 'style.css'), 'utf8');
	for (const key of ['id', 'name', 'for', 'styles', 'idea', 'catalogue', 'needs_photos', 'faces', 'features', 'layouts', 'art', 'preload', 'palettes']) if (!(key in theme)) fault(id, `theme.json: no ${key}`);
	if (theme.id !== id) fault(id, 'theme.json: id is not the folder');
	if (!styles.includes(theme.art)) fault(id, `theme.json: no art style ${theme.art}`);
	checkPalettes(id, theme.palettes);
	checkFiles(id, theme, css);
	const largest = checkPages(id, theme, css);
	console.log(`${id}: checked; largest as sent ${Object.entries(largest).map(([k, v]) => `${k} ${(v / 1024).toFixed(1)} KB`).join(', ')}`);
}
process.exit(faults ? 1 : 0);
