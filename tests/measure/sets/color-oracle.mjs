// Colour arithmetic against published libraries: the share of rows on which every column agrees.
const near = (tolerance) => (got, want) => Math.abs(Number(got) - Number(want)) <= tolerance;
// A hue of 359.9999 is one of 0; a grey has none, which the oracle writes as nothing or as 0.
const hue = (got, want) => {
	const d = Math.abs(Number(got) - Number(want)) % 360;
	return Math.min(d, 360 - d) <= 1e-3;
};
const channels = (text) => [1, 3, 5].map((i) => parseInt(text.slice(i, i + 2), 16));
const hex = (got, want) => channels(got).every((v, i) => Math.abs(v - channels(want)[i]) <= 1);
const same = (got, want) => Number(got) === Number(want);

const COLUMNS = {
	wcag_ratio: near(1e-4), aa_normal: same, aa_large: same, aaa_normal: same, apca_lc: near(0.05), ciede2000: near(1e-3),
	lab_l: near(1e-3), lab_a: near(1e-3), lab_b: near(1e-3), oklch_l: near(1e-3), oklch_c: near(1e-3), oklch_h: hue,
	hsl_h: hue, hsl_s: near(1e-3), hsl_l: near(1e-3), hct_h: hue, hct_c: near(1e-3), hct_t: near(1e-3),
	m3_primary_light: hex, m3_onprimary_light: hex, m3_primary_dark: hex, deutan: hex, protan: hex, tritan: hex,
};

export default async function colorOracle(bench) {
	const rows = bench.table('pairs.csv');
	const answers = await bench.ask('color', rows.map((row) => [row.fg, row.bg]));
	const wrong = Object.fromEntries(Object.keys(COLUMNS).map((name) => [name, 0]));
	let agreed = 0;
	rows.forEach((row, i) => {
		const got = Object.fromEntries(Object.keys(COLUMNS).map((name, k) => [name, answers[i]?.[k]]));
		const off = Object.entries(COLUMNS).filter(([name, agree]) => row[name] !== undefined && !(got[name] !== undefined && agree(got[name], row[name]))).map(([name]) => name);
		for (const name of off) wrong[name]++;
		if (off.length === 0) agreed++;
		bench.predict({ fg: row.fg, bg: row.bg, got, off });
	});
	bench.figure('agreement', undefined, agreed / rows.length, rows.length);
	for (const [name, n] of Object.entries(wrong)) if (n > 0) bench.figure('agreement', name, 1 - n / rows.length, rows.length);
}
