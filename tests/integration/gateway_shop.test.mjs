// Shoppers, as a browser without JavaScript would be one: cart, checkout, order, contact; and what the merchant sees of it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { api, finished, launched, merchant, mint, plain, psql, restart, save, SHOP, until, wait } from './harness.mjs';
import { left, PERSON, shopper } from './shopper.mjs';

/** A store of our own, with so many of each of its two things. */
async function open(stock = [12, 3], m = merchant()) {
	const slug = `shop-${randomUUID().slice(0, 8)}`, data = structuredClone(SHOP);
	data[1].products.forEach((product, i) => { product.stock = stock[i]; });
	data[1].products.push({ sku: 'TEE', name: 'Tee <b>&</b>', category: 'Wear', price_minor: 2000, currency: 'USD', variants: [{ sku: 'TEE-S', options: { Size: 'S' }, stock: 2 }, { sku: 'TEE-L', options: { Size: 'L' }, price_minor: 2200, stock: 0 }] });
	data[5].slug = slug;
	const s = await finished(data, m), job = await launched(s);
	return { m, s, slug, data, id: job.result.store_id, orders: async (query = '') => (await m.get(`/api/v1/stores/${job.result.store_id}/orders${query}`)).body };
}

test('an empty cart helps; a page says where its forms go', async () => {
	const shop = await open(), ada = shopper(shop.slug);
	const cart = await ada.get('/cart');
	assert.equal(cart.status, 200);
	assert.equal(cart.headers['cache-control'], 'no-store');
	assert.match(cart.headers['content-type'], /^text\/html/);
	assert.match(cart.headers['content-security-policy'], /default-src 'none'/);
	assert.match(cart.text, /Your cart is empty/);
	assert.match(cart.text, /Blue mug/);
	assert.equal(cart.headers['set-cookie'], undefined); // who only looks gets no cookie
	assert.match((await ada.get('/p/blue-mug/')).text, new RegExp(`<form action="/s/${shop.slug}/cart" method="post">`));
	assert.equal((await ada.get('/checkout')).headers.location, `/s/${shop.slug}/cart`);
	for (const path of ['/.shop/shop.json', '/%2eshop/shop.json']) assert.equal((await ada.get(path)).status, 404, path);
	assert.equal((await plain({ method: 'GET', path: `/s/no-such-shop-${randomUUID()}/cart` })).status, 404);
});

