// Palettes: suggestions with proofs that are reckoned anew here, exports that other tools read, and a store that wears one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, merchant, save, session, SHOP } from './harness.mjs';

const P = '/api/v1/themes/palettes';
const channels = (color) => [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16));
const linear = (color) => channels(color).map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
const light = (color) => linear(color).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
function contrast(a, b) {
	const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
	return (x + 0.05) / (y + 0.05);
}
// OKLCH's hue and chroma, by the matrices of CSS Color 4.
function oklch(color) {
	const [r, g, b] = linear(color);
	const [l, m, s] = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]].map((k) => Math.cbrt(k[0] * r + k[1] * g + k[2] * b));
	const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s, y = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
	return { h: (Math.atan2(y, a) * 180) / Math.PI, c: Math.hypot(a, y) };
}
const turn = (a, b) => Math.abs(((a - b + 540) % 360) - 180);
// What lies on top of a photograph's brightest pixel.
const veil = (scrim, pixel) => `#${channels(scrim).map((v, i) => Math.round((v * parseInt(scrim.slice(7), 16) + channels(pixel)[i] * (255 - parseInt(scrim.slice(7), 16))) / 255).toString(16).padStart(2, '0')).join('')}`;

function judge_half(half, what) {
	const { roles, proof } = half;
	for (const p of proof) {
		const ratio = contrast(p.ink_color, p.ground_color);
		assert.ok(Math.abs(ratio - p.ratio) < 1e-3 && ratio >= p.needed && p.needed >= 3, `${what}: ${JSON.stringify(p)}`);
		assert.equal(p.ink_color, roles[p.ink], what);
		if (!p.ground.startsWith('scrim')) assert.equal(p.ground_color, roles[p.ground], what);
		assert.ok(p.use && Math.abs(p.lc) > 10, `${what}: ${JSON.stringify(p)}`);
	}
	const proved = (ink, ground) => proof.some((p) => p.ink === ink && p.ground === ground);
	for (const [ink, ground] of [['text', 'background'], ['muted', 'surface'], ['primary', 'background'], ['on_primary', 'primary'], ['on_primary', 'primary_hover'], ['on_primary_disabled', 'primary_disabled'], ['on_badge', 'badge'], ['focus', 'background'], ['on_image', 'scrim over white']]) assert.ok(proved(ink, ground), `${ink} on ${ground}`);
	assert.match(roles.scrim, /^#[0-9a-f]{8}$/);
	for (const pixel of ['#ffffff', '#000000', '#ffff00', '#00ffff']) assert.ok(contrast(roles.on_image, veil(roles.scrim, pixel)) >= 4.5, `${what}: ${pixel} under ${roles.scrim}`);
}

function judge(list, what) {
	const scores = list.map((p) => p.harmony);
	assert.deepEqual(scores, [...scores].sort((a, b) => b - a), what);
	assert.equal(new Set(list.map((p) => p.id)).size, list.length);
	for (const p of list) {
		judge_half(p.light, `${what} ${p.id} light`);
		judge_half(p.dark, `${what} ${p.id} dark`);
		const brand = oklch(p.brand);
		for (const half of [p.light, p.dark]) if (brand.c > 1e-4) assert.ok(turn(brand.h, oklch(half.roles.primary).h) <= 5, `${what}: ${p.brand} became ${half.roles.primary}`);
		assert.ok(p.hue_moved <= 5 && p.name && p.reason.length > 20, what);
		assert.deepEqual(p.vision.map((v) => v.kind).sort(), ['deutan', 'protan', 'tritan']);
		for (const v of p.vision) assert.match(v.light.primary + v.dark.accent, /^(#[0-9a-f]{6}){2}$/);
		assert.ok(light(p.light.roles.background) > 0.8 && light(p.dark.roles.background) < 0.1, what);
	}
}

test('one brand colour, whichever: each pair holds by day and by night, the hue stays, the most harmonious first', async () => {
	const m = merchant();
	for (const brand of ['#ffff00', '#000000', '#ffffff', '#0000ff', '#808080', '#7f8081', '#e4002b', '#010003', '#fefefd', '#1db954']) {
		const { body, status, text } = await m.post(P, { brand: [brand], n: 12 });
		assert.equal(status, 200, text);
		assert.ok(body.palettes.length >= 2, brand);
		judge(body.palettes, brand);
		assert.ok(body.palettes.every((p) => p.brand === brand));
	}
});

test('several brand colours are combined; without any, trade and style decide', async () => {
	const m = merchant(), brand = ['#0a5c36', '#f4a300', '#7a1f3d'];
	const several = (await m.post(P, { brand, n: 12 })).body.palettes;
	judge(several, 'several');
	const own = several.filter((p) => p.scheme === 'brand');
	assert.ok(own.length >= 2 && own.every((p) => brand.includes(p.brand) && brand.includes(p.accent)));
	const none = {};
	for (const wish of [{}, { industry: 'food_drink' }, { industry: 'food_drink', style: 'luxury' }, { industry: 'electronics', style: 'bold' }, { industry: 'something_else', style: 'nothing_known' }]) {
		const list = (none[JSON.stringify(wish)] = (await m.post(P, wish)).body.palettes);
		assert.equal(list.length, 6);
		assert.ok(new Set(list.map((p) => p.brand)).size >= 3, 'not all from one colour');
		judge(list, JSON.stringify(wish));
	}
	const ids = Object.values(none).slice(0, 4).map((list) => list.map((p) => p.id).join());
	assert.equal(new Set(ids).size, 4, 'trade and style make a difference');
	assert.equal((await m.post(P, { n: 3 })).body.palettes.length, 3);
});

test('wishes are checked', async () => {
	const m = merchant();
	for (const wish of [{ brand: ['red'] }, { brand: ['#12345'] }, { brand: '#123456' }, { brand: Array(6).fill('#123456') }, { n: 0 }, { n: 13 }, { industry: 'food drink' }, { style: '<b>' }, { colour: 1 }]) assert.equal((await m.post(P, wish)).status, 422, JSON.stringify(wish));
	const { body } = await m.post(P, { brand: ['#123456', '#12345g'] });
	assert.deepEqual(body.errors.map((e) => e.pointer), ['/brand/1']);
	assert.equal((await api('POST', P, { body: {} })).status, 401);
});

test('exports: CSS, W3C design tokens, Shopify’s settings; what would not be readable is solved', async () => {
	const m = merchant();
	const [{ light: day, dark: night, name }] = (await m.post(P, { brand: ['#c2410c'], n: 1 })).body.palettes;
	const base = ({ roles }) => Object.fromEntries(['background', 'surface', 'text', 'muted', 'primary', 'on_primary', 'accent', 'border'].map((role) => [role, roles[role]]));
	const ask = (format, more = {}) => m.post(`${P}/export`, { format, name, light: base(day), dark: base(night), ...more });
	const css = await ask('css');
	assert.equal(css.headers['content-type'], 'text/css; charset=utf-8');
	assert.match(css.headers['content-disposition'], /^attachment; filename="palette\.css"$/);
	const [first, second] = css.text.split('@media(prefers-color-scheme:dark)');
	for (const [part, { roles }] of [[first, day], [second, night]]) for (const [role, color] of Object.entries(roles)) assert.ok(part.includes(`--${role.replaceAll('_', '-')}:${color}`), `${role} ${color}`);
	const tokens = JSON.parse((await ask('tokens')).text);
	for (const [group, { roles }] of [['light', day], ['dark', night]]) {
		assert.equal(tokens[group].$type, 'color');
		for (const [role, color] of Object.entries(roles)) {
			const { colorSpace, components, alpha, hex } = tokens[group][role].$value;
			assert.deepEqual([colorSpace, hex], ['srgb', color.slice(0, 7)]);
			assert.deepEqual(components.map((v) => Math.round(v * 255)), channels(color));
			assert.equal(Math.round(alpha * 255), color.length === 9 ? parseInt(color.slice(7), 16) : 255);
		}
	}
	const { color_schemes } = JSON.parse((await ask('shopify')).text).current;
	assert.equal(Object.keys(color_schemes).length, 5);
	for (const { settings } of Object.values(color_schemes)) {
		assert.ok(contrast(settings.background, settings.text) >= 4.5 && contrast(settings.button, settings.button_label) >= 4.5 && contrast(settings.background, settings.secondary_button_label) >= 4.5, JSON.stringify(settings));
	}
	assert.equal(color_schemes['scheme-1'].settings.button, day.roles.primary);
	const solved = await m.post(`${P}/export`, { format: 'css', light: { primary: '#ffee00' } });
	const color = (role) => solved.text.match(new RegExp(`--${role}:(#[0-9a-f]{6})`))[1];
	assert.ok(contrast(color('primary'), color('background')) >= 4.5 && turn(oklch('#ffee00').h, oklch(color('primary')).h) <= 5);
	for (const body of [{ format: 'pdf', light: { primary: '#123456' } }, { format: 'css', light: {} }, { format: 'css', light: { primary: 'red' } }, { format: 'css' }]) assert.equal((await m.post(`${P}/export`, body)).status, 422, JSON.stringify(body));
});

test('a store wears it: a merchant’s colours keep their hue, the derived roles are in its stylesheet, the night half is theirs', async () => {
	const s = await session();
	await save(s, 1, SHOP[0]);
	await save(s, 2, SHOP[1]);
	const [suggested] = (await s.m.post(P, { brand: ['#ffcc00'], n: 1 })).body.palettes;
	const base = ({ roles }) => Object.fromEntries(['background', 'surface', 'text', 'muted', 'primary', 'on_primary', 'accent', 'border'].map((role) => [role, roles[role]]));
	const css_of = async (step_data) => {
		await save(s, 3, step_data);
		const front = await api('GET', (await s.m.get(s.path)).body.preview_url);
		return (await api('GET', front.text.match(/<link rel="stylesheet" href="([^"]+)"/)[1])).text;
	};
	const worn = await css_of({ theme_id: 'atelier', palette: base(suggested.light), customizations: { palette_dark: base(suggested.dark) } });
	for (const [half, part] of [[suggested.light, worn.slice(0, worn.indexOf('@media'))], [suggested.dark, worn.slice(worn.indexOf('@media'))]])
		for (const [role, color] of Object.entries(half.roles)) assert.ok(part.includes(`--${role.replaceAll('_', '-')}:${color}`), `${role} ${color}`);
	const own = await css_of({ theme_id: 'atelier', palette: { primary: '#ffee00' } });
	const primary = own.match(/--primary:(#[0-9a-f]{6})/)[1];
	assert.notEqual(primary, '#ffee00');
	assert.ok(turn(oklch('#ffee00').h, oklch(primary).h) <= 5 && oklch(primary).c > 0.05, primary);
	assert.match(own, /--scrim:#[0-9a-f]{8};--on-image:#ffffff/);
});
