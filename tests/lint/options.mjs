// Every setting that C code reads stands in deploy/settings.md with its default and meaning, and nothing stands there that no
// code reads. The table is made from the code: `node tests/lint/options.mjs --write` (make settings) writes it anew.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, code, fault, finish, line_of, product, read } from './tree.mjs';

const DOC = 'deploy/settings.md';
const START = '| name | default | read by | meaning |\n|---|---|---|---|\n';

// The arguments of a call that starts at the bracket's inside, split at its own commas.
function split_arguments(text, from) {
	const parts = [''];
	let depth = 1, quoted = false;
	for (let i = from; i < text.length && depth > 0; i++) {
		const c = text[i];
		if (quoted && c === '\\') { parts[parts.length - 1] += c + text[++i]; continue; }
		if (c === '"') quoted = !quoted;
		if (!quoted && c === '(') depth++;
		if (!quoted && c === ')' && --depth === 0) break;
		if (!quoted && depth === 1 && c === ',') parts.push('');
		else parts[parts.length - 1] += c;
	}
	return parts.map((part) => part.trim());
}

// Adjacent C string literals as one text.
function text_of(literals) {
	return [...literals.matchAll(/"((?:\\.|[^"\\])*)"/g)].map((m) => m[1].replace(/\\(["\\])/g, '$1')).join('');
}

const settings = new Map(); // name → { default, meanings, readers, path, line }
for (const path of product()) {
	if (path.startsWith('common/base/conf.')) continue;
	const text = read(path);
	const bare = code(text, { strings: true });
	for (const m of bare.matchAll(/\bCONF_(STR|INT|BOOL|SECRET)\(/g)) {
		const [name, , ...rest] = split_arguments(bare, m.index + m[0].length);
		const value = m[1] === 'SECRET' ? 'secret' : m[1] === 'STR' ? text_of(rest[0]) || 'none' : rest[0] === 's->port' ? '9020 … 9025' : rest[0];
		const reader = path.startsWith('common/') ? 'all' : path.split('/')[0];
		const old = settings.get(text_of(name));
		if (old) {
			old.readers.add(reader);
			old.meanings.add(text_of(rest.at(-1)));
			old.defaults.add(value);
		} else settings.set(text_of(name), { defaults: new Set([value]), readers: new Set([reader]), meanings: new Set([text_of(rest.at(-1))]), path, line: line_of(text, m.index) });
	}
	for (const m of code(text).matchAll(/\b(secure_)?getenv\s*\(/g)) fault(path, line_of(text, m.index), 'settings come through a conf table, not getenv');
}

const rows = new Map([...settings].map(([name, s]) => {
	const cells = [`\`${name}\``, [...s.defaults].join(' or '), [...s.readers].join(', '), [...s.meanings].join('; ')];
	return [name, `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`];
}));
const doc = read(DOC);
const at = doc.indexOf(START);
if (at < 0) fault(DOC, 1, 'the table of daemons is gone');
const head = doc.slice(0, at + START.length);

if (process.argv[2] === '--write') {
	const order = [...settings.keys()].sort((a, b) => {
		const rank = (name) => (settings.get(name).readers.has('all') ? '0' : '1' + [...settings.get(name).readers].join() + name);
		return rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0;
	});
	writeFileSync(join(ROOT, DOC), head + order.map((name) => rows.get(name) + '\n').join(''));
} else {
	const there = new Map([...doc.slice(head.length).matchAll(/^\| `([A-Z][A-Z0-9_]*)` \|.*$/gm)].map((m) => [m[1], m[0]]));
	for (const [name, { path, line }] of settings) {
		if (!there.has(name)) fault(path, line, `${name} is not in ${DOC}: make settings`);
		else if (there.get(name) !== rows.get(name)) fault(path, line, `${name} reads otherwise in ${DOC}: make settings`);
	}
	for (const name of there.keys()) if (!settings.has(name)) fault(DOC, 1, `no code reads ${name}: make settings`);
}

finish('options', `${settings.size} settings`);
