// `make measure` itself: a folder in the form of the data sets, with rows that must fail and files that are not there; and, where
// they are, the sets of ../shared, which must pass whole.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const folder = mkdtempSync(join(tmpdir(), 'wizard-measured-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const lines = (text) => text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
function measure(set, data = folder) {
	const out = join(folder, 'out.jsonl');
	const stdout = execFileSync('node', [join(ROOT, 'tests/measure/measure.mjs'), set, data, out], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 64 << 20 });
	return { figures: lines(stdout), rows: lines(readFileSync(out, 'utf8')) };
}

test('torture: right and wrong labels, a file that is not there', () => {
	const row = (name, expect, input) => JSON.stringify({ suite: 'parsing', name, expect, input_b64: Buffer.from(input).toString('base64') });
	writeFileSync(join(folder, 'json.jsonl'), [row('a', 'accept', '[1]'), row('b', 'reject', '[1'), row('c', 'either', '[1e999]'), row('d', 'reject', '[]'), row('e', 'accept', '{'), row('f', 'accept', '["\\u0000"]')].join('\n'));
	writeFileSync(join(folder, 'blns.json'), JSON.stringify(['', '\u0001 ü </script> \ud83d\ude00 \\ "', '__proto__']));
	const { figures, rows } = measure('torture');
	assert.deepEqual(figures, [{ set: 'torture', figure: 'passed', part: 'json.jsonl', value: 4 / 6, n: 6 }, { set: 'torture', figure: 'passed', part: 'blns.json', value: 1, n: 3 }]);
	assert.deepEqual(rows.slice(0, 6).map(({ case: name, got, passed }) => [name, got, passed]), [['a', 'accept', true], ['b', 'reject', true], ['c', 'reject', true], ['d', 'accept', false], ['e', 'reject', false], ['f', 'unfit', true]]);
});

test('torture: CSV by the reader of the page', () => {
	writeFileSync(join(folder, 'csv-spectrum.json'), JSON.stringify([{ name: 'one', csv: 'a,b\n1,"x ""y"", z"\n', expected: [{ a: '1', b: 'x "y", z' }] }, { name: 'wrong', csv: 'a\n1', expected: [{ a: '2' }] }]));
	assert.deepEqual(measure('torture').figures.at(-1), { set: 'torture', figure: 'passed', part: 'csv-spectrum.json', value: 0.5, n: 2 });
});

test('wycheproof: what we accept is asked, wrong labels are seen, the rest is said to be skipped; xz', () => {
	const key = 'ab'.repeat(32), tag = createHmac('sha256', Buffer.from(key, 'hex')).update('msg').digest('hex'), msg = Buffer.from('msg').toString('hex');
	const tests = [{ tcId: 1, comment: '', key, msg, tag, result: 'valid' }, { tcId: 2, comment: '', key, msg, tag: `00${tag.slice(2)}`, result: 'invalid' }, { tcId: 3, comment: '', key, msg, tag, result: 'invalid' }];
	writeFileSync(join(folder, 'hmac.json'), JSON.stringify({ algorithm: 'HMACSHA256', testGroups: [{ type: 'MacTest', keySize: 256, tagSize: 256, tests }, { type: 'MacTest', keySize: 256, tagSize: 128, tests: [{ ...tests[0], tag: tag.slice(0, 32) }] }] }));
	execFileSync('xz', [join(folder, 'hmac.json')]);
	const k = Buffer.alloc(32, 7), signed = (header, payload) => `${header}.${payload}.${createHmac('sha256', k).update(`${header}.${payload}`).digest('base64url')}`;
	const header = Buffer.from('{"alg":"HS256"}').toString('base64url'), none = Buffer.from('{"alg":"none"}').toString('base64url');
	const oct = { kty: 'oct', alg: 'HS256', k: k.toString('base64url') };
	writeFileSync(join(folder, 'jws.json'), JSON.stringify({ testGroups: [
		{ type: 'JsonWebSignature', private: oct, tests: [{ tcId: 1, jws: signed(header, 'Zm9v'), result: 'valid' }, { tcId: 2, jws: signed(none, 'Zm9v'), result: 'invalid' }, { tcId: 3, jws: { payload: 'x' }, result: 'invalid' }] },
		{ type: 'JsonWebSignature', private: { ...oct, k: 'AAAA' }, tests: [{ tcId: 4, jws: signed(header, 'Zm9v'), result: 'invalid' }] },
		{ type: 'JsonWebSignature', private: { kty: 'RSA', alg: 'RS256' }, tests: [{ tcId: 5, jws: 'a.b.c', result: 'valid' }] },
	] }));
	writeFileSync(join(folder, 'other.json'), JSON.stringify({ algorithm: 'EDDSA', testGroups: [{ type: 'EddsaVerify', tests: [{ tcId: 1 }] }] }));
	const { figures, rows } = measure('wycheproof');
	assert.deepEqual(figures, [{ set: 'wycheproof', figure: 'passed', part: 'hmac.json.xz', value: 0.75, n: 4 }, { set: 'wycheproof', figure: 'passed', part: 'jws.json', value: 1, n: 4 }]);
	assert.equal(rows.find((row) => row.part === 'jws.json' && row.case === 5).skipped, 'a key for RS256');
});

