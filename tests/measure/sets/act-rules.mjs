// The W3C's ACT rules: of each page, whether the rule passes, fails or does not apply. `covered`: the share of cases with an answer;
// `correct`: of these, the share that reports a failure exactly where one is expected.

// The files of a tar archive: name → bytes.
function untar(tar) {
	const files = new Map();
	let long = null;
	for (let at = 0; at + 512 <= tar.length;) {
		const text = (from, n) => tar.toString('utf8', at + from, at + from + n).replace(/\0.*$/s, '');
		const size = parseInt(text(124, 12), 8) || 0;
		const body = tar.subarray(at + 512, at + 512 + size);
		const type = text(156, 1);
		if (type === 'x') long = /\d+ path=(.*)\n/.exec(body.toString())?.[1] ?? null;
		else if (type === 'L') long = body.toString().replace(/\0.*$/s, '');
		else if (text(0, 100)) {
			const prefix = text(257, 5) === 'ustar' ? text(345, 155) : '';
			files.set((long ?? (prefix ? `${prefix}/${text(0, 100)}` : text(0, 100))).replace(/^\.\//, ''), body);
			long = null;
		}
		at += 512 + Math.ceil(size / 512) * 512;
	}
	return files;
}

// A line of CSV with quotes.
const fields = (line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);

export default async function actRules(bench) {
	const pages = untar(bench.load(bench.files['pages.tar']));
	const [head, ...lines] = bench.load(bench.files['cases.csv']).toString().trim().split(/\r?\n/).map(fields);
	const cases = lines.map((line) => Object.fromEntries(head.map((name, i) => [name, line[i]])));
	const answers = await bench.ask('check', cases.map(({ ruleId, page }) => [ruleId, pages.get(page) ?? '', /\.(svg|xml|xhtml)$/.test(page) ? 'xml' : '']));
	let covered = 0, correct = 0;
	cases.forEach(({ ruleId, testcaseId, expected, page }, i) => {
		const [got, why] = answers[i] ?? ['crash'];
		const answered = pages.has(page) && ['passed', 'failed', 'inapplicable'].includes(got);
		const right = answered && (got === 'failed') === (expected === 'failed');
		covered += answered;
		correct += right;
		bench.predict({ rule: ruleId, case: testcaseId, page, expected, got, why, passed: answered ? right : undefined });
	});
	bench.figure('correct', undefined, covered ? correct / covered : 0, covered);
	bench.figure('covered', undefined, covered / cases.length, cases.length);
}
