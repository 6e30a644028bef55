// llm-svc with simulated providers: who is asked, in which order, and what happens when they fail in every way.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ANTHROPIC_KEY, OPENAI_KEY, start_llm_sim } from '../sim/llm.mjs';
import { events_of, start_llm } from './llm_daemon.mjs';

const CHAT = '/v1/chat/completions';
const ask = { messages: [{ role: 'system', content: 'You write for shops.' }, { role: 'user', content: 'Say something about a mug. SECRET-PROMPT-WORDS' }] };
const PROMPT = 'Write a product description for:\nProduct: Blue mug\nCategory: Mugs\nKey Features: stoneware; 350 ml; dishwasher safe; lead-free glaze';

// Each provider alone before builtin, so that one table of faults serves for all three.
const PROVIDERS = {
	openai: { settings: (sim) => ({ OPENAI_BASE_URL: sim.openai, OPENAI_API_KEY: OPENAI_KEY }), model: 'gpt-4-0613', path: '/openai/v1/chat/completions' },
	anthropic: { settings: (sim) => ({ ANTHROPIC_BASE_URL: sim.anthropic, ANTHROPIC_API_KEY: ANTHROPIC_KEY }), model: 'sim-sonnet-1', path: '/anthropic/v1/messages' },
	local: { settings: (sim) => ({ LOCAL_LLM_URL: sim.local }), model: 'llama-3-8b-instruct', path: '/local/v1/chat/completions' },
};

async function with_daemon(settings, work) {
	const daemon = await start_llm({ LLM_TIMEOUT_MS: '700', ...settings });
	try {
		await work(daemon);
	} finally {
		const { code } = await daemon.stop();
		assert.equal(code, 0, `llm-svc ended with ${code}:\n${daemon.log}`);
	}
}

