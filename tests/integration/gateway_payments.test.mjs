// Orders paid at Stripe: pieces are held while the shopper pays, and go back when nobody can pay any more.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { start_stripe_sim, stripe_signature, TEST_KEY } from '../sim/stripe.mjs';
import { api, finished, launched, log_text, plain, psql, restart, secret, SHOP, until } from './harness.mjs';
import { STRIPE, with_sims } from './integration_daemon.mjs';
import { left, PERSON, shopper } from './shopper.mjs';

let stripe;
before(async () => {
	stripe = await start_stripe_sim();
	secret(TEST_KEY);
	await with_sims({ STRIPE_URL: stripe.url, PUBLIC_URL: 'https://wizard.example.org' });
});
after(async () => {
	await with_sims({});
	await stripe.close();
});

async function open() {
	const slug = `pay-${randomUUID().slice(0, 8)}`, data = structuredClone(SHOP);
	data[4] = { integrations: [{ ...STRIPE, configuration: { api_key: TEST_KEY } }] };
	data[5].slug = slug;
	const s = await finished(data), job = await launched(s), id = job.result.store_id;
	const [[link]] = await psql(`select id from integration.integration_status where session_id = '${s.id}'`);
	const tell = async (type, session) => {
		const body = stripe.event(type, session), endpoint = stripe.endpoints.find(({ url }) => url.endsWith(link)); // made at the launch
		return api('POST', `/webhooks/stripe/${link}`, { body, headers: { 'stripe-signature': stripe_signature(secret(endpoint.secret), body) } });
	};
	return { m: s.m, slug, id, link, tell, orders: async () => (await s.m.get(`/api/v1/stores/${id}/orders`)).body.items };
}

/** Orders two mugs; where the shopper is sent, the session at Stripe, the order's own page. */
async function order(shop) {
	const ada = shopper(shop.slug);
	await ada.add('MUG-1', 2);
	assert.match((await ada.get('/checkout')).text, /You pay on Stripe/);
	const reply = await ada.order(), session = stripe.sessions.at(-1);
	return { ada, reply, session, page: session && new URL(session.success_url).pathname };
}

test('to Stripe with the order\'s own lines; paid when Stripe says so, signed', async () => {
	const shop = await open(), { ada, reply, session, page } = await order(shop);
	assert.deepEqual([reply.status, reply.headers.location], [303, session.url]);
	assert.match((await ada.get('/cart')).headers['content-security-policy'], /form-action 'self';/);
	const [listed] = await shop.orders();
	assert.deepEqual([listed.status, listed.payment_reference, session.client_reference_id, session.customer_email, session.amount_total, session.currency], ['pending', session.id, listed.order_id, 'ada@example.org', 3800, 'usd']);
	assert.deepEqual(session.line_items.map((line) => [line.quantity, line.price_data.unit_amount, line.price_data.product_data.name].map(String)), [['2', '1900', 'Blue mug']]);
	assert.equal(await left(shop.id, 'MUG-1'), '10'); // held
	const asked = stripe.requests.length, began = Date.now(), waiting = await ada.get(page);
	for (let i = 0; i < 20; i++) await ada.get(page);
	// Once in two seconds, and by the watch once in thirty.
	assert.ok(stripe.requests.length - asked <= 3 + (Date.now() - began) / 1900, 'each look at the page is a question to Stripe');
	assert.ok(!log_text('gateway').includes(page.slice(-32)), 'the log tells the address of an order');
	assert.match(waiting.text, /Waiting for payment/);
	assert.ok(waiting.text.includes(`${page}/pay`));
	assert.equal((await ada.get(`${page}/pay`)).headers.location, session.url);
	assert.equal((await shop.m.post(`/api/v1/stores/${shop.id}/orders/${listed.order_id}`, { status: 'cancelled' })).status, 409); // it is being paid

	// A word that Stripe's own books do not bear out changes nothing.
	assert.equal((await shop.tell('checkout.session.completed', session.id)).status, 200);
	assert.equal((await shop.orders())[0].status, 'pending');
	stripe.pay(session.id);
	const told = await shop.tell('checkout.session.completed', session.id);
	assert.deepEqual([told.status, told.body], [200, { fresh: true }]);
	assert.equal((await shop.orders())[0].status, 'paid');
	assert.match((await ada.get(page)).text, /Paid/);
	assert.equal((await ada.get(`${page}/pay`)).headers.location, page);
	assert.deepEqual(await psql(`select count(*) from integration.webhook_inbox where integration_id = '${shop.link}' and processed_at is null`), [['0']]);
	assert.equal(await left(shop.id, 'MUG-1'), '10');
	// Told again, and of an end that came too late: it stays paid.
	assert.equal((await shop.tell('checkout.session.expired', session.id)).status, 200);
	assert.equal((await shop.orders())[0].status, 'paid');
});

