// What a product's features say that can be measured or compared: the reference of view_facts.c and size.c.
const UNITS = { mm: 1, cm: 10, metres: 1000, meter: 1000, inches: 25.4, inch: 25.4, zoll: 25.4, in: 25.4, m: 1000, '"': 25.4, '″': 25.4, 'سم': 10, 'см': 10 };
const SHEETS = { A0: [841, 1189], A1: [594, 841], A2: [420, 594], A3: [297, 420], A4: [210, 297], A5: [148, 210], A6: [105, 148] };
const NUMBER = '(\\d{1,4}(?:[.,]\\d{1,3})?)', UNIT = '(?:[ \\u00a0\\u202f]*(mm|cm|metres|meter|inches|inch|zoll|in|m|"|″|سم|см)(?![\\p{L}]))?', TIMES = '[ \\u00a0\\u202f]*(?:×|x|\\*|by )[ \\u00a0\\u202f]*';
const SIZE = new RegExp(`(?<![\\p{L}\\d.,])${NUMBER}(?!\\d)${UNIT}${TIMES}${NUMBER}(?!\\d)${UNIT}(?:${TIMES}${NUMBER}(?!\\d)${UNIT})?`, 'iu');
const SHEET = /(?:^\s*|(?:DIN|ISO|format|size|Papier)\s*)(A[0-6])(?![\p{L}\d])/u;

/** {label, width, height} in millimetres, or null. */
export function sizeFind(text) {
	const m = SIZE.exec(text), unit = name => UNITS[name?.toLowerCase()], n = v => parseFloat(v.replace(',', '.'));
	if (m) {
		const b = unit(m[4]) ?? unit(m[6]), a = unit(m[2]) ?? b;
		const [width, height] = [Math.round(n(m[1]) * a), Math.round(n(m[3]) * b)];
		if (b && [width, height].every(v => v >= 10 && v <= 3000)) return { label: m[0], width, height };
	}
	const sheet = SHEET.exec(text);
	return sheet ? { label: sheet[1], width: SHEETS[sheet[1]][0], height: SHEETS[sheet[1]][1] } : null;
}

export function productSize(p) {
	const variants = p.variants ?? [], offered = variants.some(v => v.stock > 0) ? variants.filter(v => v.stock > 0) : variants;
	const size = [...(p.features ?? []), ...offered.flatMap(v => Object.values(v.options))].map(sizeFind).find(Boolean) ?? null, photo = p.images?.[0];
	return size && photo && photo.width !== photo.height && (photo.width > photo.height) !== (size.width > size.height) ? { ...size, width: size.height, height: size.width } : size;
}

export const longestSide = products => Math.max(0, ...products.map(productSize).filter(Boolean).flatMap(s => [s.width, s.height]));

const cm = (mm, parts = 1) => { const tenths = Math.trunc(mm / parts); return tenths % 10 ? `${Math.trunc(tenths / 10)}.${tenths % 10}` : `${tenths / 10}`; };
const share = (mm, most) => Math.max(1, Math.trunc((mm * 100 + Math.trunc(most / 2)) / most));

export function specsOf(p) {
	const specs = [], notes = [];
	for (const text of p.features ?? []) {
		const at = Buffer.from(text).indexOf(':'), name = text.split(':')[0].trim(), value = text.slice(text.indexOf(':') + 1).trim();
		if (at >= 1 && at <= 40 && name && value) specs.push({ name, value });
		else notes.push(text);
	}
	return { specs, notes };
}

export function facts(p, most) {
	const z = productSize(p);
	return { ...specsOf(p), size: z && { label: z.label, width: cm(z.width), height: cm(z.height), left: `-${cm(z.width, 2)}`, top: `-${cm(z.height, 2)}`, w: share(z.width, most), h: share(z.height, most) } };
}

const fold = text => text.replace(/[A-Z]/g, c => c.toLowerCase());
const valueOf = (p, name) => specsOf(p).specs.find(s => fold(s.name) === fold(name))?.value ?? null;

/** Names that most of these products have, at most four. */
function columnsOf(products) {
	const names = [];
	for (const p of products) for (const { name } of specsOf(p).specs) {
		const known = names.find(n => fold(n.name) === fold(name));
		if (known) known.count++;
		else names.push({ name, count: 1 });
	}
	const taken = names.filter(n => products.length === 1 || n.count > 1).sort((a, b) => b.count - a.count).slice(0, 4);
	return names.filter(n => taken.includes(n)).map(n => n.name);
}

/** The scale of a wall: its longest side, and what it is in percent of the shop's. */
export const wallOf = (side, most) => side ? { label: `${Math.trunc((side + 5) / 10)} cm`, most: share(side, most) } : null;

export function table(products, cards, most) {
	const names = columnsOf(products);
	return { wall: wallOf(longestSide(products), most), columns: names.map(name => ({ name })), products: cards.map((c, i) => ({ ...c, cells: names.map(name => ({ name, value: valueOf(products[i], name) })) })) };
}

export function compare(all, at, card) {
	const near = [all[at], ...all.map((_, k) => all[(at + k) % all.length]).slice(1).filter(p => p.category === all[at].category)].slice(0, 4), names = near.length > 1 ? columnsOf(near) : [];
	return names.length ? { products: near.map((p, i) => ({ ...card(p, i), current: i === 0 })), rows: names.map(name => ({ name, values: near.map(p => ({ value: valueOf(p, name) })) })) } : null;
}
