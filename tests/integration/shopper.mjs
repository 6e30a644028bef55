// Shoppers as browsers without JavaScript are: forms, a cookie, redirects.
import { plain, psql, some_address } from './harness.mjs';

/** A browser of its own: keeps the cookies of the cart and of an experiment, sends forms, follows one redirect when it is told to. */
export function shopper(slug, address = some_address()) {
	const me = { address, cookie: undefined, look: undefined };
	const call = async (method, path, body, headers = {}) => {
		const reply = await plain({ method, path, address, body, headers: {
			...((me.cookie || me.look) && { cookie: [me.cookie, me.look].filter(Boolean).join('; ') }),
			...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body), 'sec-fetch-site': 'same-origin' }),
			...headers } });
		const set = reply.headers['set-cookie']?.find((line) => line.startsWith('cart='));
		if (set) me.cookie = set.split(';')[0];
		const look = reply.headers['set-cookie']?.find((line) => line.startsWith('look='));
		if (look) me.look = look.split(';')[0];
		return reply;
	};
	const at = (path) => path.startsWith('/s/') ? path : `/s/${slug}${path}`;
	me.get = (path, headers) => call('GET', at(path), undefined, headers);
	me.send = (path, values, headers) => call('POST', at(path), new URLSearchParams(values).toString(), headers);
	me.add = (sku, quantity = 1) => me.send('/cart', { sku, quantity });
	me.turn = async () => (await me.get('/checkout')).text.match(/name="turn" value="([^"]+)"/)?.[1];
	me.order = async (more = {}) => me.send('/checkout', { ...PERSON, turn: await me.turn(), ...more });
	return me;
}
export const PERSON = { name: 'Ada Löwe', email: 'ada@example.org', address: '1 Long Lane\r\nBack door', postcode: 'N1', city: 'London', country: '', note: '', website: '' };

// Pieces of an article that the store has still.
export const left = async (id, sku) => (await psql(`select stock from gateway.shop_items where store_id = '${id}' and sku = '${sku}'`))[0][0];
