// A catalogue of any size out of the demo's 200 products, each with a name, a price and a description of its own: the configuration of
// a version, as theme-svc gets it. Nothing random: the same n gives the same bytes.
import { readFileSync } from 'node:fs';

const demo = JSON.parse(readFileSync(new URL('../../deploy/demo/catalogue.json', import.meta.url), 'utf8'));
const PLACES = ['Tarn', 'Beck', 'Fell', 'Holm', 'Moor', 'Scar', 'Thwaite', 'Gill', 'Dale', 'Wharf', 'Ness', 'Combe', 'Hythe', 'Weir', 'Croft', 'Strand', 'Garth', 'Mere', 'Shaw', 'Toft'];
const OPENINGS = ['Made for everyday use', 'A quiet piece for a busy room', 'Begun on a Monday and finished when it was ready', 'The one that people ask about', 'Small enough to give away'];
const CLOSINGS = ['It is packed in paper, without plastic, and leaves the workshop within two days.', 'Should it arrive broken, write to us and we send another one.',
	'Each is a little different from the next, which is how you know that a hand made it.', 'It goes well with what you have, and better with what you keep.', 'Wash it by hand if you can, and it will outlast the shelf.'];

// Some 450 characters as it is; with chars, so many and a sentence: what the place and the season add.
function description(product, i, chars) {
	const facts = product.features.map((fact, k) => `${['It is', 'You get', 'We chose', 'There is', 'Expect'][(i + k) % 5]} ${fact}, ${['and it shows', 'as it should be', 'for good reason', 'no more and no less', 'year after year'][(i * 3 + k) % 5]}.`);
	const text = [`${OPENINGS[i % 5]}, ${product.name} number ${i} comes from our ${product.category.toLowerCase()} bench.`, facts.join(' '), `${CLOSINGS[i % 5]} ${CLOSINGS[(i + 2) % 5]}`];
	for (let k = 0, length = text.join('').length; length < chars; k++) {
		const fact = product.features[(i + k) % product.features.length];
		text.push(`In ${PLACES[(i * 7 + k) % 20]} and ${PLACES[(i + k * 3) % 20]} people keep one of ${i + k * 13} beside the ${PLACES[(i * 3 + k) % 20].toLowerCase()} door: ${fact}, ${OPENINGS[(i + k) % 5].toLowerCase()}.`);
		length += text.at(-1).length;
	}
	return text.join('\n\n');
}

export function configuration(n, settings = {}, chars = 0) {
	const product_descriptions = {};
	const products = Array.from({ length: n }, (_, i) => {
		const from = demo.product_config.products[i % 200], round = Math.floor(i / 200), tail = round ? `-${round}` : '';
		const product = { ...from, sku: from.sku + tail, name: round ? `${from.name} ${PLACES[round % 20]} ${round}` : from.name, price_minor: from.price_minor + round * 10,
			...(from.variants && { variants: from.variants.map((v) => ({ ...v, sku: v.sku + tail, price_minor: v.price_minor + round * 10 })) }) };
		product_descriptions[product.sku] = description(product, i, chars);
		return product;
	});
	return { business_info: demo.business_info, product_config: { products }, theme_settings: settings, content_data: { product_descriptions } };
}