test('logo-palettes: a fill found, a colour too many; a file that is no picture', () => {
	const at = join(folder, 'logos');
	mkdirSync(join(at, 'png'), { recursive: true });
	mkdirSync(join(at, 'jpeg'), { recursive: true });
	const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><path fill="#c00" d="M0 0h1v1H0z"/><path fill="#00c" d="M1 0h1v1H1z"/></svg>';
	writeFileSync(join(at, 'png', 'a.png'), svg); // told by what it holds, not by its name
	writeFileSync(join(at, 'jpeg', 'a.jpg'), 'none');
	writeFileSync(join(at, 'truth.json'), JSON.stringify([{ file: 'png/a.png', truth: [{ hex: '#cc0000', share: 1 }] }]));
	const { figures, rows } = measure('logo-palettes', at);
	assert.deepEqual(figures.map(({ part, value }) => [part, value]), [['png', 2 / 3], ['jpeg', 0]]);
	assert.deepEqual([rows[0].got.sort(), rows[1].error], [['#0000cc', '#cc0000'], 'send a PNG, JPEG, WebP or SVG file']);
	const data = join(ROOT, '../shared/data/logo-palettes');
	if (!existsSync(data)) return;
	const [png, jpeg] = measure('logo-palettes', data).figures;
	assert.ok(png.value >= 0.99 && jpeg.value >= 0.8, `${png.value} ${jpeg.value}`);
});

test('a set that is not known, or no folder, is an error', () => {
	for (const args of [['nothing', folder], ['torture'], ['torture', join(folder, 'nowhere')]]) assert.notEqual(spawnSync('node', [join(ROOT, 'tests/measure/measure.mjs'), ...args]).status, 0, args.join(' '));
});

for (const set of ['torture', 'wycheproof']) {
	const data = join(ROOT, '../shared/data', set);
	test(`${set}: every figure is 1`, { skip: !existsSync(data) && `no ${data}` }, () => {
		const passed = measure(set, data).figures.filter(({ figure }) => figure === 'passed');
		assert.ok(passed.length >= 3);
		assert.deepEqual(passed.filter(({ value }) => value !== 1), []);
	});
}

const own = (figures) => figures.filter(({ part }) => part === undefined);
test('color-oracle: a row that agrees, one that does not', () => {
	const at = mkdtempSync(join(folder, 'oracle-'));
	writeFileSync(join(at, 'pairs.csv'), 'fg,bg,wcag_ratio,m3_primary_light\n#000000,#ffffff,21,#984061\n#0000ff,#ffffff,8.592471,#343eff\n#0000ff,#ffffff,8.59,#343dff\n');
	const { figures, rows } = measure('color-oracle', at);
	assert.deepEqual(rows.map(({ off }) => off.includes('wcag_ratio')), [false, false, true]);
	assert.equal(own(figures)[0].n, 3);
	const data = join(ROOT, '../shared/data/color-oracle');
	if (existsSync(data)) assert.equal(own(measure('color-oracle', data).figures)[0].value, 1);
});

test('palette-ratings: r over whatever rows there are', () => {
	const at = mkdtempSync(join(folder, 'ratings-'));
	writeFileSync(join(at, 'mturk.csv'), 'id,c1,c2,c3,c4,c5,mean_rating_1_5\n1,#ddeeff,#aaccee,#ddeeff,#aaccee,#ddeeff,4\n2,#ff0000,#00ff00,#ff0000,#00ff00,#ff0000,1\n');
	const { figures, rows } = measure('palette-ratings', at);
	assert.ok(rows[0].harmony > rows[1].harmony && Math.abs(figures[0].value - 1) < 1e-9);
	const data = join(ROOT, '../shared/data/palette-ratings');
	if (existsSync(data)) assert.ok(measure('palette-ratings', data).figures[0].value >= 0.4);
});

test('act-rules: covered and correct are counted apart', () => {
	const here = mkdtempSync(join(tmpdir(), 'wizard-act-')), page = (body) => `<!doctype html><html lang="en"><title>t</title><body>${body}`;
	const pages = { 'a.html': page('<img src="a.png">'), 'b.html': page('<img src="a.png" alt="A">'), 'c.html': page('<p style="background:url(a.png)">x'), 'd.html': page('<img src="a.png" alt="">') };
	for (const [name, text] of Object.entries(pages)) writeFileSync(join(here, name), text);
	execFileSync('tar', ['-cJf', 'pages.tar.xz', ...Object.keys(pages)], { cwd: here });
	for (const name of Object.keys(pages)) rmSync(join(here, name));
	const row = (rule, name, expected) => `${rule},"A name, with a comma",${name},${expected},x,${name}`;
	writeFileSync(join(here, 'cases.csv'), ['ruleId,ruleName,testcaseId,expected,title,page', row('23a2a8', 'a.html', 'failed'), row('23a2a8', 'b.html', 'passed'), row('afw4f7', 'c.html', 'failed'), row('23a2a8', 'd.html', 'failed'), row('nosuch', 'b.html', 'passed'), row('23a2a8', 'gone.html', 'failed')].join('\n'));
	try {
		const { figures, rows } = measure('act-rules', here);
		assert.deepEqual(figures, [{ set: 'act-rules', figure: 'correct', value: 2 / 3, n: 3 }, { set: 'act-rules', figure: 'covered', value: 0.5, n: 6 }]);
		assert.deepEqual(rows.map(({ got }) => got).slice(0, 5), ['failed', 'passed', 'unsure', 'passed', 'unsure']);
	} finally {
		rmSync(here, { recursive: true, force: true });
	}
});

const ACT = join(ROOT, '../shared/data/act-rules');
test('act-rules: the bars hold', { skip: !existsSync(ACT) && `no ${ACT}` }, () => {
	const [correct, covered] = measure('act-rules', ACT).figures;
	assert.ok(correct.value >= 0.96 && covered.value >= 0.9, JSON.stringify([correct, covered]));
});
