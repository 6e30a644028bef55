// Simulators of OpenAI's chat completions (and of servers that speak like it) and of Anthropic's messages, with faults to inject.
//
//	const sim = await start_llm_sim();
//	sim.openai        base address for OPENAI_BASE_URL or LOCAL_LLM_URL       sim.anthropic   for ANTHROPIC_BASE_URL
//	sim.fault('429', { times: 1, retry_after: 2 })       the next call answers so; times: Infinity until sim.calm()
//	sim.requests      what came: { api, path, headers, body }
//
// Faults: hang, 500, 429, 401, 400, nonsense (200, not JSON), wrong (200, JSON of another shape), empty (200, no text), reset
// (the connection breaks), cut (a stream ends without its end), cut_early (before its first piece), error (an error event in the
// middle of a stream), slow (the whole answer, late).
// Alone: node tests/sim/llm.mjs [port] prints its addresses and answers until it is stopped.
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

export const OPENAI_KEY = 'sk-sim-openai-key', ANTHROPIC_KEY = 'sk-sim-anthropic-key';
const OPENAI_MODEL = 'gpt-4-0613', ANTHROPIC_MODEL = 'sim-sonnet-1', LOCAL_MODEL = 'llama-3-8b-instruct';
const BODY_MAX = 8 << 20;

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const pieces_of = (text) => text.match(/\S+\s*/g) ?? [];

function read(request) {
	return new Promise((resolve, reject) => {
		let text = '';
		request.setEncoding('utf8');
		request.on('data', (chunk) => {
			text += chunk;
			if (text.length > BODY_MAX) reject(new Error('the body is too large'));
		});
		request.on('end', () => resolve(text));
		request.on('error', reject);
	});
}

function send(response, status, body, headers = {}) {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers });
	response.end(text);
}

// What each API says of the same trouble.
const errors = {
	openai: (status, message) => ({ error: { message, type: status === 429 ? 'rate_limit_exceeded' : 'invalid_request_error', param: null, code: null } }),
	anthropic: (status, message) => ({ type: 'error', error: { type: status === 429 ? 'rate_limit_error' : 'invalid_request_error', message }, request_id: 'req_sim' }),
};

// A request that the real one would refuse is refused: a test must not pass on a body that OpenAI would not take.
const checks = {
	openai({ headers, body, key }) {
		if (key && headers.authorization !== `Bearer ${key}`) return [401, 'Incorrect API key provided'];
		if (typeof body.model !== 'string' || !Array.isArray(body.messages) || !body.messages.length) return [400, 'model and messages are required'];
		if (body.messages.some((m) => !['system', 'developer', 'user', 'assistant'].includes(m.role) || typeof m.content !== 'string')) return [400, 'a message is malformed'];
		if ('temperature' in body && !(body.temperature >= 0 && body.temperature <= 2)) return [400, 'temperature'];
		if ('stream_options' in body && !body.stream) return [400, 'stream_options only with stream'];
		return null;
	},
	anthropic({ headers, body, key }) {
		if (headers['x-api-key'] !== key) return [401, 'invalid x-api-key'];
		if (headers['anthropic-version'] !== '2023-06-01') return [400, 'anthropic-version: header is required'];
		if (typeof body.model !== 'string' || !(body.max_tokens >= 1) || !Array.isArray(body.messages) || !body.messages.length) return [400, 'model, max_tokens and messages are required'];
		if (body.messages[0].role !== 'user') return [400, 'messages: first message must use the "user" role'];
		if (body.messages.some((m, i) => !['user', 'assistant'].includes(m.role) || (i && m.role === body.messages[i - 1].role))) return [400, 'roles must alternate'];
		if ('temperature' in body && !(body.temperature >= 0 && body.temperature <= 1)) return [400, 'temperature'];
		return null;
	},
};

const whole = {
	openai: (body, text) => ({
		id: 'chatcmpl-sim', object: 'chat.completion', created: 1700000000, model: body.model === 'gpt-4' ? OPENAI_MODEL : body.model,
		choices: Array.from({ length: body.n ?? 1 }, (_, index) => ({ index, message: { role: 'assistant', content: index ? `${text} (${index})` : text, refusal: null }, logprobs: null, finish_reason: 'stop' })),
		usage: { prompt_tokens: 12, completion_tokens: 34, total_tokens: 46 },
	}),
	anthropic: (body, text) => ({
		id: 'msg_sim', type: 'message', role: 'assistant', model: body.model, content: [{ type: 'text', text }], stop_reason: 'end_turn', stop_sequence: null,
		usage: { input_tokens: 12, output_tokens: 34 },
	}),
};

function* openai_events(body, text, fault) {
	const chunk = (choices, more = {}) => `data: ${JSON.stringify({ id: 'chatcmpl-sim', object: 'chat.completion.chunk', created: 1700000000, model: body.model === 'gpt-4' ? OPENAI_MODEL : body.model, choices, ...more })}\n\n`;
	yield ': a comment, as some servers send\n\n';
	yield chunk([{ index: 0, delta: { role: 'assistant', content: null }, finish_reason: null }]);
	if (fault === 'cut_early') return;
	for (const [i, piece] of pieces_of(text).entries()) {
		if (i === 3 && fault === 'cut') return;
		if (i === 3 && fault === 'error') {
			yield 'data: {"error":{"message":"The server had an error","type":"server_error","param":null,"code":null}}\n\n';
			return;
		}
		yield chunk([{ index: 0, delta: { content: piece }, finish_reason: null }]);
	}
	yield chunk([{ index: 0, delta: {}, finish_reason: 'stop' }]);
	if (body.stream_options?.include_usage) yield chunk([], { usage: { prompt_tokens: 12, completion_tokens: 34, total_tokens: 46 } });
	yield 'data: [DONE]\n\n';
}

