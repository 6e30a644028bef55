// Five colours in a row, rated by people from 1 to 5: Pearson's correlation of the mean rating with our harmony. The set
// teaches nothing: harmony.c holds published models alone.
function pearson(x, y) {
	const mean = (v) => v.reduce((a, b) => a + b, 0) / v.length;
	const mx = mean(x);
	const my = mean(y);
	let xy = 0;
	let xx = 0;
	let yy = 0;
	for (let i = 0; i < x.length; i++) {
		xy += (x[i] - mx) * (y[i] - my);
		xx += (x[i] - mx) ** 2;
		yy += (y[i] - my) ** 2;
	}
	return xy / Math.sqrt(xx * yy);
}

export default async function paletteRatings(bench) {
	for (const name of Object.keys(bench.files)) {
		if (!name.endsWith('.csv')) continue;
		const rows = bench.table(name);
		const answers = await bench.ask('harmony', rows.map((row) => [row.c1, row.c2, row.c3, row.c4, row.c5]));
		const harmony = answers.map((answer) => Number(answer[0]));
		rows.forEach((row, i) => bench.predict({ id: row.id, harmony: harmony[i], rating: Number(row.mean_rating_1_5) }));
		bench.figure('r', undefined, pearson(harmony, rows.map((row) => Number(row.mean_rating_1_5))), rows.length);
	}
}
