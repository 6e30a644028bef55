// The shops that a theme is judged with, as the wizard wants to hear of them.
import { readFileSync } from 'node:fs';

const json = (path) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
const SHOPS = json('theme-svc/themes/_sample/shops.json');

// Nobody says null to the wizard; photographs come to it by other ways than in the samples.
const said = (object, ...not) => Object.fromEntries(Object.entries(object).filter(([key, value]) => value !== null && !not.includes(key)));

// step_data of the steps 1, 2 and 4.
function answers(shop) {
	return {
		info: { description: '', ...said(shop.business_info) },
		products: shop.product_config.products.map((product) => said(product, 'images')),
		texts: { fill_missing: true, pages: { ...(shop.tagline && { home: { headline: shop.tagline } }), ...(shop.about && { about: { body: shop.about.body } }) } },
	};
}

export const LARGE = answers(json('deploy/demo/catalogue.json'));
export const EDGES = { empty: answers(SHOPS.x_empty), one: answers(SHOPS.x_one), german: answers(SHOPS.x_german), arabic: answers(SHOPS.x_arabic) };
