// llm-svc's own routes with nobody configured: the builtin writer, good, bad and foreign input.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { events_of, peer_token, start_llm } from './llm_daemon.mjs';

const CHAT = '/v1/chat/completions';
const PRODUCT = `Generate an SEO-optimized product description for:
Product: Harbour Mug
Category: Mugs
Key Features: stoneware; 350 ml; dishwasher safe; lead-free glaze
Target Audience: people who cook at home
Brand Voice: plain

Requirements:
- 150-200 words
- Include relevant keywords naturally
- Highlight benefits over features
- Include emotional triggers
- End with clear call-to-action`;
const say = (content, more) => ({ messages: [{ role: 'user', content }], ...more });
const words = (text) => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

describe('builtin', () => {
	let daemon;
	before(async () => { daemon = await start_llm(); });
	after(async () => {
		const { code } = await daemon.stop();
		assert.equal(code, 0, daemon.log);
	});
	const text = async (body) => {
		const reply = await daemon.call(CHAT, body);
		const json = await reply.json();
		assert.equal(reply.status, 200, JSON.stringify(json));
		return json;
	};

	test('a product description from the documents\' prompt', async () => {
		const reply = await text(say(PRODUCT, { model: 'gpt-4' }));
		const { content } = reply.choices[0].message;
		assert.equal(reply.model, 'builtin');
		assert.ok(words(content) >= 150 && words(content) <= 200, `${words(content)} words`);
		for (const fact of ['Harbour Mug', 'stoneware', '350 ml', 'dishwasher safe', 'lead-free glaze']) assert.ok(content.includes(fact), `${fact} is missing`);
		assert.deepEqual(reply.usage, { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 });
	});

	test('the same seed, the same text; another seed, another', async () => {
		const [one, two, three] = await Promise.all([7, 7, 8].map(async (seed) => (await text(say(PRODUCT, { seed }))).choices[0].message.content));
		assert.equal(one, two);
		assert.notEqual(one, three);
	});

	test('alternatives are different texts', async () => {
		const { choices } = await text(say(PRODUCT, { n: 8 }));
		assert.equal(choices.length, 8);
		assert.equal(new Set(choices.map((choice) => choice.message.content)).size, 8);
	});

	test('other kinds of text', async () => {
		const about = (await text(say('Write an About page for:\nStore: Joe\u2019s\nDescription: Coffee since the bridge was built.\nSells: Coffee; Mugs'))).choices[0].message.content;
		assert.match(about, /Joe\u2019s/);
		assert.match(about, /Coffee since the bridge was built\./);
		const meta = (await text(say('Write a meta description for:\nProduct: Harbour Mug\nStore: Joe\u2019s'))).choices[0].message.content;
		assert.ok(meta.length <= 155 && meta.includes('Harbour Mug'));
	});

	test('what it cannot write it says', async () => {
		const reply = await text(say('What is the capital of France?', { n: 3 }));
		assert.equal(reply.model, 'builtin');
		assert.equal(reply.choices.length, 1);
		assert.match(reply.choices[0].message.content, /builtin writer.*cannot/);
	});

	test('the last thing that the user said counts', async () => {
		const reply = await text({ messages: [{ role: 'user', content: 'Hello' }, { role: 'assistant', content: 'Yes?' }, { role: 'user', content: PRODUCT }, { role: 'assistant', content: 'Ok' }] });
		assert.match(reply.choices[0].message.content, /Harbour Mug/);
	});

	test('a stream carries the same text', async () => {
		const whole = (await text(say(PRODUCT, { seed: 5 }))).choices[0].message.content;
		const { events, done } = await events_of(await daemon.call(CHAT, say(PRODUCT, { seed: 5, stream: true })));
		assert.ok(done);
		assert.equal(events.map((event) => event.choices[0].delta.content ?? '').join(''), whole);
		assert.ok(events.length > 5);
	});

	test('markup in names comes back as sent', async () => {
		const { content } = (await text(say('Write a product description for:\nProduct: <script>alert("1")</script> \u{1f600}\nKey Features: {name} [a/b]'))).choices[0].message;
		assert.ok(content.includes('<script>alert("1")</script> \u{1f600}'));
		assert.ok(content.includes('{name} [a/b]'));
	});

	test('GET /v1/models', async () => {
		const body = await (await daemon.call('/v1/models')).json();
		assert.deepEqual(body.data.map((model) => model.id), ['builtin']);
		assert.equal(body.object, 'list');
	});

	const bad = [
		['not JSON', 'nonsense', 400],
		['empty', '', 400],
		['no messages', {}, 422, '/messages'],
		['no message', { messages: [] }, 422, '/messages'],
		['a role that nobody has', { messages: [{ role: 'king', content: 'x' }] }, 422, '/messages/0/role'],
		['content of the wrong type', { messages: [{ role: 'user', content: 7 }] }, 422, '/messages/0/content'],
		['an unknown field', say('x', { tools: [] }), 422, '/tools'],
		['too many alternatives', say('x', { n: 9 }), 422, '/n'],
		['a stream of alternatives', say('x', { n: 2, stream: true }), 422, '/n'],
		['temperature', say('x', { temperature: 9 }), 422, '/temperature'],
		['too long', say('x'.repeat(200_001)), 422, '/messages/0/content'],
		['too large', say('x'.repeat(1_100_000)), 413],
	];
	for (const [what, body, status, pointer] of bad) {
		test(`refused: ${what}`, async () => {
			const reply = await daemon.call(CHAT, body);
			assert.equal(reply.status, status);
			assert.match(reply.headers.get('content-type'), /^application\/problem\+json/);
			const problem = await reply.json();
			if (pointer) assert.ok(problem.errors.some((error) => error.pointer === pointer), JSON.stringify(problem));
		});
	}

	for (const [what, token] of [['no token', ''], ['a token for another service', peer_token({ aud: 'content-svc' })], ['a token signed by somebody else', peer_token({ secret: 'y'.repeat(40) })], ['an expired token', peer_token({ exp: 1_000_000_000 })]]) {
		test(`refused: ${what}`, async () => {
			for (const [path, body] of [[CHAT, say(PRODUCT)], ['/v1/models', undefined]]) {
				const reply = await daemon.call(path, body, { token });
				assert.equal(reply.status, 401);
				assert.match(reply.headers.get('content-type'), /^application\/problem\+json/);
			}
		});
	}

	test('another method', async () => {
		const reply = await daemon.call(CHAT, undefined, { method: 'GET' });
		assert.equal(reply.status, 405);
		assert.match(reply.headers.get('allow'), /POST/);
	});
});
