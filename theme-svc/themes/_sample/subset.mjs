// Cuts a theme's latin font files in two: `basic` (what English needs) and `latin` (the rest), so that an English page loads a third less.
//
//	cd /tmp/any && npm install subset-font && node <here>/subset.mjs <theme folder> …
//
// Files as @fontsource names them come in (<face>-<version>-latin[-<weight>].woff2 and their @font-face rules in fonts.css); a file
// that has its basic part already is left alone. theme.json's preloads become the basic files.
import { createRequire } from 'node:module';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const subset = createRequire(join(process.cwd(), 'x.js'))('subset-font');
// ASCII, and the signs that English prose and prices have.
const BASIC = [[0x20, 0x7e], [0xa0], [0xa3], [0xa9], [0xae], [0xb0], [0xb7], [0xd7], [0xe9], [0x2013, 0x2014], [0x2018, 0x2019], [0x201c, 0x201d], [0x2026], [0x20ac], [0x2122], [0x2212]];
const LATIN = [[0, 0xff], [0x131], [0x152, 0x153], [0x2bb, 0x2bc], [0x2c6], [0x2da], [0x2dc], [0x304], [0x308], [0x329], [0x2000, 0x206f], [0x20ac], [0x2122], [0x2191], [0x2193], [0x2212], [0x2215], [0xfeff], [0xfffd]];

const points = ranges => ranges.flatMap(([from, to = from]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
const hex = n => n.toString(16).toUpperCase().padStart(4, '0');

function unicodeRange(list) {
	const out = [];
	for (const n of list) {
		const last = out.at(-1);
		if (last && last[1] === n - 1) last[1] = n;
		else out.push([n, n]);
	}
	return out.map(([a, b]) => a === b ? `U+${hex(a)}` : `U+${hex(a)}-${hex(b)}`).join(',');
}

const basic = points(BASIC), rest = points(LATIN).filter(n => !basic.includes(n));
const text = list => String.fromCodePoint(...list.filter(n => n >= 0x20));

for (const folder of process.argv.slice(2)) {
	let css = readFileSync(join(folder, 'fonts.css'), 'utf8'), json = readFileSync(join(folder, 'theme.json'), 'utf8');
	for (const file of readdirSync(join(folder, 'fonts')).filter(name => /-latin(-\d\w*)?\.woff2$/.test(name))) {
		const cut = file.replace('-latin', '-basic'), whole = readFileSync(join(folder, 'fonts', file));
		if (existsSync(join(folder, 'fonts', cut))) continue;
		const parts = [[cut, basic], [file, rest]];
		for (const [name, list] of parts) writeFileSync(join(folder, 'fonts', name), await subset(whole, text(list), { targetFormat: 'woff2' }));
		css = css.replace(new RegExp(`@font-face\\{[^}]*url\\(fonts/${file.replaceAll('.', '\\.')}\\)[^}]*\\}`), face =>
			parts.map(([name, list]) => face.replace(file, name).replace(/unicode-range:[^;}]*/, `unicode-range:${unicodeRange(list)}`)).join('\n'));
		json = json.replaceAll(`"fonts/${file}"`, `"fonts/${cut}"`);
		console.log(`${file}: ${whole.length} → ${cut}: ${readFileSync(join(folder, 'fonts', cut)).length} + ${readFileSync(join(folder, 'fonts', file)).length}`);
	}
	writeFileSync(join(folder, 'fonts.css'), css);
	writeFileSync(join(folder, 'theme.json'), json);
}
