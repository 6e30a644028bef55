// The launch review: the store's own pages judged, one of each kind, for the session's owner alone.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { merchant, save, session } from './harness.mjs';

const product = (i, more = {}) => ({ sku: `S-${i}`, name: `Mug ${i}`, price_minor: 1900, currency: 'EUR', stock: 3, ...more });
const review = (s) => s.m.get(`/api/v1/wizard/session/${s.id}/review`);

test('a store with good answers has nothing to mend, whatever its size or language', async () => {
	const extremes = [
		{ business: { business_name: 'Kleine Töpferei', industry: 'home_decor', languages: ['de'] }, products: [product(1, { name: 'Donaudampfschifffahrtsgesellschaftskapitänsmützenbecher mit Untertasse' })] },
		{ business: { business_name: 'خزف', industry: 'home_decor', languages: ['ar'] }, products: [product(1, { name: 'كوب أزرق' })] },
		{ business: { business_name: 'Nothing yet', industry: 'fashion' }, products: [] },
		{ business: { business_name: 'Much', industry: 'electronics' }, products: Array.from({ length: 200 }, (_, i) => product(i, { category: `Kind ${i % 7}` })) },
	];
	for (const { business, products } of extremes) {
		const s = await session();
		for (const [step, data] of [[1, { description: 'What we make, by hand.', ...business }], [2, { products }]]) {
			const saved = await save(s, step, data);
			assert.equal(saved.status, 200, JSON.stringify(saved.body));
		}
		const { status, body } = await review(s);
		assert.equal(status, 200, JSON.stringify(body));
		assert.deepEqual(body.findings.map((f) => `${f.page} ${f.rule} ${f.selector}: ${f.found}`), [], business.business_name);
		assert.equal(body.ok, true);
		assert.ok(body.pages >= 8 && body.rules >= 40 && body.unsure < body.rules, JSON.stringify({ ...body, findings: 0 }));
	}
});

test('a layout that could be better is advised on before anything is drawn', async () => {
	const s = await session(), products = Array.from({ length: 30 }, (_, i) => product(i, i ? {} : { name: 'Name '.repeat(20), images: [{ url: 'https://example.com/a.jpg', alt: 'A mug' }] }));
	await save(s, 1, { business_name: 'Mugs', industry: 'home_decor', description: 'Mugs, thrown by hand.' });
	const ids = async (list) => (await save(s, 2, { products: list })).body.recommendations.map((one) => one.id).filter((id) => /^look:(categories|photos|names)/.test(id));
	assert.deepEqual(await ids(products), ['look:categories', 'look:photos', 'look:names']);
	assert.deepEqual(await ids(products.slice(1).map((one) => ({ ...one, category: 'Mugs' }))), []);
});

test('a review is the owner’s', async () => {
	const s = await session();
	assert.equal((await merchant().get(`/api/v1/wizard/session/${s.id}/review`)).status, 404);
	assert.equal((await merchant().get(`/api/v1/wizard/session/${randomUUID()}/review`)).status, 404);
});