for (const [name, { settings, model, path }] of Object.entries(PROVIDERS)) {
	describe(name, () => {
		let sim, daemon;
		before(async () => {
			sim = await start_llm_sim();
			daemon = await start_llm({ LLM_TIMEOUT_MS: '700', ...settings(sim) });
		});
		after(async () => {
			const { code } = await daemon.stop();
			await sim.close();
			assert.equal(code, 0, daemon.log);
		});
		beforeEach(() => {
			sim.calm();
			sim.requests.length = 0;
		});

		test('writes, and the reply says who wrote', async () => {
			const reply = await daemon.call(CHAT, { ...ask, temperature: 0.5, max_tokens: 50 });
			const body = await reply.json();
			assert.equal(reply.status, 200);
			assert.equal(body.model, model);
			assert.equal(body.choices[0].message.content, sim.text);
			assert.equal(body.choices[0].finish_reason, 'stop');
			assert.deepEqual(body.usage, { prompt_tokens: 12, completion_tokens: 34, total_tokens: 46 });
			const sent = sim.requests.find((request) => request.path === path).body;
			assert.equal(sent.temperature, 0.5);
			assert.equal(sent.max_tokens, 50);
			assert.equal(name === 'anthropic' ? sent.system : sent.messages[0].content, 'You write for shops.');
		});

		test('alternatives', async () => {
			const body = await (await daemon.call(CHAT, { ...ask, n: 3 })).json();
			assert.equal(body.choices.length, 3);
			assert.deepEqual(body.choices.map((choice) => choice.index), [0, 1, 2]);
			assert.equal(body.model, model);
		});

		test('streams', async () => {
			const reply = await daemon.call(CHAT, { ...ask, stream: true, stream_options: { include_usage: true } });
			assert.match(reply.headers.get('content-type'), /^text\/event-stream/);
			const { events, done } = await events_of(reply);
			assert.ok(done);
			assert.equal(events.map((event) => event.choices[0]?.delta.content ?? '').join(''), sim.text);
			assert.equal(events[0].choices[0].delta.role, 'assistant');
			assert.ok(events.every((event) => event.model === model && event.object === 'chat.completion.chunk' && event.id === events[0].id));
			assert.equal(events.at(-2).choices[0].finish_reason, 'stop');
			assert.deepEqual(events.at(-1), { ...events.at(-1), choices: [], usage: { prompt_tokens: 12, completion_tokens: 34, total_tokens: 46 } });
		});

		// Faults that leave the provider in use for the next call.
		for (const fault of ['500', '400', 'nonsense', 'wrong', 'empty', 'reset', 'hang']) {
			test(`${fault}: builtin takes over, and the next call asks again`, async () => {
				// The HTTP library sends once more for each kept connection that turns out to be dead: all must fail.
				const most = fault === 'reset' ? Infinity : 1;
				sim.fault(fault, { times: most });
				const began = performance.now();
				const reply = await daemon.call(CHAT, { messages: [{ role: 'user', content: PROMPT }] });
				const body = await reply.json();
				assert.equal(reply.status, 200, JSON.stringify(body));
				assert.equal(body.model, 'builtin');
				assert.match(body.choices[0].message.content, /Blue mug/);
				assert.ok(performance.now() - began < 2000, 'the deadline of one provider did not hold');
				assert.ok(sim.requests.filter((request) => request.path === path).length <= most, 'a failed text is not asked for twice');
				sim.calm();
				assert.equal((await (await daemon.call(CHAT, ask)).json()).model, model);
			});
		}

		test('a stream that fails before its first piece: builtin takes over', async () => {
			sim.fault('cut_early');
			const { events, done } = await events_of(await daemon.call(CHAT, { messages: [{ role: 'user', content: PROMPT }], stream: true }));
			assert.ok(done);
			assert.ok(events.every((event) => event.model === 'builtin'));
		});

		for (const fault of ['cut', 'error']) {
			test(`a stream that breaks after its first piece (${fault}) says so and does not pretend to be done`, async () => {
				sim.fault(fault);
				const { events, done } = await events_of(await daemon.call(CHAT, { ...ask, stream: true }));
				assert.equal(done, false);
				assert.equal(events.at(-1).error.type, 'upstream');
				assert.equal(events.slice(0, -1).map((event) => event.choices[0].delta.content).join(''), sim.text.match(/\S+\s*/g).slice(0, 3).join(''));
			});
		}

		test('a client that hangs up takes the call to the provider with it', async () => {
			sim.fault('slow', { ms: 600 });
			const abort = new AbortController();
			const call = daemon.call(CHAT, ask, { signal: abort.signal });
			setTimeout(() => abort.abort(), 100);
			await assert.rejects(call, { name: 'AbortError' });
			const gone = () => daemon.lines().find((line) => line.route === CHAT && line.error === 'GONE');
			for (const until = Date.now() + 2000; !gone() && Date.now() < until;) await new Promise((resolve) => setTimeout(resolve, 20));
			assert.ok(gone(), daemon.log);
			assert.ok(gone().us < 550_000, 'it waited for the provider all the same');
		});

		test('429: it rests for Retry-After, then is asked again', async () => {
			sim.fault('429', { retry_after: 1 });
			assert.equal((await (await daemon.call(CHAT, ask)).json()).model, 'builtin');
			sim.requests.length = 0;
			assert.equal((await (await daemon.call(CHAT, ask)).json()).model, 'builtin');
			assert.equal(sim.requests.length, 0, 'a resting provider was asked');
			await new Promise((resolve) => setTimeout(resolve, 1100));
			assert.equal((await (await daemon.call(CHAT, ask)).json()).model, model);
		});

		test('401: it rests, and no key and no prompt is in the log', async () => {
			sim.fault('401');
			assert.equal((await (await daemon.call(CHAT, ask)).json()).model, 'builtin');
			sim.requests.length = 0;
			assert.equal((await (await daemon.call(CHAT, ask)).json()).model, 'builtin');
			assert.equal(sim.requests.length, 0);
			assert.ok(daemon.lines().some((line) => line.event === 'provider failed' && line.provider === name && /401/.test(line.detail)));
			for (const secret of [OPENAI_KEY, ANTHROPIC_KEY, 'SECRET-PROMPT-WORDS', sim.text]) assert.ok(!daemon.log.includes(secret), `${secret} is in the log`);
		});
	});
}

