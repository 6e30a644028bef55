// A merchant who comes through the public API: signs up, walks the six steps, launches, follows the job. Needs Node 18 and nothing else.
//
//	const m = await sign_up(gateway);               an account of its own
//	const job = await m.launch(steps);              steps: the step_data of the six, {} where the defaults will do
//	job.result.storefront_url                       its path is the store's on that gateway
import { randomBytes } from 'node:crypto';

const LAUNCH_MS = 300_000, CALL_MS = 60_000;

// What the server did wrong, in a sentence; anything else that is thrown is ours and keeps its stack.
export class Wrong extends Error {}

export function expect(condition, text) {
	if (!condition) throw new Wrong(text);
}

export async function sign_up(gateway) {
	const email = `demo-${randomBytes(6).toString('hex')}@example.com`;
	const m = new Merchant(gateway, email);
	m.token = (await m.call('POST', '/api/v1/auth/register', { email, password: randomBytes(12).toString('base64url'), name: 'Demo Merchant' }, 201)).access_token;
	return m;
}

class Merchant {
	constructor(gateway, email) {
		this.gateway = gateway;
		this.email = email;
		this.token = '';
	}

	async call(method, path, body, status) {
		const headers = { accept: 'application/json' };
		if (this.token) headers.authorization = `Bearer ${this.token}`;
		if (body !== undefined) headers['content-type'] = 'application/json';
		const reply = await fetch(this.gateway + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal: AbortSignal.timeout(CALL_MS) });
		const text = await reply.text();
		expect(reply.status === status, `${method} ${path} answered ${reply.status}, not ${status}: ${text.slice(0, 600)}`);
		return JSON.parse(text);
	}

	// tell(what, work) runs work and may say how long it took; told(job) hears of each change of the job.
	async launch(steps, tell = (what, work) => work(), told = () => {}) {
		const { session_id } = await tell('begin a session', () => this.call('POST', '/api/v1/wizard/session', {}, 201));
		for (const [i, step_data] of steps.entries()) await tell(`step ${i + 1}`, () => this.call('PUT', `/api/v1/wizard/session/${session_id}/step/${i + 1}`, { step_data }, 200));
		const job = await this.#follow(await this.call('POST', `/api/v1/wizard/session/${session_id}/launch`, {}, 202), told);
		expect(job.status === 'succeeded', `the launch ${job.status}: ${JSON.stringify(job.error ?? job.steps)}`);
		return job;
	}

	// The job's events: SSE, resumed where it broke off.
	async *#events(address, last, deadline) {
		const reply = await fetch(address, { headers: { authorization: `Bearer ${this.token}`, accept: 'text/event-stream', ...(last.id && { 'last-event-id': last.id }) }, signal: AbortSignal.timeout(Math.max(1, deadline - Date.now())) });
		expect(reply.status === 200, `the event stream answered ${reply.status}`);
		const decoder = new TextDecoder();
		let text = '';
		for await (const chunk of reply.body) {
			text = (text + decoder.decode(chunk, { stream: true })).replaceAll('\r\n', '\n');
			for (let end; (end = text.indexOf('\n\n')) >= 0; text = text.slice(end + 2)) {
				const event = { name: 'message', data: '' };
				for (const line of text.slice(0, end).split('\n')) {
					const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line);
					if (field === 'event') event.name = value;
					else if (field === 'data') event.data += value;
					else if (field === 'id') last.id = value;
				}
				yield event;
			}
		}
	}

	async #follow(launch, told) {
		const deadline = Date.now() + LAUNCH_MS, last = {};
		for (;;) {
			const job = await this.call('GET', launch.status_url, undefined, 200);
			told(job);
			if (['succeeded', 'failed', 'cancelled'].includes(job.status)) return job;
			expect(Date.now() < deadline, `the launch took longer than ${LAUNCH_MS / 1000} s`);
			// Each event says that there is news; the job itself says what. A stream that ends early is opened again.
			for await (const event of this.#events(this.gateway + launch.events_url, last, deadline)) {
				if (event.name.startsWith('job.')) told(await this.call('GET', launch.status_url, undefined, 200));
				if (event.name === 'job.succeeded' || event.name === 'job.failed') break;
			}
		}
	}
}
