// A TCP proxy that lies: between a daemon and its database, its Redis or a sister.
//
//	const p = await proxy(port);          p.port, p.url (http)
//	p.fault = 'hang';  p.break();         break(): what is connected ends now
//	p.fault = null;                       well again
//
// Faults, each from the next bytes on:
//	refuse    connections are closed at once
//	hang      taken, and nothing is ever said; what was asked meanwhile is passed on when the fault ends
//	slow      each reply comes p.delay ms late
//	cut       the connection breaks in the middle of the first reply
//	{ say }   say(request bytes, count) → what is answered instead of the server (bytes or text; undefined: nothing yet)
import { connect, createServer } from 'node:net';

export async function proxy(to, { host = '127.0.0.1' } = {}) {
	const p = { fault: null, delay: 0, connections: 0, asked: 0 };
	const pairs = new Set();

	const server = createServer((client) => {
		p.connections++;
		if (p.fault === 'refuse') return client.destroy();
		const pair = { client, server: null, held: [], count: 0 };
		pairs.add(pair);
		const end = () => {
			pairs.delete(pair);
			client.destroy();
			pair.server?.destroy();
		};
		const upstream = () => {
			if (pair.server) return pair.server;
			pair.server = connect(to, host);
			pair.server.on('error', end).on('close', end).on('data', (bytes) => reply(pair, bytes, end));
			return pair.server;
		};
		pair.release = () => {
			for (const bytes of pair.held.splice(0)) upstream().write(bytes);
		};
		client.setNoDelay();
		client.on('error', end).on('close', end).on('data', (bytes) => {
			p.asked++;
			if (p.fault === 'hang') return pair.held.push(bytes);
			if (p.fault?.say) {
				const text = p.fault.say(bytes, pair.count++);
				if (text !== undefined) client.write(text);
				if (p.fault.close) client.end();
				return undefined;
			}
			return upstream().write(bytes);
		});
	});

	function reply(pair, bytes, end) {
		const { client } = pair;
		if (p.fault === 'hang') return;
		if (p.fault === 'cut') {
			client.write(bytes.subarray(0, Math.max(1, bytes.length >> 1)), end);
			return;
		}
		if (p.fault === 'slow') setTimeout(() => client.destroyed || client.write(bytes), p.delay);
		else client.write(bytes);
	}

	await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
	p.port = server.address().port;
	p.url = `http://127.0.0.1:${p.port}`;
	p.break = () => {
		for (const { client, server: other } of pairs) {
			client.destroy();
			other?.destroy();
		}
		pairs.clear();
	};
	// The fault for the length of work; breaks what was lied to, so that nothing of it stays behind.
	p.with = async (fault, work) => {
		p.fault = fault;
		try {
			return await work();
		} finally {
			p.fault = null;
			p.break();
		}
	};
	p.close = () => {
		p.break();
		return new Promise((resolve) => server.close(resolve));
	};
	return p;
}
