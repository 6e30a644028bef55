// Cuts a theme's faces from the packages of @fontsource, so that an English page loads as little as its words need.
//
//	cd /tmp/any && npm install subset-font @fontsource/<face> … && node <here>/subset.mjs <theme folder> …
//
// fonts.css says what is wanted, one `@font-face{font-family:"…";font-style:…;font-weight:…}` a face (or the rules of the last cut):
// a weight like 400 comes from @fontsource/<face>, a range like `400 600` from @fontsource-variable/<face>, cut to that range.
// `font-feature-settings:"kern" 0` leaves the kerning out, which at the size of running text is half of some faces and hardly seen.
// Each becomes three files and three rules: core (English, and the accents of its neighbours), latin (the rest of it), latin-ext; a
// file's name ends in the hash of its bytes, because it is served as immutable. theme.json's preloads follow; licences come along.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { copyFileSync, readFileSync, readdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const subset = createRequire(join(process.cwd(), 'x.js'))('subset-font');
const CORE = [[0x20, 0x7e], [0xa0], [0xa3], [0xa9], [0xae], [0xb0], [0xb7], [0xc4], [0xd6, 0xd7], [0xdc], [0xdf, 0xe0], [0xe4], [0xe7, 0xea], [0xf1], [0xf6], [0xfc],
	[0x2013, 0x2014], [0x2018, 0x2019], [0x201c, 0x201e], [0x2026], [0x20ac], [0x2122], [0x2212]];
// What base.css and the themes ask of a face, and what scripts cannot do without; small capitals, fractions and the like stay behind.
const FEATURES = ['ccmp', 'locl', 'mark', 'mkmk', 'rlig', 'rclt', 'liga', 'calt', 'tnum', 'lnum'];

const points = ranges => ranges.flatMap(([from, to = from]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
const core = points(CORE);

function written(list) {
	const out = [], hex = n => n.toString(16).toUpperCase().padStart(4, '0');
	for (const n of list) {
		if (out.length && out.at(-1)[1] === n - 1) out.at(-1)[1] = n;
		else out.push([n, n]);
	}
	return out.map(([a, b]) => a === b ? `U+${hex(a)}` : `U+${hex(a)}-${hex(b)}`).join(',');
}

function read(unicodeRange) {
	return points(unicodeRange.split(',').map(part => part.replace('U+', '').split('-').map(n => parseInt(n, 16))));
}

/** Files and rules of one face. */
async function cut(folder, { family, style, weight, kerned }) {
	const slug = family.toLowerCase().replaceAll(' ', '-'), range = weight.split(' ').map(Number), [min, max] = range;
	const pack = join('node_modules', max ? '@fontsource-variable' : '@fontsource', slug), json = name => JSON.parse(readFileSync(join(pack, name)));
	const { version } = json('package.json'), ranges = json('unicode.json');
	const parts = [['core', 'latin', core], ['latin', 'latin', read(ranges.latin).filter(n => !core.includes(n))], ['latin-ext', 'latin-ext', read(ranges['latin-ext'])]];
	copyFileSync(join(pack, 'LICENSE'), join(folder, 'fonts', `${slug}-LICENSE`));
	const rules = [];
	for (const [part, from, list] of parts) {
		const whole = readFileSync(join(pack, 'files', `${slug}-${from}-${max ? 'wght' : weight}-${style}.woff2`));
		const bytes = await subset(whole, String.fromCodePoint(...list.filter(n => n >= 0x20)), {
			targetFormat: 'woff2', noHinting: true, keepFeatures: kerned ? [...FEATURES, 'kern'] : FEATURES, ...(max && { variationAxes: { wght: { min, max } } }),
		});
		const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
		const file = `${slug}-${version}-${part}-${range.join('-')}${style === 'italic' ? 'i' : ''}-${hash}.woff2`;
		writeFileSync(join(folder, 'fonts', file), bytes);
		rules.push({ file, css: `@font-face{font-family:"${family}";font-style:${style};font-weight:${weight};${kerned ? '' : 'font-feature-settings:"kern" 0;'}font-display:swap;` +
			`src:url(fonts/${file}) format("woff2");unicode-range:${written(list)}}` });
		console.log(`${file}: ${whole.length} → ${bytes.length}`);
	}
	return rules;
}

for (const folder of process.argv.slice(2)) {
	const css = readFileSync(join(folder, 'fonts.css'), 'utf8'), theme = readFileSync(join(folder, 'theme.json'), 'utf8');
	const value = (rule, name) => rule.match(new RegExp(`${name}:\\s*"?([^;"}]+)`))?.[1].trim();
	const faces = new Map(), preload = JSON.parse(theme).preload;
	for (const rule of css.match(/@font-face\s*\{[^}]*\}/g)) {
		const face = { family: value(rule, 'font-family'), style: value(rule, 'font-style'), weight: value(rule, 'font-weight'), kerned: !/"kern" 0/.test(rule) };
		const key = `${face.family} ${face.style} ${face.weight}`;
		faces.set(key, { ...face, old: [...(faces.get(key)?.old ?? []), rule.match(/url\(([^)]+)\)/)?.[1]] });
	}
	const rules = [];
	let json = theme;
	for (const face of faces.values()) {
		const made = await cut(folder, face);
		for (const file of face.old) if (preload.includes(file)) json = json.replace(`"${file}"`, `"fonts/${made[0].file}"`);
		rules.push(...made);
	}
	writeFileSync(join(folder, 'fonts.css'), `${rules.map(rule => rule.css).join('\n')}\n${css.replace(/@font-face\s*\{[^}]*\}\s*/g, '')}`);
	writeFileSync(join(folder, 'theme.json'), json);
	for (const file of readdirSync(join(folder, 'fonts'))) if (file.endsWith('.woff2') && !rules.some(rule => rule.file === file)) unlinkSync(join(folder, 'fonts', file));
	const first = rules.filter(rule => rule.file.includes('-core-')).reduce((sum, { file }) => sum + readFileSync(join(folder, 'fonts', file)).length, 0);
	console.log(`${folder}: ${(first / 1024).toFixed(1)} KB of core faces`);
}
