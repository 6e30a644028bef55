// Every setting that C code reads stands in deploy/settings.md, and nothing stands there that no code reads.
import { fault, finish, line_of, product, read } from './tree.mjs';

const DOC = 'deploy/settings.md';
const doc = read(DOC);
const daemons = doc.slice(doc.indexOf('## Daemons'));
const documented = new Map([...daemons.matchAll(/^\| `([A-Z][A-Z0-9_]*)` \|/gm)].map((m) => [m[1], line_of(doc, doc.indexOf(m[0]))]));

const read_by = new Set();
for (const path of product()) {
	if (path === 'common/base/conf.h') continue;
	const text = read(path);
	for (const m of text.matchAll(/\bCONF_(?:STR|INT|BOOL|SECRET)\(\s*"([A-Z][A-Z0-9_]*)"/g)) {
		read_by.add(m[1]);
		if (!documented.has(m[1])) fault(path, line_of(text, m.index), `${m[1]} is not in ${DOC}`);
	}
	if (path !== 'common/base/conf.c')
		for (const m of text.matchAll(/\b(secure_)?getenv\s*\(/g)) fault(path, line_of(text, m.index), 'settings come through a conf table, not getenv');
}
for (const [name, line] of documented)
	if (!read_by.has(name)) fault(DOC, line, `no code reads ${name}`);

finish('options', `${read_by.size} settings`);