describe('order', () => {
	let sim, all;
	before(async () => {
		sim = await start_llm_sim();
		all = Object.assign({}, ...Object.values(PROVIDERS).map((provider) => provider.settings(sim)));
	});
	after(() => sim.close());
	beforeEach(() => {
		sim.calm();
		sim.requests.length = 0;
	});
	const models = async (daemon) => (await (await daemon.call('/v1/models')).json()).data.map((model) => model.owned_by);

	test('as set, and each failure goes on to the next', () => with_daemon({ ...all, LLM_PROVIDERS: 'local, anthropic,openai' }, async (daemon) => {
		assert.deepEqual(await models(daemon), ['local', 'anthropic', 'openai', 'this shop system']);
		sim.fault('500', { times: 2 });
		assert.equal((await (await daemon.call(CHAT, ask)).json()).model, 'gpt-4-0613');
		assert.deepEqual(sim.requests.filter((request) => request.body).map((request) => request.path), [PROVIDERS.local.path, PROVIDERS.anthropic.path, PROVIDERS.openai.path]);
	}));

	test('a provider or a model that is named is asked first; builtin asks nobody', () => with_daemon(all, async (daemon) => {
		assert.equal((await (await daemon.call(CHAT, { ...ask, model: 'anthropic' })).json()).model, 'sim-sonnet-1');
		assert.equal((await (await daemon.call(CHAT, { ...ask, model: 'gpt-4' })).json()).model, 'gpt-4-0613');
		assert.equal((await (await daemon.call(CHAT, { ...ask, model: 'sim-sonnet-1' })).json()).model, 'sim-sonnet-1');
		assert.equal((await (await daemon.call(CHAT, { ...ask, model: 'nobody-has-this' })).json()).model, 'gpt-4-0613');
		sim.requests.length = 0;
		assert.equal((await (await daemon.call(CHAT, { ...ask, model: 'builtin' })).json()).model, 'builtin');
		assert.equal(sim.requests.length, 0);
	}));

	test("the caller's deadline leaves time for builtin", () => with_daemon({ ...all, LLM_TIMEOUT_MS: '20000' }, async (daemon) => {
		sim.fault('hang', { times: Infinity });
		const began = performance.now();
		const reply = await daemon.call(CHAT, ask, { headers: { 'x-deadline': '1500' } });
		assert.equal(reply.status, 200);
		assert.equal((await reply.json()).model, 'builtin');
		assert.ok(performance.now() - began < 1500);
	}));

	test('the daily budget', () => with_daemon({ ...all, LLM_DAILY_TOKENS: '40' }, async (daemon) => {
		assert.equal((await (await daemon.call(CHAT, ask)).json()).model, 'gpt-4-0613');
		assert.equal((await (await daemon.call(CHAT, ask)).json()).model, 'builtin');
	}));

	test('an unknown provider in the setting: the daemon does not start', async () => {
		await assert.rejects(start_llm({ LLM_PROVIDERS: 'openai,nobody' }), /there is no provider nobody/);
	});
});

// The simulator itself, against OpenAI's own description where it is at hand.
const SPEC = fileURLToPath(new URL('../../../shared/specs/openai/openapi-wizard.json', import.meta.url));
test('the simulator of OpenAI answers as its specification says', { skip: existsSync(SPEC) ? false : 'the specification is not here' }, async () => {
	const { default: Ajv } = await import('ajv/dist/2020.js');
	const { default: formats } = await import('ajv-formats');
	// OpenAPI's nullable is not JSON Schema's; its specification holds formats and keywords that ajv does not know.
	const schema = JSON.parse(readFileSync(SPEC, 'utf8'), (key, value) => value?.nullable === true && typeof value.type === 'string' ? { ...value, type: [value.type, 'null'], ...(value.enum && { enum: [...value.enum, null] }) } : value);
	const ajv = formats(new Ajv({ strict: false, validateFormats: false }));
	ajv.addSchema({ $id: 'openai', ...schema });
	const check = (name, value) => {
		const valid = ajv.getSchema(`openai#/components/schemas/${name}`) ?? ajv.compile({ $ref: `openai#/components/schemas/${name}` });
		assert.ok(valid(value), `${name}: ${ajv.errorsText(valid.errors)}`);
	};
	const sim = await start_llm_sim();
	try {
		const post = (body) => fetch(`${sim.openai}/chat/completions`, { method: 'POST', headers: { authorization: `Bearer ${OPENAI_KEY}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
		check('CreateChatCompletionResponse', await (await post({ model: 'gpt-4', ...ask, n: 2 })).json());
		const { events } = await events_of(await post({ model: 'gpt-4', ...ask, stream: true, stream_options: { include_usage: true } }));
		for (const event of events) check('CreateChatCompletionStreamResponse', event);
		sim.fault('429');
		check('ErrorResponse', await (await post({ model: 'gpt-4', ...ask })).json());
		check('ListModelsResponse', await (await fetch(`${sim.openai}/models`)).json());
		// And what llm-svc sends and answers.
		await with_daemon({ OPENAI_BASE_URL: sim.openai, OPENAI_API_KEY: OPENAI_KEY }, async (daemon) => {
			sim.calm();
			sim.requests.length = 0;
			check('CreateChatCompletionResponse', await (await daemon.call(CHAT, { ...ask, n: 2, temperature: 1, stop: ['END'], seed: 5, response_format: { type: 'text' } })).json());
			check('CreateChatCompletionRequest', sim.requests.at(-1).body);
			const ours = await events_of(await daemon.call(CHAT, { ...ask, stream: true }));
			for (const event of ours.events) check('CreateChatCompletionStreamResponse', event);
			check('CreateChatCompletionRequest', sim.requests.at(-1).body);
			check('ListModelsResponse', await (await daemon.call('/v1/models')).json());
		});
	} finally {
		await sim.close();
	}
});