test('from the shelf to an order: prices are ours, pieces go down, the merchant sees it', async () => {
	const shop = await open(), ada = shopper(shop.slug);
	const added = await ada.add('MUG-1', 2);
	assert.deepEqual([added.status, added.headers.location], [303, `/s/${shop.slug}/cart`]);
	const cookie = added.headers['set-cookie'][0];
	for (const part of ['HttpOnly', 'SameSite=Lax', `Path=/s/${shop.slug};`]) assert.ok(cookie.includes(part), cookie);
	assert.ok(ada.cookie.length - 'cart='.length >= 22); // 128 bits and more
	assert.deepEqual(await psql(`select count(*) from gateway.carts where token_hash like '%${ada.cookie.slice(5, 20)}%'`), [['0']]);
	await ada.add('MUG-1');
	await ada.add('TEE-S');
	let cart = await ada.get('/cart');
	for (const part of ['Blue mug', '$57.00', 'Tee &lt;b&gt;&amp;&lt;/b&gt;', '$77.00', `/s/${shop.slug}/checkout`]) assert.ok(cart.text.includes(part), part);
	await ada.send('/cart', { sku: 'MUG-1', quantity: 2, action: 'set' });
	await ada.send('/cart', { sku: 'TEE-S', action: 'remove' });
	cart = await ada.get('/cart');
	assert.ok(cart.text.includes('$38.00') && !cart.text.includes('Tee'));

	const form = await ada.get('/checkout');
	assert.equal(form.status, 200);
	assert.match(form.text, /Nothing is charged now/);
	// A price of the shopper's own is not read; the sum that was seen is compared, never believed.
	const cheap = await ada.send('/checkout', { ...PERSON, turn: '1-1', price_minor: 1, total_minor: 1 });
	assert.equal(cheap.status, 409);
	assert.match(cheap.text, /has changed meanwhile/);
	const placed = await ada.order();
	assert.equal(placed.status, 303);
	assert.match(placed.headers.location, new RegExp(`^/s/${shop.slug}/order/[\\w-]{32}$`));
	const page = await ada.get(placed.headers.location);
	for (const part of ['Order 1', 'Received', '$38.00', 'Ada Löwe', '1 Long Lane', 'Back door']) assert.ok(page.text.includes(part), part);
	assert.equal(await left(shop.id, 'MUG-1'), '10');
	assert.match((await ada.get('/cart')).text, /Your cart is empty/);

	const list = await shop.orders();
	assert.deepEqual([list.total, list.unread, list.items[0].number, list.items[0].status, list.items[0].total_minor, list.items[0].piece_count], [1, 1, 1, 'new', 3800, 2]);
	assert.deepEqual((await shop.m.get('/api/v1/stores')).body.items.map((x) => x.unread_orders), [1]);
	const at = `/api/v1/stores/${shop.id}/orders/${list.items[0].order_id}`, { body: order } = await shop.m.get(at);
	assert.deepEqual(order.lines, [{ sku: 'MUG-1', name: 'Blue mug', label: '', unit_minor: 1900, quantity: 2, total_minor: 3800 }]);
	assert.equal(order.address, '1 Long Lane\r\nBack door');
	assert.equal((await shop.m.post(at, {})).body.seen, true);
	assert.equal((await shop.orders()).unread, 0);
	assert.equal((await shop.m.post(at, { status: 'shipped' })).body.status, 'shipped');
	assert.match((await ada.get(placed.headers.location)).text, /On its way/);
	assert.equal((await shop.m.post(at, { status: 'cancelled' })).status, 409);

	for (const path of [at, `/api/v1/stores/${shop.id}/orders`, `/api/v1/stores/${shop.id}/messages`]) assert.equal((await merchant().get(path)).status, 404, path);
	assert.equal((await merchant().post(at, {})).status, 404);
	for (const wrong of ['x', randomUUID()]) assert.equal((await shop.m.get(`/api/v1/stores/${shop.id}/orders/${wrong}`)).status, 404);
	assert.equal((await api('GET', at)).status, 401);
	assert.equal((await api('GET', at, { token: mint(shop.m.sub, { scope: 'other' }) })).status, 403);
	for (const token of ['x', 'A'.repeat(32)]) assert.equal((await ada.get(`/order/${token}`)).status, 404);
});

