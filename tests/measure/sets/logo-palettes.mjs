// Brand logos with known colours: set-F1 a logo, and its mean. A colour is right within CIEDE2000 2.3 of a true one; each true
// colour counts once (a largest matching decides which).
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const NEAR = 2.3, CIEDE2000 = 5; // the column of measure's answer about two colours
const PARTS = { png: (file) => file, jpeg: (file) => file.replace(/^png\//, 'jpeg/').replace(/\.png$/, '.jpg') };

function matched(got, want, near) {
	const of = new Map();
	const place = (i, seen) => want.some((_, j) => {
		if (seen.has(j) || !near(i, j)) return false;
		seen.add(j);
		if (of.has(j) && !place(of.get(j), seen)) return false;
		of.set(j, i);
		return true;
	});
	got.forEach((_, i) => place(i, new Set()));
	return of.size;
}

export default async function logoPalettes(bench) {
	const logos = JSON.parse(bench.load('truth.json'));
	for (const [part, name] of Object.entries(PARTS)) {
		const rows = logos.map(({ file, truth }) => {
			const asked = spawnSync(join(bench.bin, 'theme-image'), ['colours', ''], { input: bench.load(name(file)), encoding: 'utf8' });
			if (asked.status !== 0) throw new Error(`theme-image ended with ${asked.signal ?? asked.status}: ${asked.stderr}`);
			const told = JSON.parse(asked.stdout);
			return { file: name(file), error: told.error, got: (told.colours ?? []).map(({ hex }) => hex), want: truth.map(({ hex }) => hex) };
		});
		const pairs = rows.flatMap(({ got, want }) => got.flatMap((a) => want.map((b) => [a, b])));
		const answers = pairs.length ? await bench.ask('color', pairs) : [];
		let at = 0, sum = 0;
		for (const row of rows) {
			const from = at, { got, want } = row;
			at += got.length * want.length;
			const right = matched(got, want, (i, j) => Number(answers[from + i * want.length + j]?.[CIEDE2000]) <= NEAR);
			const f1 = got.length + want.length ? (2 * right) / (got.length + want.length) : 1;
			sum += f1;
			bench.predict({ part, ...row, f1 });
		}
		bench.figure('f1', part, sum / rows.length, rows.length);
	}
}
