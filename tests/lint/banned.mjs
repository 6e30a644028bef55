// Calls that banned.txt forbids, and marks of unfinished work.
import { code, fault, files, finish, line_of, product, read } from './tree.mjs';

const rows = read('tests/lint/banned.txt').split('\n')
	.filter((line) => line.trim() && !line.startsWith('#'))
	.map((line) => line.match(/^(\S+)\s+(\S+)\s+(.*)$/).slice(1));

const sources = [...product(), ...files(/^tests\/(unit|fuzz)\/.*\.[ch]$/)];
for (const path of sources) {
	const text = read(path);
	const bare = code(text);
	for (const [word, allowed, reason] of rows) {
		if (allowed.split(',').some((prefix) => path.startsWith(prefix))) continue;
		// Tests end themselves, wait, and start what they test against.
		if (path.startsWith('tests/') && /^(exit|sleep|usleep|nanosleep|fork|system|popen)$/.test(word)) continue;
		for (const m of bare.matchAll(new RegExp(`(?<![\\w.>])${word}\\s*\\(`, 'g')))
			fault(path, line_of(text, m.index), `${word}() is banned: ${reason}`);
	}
	for (const m of text.matchAll(/(^|\s)\/\/(?!\/)/gm))
		if (!/"[^"\n]*$/.test(text.slice(text.lastIndexOf('\n', m.index) + 1, m.index)) && bare.slice(m.index, m.index + m[0].length).includes('//'))
			fault(path, line_of(text, m.index), 'comments are /* */');
}

const marks = new RegExp('\\b(TO' + 'DO|FIX' + 'ME|X' + 'XX|HA' + 'CK)\\b', 'g');
const written = files(/\.(c|h|mjs|ts|tsx|sql|sh|md|yaml|css)$|(^|\/)Makefile$/);
for (const path of written) {
	const text = read(path);
	for (const m of text.matchAll(marks)) fault(path, line_of(text, m.index), `${m[0]}: finish it, or say it where people look`);
}

finish('banned', `${rows.length} words in ${sources.length} files`);
