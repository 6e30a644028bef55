// The product's own code over a data set: `make measure SET=torture DATA=<folder> [OUT=<file>]`. Each figure of the set's
// protocol is one JSON line on stdout, each single prediction one in OUT. A set is one file in sets/, and one row here.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const SETS = {
	'act-rules': () => import('./sets/act-rules.mjs'),
	'color-oracle': () => import('./sets/color-oracle.mjs'),
	'logo-palettes': () => import('./sets/logo-palettes.mjs'),
	'palette-ratings': () => import('./sets/palette-ratings.mjs'),
	torture: () => import('./sets/torture.mjs'),
	wycheproof: () => import('./sets/wycheproof.mjs'),
};

const [set, data, out] = process.argv.slice(2);
if (!SETS[set] || !data) {
	console.error(`usage: measure.mjs SET DATA [OUT]; sets: ${Object.keys(SETS).join(', ')}`);
	process.exit(2);
}
const binary = join(process.env.BIN_DIR ?? join(ROOT, 'build/release'), 'measure');
const predictions = out ? createWriteStream(out) : null;

const hex = (value) => Buffer.from(value).toString('hex');

// Answers to rows (each a list of fields: strings or bytes), in order; null where the program died of one.
async function ask(question, rows) {
	const answers = [];
	while (answers.length < rows.length) {
		const child = spawn(binary, [question], { stdio: ['pipe', 'pipe', 'inherit'] });
		const chunks = [];
		const ended = new Promise((resolve, reject) => {
			child.on('error', reject);
			child.on('close', (code, signal) => resolve(signal ?? code));
		});
		child.stdin.on('error', () => undefined); // it died: its status tells
		child.stdout.on('data', (chunk) => chunks.push(chunk));
		child.stdin.end(rows.slice(answers.length).map((fields) => `${fields.map(hex).join('\t')}\n`).join(''));
		const status = await ended;
		if (status === 2) throw new Error(`measure ${question} does not understand its questions`);
		const lines = Buffer.concat(chunks).toString().split('\n').slice(0, -1);
		answers.push(...lines.map((line) => line.split('\t')));
		if (answers.length < rows.length) {
			console.error(`measure ${question}: ended with ${status} at row ${answers.length}`);
			answers.push(null);
		}
	}
	return answers;
}

const line = (value) => `${JSON.stringify(value)}\n`;

const bench = {
	root: ROOT,
	bin: dirname(binary),
	ask,
	// What the folder holds, by the name without .xz or .gz.
	files: Object.fromEntries(readdirSync(data).sort().map((name) => [name.replace(/\.(xz|gz)$/, ''), name])),
	load(name) {
		const path = join(data, name);
		if (name.endsWith('.gz')) return gunzipSync(readFileSync(path));
		return name.endsWith('.xz') ? execFileSync('xz', ['-dc', path], { maxBuffer: 1 << 30 }) : readFileSync(path);
	},
	// A CSV without quotes: its rows as objects by the first line's names.
	table(name) {
		const [head, ...rows] = bench.load(bench.files[name]).toString().trim().split(/\r?\n/).map((text) => text.split(','));
		return rows.map((row) => Object.fromEntries(head.map((key, i) => [key, row[i]])));
	},
	sha256: (text) => createHash('sha256').update(text).digest('hex'),
	figure: (figure, part, value, n) => process.stdout.write(line({ set, figure, part, value, n })),
	// One row of OUT: what was asked, expected, got. `counts` false: told, but no part of the figure.
	predict: (row) => predictions?.write(line({ set, ...row })),
	// passed: the share of rows whose `passed` is true. Rows whose label contradicts its own data (`erratum`) are judged by
	// what is right, and the figure by the labels as they stand is told beside it.
	share(part, rows) {
		for (const row of rows) bench.predict({ part, ...row });
		const judged = rows.filter((row) => row.passed !== undefined);
		if (!judged.length) return;
		const of = (key) => judged.filter((row) => row[key] ?? row.passed).length / judged.length;
		bench.figure('passed', part, of('passed'), judged.length);
		if (judged.some((row) => row.erratum)) bench.figure('passed_as_labelled', part, of('passed_as_labelled'), judged.length);
	},
};

await (await SETS[set]()).default(bench);
if (predictions) await new Promise((resolve, reject) => predictions.on('error', reject).end(resolve));
