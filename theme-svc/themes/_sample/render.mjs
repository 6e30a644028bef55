// Renders sample shops with a theme to plain files: node render.mjs <theme> <folder> [shop …] [palette=<id>] [layout=<id>] [typography=<id>]
//          node render.mjs --view <theme> <shop> <page>       prints the page's view as JSON: what its template is given
// Shops: the industries, and the extremes of shops.json. Open <folder>/<shop>/index.html.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, render } from './mustache.mjs';
import { views } from './view.mjs';

const themes = fileURLToPath(new URL('..', import.meta.url));
const json = file => JSON.parse(readFileSync(file));

export const shops = () => ({ ...json(join(themes, '_sample/industries.json')), ...json(join(themes, '_sample/shops.json')) });

function luminance(hex) {
	const [r, g, b] = [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16) / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast of two colours, WCAG 2.2. */
export function contrast(a, b) {
	const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x);
	return (hi + 0.05) / (lo + 0.05);
}

/** Stand-ins for the roles that the engine solves (../../palette.c): as readable, less fine. */
function derived({ surface, text, muted, primary, accent, background }) {
	const mark = [background, surface].every(ground => contrast(accent, ground) >= 3) ? accent : text;
	return { primary_hover: primary, primary_disabled: surface, on_primary_disabled: muted, badge: mark, on_badge: contrast('#ffffff', mark) >= 4.5 ? '#ffffff' : '#000000',
		focus: mark, scrim: '#000000a0', on_image: '#ffffff' };
}

/** The palette as the engine prints it before the theme's own style. */
export function paletteCss(palette) {
	const half = (roles, name) => `color-scheme:${roles.scheme ?? name};` + Object.entries({ ...roles, ...derived(roles) }).filter(([k]) => k !== 'scheme').map(([k, v]) => `--${k.replaceAll('_', '-')}:${v}`).join(';');
	return `:root{${half(palette.light, 'light')}}\n@media(prefers-color-scheme:dark){:root{${half(palette.dark, 'dark')}}}\n`;
}

/** Faces and style as the engine joins them; faces: another theme's id, when the shop wears its pair. */
export const stylesheet = (id, faces = id) => readFileSync(join(themes, faces, 'fonts.css'), 'utf8') + readFileSync(join(themes, '_shared/base.css'), 'utf8') + readFileSync(join(themes, id, 'style.css'), 'utf8');

export function loader(id) {
	const known = new Map();
	return name => {
		if (!known.has(name)) {
			const file = [join(themes, id, `${name}.mustache`), join(themes, '_shared', `${name}.mustache`)].find(existsSync);
			if (!file) throw new Error(`${id}: no partial ${name}`);
			known.set(name, parse(readFileSync(file, 'utf8'), file));
		}
		return known.get(name);
	};
}

/** Links that are relative and name files, so that the folder opens without a server. */
const relative = html => html.replaceAll('="/assets/', '="assets/').replace(/="\/([^"/][^"]*\.html)"/g, '="$1"').replaceAll(' crossorigin', '');

export function renderShop(id, shop, folder, paletteId, faces = id) {
	const theme = json(join(themes, id, 'theme.json')), load = loader(id);
	mkdirSync(join(folder, 'assets'), { recursive: true });
	cpSync(join(themes, faces, 'fonts'), join(folder, 'assets/fonts'), { recursive: true });
	const palette = theme.palettes.find(p => p.id === paletteId) ?? theme.palettes[0];
	writeFileSync(join(folder, 'assets/style.css'), paletteCss(palette) + stylesheet(id, faces));
	for (const [name, page] of Object.entries(views(theme, shop))) writeFileSync(join(folder, `${name}.html`), relative(render(load(page.template), [page.view], load)));
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] === '--view') {
	const [id, shop, page] = process.argv.slice(3);
	console.log(JSON.stringify(views(json(join(themes, id, 'theme.json')), shops()[shop])[page], null, '\t'));
} else if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const [id, folder, ...rest] = process.argv.slice(2), all = shops();
	const setting = Object.fromEntries(rest.filter(a => a.includes('=')).map(a => a.split('='))), names = rest.filter(a => !a.includes('='));
	for (const name of names.length ? names : Object.keys(all)) renderShop(id, { ...all[name], layout: setting.layout }, join(folder, name), setting.palette, setting.typography);
}