test('a shop of three languages is walked in the one that the shopper came in, without a script', async () => {
	const data = structuredClone(SHOP);
	data[0].languages = ['en', 'de', 'ar'];
	const job = await launched(await finished(data)), { slug } = job.result;
	for (const [lang, dir, empty, form, received, contact] of [['de', 'ltr', /Ihr Warenkorb ist leer/, /Kasse/, /Eingegangen/, /Kontakt/], ['ar', 'rtl', /سلة/, /الدفع/, /استلام|استُلم|تلقي|وصل/, /اتصل|تواصل/]]) {
		const root = `/s/${slug}/${lang}`, ada = shopper(slug), spoken = (page, path) => {
			assert.equal(page.status, 200, `${path}: ${page.status}`);
			assert.ok(page.text.includes(`<html lang="${lang}" dir="${dir}">`), `${path}: ${page.text.match(/<html[^>]*>/)}`);
			return page.text;
		};
		const link = (text, what) => text.match(new RegExp(`(?:href|action)="(${root}/${what})"`))?.[1] ?? assert.fail(`no way to ${what} in ${lang}`);
		// From the product's page by its own form and links, as a browser goes.
		const product = spoken(await ada.get(`${root}/p/blue-mug/`), 'product'), cart = link(product, 'cart');
		assert.match(spoken(await ada.get(cart), 'cart'), empty);
		const added = await ada.send(cart, { sku: 'MUG-1', quantity: 2 });
		assert.deepEqual([added.status, added.headers.location], [303, cart]);
		assert.match(added.headers['set-cookie'][0], new RegExp(`Path=/s/${slug};`), 'one cart for all languages');
		const full = spoken(await ada.get(cart), 'cart'), checkout = link(full, 'checkout');
		assert.match(full, /38[.,٫]/);
		const asked = spoken(await ada.get(checkout), 'checkout');
		assert.match(asked, form);
		const back = await ada.send(link(asked, 'checkout'), { ...PERSON, email: 'x', turn: asked.match(/name="turn" value="([^"]+)"/)[1] });
		assert.equal(back.status, 422);
		assert.ok(back.text.includes(`<html lang="${lang}"`) && back.text.includes('id="email-error"'));
		const placed = await ada.send(checkout, { ...PERSON, turn: asked.match(/name="turn" value="([^"]+)"/)[1] });
		assert.match(placed.headers.location, new RegExp(`^${root}/order/[\\w-]{32}$`));
		const order = spoken(await ada.get(placed.headers.location), 'order');
		assert.match(order, received);
		assert.match(spoken(await ada.get(link(order, 'contact')), 'contact'), contact);
		assert.ok((await ada.send(`${root}/contact`, { name: 'Ada', email: 'ada@example.org', message: 'Hallo' })).text.includes(`<html lang="${lang}"`));
		assert.match((await ada.get(placed.headers.location.replace(`/${lang}/`, '/'))).text, /<html lang="en"/, 'the same order in the shop\u2019s own language');
		assert.ok((await ada.get(cart)).text.includes(`href="/s/${slug}/cart"`), 'the cart leads to itself in the other languages');
	}
	// What the shop does not speak is no address of it, and none of anybody else's.
	for (const lang of ['fr', 'en', 'x', '..', '%2f%2fevil.example', 'de%0d%0aX:y', 'a'.repeat(40)])
		for (const page of ['cart', 'contact', 'search']) assert.ok([400, 404].includes((await shopper(slug).get(`/${lang}/${page}`)).status), `${lang}/${page}`);
	assert.equal((await shopper(slug).send('/%2fevil.example/cart', { sku: 'MUG-1' })).status, 404);
});

test('what cannot be had says so, beside its line, and takes nothing', async () => {
	const shop = await open([2, 0]), ada = shopper(shop.slug);
	assert.equal((await ada.add('NO-SUCH')).status, 404);
	assert.equal((await ada.add('TEE')).status, 404); // its variants are sold, not itself
	assert.equal(ada.cookie, undefined);
	for (const quantity of ['0', '100', '-1', '1.5', 'x', '9999999999999999999']) assert.equal((await ada.add('MUG-1', quantity)).status, 422, quantity);
	await ada.add('MUG-1', 2);
	await ada.add('BOWL-1');
	await ada.add('TEE-L');
	let cart = await ada.get('/cart');
	assert.equal([...cart.text.matchAll(/Sold out by now/g)].length, 2);
	assert.equal((await ada.get('/checkout')).headers.location, `/s/${shop.slug}/cart`);
	await ada.send('/cart', { sku: 'BOWL-1', action: 'remove' });
	await ada.send('/cart', { sku: 'TEE-L', action: 'set', quantity: 0 });
	const turn = await ada.turn();
	// Another shopper was faster.
	const bob = shopper(shop.slug);
	await bob.add('MUG-1');
	assert.equal((await bob.order()).status, 303);
	const late = await ada.send('/checkout', { ...PERSON, turn });
	assert.equal(late.status, 409);
	assert.match(late.text, /Only 1 left/);
	assert.match(late.text, /aria-invalid="true" aria-describedby="line-1-error"/);
	assert.deepEqual([await left(shop.id, 'MUG-1'), (await shop.orders()).total], ['1', 1]);
	// All lines or none: the tee was there, the mugs were not.
	await ada.add('TEE-S');
	assert.equal((await ada.send('/checkout', { ...PERSON, turn: '1-5800' })).status, 409);
	assert.equal(await left(shop.id, 'TEE-S'), '2');
});

test('a form sent back keeps what was written, with the reason beside the field', async () => {
	const shop = await open(), ada = shopper(shop.slug);
	await ada.add('MUG-1');
	const back = await ada.order({ name: 'A "quoted" <b>', email: 'nobody', city: '', note: 'x'.repeat(1001) });
	assert.equal(back.status, 422);
	for (const part of ['value="A &quot;quoted&quot; &lt;b&gt;"', 'id="email-error"', 'Write it like name@example.com', 'id="city-error"', 'id="note-error"', 'href="#city"']) assert.ok(back.text.includes(part), part);
	assert.ok(!back.text.includes('id="name-error"'));
	assert.equal((await ada.order({ email: 'a@b.example\r\nBcc: x@y.example' })).status, 422);
	// What goes back is cut between characters, and is as much as may be written.
	const long = `a${'ö'.repeat(9000)}`, cut = await ada.order({ note: long });
	assert.equal(cut.status, 422, cut.text);
	assert.ok(cut.text.includes('aöö') && !cut.text.includes('\ufffd'));
	const letter = '語'.repeat(5000), mended = await ada.send('/contact', { name: 'Ada', email: 'nobody', message: letter, website: '' });
	assert.ok(mended.status === 422 && mended.text.includes(letter));
	const raw = `name=${'\x01'.repeat(9000)}&email=${'\x01'.repeat(9000)}&address=${'\x01'.repeat(9000)}&city=${'\x01'.repeat(9000)}&note=${'\x01'.repeat(9000)}&postcode=${'\x01'.repeat(9000)}&turn=${await ada.turn()}`;
	assert.equal((await plain({ method: 'POST', path: `/s/${shop.slug}/checkout`, body: raw, headers: { cookie: ada.cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded', 'content-length': raw.length } })).status, 422);
	assert.equal((await ada.order({ website: 'http://spam.example' })).status, 409);
	assert.equal((await shop.orders()).total, 0);
	for (const [body, type, status] of [['name=%ff', 'application/x-www-form-urlencoded', 400], ['name=%00', 'application/x-www-form-urlencoded', 400], ['{}', 'application/json', 415], ['a=1&'.repeat(50), 'application/x-www-form-urlencoded', 413], [`a=${'x'.repeat(70000)}`, 'application/x-www-form-urlencoded', 413]])
		assert.equal((await plain({ method: 'POST', path: `/s/${shop.slug}/checkout`, body, headers: { 'content-type': type, 'content-length': Buffer.byteLength(body) } })).status, status, body.slice(0, 20));
});

test('forms come from the shop\'s own pages', async () => {
	const shop = await open(), ada = shopper(shop.slug), host = `127.0.0.1:${process.env.GATEWAY_PORT}`;
	for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': undefined, origin: 'https://evil.example' }, { 'sec-fetch-site': undefined, origin: 'null' }]) {
		const sent = Object.fromEntries(Object.entries({ 'sec-fetch-site': 'same-origin', ...headers }).filter(([, value]) => value));
		const reply = await plain({ method: 'POST', path: `/s/${shop.slug}/cart`, body: 'sku=MUG-1', headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': 9, host, ...sent } });
		assert.equal(reply.status, 403, JSON.stringify(headers));
	}
	const own = await plain({ method: 'POST', path: `/s/${shop.slug}/cart`, body: 'sku=MUG-1', headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': 9, host, origin: `http://${host}` } });
	assert.equal(own.status, 303);
	assert.equal((await shopper(shop.slug).get('/cart')).status, 200);
	assert.equal(ada.cookie, undefined);
});

test('the last ten pieces, fifty shoppers at once: ten orders', async () => {
	const shop = await open([10, 3]), crowd = Array.from({ length: 50 }, () => shopper(shop.slug));
	const turns = await Promise.all(crowd.map(async (one) => {
		assert.equal((await one.add('MUG-1')).status, 303);
		return one.turn();
	}));
	const ends = await Promise.all(crowd.map(async (one, i) => {
		for (;;) { // who finds the house too full comes again: the same form is the same order
			const reply = await one.send('/checkout', { ...PERSON, turn: turns[i] });
			if (reply.status !== 503) return reply.status;
			await wait(100);
		}
	}));
	assert.deepEqual([ends.filter((s) => s === 303).length, ends.filter((s) => s === 409).length], [10, 40]);
	assert.equal(await left(shop.id, 'MUG-1'), '0');
	const list = await shop.orders('?per_page=100');
	assert.equal(list.total, 10);
	assert.deepEqual(list.items.map((order) => order.number), [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]); // who failed took no number
	assert.deepEqual((await shop.orders('?per_page=3&page=4')).items.map((order) => order.number), [1]);
});

test('one form, sent twice and twenty times: one order', async () => {
	const shop = await open(), ada = shopper(shop.slug);
	await ada.add('MUG-1', 3);
	const turn = await ada.turn(), send = () => ada.send('/checkout', { ...PERSON, turn });
	const replies = await Promise.all(Array.from({ length: 20 }, send));
	assert.deepEqual([...new Set(replies.map((r) => r.status))], [303]);
	assert.equal(new Set(replies.map((r) => r.headers.location)).size, 1);
	await ada.add('BOWL-1');
	assert.equal((await send()).headers.location, replies[0].headers.location); // the old form, from the tab left open
	assert.deepEqual([await left(shop.id, 'MUG-1'), (await shop.orders()).total], ['9', 1]);
	const second = await ada.order();
	assert.notEqual(second.headers.location, replies[0].headers.location);
	assert.equal((await shop.orders()).total, 2);
});

test('publishing again brings nothing back that was sold; a new count is a count', async () => {
	const shop = await open([12, 3]), ada = shopper(shop.slug), { m, s, id } = shop;
	await ada.add('MUG-1', 5);
	await ada.order();
	assert.equal(await left(id, 'MUG-1'), '7');
	await launched(s); // version 2, the same catalogue
	assert.equal(await left(id, 'MUG-1'), '7');
	const data = structuredClone(shop.data[1]);
	Object.assign(data.products[0], { stock: 20, price_minor: 2100 });
	data.products.splice(1, 1); // the bowl is sold no more
	await ada.add('BOWL-1');
	const turn = await ada.turn();
	assert.equal((await save(s, 2, data)).status, 200);
	await launched(s); // version 3
	assert.equal(await left(id, 'MUG-1'), '20');
	assert.equal((await ada.send('/checkout', { ...PERSON, turn })).status, 409);
	assert.match((await ada.get('/cart')).text, /no longer sold/);
	await ada.send('/cart', { sku: 'BOWL-1', action: 'remove' });
	await ada.add('MUG-1', 4);
	assert.match((await ada.get('/cart')).text, /\$84\.00/);
	await ada.order();
	assert.equal((await m.post(`/api/v1/stores/${id}/publish`, { version: 1 })).status, 200); // undo
	assert.equal(await left(id, 'MUG-1'), '16'); // 12 is an old count
	await until('the old price', async () => (await ada.add('MUG-1'), (await ada.get('/cart')).text.includes('$19.00')));
	assert.equal((await m.post(`/api/v1/stores/${id}/publish`, { version: 3 })).status, 200);
	assert.equal(await left(id, 'MUG-1'), '16');
});

test('an order called off gives its pieces back, once', async () => {
	const shop = await open([5, 3]), ada = shopper(shop.slug);
	await ada.add('MUG-1', 2);
	const placed = await ada.order(), { items: [order] } = await shop.orders(), at = `/api/v1/stores/${shop.id}/orders/${order.order_id}`;
	const replies = await Promise.all([1, 2, 3].map(() => shop.m.post(at, { status: 'cancelled' })));
	assert.ok(replies.every((r) => [200, 409].includes(r.status)) && replies.some((r) => r.status === 200), replies.map((r) => r.status).join());
	assert.equal(await left(shop.id, 'MUG-1'), '5');
	assert.match((await ada.get(placed.headers.location)).text, /Cancelled/);
	assert.equal((await shop.m.post(at, { status: 'shipped' })).status, 409);
	assert.equal((await shop.m.post(at, { status: 'new' })).status, 422);
});

test('a cart is its shopper\'s and its shop\'s, and is bounded', async () => {
	const shop = await open(), other = await open([5, 5]), ada = shopper(shop.slug);
	await ada.add('MUG-1');
	const bob = shopper(other.slug);
	bob.cookie = ada.cookie; // the same token at another shop
	assert.match((await bob.get('/cart')).text, /Your cart is empty/);
	await bob.add('MUG-1', 2);
	assert.match((await bob.get('/cart')).text, /\$38\.00/);
	assert.match((await ada.get('/cart')).text, /\$19\.00/);
	for (const cookie of ['cart=', 'cart=x', `cart=${'A'.repeat(32)}`, `cart=${'<'.repeat(32)}`]) {
		bob.cookie = cookie;
		assert.match((await bob.get('/cart')).text, /Your cart is empty/, cookie);
	}
	await ada.add('MUG-1', 99);
	assert.match((await ada.get('/cart')).text, /value="99"/);
	await psql(`insert into gateway.shop_items (store_id, sku, name, price_minor, currency, declared_by, listed_in) select '${shop.id}', 'N-' || n, 'N', 100, 'USD', 1, 1 from generate_series(1, 60) n`);
	for (let n = 1; n < 50; n++) assert.equal((await ada.add(`N-${n}`)).status, 303, `${n}`);
	const full = await ada.add('N-50');
	assert.equal(full.status, 409);
	assert.match(full.text, /The cart is full/);
	await psql(`update gateway.carts set touched_at = now() - interval '31 days' where store_id = '${shop.id}'`);
	assert.match((await ada.get('/cart')).text, /Your cart is empty/);
	// The sweep, at each start and then every ten minutes: what is old goes, and of a store's the longest untouched beyond 20,000.
	await psql(`insert into gateway.carts (store_id, token_hash, touched_at) select '${other.id}', '${other.id}' || n, now() - interval '1 day' from generate_series(1, 20005) n`);
	await restart('gateway');
	const carts = async (id) => Number((await psql(`select count(*) from gateway.carts where store_id = '${id}'`))[0][0]);
	await until('the sweep', async () => await carts(shop.id) === 0 && await carts(other.id) === 20000, 30000);
	bob.cookie = ada.cookie;
	assert.match((await bob.get('/cart')).text, /\$38\.00/, 'who shops stays');
});

test('too many changes of carts and orders from one address: a page says so, others go on', async () => {
	const shop = await open(), ada = shopper(shop.slug);
	await ada.add('MUG-1');
	for (const [path, values, limit] of [['/cart', { sku: 'MUG-1', quantity: 'x' }, 240], ['/checkout', { name: '' }, 120]]) {
		let busy;
		for (let n = 0; n <= 2 * limit && busy?.status !== 429; n += 20) busy = (await Promise.all(Array.from({ length: 20 }, () => ada.send(path, values)))).find((reply) => reply.status === 429);
		assert.equal(busy?.status, 429, path);
		assert.match(busy.text, /Too many tries/);
		assert.match(busy.headers['retry-after'], /^\d+$/);
		assert.notEqual((await shopper(shop.slug).send(path, values)).status, 429, 'others go on');
	}
	assert.match((await ada.get('/cart')).text, /\$19\.00/, 'and the cart can be looked at');
});

test('pages say what is left soon after it is sold, and when it comes back; nothing else of them changes', async () => {
	const shop = await open([5, 3]), ada = shopper(shop.slug), page = async (path) => ada.get(path), says = (text, path = '/p/river-bowl/') => until(`${path}: ${text}`, async () => text.test((await page(path)).text), 30000);
	const about = (await page('/about/')).headers.etag;
	assert.match((await page('/p/river-bowl/')).text, /Only 3 left/);
	await ada.add('BOWL-1', 3);
	await ada.order();
	await says(/Sold out/);
	assert.match((await page('/p/river-bowl/')).text, /schema\.org\/OutOfStock/);
	await says(/Sold out/, '/');
	await says(/Sold out/, '/search?q=bowl');
	assert.equal((await page('/about/')).headers.etag, about, 'a page that does not show it is the same file');
	assert.deepEqual((await shop.m.get(`/api/v1/stores/${shop.id}/versions`)).body.items.map((v) => v.version), [1], 'no version for it');
	const at = `/api/v1/stores/${shop.id}/orders`;
	await shop.m.post(`${at}/${(await shop.orders()).items[0].order_id}`, { status: 'cancelled' });
	await says(/Only 3 left/);
	assert.match((await page('/p/river-bowl/')).text, /schema\.org\/InStock/);
	// A version that is drawn later knows of what was sold before.
	await ada.add('MUG-1', 2);
	await ada.order();
	await launched(shop.s);
	assert.match((await page('/p/blue-mug/')).text, /Only 3 left/);
});

test('a message reaches the merchant; a robot\'s does not; too many do not', async () => {
	const shop = await open(), ada = shopper(shop.slug), list = async () => (await shop.m.get(`/api/v1/stores/${shop.id}/messages`)).body;
	assert.match((await ada.get('/contact')).text, /<form action="[^"]+\/contact" method="post"/);
	const wrong = await ada.send('/contact', { name: 'Ada', email: 'ada@', message: '' });
	assert.equal(wrong.status, 422);
	assert.ok(wrong.text.includes('id="message-error"') && wrong.text.includes('id="email-error"'));
	const hello = { name: 'Ada', email: 'ada@example.org', message: 'Do you ship to <Oslo>?\r\nThank you.' };
	const sent = await ada.send('/contact', hello);
	assert.equal(sent.status, 200);
	assert.match(sent.text, /your message has arrived/);
	assert.match((await ada.send('/contact', { ...hello, website: 'x' })).text, /your message has arrived/);
	const { items, total, unread } = await list();
	assert.deepEqual([total, unread, items[0].body, items[0].seen], [1, 1, hello.message, false]);
	assert.equal((await shop.m.post(`/api/v1/stores/${shop.id}/messages/${items[0].message_id}`)).status, 204);
	assert.equal((await list()).unread, 0);
	assert.equal((await shop.m.post(`/api/v1/stores/${shop.id}/messages/${randomUUID()}`)).status, 404);
	let busy;
	for (let n = 0; n < 12 && busy?.status !== 429; n++) busy = await ada.send('/contact', hello);
	assert.equal(busy.status, 429);
	assert.match(busy.text, /Too many tries/);
	assert.match(busy.headers['retry-after'], /^\d+$/);
	assert.equal((await shopper(shop.slug).send('/contact', hello)).status, 200); // others are heard
});
