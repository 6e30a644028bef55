// What the simulators of stripe.mjs and shopify.mjs share: a server on a free port, a record of what came, faults to inject.
//
//	sim.fault('429', { times: 1, retry_after: 2, after: 3 })   after three more good calls the next one answers so
//	sim.calm()                                                 no faults any more
//
// Faults: hang, reset (the connection breaks), 401, 403, 404, 429, 500, nonsense (200, not JSON), wrong (200, JSON of another shape);
// other names are the simulator's own: answer(request, fault) gets them.
import { createServer } from 'node:http';

const BODY_MAX = 16 << 20;

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

// answer({ method, path, query, headers, text }, fault name or undefined) → { status, body, headers }; refusal(status) → body
export async function serve({ port = 0, answer, refusal }) {
	const sim = { requests: [], current: null };
	const sockets = new Set();

	sim.fault = (kind, { times = 1, retry_after, after = 0 } = {}) => { sim.current = { kind, times, retry_after, after }; };
	sim.calm = () => { sim.current = null; };
	const next_fault = () => {
		const fault = sim.current;
		if (!fault || fault.times <= 0) return undefined;
		if (fault.after > 0) {
			fault.after--;
			return undefined;
		}
		fault.times--;
		return fault;
	};
	const send = (response, { status = 200, body, headers = {} }) => {
		const text = typeof body === 'string' ? body : JSON.stringify(body);
		response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers });
		response.end(text);
	};

	const server = createServer(async (message, response) => {
		try {
			const url = new URL(message.url, 'http://sim');
			const request = { method: message.method, path: url.pathname, query: url.searchParams, headers: message.headers, text: await read(message) };
			const fault = next_fault();
			sim.requests.push(request);
			switch (fault?.kind) {
			case 'hang': return;
			case 'reset': message.socket.destroy(); return;
			case 'nonsense': send(response, { body: '<html>It works!</html>', headers: { 'content-type': 'text/html' } }); return;
			case 'wrong': send(response, { body: { object: 'list', data: 7 } }); return;
			case '401': case '403': case '404': case '429': case '500':
				send(response, { status: Number(fault.kind), body: refusal(Number(fault.kind)), headers: fault.retry_after === undefined ? {} : { 'retry-after': String(fault.retry_after) } });
				return;
			}
			send(response, await answer(request, fault?.kind));
		} catch (error) {
			// A client that hangs up in the middle is part of the tests.
			if (error.code !== 'ECONNRESET') sim.broken = error;
			response.destroy();
		}
	});
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});
	await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
	sim.url = `http://127.0.0.1:${server.address().port}`;
	sim.close = () => {
		for (const socket of sockets) socket.destroy();
		return new Promise((resolve) => server.close(resolve));
	};
	return sim;
}