function* anthropic_events(body, text, fault) {
	const event = (data) => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
	yield event({ type: 'message_start', message: { ...whole.anthropic(body, ''), content: [], stop_reason: null, usage: { input_tokens: 12, output_tokens: 1 } } });
	yield event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } });
	yield event({ type: 'ping' });
	if (fault === 'cut_early') return;
	for (const [i, piece] of pieces_of(text).entries()) {
		if (i === 3 && fault === 'cut') return;
		if (i === 3 && fault === 'error') {
			yield event({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } });
			return;
		}
		yield event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: piece } });
	}
	yield event({ type: 'content_block_stop', index: 0 });
	yield event({ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 34 } });
	yield event({ type: 'message_stop' });
}

async function stream(response, api, body, text, fault) {
	response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
	const events = api === 'openai' ? openai_events(body, text, fault) : anthropic_events(body, text, fault);
	for (const event of events) {
		// TCP keeps no borders: every event arrives in two pieces, cut in the middle.
		const half = event.length >> 1;
		response.write(event.slice(0, half));
		await wait(0);
		response.write(event.slice(half));
	}
	response.end();
}

export async function start_llm_sim({ port = 0, openai_key = OPENAI_KEY, anthropic_key = ANTHROPIC_KEY } = {}) {
	const sim = { requests: [], text: 'A plain mug that holds what you pour, written by a simulator.', current: null };
	const sockets = new Set();

	sim.fault = (kind, { times = 1, retry_after, ms = 3000 } = {}) => { sim.current = { kind, times, retry_after, ms }; };
	sim.calm = () => { sim.current = null; };
	const next_fault = () => {
		if (!sim.current || sim.current.times <= 0) return null;
		sim.current.times--;
		return sim.current;
	};

	async function answer(api, request, response, body) {
		const fault = next_fault(), refuse = (status, headers) => send(response, status, errors[api](status, `simulated ${status}`), headers);
		switch (fault?.kind) {
		case 'hang': return;
		case 'reset': request.socket.destroy(); return;
		case '500': case '401': case '400': refuse(Number(fault.kind)); return;
		case '429': refuse(429, fault.retry_after === undefined ? {} : { 'retry-after': String(fault.retry_after) }); return;
		case 'nonsense': send(response, 200, '<html>It works!</html>', { 'content-type': 'text/html' }); return;
		case 'wrong': send(response, 200, { choices: 'many', content: 7 }); return;
		case 'empty': send(response, 200, whole[api](body, '  ')); return;
		case 'slow': await wait(fault.ms); break;
		}
		const key = api === 'anthropic' ? anthropic_key : request.url.startsWith('/local') ? '' : openai_key;
		const refused = checks[api]({ headers: request.headers, body, key });
		if (refused) send(response, refused[0], errors[api](...refused));
		else if (body.stream) await stream(response, api, body, sim.text, fault?.kind);
		else send(response, 200, whole[api](body, sim.text));
	}

	const server = createServer(async (request, response) => {
		const path = request.url.split('?')[0];
		try {
			const text = await read(request);
			const body = text ? JSON.parse(text) : null;
			const api = path.startsWith('/anthropic') ? 'anthropic' : 'openai';
			sim.requests.push({ api, path, headers: request.headers, body });
			if (path === '/openai/v1/chat/completions' || path === '/local/v1/chat/completions') await answer('openai', request, response, body);
			else if (path === '/anthropic/v1/messages') await answer('anthropic', request, response, body);
			else if (path.endsWith('/v1/models')) send(response, 200, { object: 'list', data: [{ id: api === 'anthropic' ? ANTHROPIC_MODEL : LOCAL_MODEL, object: 'model', created: 1700000000, owned_by: 'sim' }] });
			else send(response, 404, errors[api](404, 'no such path'));
		} catch (error) {
			// A client that hangs up in the middle is part of the tests; a body that is no JSON is not.
			if (error instanceof SyntaxError) send(response, 400, errors.openai(400, 'not JSON'));
			else response.destroy();
		}
	});
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});
	await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
	sim.port = server.address().port;
	sim.openai = `http://127.0.0.1:${sim.port}/openai/v1`;
	sim.local = `http://127.0.0.1:${sim.port}/local/v1`;
	sim.anthropic = `http://127.0.0.1:${sim.port}/anthropic`;
	sim.close = () => new Promise((resolve) => {
		for (const socket of sockets) socket.destroy();
		server.close(resolve);
	});
	return sim;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const sim = await start_llm_sim({ port: Number(process.argv[2] ?? 0) });
	console.log(`OPENAI_BASE_URL=${sim.openai} OPENAI_API_KEY=${OPENAI_KEY}\nANTHROPIC_BASE_URL=${sim.anthropic} ANTHROPIC_API_KEY=${ANTHROPIC_KEY}\nLOCAL_LLM_URL=${sim.local}`);
}
