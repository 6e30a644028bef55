// Bodies that hurt a reader of JSON: depth, size, bytes, names, numbers. Common mistakes are in common_http.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, S, merchant, pid, session } from './harness.mjs';

const m = merchant();
const preferences = (text) => m.post(S, `{"user_preferences":{"a":${text}}}`);
// Resident memory of the gateway, MB.
const rss = () => Number(readFileSync(`/proc/${pid('gateway')}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB/m)[1]) / 1024;

test('10,000 deep, 100,000 deep, lists and objects, closed and not: 400, at once', async () => {
	const s = await session(m);
	for (const n of [10000, 100000])
		for (const [open, shut] of [['[', ']'], ['{"a":', '}'], ['[{"a":', '}]']])
			for (const text of [open.repeat(n), `${open.repeat(n)}1${shut.repeat(n)}`]) {
				// 16 KB take 10,000 brackets; a step takes 8 MB.
				if (n === 10000 && open === '[' && text.length < 16000) assert.equal((await preferences(text)).status, 400);
				const reply = await m.post(`${s.path}/step/2/validate`, `{"step_data":${text}}`);
				assert.equal(reply.status, 400, `${n} of ${open}`);
				assert.match(reply.body.detail, /nested too deep|32/, `${n} of ${open}`);
			}
});

test('a name twice is 422, at any depth, among few and among thousands, however it is written', async () => {
	for (const text of ['{"a":1,"a":2}', '{"a":1,"a":1}', '{"x":{"b":[{"c":1,"d":2,"c":3}]}}', '{"a":1,"\\u0061":2}', '{"":1,"":2}']) assert.equal((await preferences(text)).status, 422, text);
	assert.equal((await m.post(S, '{"user_preferences":{},"user_preferences":{"a":1}}')).status, 422);
	const s = await session(m);
	const many = Array.from({ length: 60000 }, (_, i) => `"k${i}":1`).join(',');
	assert.equal((await m.post(`${s.path}/step/3/validate`, `{"step_data":{"customizations":{${many}}}}`)).status, 200);
	assert.equal((await m.post(`${s.path}/step/3/validate`, `{"step_data":{"customizations":{${many},"k7":1}}}`)).status, 422);
	assert.equal((await preferences('{"a":1,"A":2,"á":3,"a\\u0301":4}')).status, 201, 'other names are other names');
});

test('numbers: beyond any range is 400, what a double holds is kept, nothing becomes null', async () => {
	for (const text of ['1e999', '-1e999', '1e400', '123456789e999999999999', `1${'0'.repeat(400)}`, `${'9'.repeat(5000)}`]) {
		const reply = await preferences(text);
		assert.equal(reply.status, 400, text.slice(0, 20));
		assert.match(reply.body.detail, /out of range/, text.slice(0, 20));
	}
	for (const text of ['1e308', '-1.7976931348623157e308', '5e-324', '1e-999', '-0', '0.1', '1E5', `0.${'3'.repeat(3000)}`, '9007199254740993']) {
		const reply = await preferences(text);
		assert.equal(reply.status, 201, text.slice(0, 20));
		const { user_preferences } = (await m.get(`${S}/${reply.body.session_id}`)).body;
		assert.equal(user_preferences.a + 0, JSON.parse(text) + 0, text.slice(0, 20));
	}
	for (const text of ['01', '+1', '.5', '1.', '0x10', '1_000', 'Infinity', '-', '1e', '１']) assert.equal((await preferences(text)).status, 400, text);
});

test('bytes: bad UTF-8 of every kind and a raw NUL are 400, an escaped NUL is 422', async () => {
	const bad = ['80', 'bf', 'c0af', 'c1bf', 'e08080', 'eda080', 'edbfbf', 'f0808080', 'f4908080', 'f8888080', 'fe', 'ff', 'c3', 'e282', 'f09f98', 'e2e282ac', '00', '0a', '1f'];
	for (const hex of bad)
		for (const [before, after] of [['{"user_preferences":{"a":"', '"}}'], ['{"user_preferences":{"', '":1}}']]) {
			const reply = await m.post(S, Buffer.concat([Buffer.from(before), Buffer.from(hex, 'hex'), Buffer.from(after)]));
			assert.equal(reply.status, 400, `${hex} ${before}`);
		}
	for (const body of [Buffer.from('{}\0'), Buffer.from('\0{}'), Buffer.from('{"user_preferences"\0:{}}'), Buffer.from('{}', 'utf16le'), Buffer.from('\ufeff{}')]) assert.equal((await m.post(S, body)).status, 400, body.toString('hex'));
	for (const text of ['"\\ud800"', '"\\udc00"', '"\\udc00\\ud800"', '"\\ud800\\u0041"', '"\\u12"', '"\\x41"']) assert.equal((await preferences(text)).status, 400, text);
	for (const text of ['"\\u0000"', '{"\\u0000":1}', '"a\\u0000b"']) assert.equal((await preferences(text)).status, 422, text);
	const fine = '"\\ud83e\\uddf6 \\u007f \\uffff \u{10ffff} \\/ \\u2028"';
	const { session_id } = (await preferences(fine)).body;
	assert.equal((await m.get(`${S}/${session_id}`)).body.user_preferences.a, JSON.parse(fine));
});

test('megabytes of tiny values are refused before they become a hundred times that in memory', async () => {
	const s = await session(m), before = rss();
	const lists = [`[${'0,'.repeat(3900000)}0]`, `[${'{},'.repeat(2600000)}{}]`, `[${'"",'.repeat(2600000)}""]`, `{${Array.from({ length: 900000 }, (_, i) => `"${i}":0`).join(',')}}`];
	for (const list of lists)
		for (const [path, body] of [[`${s.path}/preview`, `{"step":2,"step_data":{"a":${list}}}`], [`${s.path}/step/2/validate`, `{"step_data":{"products":${list}}}`]]) {
			assert.ok(body.length < 20 << 20);
			const reply = await m.post(path, body);
			assert.equal(reply.status, 413, `${path}: ${reply.text.slice(0, 200)}`);
		}
	// What is kept of it afterwards is little; asan's own books are not ours.
	const instrumented = /asan|tsan/.test(process.env.BIN_DIR ?? '');
	if (!instrumented) assert.ok(rss() - before < 100, `${before.toFixed(0)} → ${rss().toFixed(0)} MB`);
	const catalogue = Array.from({ length: 5000 }, (_, i) => ({ sku: `S${i}`, name: `Thing ${i}`, price_minor: 100, features: ['a', 'b', 'c', 'd', 'e', 'f'], variants: Array.from({ length: 6 }, (_, k) => ({ sku: `S${i}-${k}`, options: { Size: `${k}` } })) }));
	const reply = await m.post(`${s.path}/step/2/validate`, { step_data: { products: catalogue } });
	assert.equal(reply.body.valid, true, 'a full catalogue is no such thing');
});

// ../shared/data/torture: JSONTestSuite through a route that takes any JSON inside.
const SUITE = join(ROOT, '../shared/data/torture/json.jsonl');
test('JSONTestSuite: what is JSON is taken, or is 422 where it cannot be kept; what is not is 400', { skip: !existsSync(SUITE) && `no ${SUITE}` }, async () => {
	for (const line of readFileSync(SUITE, 'utf8').split('\n').filter(Boolean)) {
		const { name, expect, input_b64 } = JSON.parse(line), input = Buffer.from(input_b64, 'base64');
		if (input.length > 15000) continue; // deep ones: above
		const { status } = await m.post(S, Buffer.concat([Buffer.from('{"user_preferences":{"a":'), input, Buffer.from('}}')]));
		// Closing brackets of theirs may close ours: then something stands behind the end.
		if (expect === 'accept') assert.ok([201, 422].includes(status), `${name}: ${status}`);
		if (expect === 'reject') assert.equal(status, 400, name);
		assert.ok([201, 400, 422].includes(status), `${name}: ${status}`);
	}
});