test('who comes back from paying sees it without any webhook', async () => {
	const shop = await open(), { ada, session, page } = await order(shop);
	stripe.pay(session.id);
	assert.match((await ada.get(page)).text, /Paid/);
	assert.equal((await shop.orders())[0].status, 'paid');
});

test('an expired session gives the pieces back, once; a held order whose time is over is ended at Stripe first', async () => {
	const shop = await open(), first = await order(shop);
	stripe.sessions.at(-1).status = 'expired';
	await Promise.all([1, 2, 3].map(() => shop.tell('checkout.session.expired', first.session.id)));
	assert.deepEqual([(await shop.orders())[0].status, await left(shop.id, 'MUG-1')], ['cancelled', '12']);
	assert.match((await first.ada.get(first.page)).text, /Cancelled/);

	const second = await order(shop);
	await psql(`update gateway.orders set pay_until = now() - interval '1 second' where payment_reference = '${second.session.id}'`);
	await restart('gateway'); // its watch looks at once, and every half minute
	await until('the end of the payment', async () => (await shop.orders())[0].status === 'cancelled', 60000);
	assert.equal(second.session.status, 'expired');
	assert.equal(await left(shop.id, 'MUG-1'), '12');
	// Paid in the last second: then it is paid.
	const third = await order(shop);
	stripe.pay(third.session.id);
	await psql(`update gateway.orders set pay_until = now() - interval '1 second' where payment_reference = '${third.session.id}'`);
	await third.ada.get(third.page);
	assert.deepEqual([(await shop.orders())[0].status, await left(shop.id, 'MUG-1')], ['paid', '10']);
});

test('at a domain of its own the shopper goes to Stripe from there, and comes back there', async () => {
	const shop = await open(), host = `${shop.slug}.example`;
	await psql(`insert into gateway.store_domains (store_id, host, token, verified_at) values ('${shop.id}', '${host}', 'x', now())`);
	assert.equal((await shop.m.post(`/api/v1/stores/${shop.id}/publish`, { version: 1 })).status, 200); // draws its pages
	const call = (method, path, cookie, values) => {
		const body = values && new URLSearchParams(values).toString();
		return plain({ method, path, body, headers: { host, ...(cookie && { cookie }), ...(body && { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) }) } });
	};
	const cookie = (await call('POST', '/cart', '', { sku: 'MUG-1', quantity: 1 })).headers['set-cookie'][0].split(';')[0];
	const turn = (await call('GET', '/checkout', cookie)).text.match(/name="turn" value="([^"]+)"/)[1];
	const reply = await call('POST', '/checkout', cookie, { ...PERSON, turn }), session = stripe.sessions.at(-1), back = new URL(session.success_url);
	assert.deepEqual([reply.status, reply.headers.location, back.origin], [303, session.url, `https://${host}`]);
	const page = await call('GET', back.pathname);
	assert.ok(page.text.includes(`href="${back.pathname}/pay"`), page.text);
	assert.equal((await call('GET', `${back.pathname}/pay`)).headers.location, session.url);
});

test('Stripe away at the moment of ordering: the order waits, and the same button tries again', async () => {
	const shop = await open();
	stripe.fault('500', { times: 20 });
	const ada = shopper(shop.slug);
	await ada.add('MUG-1', 1);
	const before_ = stripe.sessions.length, reply = await ada.order();
	stripe.calm();
	assert.equal(reply.status, 303);
	assert.match(reply.headers.location, /\/order\/[\w-]{32}$/);
	assert.equal(stripe.sessions.length, before_);
	assert.match((await ada.get(reply.headers.location)).text, /Waiting for payment/);
	assert.equal((await ada.get(`${reply.headers.location}/pay`)).headers.location, stripe.sessions.at(-1).url);
	assert.equal((await ada.get(`${reply.headers.location}/pay`)).headers.location, stripe.sessions.at(-1).url);
	assert.equal(stripe.sessions.length, before_ + 1);
});
