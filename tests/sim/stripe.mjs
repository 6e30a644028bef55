// A simulator of Stripe: GET account, webhook endpoints (list, create, read, update), checkout sessions (create, read, expire),
// idempotency keys.
//
//	const sim = await start_stripe_sim();      sim.url for STRIPE_URL
//	sim.sessions      checkout sessions; sim.pay(id) is the shopper who pays, sim.event(type, id) what Stripe would tell of it
//	sim.endpoints     what was made, .secret too   stripe_signature: what it would send with a delivery
//	sim.fault, sim.calm, sim.requests: see serve.mjs
//
// Form bodies are checked as Stripe would: with ../shared/specs/stripe where it is, else by a table of our own.
// Alone: node tests/sim/stripe.mjs [port] prints its address and answers until it is stopped.
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import { serve } from './serve.mjs';

export const TEST_KEY = 'sk_test_51SimulatedAccountKey4242', LIVE_KEY = 'sk_live_51SimulatedAccountKey1881', RESTRICTED_KEY = 'rk_test_51SimulatedNarrowKey0007';
const VERSION = '2023-08-16';
const SPEC = fileURLToPath(new URL('../../../shared/specs/stripe/stripe-wizard.json', import.meta.url));

// a=1&b[0]=x&c[d]=y → { a: '1', b: { 0: 'x' }, c: { d: 'y' } }; objects whose keys are 0, 1, 2 … become lists.
export function parse_form(text) {
	const root = {};
	for (const [name, value] of new URLSearchParams(text)) {
		const path = name.split(/\[|\]\[?/).filter((part, i) => i === 0 || part !== '');
		let at = root;
		for (const part of path.slice(0, -1)) at = at[part] ??= {};
		at[path.at(-1)] = value;
	}
	const listed = (value) => {
		if (typeof value !== 'object') return value;
		const keys = Object.keys(value);
		if (keys.length && keys.every((key, i) => key === String(i))) return keys.map((key) => listed(value[key]));
		return Object.fromEntries(keys.map((key) => [key, listed(value[key])]));
	};
	return listed(root);
}

const string = { type: 'string' }, events = { type: 'array', minItems: 1, items: { enum: ['checkout.session.completed', 'checkout.session.async_payment_succeeded', 'checkout.session.async_payment_failed', 'checkout.session.expired', 'charge.refunded', 'payment_intent.succeeded'] } };
const OWN = {
	'/v1/webhook_endpoints': { type: 'object', additionalProperties: false, required: ['url', 'enabled_events'], properties: { url: string, enabled_events: events, api_version: { enum: [VERSION] }, description: string, metadata: { type: 'object', additionalProperties: string } } },
	'/v1/webhook_endpoints/{webhook_endpoint}': { type: 'object', additionalProperties: false, properties: { url: string, enabled_events: events, description: string, disabled: { enum: ['true', 'false'] } } },
	'/v1/checkout/sessions': { type: 'object', additionalProperties: false, required: ['success_url'], properties: { mode: { enum: ['payment'] }, success_url: string, cancel_url: string, customer_email: string, client_reference_id: string, metadata: { type: 'object', additionalProperties: string }, expires_at: { type: 'integer' },
		line_items: { type: 'array', minItems: 1, maxItems: 100, items: { type: 'object', additionalProperties: false, required: ['quantity', 'price_data'], properties: { quantity: { type: 'integer' }, price_data: { type: 'object', additionalProperties: false, required: ['currency'], properties: { currency: string, unit_amount: { type: 'integer' }, product_data: { type: 'object', additionalProperties: false, required: ['name'], properties: { name: string } } } } } } } } },
};

function checker() {
	const ajv = new Ajv({ strict: false, coerceTypes: 'array', allErrors: true, validateFormats: false });
	if (!existsSync(SPEC)) {
		console.error('stripe sim: no ../shared/specs/stripe here: form bodies are checked by a small table of our own');
		return (path) => ajv.compile(OWN[path]);
	}
	const spec = JSON.parse(readFileSync(SPEC, 'utf8'));
	return (path) => ajv.compile({ ...spec.paths[path].post.requestBody.content['application/x-www-form-urlencoded'].schema, components: spec.components });
}

export function stripe_signature(secret, body, { at = Math.floor(Date.now() / 1000), scheme = 'v1' } = {}) {
	return `t=${at},${scheme}=${createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex')}`;
}

const error = (status, message, more = {}) => ({ status, body: { error: { type: status === 401 ? 'authentication_error' : 'invalid_request_error', message, ...more } } });

export async function start_stripe_sim({ port = 0, charges_enabled = true } = {}) {
	const endpoints = [], sessions = [], replies = new Map(), compile = checker();
	const checks = Object.fromEntries(Object.keys(OWN).map((path) => [path, compile(path)]));
	const account = (key) => ({ id: 'acct_1SimulatedAccount', object: 'account', business_profile: { name: 'Blue Door Pottery' }, charges_enabled, country: 'US', created: 1700000000, default_currency: 'usd', details_submitted: true, email: 'owner@example.org', livemode: key === LIVE_KEY });
	const shown = ({ secret, ...endpoint }) => endpoint;

	function post(path, template, { headers, text }, make) {
		if (!/^application\/x-www-form-urlencoded/.test(headers['content-type'] ?? '')) return error(400, 'Invalid content type');
		const form = parse_form(text), check = checks[template], key = headers['idempotency-key'];
		if (!check(form)) return error(400, `Received unknown or bad parameters: ${JSON.stringify(check.errors.slice(0, 3))}`);
		if (form.url !== undefined && !/^https:\/\//.test(form.url)) return error(400, 'Invalid URL: must be https', { param: 'url' });
		if (!key) return make(form);
		const hash = createHash('sha256').update(`${path} ${text}`).digest('hex');
		const kept = replies.get(key);
		if (kept && kept.hash !== hash) return { status: 400, body: { error: { type: 'idempotency_error', message: 'Keys for idempotent requests can only be used with the same parameters' } } };
		if (!kept) replies.set(key, { hash, reply: make(form) });
		return replies.get(key).reply;
	}

	function create(form) {
		const endpoint = { id: `we_${randomBytes(9).toString('hex')}`, object: 'webhook_endpoint', api_version: form.api_version ?? null, application: null, created: Math.floor(Date.now() / 1000), description: form.description ?? null, enabled_events: form.enabled_events, livemode: false, metadata: form.metadata ?? {}, status: 'enabled', url: form.url, secret: `whsec_${randomBytes(16).toString('hex')}` };
		endpoints.push(endpoint);
		return { body: { ...endpoint } };
	}

	function session(form) {
		const now = Math.floor(Date.now() / 1000), ends = Number(form.expires_at ?? now + 86400);
		if (ends < now + 1800 || ends > now + 86400) return error(400, 'The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.', { param: 'expires_at' });
		if (form.line_items.some((line) => line.price_data.currency !== line.price_data.currency.toLowerCase())) return error(400, 'Invalid currency', { param: 'line_items[0][price_data][currency]' });
		const id = `cs_test_${randomBytes(16).toString('hex')}`;
		const made = { id, object: 'checkout.session', amount_total: form.line_items.reduce((sum, line) => sum + Number(line.quantity) * Number(line.price_data.unit_amount), 0), automatic_tax: { enabled: false, status: null }, cancel_url: form.cancel_url, client_reference_id: form.client_reference_id ?? null, created: now, currency: form.line_items[0].price_data.currency, custom_fields: [], custom_text: { shipping_address: null, submit: null }, customer_email: form.customer_email ?? null, expires_at: ends, livemode: false, metadata: form.metadata ?? {}, mode: form.mode, payment_method_types: ['card'], payment_status: 'unpaid', shipping_options: [], status: 'open', success_url: form.success_url, url: `https://checkout.stripe.com/c/pay/${id}` };
		sessions.push({ ...made, line_items: form.line_items });
		return { body: made };
	}
	const told = ({ line_items, ...rest }) => ({ ...rest, url: rest.status === 'open' ? rest.url : null });
	function sessions_answer(request) {
		const { method, path } = request, [, , , , id, verb] = path.split('/');
		if (!id) return post(path, '/v1/checkout/sessions', request, session);
		const found = sessions.find((one) => one.id === id);
		if (!found) return error(404, `No such checkout.session: ${id}`);
		if (method === 'GET') return { body: told(found) };
		if (verb !== 'expire') return error(404, `Unrecognized request URL (${method}: ${path})`);
		if (found.status !== 'open') return error(400, `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${found.status}.`);
		found.status = 'expired';
		return { body: told(found) };
	}

	function answer(request) {
		const { method, path, headers } = request;
		const key = (headers.authorization ?? '').replace(/^Bearer /, '');
		if (![TEST_KEY, LIVE_KEY, RESTRICTED_KEY].includes(key)) return error(401, `Invalid API Key provided: ${key.slice(0, 8)}****`);
		if (headers['stripe-version'] !== VERSION) return error(400, 'Invalid Stripe API version');
		if (method === 'GET' && path === '/v1/account') return { body: account(key) };
		if (path.startsWith('/v1/checkout/sessions')) return sessions_answer(request);
		if (!path.startsWith('/v1/webhook_endpoints')) return error(404, `Unrecognized request URL (${method}: ${path})`);
		if (key === RESTRICTED_KEY) return error(403, 'The provided key does not have the required permissions');
		if (path === '/v1/webhook_endpoints') {
			if (method === 'POST') return post(path, path, request, create);
			return { body: { object: 'list', url: path, has_more: false, data: endpoints.map(shown) } };
		}
		const endpoint = endpoints.find(({ id }) => id === path.split('/')[3]);
		if (!endpoint) return error(404, `No such webhook endpoint: '${path.split('/')[3]}'`);
		if (method === 'POST') return post(path, '/v1/webhook_endpoints/{webhook_endpoint}', request, ({ disabled, ...form }) => ({ body: shown(Object.assign(endpoint, form)) }));
		return { body: shown(endpoint) };
	}

	const sim = await serve({ port, answer, refusal: (status) => error(status, `simulated ${status}`).body });
	const pay = (id) => Object.assign(sessions.find((one) => one.id === id), { status: 'complete', payment_status: 'paid' });
	const event = (type, id) => JSON.stringify({ id: `evt_${randomBytes(12).toString('hex')}`, object: 'event', api_version: VERSION, created: Math.floor(Date.now() / 1000), data: { object: told(sessions.find((one) => one.id === id)) }, livemode: false, pending_webhooks: 1, request: { id: null, idempotency_key: null }, type });
	return Object.assign(sim, { endpoints, create, sessions, pay, event });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const sim = await start_stripe_sim({ port: Number(process.argv[2] ?? 0) });
	console.log(`STRIPE_URL=${sim.url}\nkey: ${TEST_KEY}`);
}
