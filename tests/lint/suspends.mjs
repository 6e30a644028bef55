// SUSPENDS, checked: a callback of libevent, curl, hiredis or wslay runs on the loop's stack and must not switch fibers.
// Roots are functions of ours handed to those libraries; from them no path of calls may reach a function declared SUSPENDS.
// And what calls a SUSPENDS function from common/ says so in its own declaration, so that headers tell the truth.
import { code, fault, finish, line_of, product, read } from './tree.mjs';

const REGISTER = /\b(event_(?:new|assign|once|base_once|callback)\w*|curl_(?:easy|multi)_setopt|redisAsync(?:Set\w+Callback|Command\w*|FormattedCommand)|redis(?:v?AsyncCommand)\w*|PQset(?:NoticeProcessor|NoticeReceiver)|loop_(?:io_new|timer_new|each_turn|signal))\s*\(/g;
const WORDS = /\b([a-z_]\w*)\b/g;
const KEYWORDS = new Set(['if', 'for', 'while', 'switch', 'return', 'sizeof', 'do', 'else', 'case', '__typeof__', '__attribute__']);

const paths = product();
const declared = new Map(); // name → where it says SUSPENDS
const defined = []; // { name, path, line, body, is_static }
const registered = [];

// The text from an opening bracket's inside to its match.
function arguments_at(text, from) {
	let depth = 1, to = from;
	while (to < text.length && depth > 0) depth += { '(': 1, ')': -1 }[text[to++]] ?? 0;
	return text.slice(from, to - 1);
}

for (const path of paths) {
	const bare = code(read(path));
	for (const m of bare.matchAll(/\b([a-z_]\w*)\s*\((?:[^(){};]|\((?:[^(){};]|\([^(){};]*\))*\))*\)\s*SUSPENDS\b/g)) declared.set(m[1], path);
	// A function's definition starts in column 0, its brace stands there too.
	for (const m of bare.matchAll(/^(?!\s|#|\}|\{)([^\n;={}]*(?:\n[^\n;={}]+)*?)\n\{\n([^]*?)^\}/gm)) {
		const name = m[1].replace(/\bSUSPENDS\b/, '').match(/([a-z_]\w*)\s*\(/)?.[1];
		if (name) defined.push({ name, path, line: line_of(bare, m.index), body: m[2], is_static: /\bstatic\b/.test(m[1]), says: /\bSUSPENDS\b/.test(m[1]) });
	}
	for (const m of bare.matchAll(/\.cb\s*=\s*(\w+)/g)) registered.push({ word: m[1], path, line: line_of(bare, m.index) });
	for (const m of bare.matchAll(REGISTER)) {
		const line = line_of(bare, m.index);
		for (const [, word] of arguments_at(bare, m.index + m[0].length).matchAll(WORDS)) registered.push({ word, path, line });
	}
}

const by_name = new Map();
for (const f of defined) by_name.set(f.name, [...(by_name.get(f.name) ?? []), f]);
const lookup = (name, path) => {
	const all = by_name.get(name) ?? [];
	return all.find((f) => f.path === path) ?? all.find((f) => !f.is_static);
};
const calls = (f) => [...new Set([...f.body.matchAll(/\b([a-z_]\w*)\s*\(/g)].map((m) => m[1]))].filter((name) => !KEYWORDS.has(name));

const seen = new Map(); // function → path of calls to a suspending one, or null
function reaches(f, trail = []) {
	if (trail.includes(f)) return null;
	if (seen.has(f)) return seen.get(f);
	let found = null;
	for (const name of calls(f)) {
		if (declared.has(name)) found = [name];
		else {
			const next = lookup(name, f.path);
			const rest = next && reaches(next, [...trail, f]);
			if (rest) found = [name, ...rest];
		}
		if (found) break;
	}
	seen.set(f, found);
	return found;
}

let roots = 0;
for (const { word, path, line } of registered) {
	const f = lookup(word, path);
	if (!f) continue;
	roots++;
	const way = declared.has(word) ? [word] : reaches(f);
	if (way) fault(path, line, `callback ${word} would switch fibers on the loop's stack: ${[word, ...way].join(' → ')}`);
}
for (const f of defined)
	if (f.path.startsWith('common/') && !f.is_static && !f.says && !declared.has(f.name)) {
		const way = reaches(f);
		if (way) fault(f.path, f.line, `${f.name} may suspend (${way.join(' → ')}) and its header does not say SUSPENDS`);
	}

finish('suspends', `${declared.size} suspending functions, ${roots} callbacks`);
