// Reference of the product stand-ins: art(style, name) → one inline <svg>.
//
// The engine's port must print the same bytes, therefore: integers only, no trigonometry, one generator, tables of ready strings.
// Use: node art.mjs <style> <name>          prints one drawing
//      node art.mjs --sheet <file.html>     a contact sheet in light and dark

const fill = (role, opacity) => ` fill="var(--${role})"` + (opacity ? ` fill-opacity="${opacity}"` : '');
const line = (role, width, opacity) => ` fill="none" stroke="var(--${role})" stroke-width="${width}"` + (opacity ? ` stroke-opacity="${opacity}"` : '');
const rect = (x, y, w, h, paint, rx) => `<rect x="${x}" y="${y}" width="${w}" height="${h}"` + (rx ? ` rx="${rx}"` : '') + `${paint}/>`;
const circle = (x, y, r, paint) => `<circle cx="${x}" cy="${y}" r="${r}"${paint}/>`;
const ellipse = (x, y, rx, ry, paint) => `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}"${paint}/>`;
const path = (d, paint) => `<path d="${d}"${paint}/>`;
const group = (transform, body) => `<g transform="${transform}">${body}</g>`;

/** xorshift32 seeded by FNV-1a (32 bit) over the UTF-8 bytes of the name; 0 becomes 1. r(n) is 0..n-1. */
export function seeded(name) {
	let x = 0x811c9dc5;
	for (const byte of new TextEncoder().encode(name)) x = Math.imul(x ^ byte, 0x01000193) >>> 0;
	if (x === 0) x = 1;
	const next = () => {
		x ^= x << 13; x >>>= 0;
		x ^= x >>> 17;
		x ^= x << 5; x >>>= 0;
		return x;
	};
	for (let i = 0; i < 4; i++) next();          // neighbours such as "Mug 1" and "Mug 2" part company
	return n => (next() >>> 8) % n;
}

/* ---- still: vessels on a ledge, before a wall with one light shape. Vessels stand on (0,0); [silhouette, lit left side] ---- */
const VESSELS = [
	['M-26-210h52v14q-6 40 4 60q44 26 44 76q0 60-46 60h-56q-46 0-46-60q0-50 44-76q10-20 4-60z', 'M-26-196q6 40-4 60q-44 26-44 76q0 60 46 60q-22-20-22-60q0-44 36-72q10-24 4-64z'],
	['M-62-120h124q0 76-26 108q-6 12-22 12h-28q-16 0-22-12q-26-32-26-108z', 'M-62-120h26q0 74 22 120q-16 0-22-12q-26-32-26-108z'],
	['M-104-84h208q-6 60-62 78v6h-84v-6q-56-18-62-78z', 'M-104-84h44q6 58 42 84h-24v-6q-56-18-62-78z'],
	['M-20-250h40v96q40 20 40 64v70q0 20-20 20h-80q-20 0-20-20v-70q0-44 40-64z', 'M-20-250h14v100q-30 20-30 62v68q0 20 12 20h-16q-20 0-20-20v-70q0-44 40-64z'],
	['M-58-150h104v16q44-4 44 38t-48 44v32q0 20-20 20h-60q-20 0-20-20zM46-112v40q22 0 22-22t-22-18z', 'M-58-150h22v130q0 20 18 20h-20q-20 0-20-20z'],
	['M-30-178q30-20 60 0v18h14v18q30 12 30 44v78q0 20-20 20h-108q-20 0-20-20v-78q0-32 30-44v-18h14z', 'M-44-142q-30 12-30 44v78q0 20 20 20h18q-18-4-18-22v-74q0-30 28-46z'],
	['M-46-196q46 22 92 0q-8 40 2 62q26 32 26 64q0 50-40 70h-68q-40-20-40-70q0-32 26-64q10-22 2-62z', 'M-46-196q12 6 22 8q-2 36-10 58q-20 30-20 62q0 48 28 68h-8q-40-20-40-70q0-32 26-64q10-22 2-62z'],
	['M-84-30h168l-14 30h-140zM-84-62h168l-12 26h-144zM-84-94h168l-12 26h-144z', 'M-84-94h40l10 26h-38zM-84-62h40l10 26h-38zM-84-30h40l8 30h-34z'],
];
const BEHIND = [
	() => circle(292, 118, 62, fill('accent', '.34')),
	() => path('M232 282v-142q0-66 66-66t66 66v142z', fill('accent', '.24')),
	() => path('M40 282v-160q0-60 60-60t60 60v160z', fill('accent', '.24')),
	() => circle(112, 128, 74, fill('accent', '.3')),
	() => path('M246 0h84l-70 282h-120z', fill('background', '.6')),
	() => path('M0 96q90-40 180 0t220-10v196h-400z', fill('accent', '.16')),
];
const PAINTS = [['primary', ''], ['accent', ''], ['muted', ''], ['text', '.86'], ['primary', '.7'], ['accent', '.72']];
function still(r) {
	let s = rect(0, 0, 400, 400, fill('surface')) + rect(0, 0, 400, 400, fill('border', '.35')) + BEHIND[r(6)]();
	s += rect(0, 282, 400, 118, fill('border')) + rect(0, 282, 400, 3, fill('background', '.5'));
	const first = r(8), paint = r(6), mirrored = r(2), layout = r(4);
	const put = (vessel, colour, x, y, size, flip) => ellipse(x + 14, y, 70 * size / 100 | 0, 7, fill('text', '.16'))
		+ group(`translate(${x} ${y}) scale(${flip ? '-' : ''}${scale(size)} ${scale(size)})`,
			(PAINTS[colour][1] ? path(VESSELS[vessel][0], fill('surface')) : '') + path(VESSELS[vessel][0], fill(...PAINTS[colour]))
			+ path(VESSELS[vessel][1], fill('background', '.2')));
	if (layout === 0) return s + put(first, paint, 200, 330, 110, mirrored);
	const second = (first + 1 + r(7)) % 8, other = (paint + 1 + r(5)) % 6;
	if (layout === 1) return s + put(second, other, 268, 316, 85, r(2)) + put(first, paint, 154, 340, 105, mirrored);
	if (layout === 2) return s + put(second, other, 132, 316, 85, r(2)) + put(first, paint, 248, 340, 105, mirrored);
	const third = (second + 1 + r(6)) % 8;
	return s + put(third, (other + 1) % 6, 96, 314, 65, r(2)) + put(second, other, 300, 318, 80, r(2)) + put(first, paint, 196, 342, 100, mirrored);
}
const scale = percent => percent === 100 ? '1' : percent > 100 ? `1.${pad(percent - 100)}` : `.${pad(percent)}`;
const pad = n => n < 10 ? `0${n}` : `${n}`;

/* ---- type: the initial, as large as the page, in the theme's display face ---- */
function type(r, name) {
	const tint = r(4), x = 150 + r(5) * 25, y = 318 + r(4) * 16, turn = ['0', '-6', '5', '-12'][r(4)];
	const ground = [['primary', 'on-primary'], ['surface', 'primary'], ['accent', 'background'], ['text', 'background']][tint];
	return rect(0, 0, 400, 400, fill(ground[0])) + circle(80 + r(5) * 60, 80 + r(5) * 60, 70 + r(4) * 20, fill(ground[1], '.1'))
		+ `<text x="${x}" y="${y}" transform="rotate(${turn} 200 200)" text-anchor="middle" font-family="var(--display)" font-size="350" font-weight="600"${fill(ground[1])}>${initial(name)}</text>`;
}
/** First code point that is not ASCII punctuation or space; ASCII letters become capitals; none gives a middle dot. */
export function initial(name) {
	for (const c of name) if (/[A-Za-z0-9]/.test(c) || c.codePointAt(0) > 0xbf) return /[a-z]/.test(c) ? c.toUpperCase() : c;
	return '·';
}

/* ---- stripe: a length of cloth, clipped to a rail ---- */
const WARP = ['primary', 'text', 'accent', 'background', 'muted'];
function stripe(r) {
	const left = 76, top = 78, w = 248, h = 270, kind = r(5), a = r(5), b = (a + 1 + r(4)) % 5, c = (a + 1 + r(4)) % 5;
	let s = rect(0, 0, 400, 400, fill('surface')) + rect(0, 40, 400, 5, fill('text'));
	s += path(`M${left + 14} ${top + 10}h${w}l6 ${h + 8}h-${w}z`, fill('text', '.12'));
	s += rect(left, top, w, h, fill('background')) + rect(left, top, w, h, fill(WARP[a], kind === 4 ? '.16' : ''));
	if (kind === 0 || kind === 2)
		for (let x = 0; x < w;) {
			const band = [6, 10, 16, 24, 32][r(5)], gap = [8, 14, 20, 30][r(4)];
			const wide = x + band > w ? w - x : band;
			s += rect(left + x, top, wide, h, fill(WARP[r(3) ? b : c], kind === 2 ? '.7' : ''));
			x += band + gap;
		}
	if (kind === 1 || kind === 2)
		for (let y = 6; y < h;) {
			const band = [4, 8, 14, 22][r(4)], gap = [8, 12, 22, 34][r(4)];
			const tall = y + band > h ? h - y : band;
			s += rect(left, top + y, w, tall, fill(WARP[r(3) ? c : b], kind === 2 ? '.5' : ''));
			y += band + gap;
		}
	if (kind === 3)
		for (let y = 0; y < 9; y++) for (let x = 0; x < 8; x++)
			s += (x + y + r(6)) % 3 ? circle(left + 17 + x * 31, top + 15 + y * 30, 6, fill(WARP[b])) : circle(left + 17 + x * 31, top + 15 + y * 30, 10, fill(WARP[c]));
	if (kind === 4)
		for (let y = 0; y < 6; y++)
			s += path(`M${left} ${top + 20 + y * 42}l31 26l31-26l31 26l31-26l31 26l31-26l31 26l31-26v${10 + r(3) * 6}l-31 26l-31-26l-31 26l-31-26l-31 26l-31-26l-31 26l-31-26z`, fill(WARP[y % 2 ? b : c]));
	s += path(`M${left} ${top}h22v${h}h-22zM${left + 110} ${top}h16v${h}h-16zM${left + 196} ${top}h26v${h}h-26z`, fill('text', '.06'));
	for (const x of [left + 28, left + w - 40]) s += rect(x, 34, 12, 54, fill('text'), 2) + rect(x + 3, 72, 6, 8, fill('accent'));
	return s;
}

/* ---- gem: one piece of light on a dark ground ---- */
const CUTS = [
	// [outline, light facets, deep facets] around (0,0), within ±60
	['M-34-40h68l26 32l-60 68l-60-68z', 'M-34-40l-26 32h34zM-34-40h34l-26 32zM34-40l-8 32h34z', 'M-26-8h52l-26 68zM-60-8h34l26 68z'],
	['M0-60l42 18l18 42l-18 42l-42 18l-42-18l-18-42l18-42z', 'M0-60l-42 18l24 24l18-10zM-60 0l18-42l24 24l-8 18zM42-42l-42-18v32l18 10z', 'M60 0l-18 42l-24-24l8-18zM0 60l42-18l-24-24l-18 10zM-18-18l18-10l18 10l8 18l-8 18l-18 10l-18-10l-8-18z'],
	['M-36-56h72l14 14v84l-14 14h-72l-14-14v-84z', 'M-36-56h72l-12 20h-48zM-50-42l14-14l12 20v72l-12 20l-14-14z', 'M-24-36h48v72h-48z'],
	['M0-66q44 46 44 78a44 44 0 0 1-88 0q0-32 44-78z', 'M0-66q-44 46-44 78l28-6zM0-66l16 72l-32 0z', 'M-16 6h32l28 6a44 44 0 0 1-88 0z'],
	['M0-62q60 62 0 124q-60-62 0-124z', 'M0-62q-60 62 0 124l-14-62z', 'M0-30l14 30l-14 30l-14-30z'],
];
function gem(r) {
	const cut = CUTS[r(5)], setting = r(5), role = ['accent', 'primary', 'text'][r(3)];
	const stone = (x, y, size) => group(`translate(${x} ${y}) scale(${scale(size)})`,
		path(cut[0], fill(role, '.34')) + path(cut[1], fill(role, '.55')) + path(cut[2], fill(role, '.3')) + path(cut[0], line(role, 3)));
	const spark = (x, y, n) => path(`M${x} ${y - n}q0 ${n} ${n} ${n}q-${n} 0-${n} ${n}q0-${n}-${n}-${n}q${n} 0 ${n}-${n}z`, fill('text', '.9'));
	let s = rect(0, 0, 400, 400, fill('surface')) + ellipse(200, 210, 250, 190, fill('accent', '.05')) + ellipse(200, 216, 180, 140, fill('accent', '.06'));
	if (setting === 0)       // a ring, seen upright
		s += ellipse(200, 352, 90, 8, fill('background', '.7')) + circle(200, 252, 92, line('accent', 13)) + circle(200, 252, 98, line('background', 2, '.45'))
			+ path('M176 168l10-22h28l10 22z', fill('accent')) + stone(200, 112, 90);
	else if (setting === 1)  // a pendant on its chain
		s += path('M70-10q40 190 130 196q90-6 130-196', line('accent', 2)) + path('M78-10q38 178 122 190q84-12 122-190', line('accent', 1, '.6'))
			+ circle(200, 196, 10, line('accent', 4)) + stone(200, 278, 115);
	else if (setting === 2)  // a pair
		s += path('M128 74q26-12 26 14t-26 30M272 74q-26-12-26 14t26 30', line('accent', 5)) + circle(128, 128, 8, fill('accent')) + circle(272, 128, 8, fill('accent'))
			+ path('M128 136v46M272 136v46', line('accent', 2)) + stone(128, 246, 90) + stone(272, 246, 90);
	else if (setting === 3)  // a strand
		for (let i = 0; i < 13; i++) s += circle(STRAND[i][0], STRAND[i][1], STRAND[i][2], fill(i === 6 ? role : 'accent', i === 6 ? '' : i % 2 ? '.8' : '.55'))
			+ circle(STRAND[i][0] - 4, STRAND[i][1] - 5, 3, fill('text', '.7'));
	else                     // a bangle, and a stone beside it
		s += ellipse(186, 226, 130, 96, line('accent', 16)) + ellipse(186, 220, 130, 96, line('background', 2, '.4')) + stone(292, 132, 70);
	for (let i = 1 + r(3); i > 0; i--) s += spark(70 + r(14) * 20, 60 + r(8) * 20, 8 + r(3) * 4);
	return s;
}
const STRAND = [[64, 60, 10], [74, 100, 12], [88, 138, 13], [108, 172, 15], [134, 202, 17], [164, 224, 19], [200, 236, 23], [236, 224, 19], [266, 202, 17], [292, 172, 15], [312, 138, 13], [326, 100, 12], [336, 60, 10]];

/* ---- blob: soft shapes, and one plant before them ---- */
const BLOBS = [
	'M-10-150q90-20 130 60t0 150t-150 80t-130-90t40-140t110-60z',
	'M20-140q110 10 120 110t-70 140t-150 0t-60-150t60-80t100-20z',
	'M-40-140q60-40 120 0t80 110t-50 130t-140 30t-110-100t20-110t80-60z',
	'M0-130q70-50 120 20t10 140t-120 100t-140-50t-10-130t50-50t90-30z',
];
const TURNS = ['0', '45', '90', '135', '180', '225', '270', '315'];
function blob(r) {
	let s = rect(0, 0, 400, 400, fill('surface'));
	s += group(`translate(${140 + r(5) * 20} ${160 + r(5) * 15}) rotate(${TURNS[r(8)]})`, path(BLOBS[r(4)], fill('accent', '.42')));
	s += group(`translate(${200 + r(5) * 20} ${210 + r(5) * 15}) rotate(${TURNS[r(8)]}) scale(.8)`, path(BLOBS[r(4)], fill('primary', '.26')));
	const plant = r(4), role = r(2) ? 'primary' : 'text', lean = ['-8', '-3', '4', '9'][r(4)];
	let p = '';
	if (plant === 0) {           // a sprig, leaves in pairs
		p += path('M0 0q-10-130 0-260', line(role, 4));
		for (let i = 0; i < 5; i++) {
			const y = -48 - i * 46, n = 100 - i * 13;
			p += group(`translate(-2 ${y}) rotate(${-38 + r(3) * 5}) scale(${scale(n)})`, path('M0 0q-20-40-74-40q14 46 74 40z', fill(role, '.88')));
			p += group(`translate(-2 ${y - 14}) rotate(${28 + r(3) * 5}) scale(${scale(n)})`, path('M0 0q20-40 74-40q-14 46-74 40z', fill(role, '.7')));
		}
		p += path('M0-258q-22-30 0-66q22 36 0 66z', fill(role));
	} else if (plant === 1) {    // one flower
		p += path('M0 0q14-80 0-170', line(role, 5)) + path('M4-60q50-50 84-20q-30 44-84 20z', fill(role, '.8')) + path('M8-90q-60-40-90-4q36 40 90 4z', fill(role, '.66'));
		const petals = 5 + r(4), step = [72, 60, 51, 45][petals - 5];
		for (let i = 0; i < petals; i++) p += group(`translate(0 -206) rotate(${i * step})`, path('M0-8q-38-40 0-84q38 44 0 84z', fill('primary', '.72')));
		p += circle(0, -206, 20, fill('accent')) + circle(0, -206, 9, fill('surface', '.7'));
	} else if (plant === 2) {    // a jar and a leaf
		p += rect(-62, -150, 124, 150, fill(role, '.9'), 22) + rect(-54, -188, 108, 34, fill('text', '.82'), 8) + rect(-62, -104, 124, 56, fill('surface', '.92'))
			+ circle(0, -76, 13, fill('accent')) + rect(-50, -140, 12, 124, fill('surface', '.22'), 6)
			+ path('M40-196q0-80 92-96q10 90-92 96z', fill('primary', '.7'));
	} else {                     // grasses with seed heads
		for (let i = 0; i < 5; i++) {
			const tip = -92 + i * 44 + r(4) * 5, y = -170 - r(6) * 22;
			p += path(`M0 0q${tip / 4 | 0} ${y / 2} ${tip} ${y}`, line(role, 3)) + group(`translate(${tip} ${y}) rotate(${tip / 4 | 0})`, ellipse(0, -16, 11, 28, fill(i % 2 ? 'primary' : 'accent', '.9')));
		}
	}
	return s + group(`translate(200 372) rotate(${lean})`, p);
}

/* ---- spine: a shelf, one book stands out ---- */
function spine(r) {
	let s = rect(0, 0, 400, 400, fill('surface')) + rect(0, 346, 400, 54, fill('border')) + rect(0, 346, 400, 6, fill('text', '.22'));
	const chosen = 1 + r(4);
	let x = 26 + r(3) * 6;
	for (let i = 0; x < 340; i++) {
		const w = 24 + r(6) * 6 + (i === chosen ? 16 : 0), h = i === chosen ? 276 : 170 + r(9) * 11, y = 346 - h;
		const role = i === chosen ? 'primary' : ['muted', 'text', 'accent', 'border'][r(4)], opacity = i === chosen ? '' : ['.9', '.7', '.55'][r(3)];
		const gilt = i === chosen ? 'on-primary' : 'background', bands = r(4);
		if (x + w > 384) break;
		s += rect(x, y, w, h, fill(role, opacity), 2) + rect(x + w - 4, y, 3, h, fill('text', '.14'));
		if (bands === 0) s += rect(x, y + 22, w, 3, fill(gilt, '.8')) + rect(x, y + 30, w, 1, fill(gilt, '.8')) + rect(x, y + h - 34, w, 3, fill(gilt, '.8'));
		else if (bands === 1) s += rect(x + 5, y + 30, w - 10, 64, fill(gilt, '.82'), 1) + rect(x + (w >> 1) - 1, y + 40, 2, 44, fill(role));
		else if (bands === 2) s += circle(x + (w >> 1), y + h - 30, 6, fill(gilt, '.8')) + rect(x + (w >> 1) - 2, y + 26, 3, 96, fill(gilt, '.7'));
		else s += rect(x, y + (h >> 2), w, h >> 2, fill(gilt, '.24')) + rect(x + (w >> 1) - 1, y + (h >> 2) + 12, 2, (h >> 2) - 24, fill(gilt, '.9'));
		if (i === chosen) s += path(`M${x + w - 14} ${y + h}v16l-5-6l-5 6v-16z`, fill('accent'));
		x += w + 2 + (r(5) === 0 ? 16 : 0);
	}
	return s;
}

/* ---- grid: the face of a device, made of modules ---- */
function grid(r) {
	let s = rect(0, 0, 400, 400, fill('surface'));
	for (let i = 1; i < 10; i++) s += rect(i * 40, 0, 1, 400, fill('border', '.55')) + rect(0, i * 40, 400, 1, fill('border', '.55'));
	const wide = r(2), left = wide ? 60 : 90, w = wide ? 280 : 220, top = 50, h = 300, light = r(4);
	s += rect(left + 8, top + 12, w, h, fill('text', '.14'), 26) + rect(left, top, w, h, fill('text'), 26) + rect(left + 4, top + 4, w - 8, h - 8, fill('background'), 23)
		+ rect(left + 4, top + 4, w - 8, h - 8, fill('text', '.07'), 23);
	const inner = left + 22, iw = w - 44;
	for (let row = 0, last = -1; row < 4; row++) {
		const y = top + 22 + row * 66;
		let kind = r(5);
		if (kind === last) kind = (kind + 1) % 5;
		last = kind;
		const lit = row === light;
		if (kind === 0) {        // a screen with a trace
			s += rect(inner, y, iw, 56, fill('text'), 8);
			let d = `M${inner + 10} ${y + 28}`;
			for (let x = 0; x + 24 <= iw - 20; x += 12) d += `l12 ${x % 24 ? 6 + r(3) * 6 : -6 - r(3) * 6}`;
			s += path(d, line(lit ? 'accent' : 'background', 3) + ' stroke-linejoin="round" stroke-linecap="round"');
		} else if (kind === 1) { // a speaker
			let d = '';
			for (let j = 0; j < 4; j++) for (let x = 6; x < iw; x += 14) d += `M${inner + x} ${y + 7 + j * 14}h0`;
			s += path(d, line('text', 6, lit ? '.9' : '.55') + ' stroke-linecap="round"');
		} else if (kind === 2) { // knobs
			const n = iw / 58 | 0;
			for (let j = 0; j < n; j++) {
				const x = inner + 28 + (n > 1 ? j * ((iw - 56) / (n - 1) | 0) : 0);
				s += circle(x, y + 28, 25, fill(lit && j === 0 ? 'accent' : 'text')) + circle(x, y + 28, 19, fill('background', '.14'))
					+ group(`rotate(${r(9) * 30 - 120} ${x} ${y + 28})`, rect(x - 2, y + 5, 4, 16, fill('background'), 2));
			}
		} else if (kind === 3) { // keys
			const n = iw / 44 | 0, kw = (iw - (n - 1) * 6) / n | 0, on = r(n);
			for (let j = 0; j < n; j++) s += rect(inner + j * (kw + 6), y, kw, 56, fill(lit && j === on ? 'accent' : 'text', lit && j === on ? '' : j % 2 ? '.82' : '.6'), 7);
		} else {                 // a slider and a lamp
			const at = 30 + r(5) * ((iw - 90) / 5 | 0);
			s += rect(inner, y + 25, iw - 34, 6, fill('text', '.5'), 3) + rect(inner + at, y + 8, 18, 40, fill('text'), 5) + rect(inner + at + 8, y + 14, 2, 28, fill('background'))
				+ circle(inner + iw - 11, y + 28, 10, fill(lit ? 'accent' : 'text', lit ? '' : '.3'));
		}
	}
	return s;
}

/* ---- plate: a table from above ---- */
function plate(r) {
	let s = rect(0, 0, 400, 400, fill('surface')) + rect(0, 0, 400, 400, fill('border', '.3'));
	const cloth = r(3), x = 176 + r(3) * 24, y = 184 + r(3) * 18, kind = r(4);
	if (cloth === 0) for (let i = 0; i < 10; i++) s += rect(i * 40, 0, 20, 400, fill('accent', '.22'));
	else if (cloth === 1) for (let i = 0; i < 10; i++) s += rect(i * 40, 0, 14, 400, fill('primary', '.12')) + rect(0, i * 40, 400, 14, fill('primary', '.12'));
	else s += path('M0 250q120-60 220 0t180-20v170h-400z', fill('accent', '.3'));
	s += circle(x + 10, y + 14, 142, fill('text', '.14'));
	if (kind === 0)              // a cup on its saucer
		s += circle(x, y, 140, fill('background')) + circle(x, y, 104, line('border', 3)) + group(`rotate(${r(8) * 45} ${x} ${y})`, rect(x + 70, y - 13, 52, 26, fill('background'), 12) + rect(x + 70, y - 13, 52, 26, line('border', 3), 12))
			+ circle(x, y, 84, fill('background')) + circle(x, y, 84, line('border', 3)) + circle(x, y, 72, fill('primary')) + path(`M${x} ${y + 44}q-56-34-34-66q20-16 34 10q14-26 34-10q22 32-34 66z`, fill('on-primary', '.82'));
	else {
		s += circle(x, y, 140, fill('background')) + circle(x, y, 140, line('border', 3)) + circle(x, y, 100, line('border', 2));
		if (kind === 1) {        // slices, fanned
			for (let i = 0; i < 8; i++) s += group(`rotate(${i * 45 + r(3) * 4} ${x} ${y})`, path(`M${x} ${y - 16}l-26-62q26-22 52 0z`, fill(i % 3 ? 'accent' : 'primary', i % 2 ? '.95' : '.75')));
			s += circle(x, y, 13, fill('primary'));
		} else if (kind === 2)   // rounds, scattered
			for (let i = 0; i < 7; i++) {
				const c = ROUNDS[i], n = 20 + r(4) * 5;
				s += circle(x + c[0], y + c[1], n, fill(i % 2 ? 'accent' : 'primary', '.9')) + circle(x + c[0] - 4, y + c[1] - 4, n - 9, fill('background', '.22'));
			}
		else {                   // a bowl, with leaves
			s += circle(x, y, 92, fill('primary')) + circle(x, y, 80, fill('accent', '.9'));
			for (let i = 0; i < 5; i++) s += group(`rotate(${i * 72 + r(4) * 8} ${x} ${y})`, path(`M${x} ${y - 8}q-30-30 0-64q30 34 0 64z`, fill(i % 2 ? 'background' : 'primary', '.8')));
		}
	}
	if (r(2)) s += group(`rotate(${-4 + r(5) * 2} 352 200)`, rect(346, 120, 12, 220, fill('muted'), 6) + path('M334 40h6v52h8v-52h8v52h8v-52h6v66q0 26-18 26t-18-26z', fill('muted')));
	else s += circle(344, 340, 40, fill('text', '.12')) + circle(338, 332, 40, fill('background')) + circle(338, 332, 30, fill(kind ? 'primary' : 'accent', '.85'));
	return s;
}
const ROUNDS = [[0, 0], [56, -16], [22, 52], [-36, 48], [-58, -10], [-24, -56], [36, -60]];

/* ---- coast: a place to go, wide enough for a band across the page ---- */
const SEA = ['.4', '.58', '.78', '.95'];
const DISTANCE = ['.3', '.5', '.74', '.96'];
function coast(r) {
	const scene = r(5), sunX = 60 + r(7) * 46, sunY = 76 + r(4) * 16, sun = 24 + r(4) * 9;
	let s = rect(0, 0, 400, 400, fill('surface')) + rect(0, 0, 400, 92, fill('muted', '.16')) + rect(0, 0, 400, 140, fill('muted', '.12')) + circle(sunX, sunY, sun, fill('accent', '.5'));
	const waves = (top, first, n) => {
		for (let i = 0; i < n; i++) s += path(`M-${r(50)} ${top + i * 44}q25-${8 + r(3) * 3} 50 0t50 0t50 0t50 0t50 0t50 0t50 0t50 0t50 0V400H-50z`, fill('muted', SEA[first + i]));
	};
	const ridge = (y, rise, depth) => {
		let d = `M0 400V${y - r(rise)}`;
		for (let x = 40; x <= 400; x += 40) d += `L${x} ${y - r(rise)}`;
		s += path(`${d}V400z`, fill('text', DISTANCE[depth]));
	};
	const hill = (y, depth) => {
		s += path(`M0 400V${y}q${60 + r(4) * 20}-${30 + r(4) * 14} 200-${r(20)}t200 ${r(30)}V400z`, fill('text', DISTANCE[depth]));
	};
	if (scene === 0) {           // open water, one buoy
		const x = 110 + r(7) * 30, size = 90 + r(5) * 12, lean = r(13) - 6;
		waves(184, 0, 2);
		s += group(`translate(${x} 262) rotate(${lean}) scale(${scale(size)})`, path('M-34 0l14-70h40l14 70q-34 16-68 0z', fill('primary')) + path('M-24-50h48l4 22h-56z', fill('background'))
			+ path('M-16-70l6-36h20l6 36z', line('text', 5)) + rect(-4, -128, 8, 22, fill('text')) + circle(0, -130, 9, fill('accent')));
		waves(258, 2, 2);
	} else if (scene === 1) {    // three peaks
		ridge(190, 40, 0);
		const first = r(3);
		for (let i = 0; i < 3; i++) {
			const x = [110, 290, 200][(first + i) % 3] - 20 + r(5) * 10, h = 110 + r(5) * 18, w = 96 + r(4) * 16, y = 262 + i * 14;
			s += path(`M${x - w} ${y}L${x} ${y - h}L${x + w} ${y}z`, fill('muted', SEA[i])) + path(`M${x} ${y - h}L${x + w} ${y}H${x + (w / 5 | 0)}L${x - 6} ${y - (h / 2 | 0)}z`, fill('text', '.34'))
				+ path(`M${x} ${y - h}l-${w / 4 | 0} ${h / 4 | 0}l${w / 8 | 0}-4l${w / 8 | 0} 12l${w / 9 | 0}-14l${w / 7 | 0} 8z`, fill('background'));
		}
		hill(290, 2);
		hill(330, 3);
	} else if (scene === 2) {    // pines at a lake
		ridge(176, 54, 0);
		ridge(206, 30, 1);
		waves(214, 1, 3);
		const n = 4 + r(4), side = r(2);
		for (let i = 0; i < n; i++) {
			const x = side ? 400 - i * 34 - r(16) : i * 34 + r(16), size = 80 + r(6) * 18;
			s += group(`translate(${x} ${348 - i * 6}) scale(${scale(size)})`, path('M0-150l24 46h-12l24 44h-14l28 56h-100l28-56h-14l24-44h-12z', fill('text', i % 2 ? '.8' : '')) + rect(-5, -6, 10, 20, fill('text')));
		}
		hill(356, 3);
	} else if (scene === 3) {    // a marked trail over dunes
		hill(196, 0);
		hill(228, 1);
		hill(262, 2);
		s += path(`M${180 + r(5) * 12} 400q-70-66 20-102t-6-${70 + r(3) * 8}`, line('background', 5) + ' stroke-dasharray="14 11"');
		for (let i = 0; i < 3; i++) {
			const x = [112, 262, 176][i] + r(4) * 8, y = [372, 308, 262][i], size = [130, 90, 60][i];
			s += group(`translate(${x} ${y}) scale(${scale(size)})`, rect(-5, -96, 10, 96, fill('background')) + path('M-5-92h48l14 15l-14 15h-48z', fill('primary')) + rect(6, -80, 26, 5, fill('on-primary')));
		}
	} else {                     // a light on the rocks
		const x = 96 + r(6) * 42, flip = r(2), size = 92 + r(4) * 10;
		waves(196, 0, 1);
		s += group(`translate(${x} 250) scale(${flip ? '-' : ''}${scale(size)} ${scale(size)})`, path('M10-142L330-206v126z', fill('accent', '.3')) + path('M-24 0l7-128h34l7 128z', fill('background')) + path('M-22-34h44l2 30h-48zM-19-94h38l2 30h-42z', fill('primary'))
			+ rect(-22, -132, 44, 6, fill('text')) + rect(-13, -154, 26, 22, fill('accent')) + path('M-18-154q18-26 36 0z', fill('text')) + path('M-120 34l30-34l34-8l20-10h70l26 16l30 4l34 32z', fill('text')));
		waves(262, 1, 3);
	}
	return s;
}

/* ---- face: somebody who wears it. Lenses are drawn around (0,0), the right one; the left is its mirror ---- */
const HEADS = [
	'M200 96q76 0 76 92q0 44-22 80q-22 38-54 38t-54-38q-22-36-22-80q0-92 76-92z',
	'M200 100q82 0 82 94q0 50-26 78q-26 32-56 32t-56-32q-26-28-26-78q0-94 82-94z',
	'M200 90q70 0 72 92q2 50-14 86q-18 44-58 44t-58-44q-16-36-14-86q2-92 72-92z',
	'M200 98q76 0 78 84q0 40-8 72q-6 24-30 42q-18 12-40 12t-40-12q-24-18-30-42q-8-32-8-72q2-84 78-84z',
];
const FRAMES = [
	'M-31 0a31 31 0 0 1 62 0a31 31 0 0 1-62 0z',
	'M-32-13q0-17 30-17t36 15q0 46-32 46t-34-44z',
	'M-32-24q32-8 68 0q2 30-6 46q-26 10-56 0q-8-16-6-46z',
	'M-33-14q0-5 6-5h58q6 0 6 6l-4 24q-2 9-10 9h-42q-8 0-10-8z',
	'M-31-10q30-18 78-26q-2 36-22 50q-26 16-48-2q-10-10-8-22z',
	'M-33-22q30-8 66 0q6 28-8 44q-14 16-34 8q-26-12-24-52z',
	'M-16-28h36l16 27l-16 28h-36l-16-28z',
	'M-33-18q34-10 70-4q0 18-4 28q-8 28-34 26q-30-4-32-50z',
];
const SKIN = ['.2', '.34', '.52', '.72', '.9'];
const HAIR = ['text', 'muted', 'primary', 'text', 'border'];
const CURLS = [[140, 122, 30], [170, 98, 32], [206, 90, 34], [242, 104, 32], [264, 136, 28], [126, 156, 24], [277, 168, 22]];
function face(r) {
	const ground = r(4), skin = fill('accent', SKIN[r(5)]), hair = fill(HAIR[r(5)]), style = r(8), head = r(4), shirt = ['primary', 'text', 'muted', 'accent'][r(4)];
	let s = rect(0, 0, 400, 400, fill('surface'));
	if (ground === 0) s += circle(200, 200, 168, fill('accent', '.2'));
	else if (ground === 1) s += rect(0, 0, 200, 400, fill('accent', '.18'));
	else if (ground === 2) s += rect(0, 0, 400, 400, fill('primary', '.12')) + circle(306, 104, 60, fill('background', '.6'));
	else s += path('M0 400V150q200-110 400 0v250z', fill('muted', '.2'));
	s += '<g transform="translate(-52 -58) scale(1.26)">';
	if (style === 1) s += path('M112 330q-24-240 88-248q112 8 88 248z', hair);
	if (style === 5) s += path('M200 66q106 4 98 132q-6 90 30 202h-256q36-112 30-202q-8-128 98-132z', hair);
	if (style === 7) s += path('M112 286q-14-200 88-204q102 4 88 204q-24 8-34-22h-108q-10 30-34 22z', hair);
	s += path('M44 420q8-96 110-108h92q102 12 110 108z', fill(shirt)) + path('M164 270h72v50q-36 34-72 0z', fill('background')) + path('M164 270h72v50q-36 34-72 0z', skin) + path('M164 286q36 34 72 0v20q-36 26-72 0z', fill('text', '.16'));
	if (style !== 5) s += ellipse(124, 208, 12, 20, fill('background')) + ellipse(124, 208, 12, 20, skin) + ellipse(276, 208, 12, 20, fill('background')) + ellipse(276, 208, 12, 20, skin);
	s += path(HEADS[head], fill('background')) + path(HEADS[head], skin);
	if (style === 0) s += path('M120 196q-8-112 80-114q88 2 80 114q-8-52-30-64q-50 14-100 0q-22 12-30 64z', hair);
	else if (style === 1) s += path('M118 196q-2-112 82-112q84 0 82 112q-14-54-64-68q-58 46-100 68z', hair);
	else if (style === 2) s += circle(200, 72, 34, hair) + path('M120 192q-4-104 80-106q84 2 80 106q-16-60-80-62q-64 2-80 62z', hair);
	else if (style === 3) for (const [x, y, n] of CURLS) s += circle(x, y, n, hair);
	else if (style === 4) s += path('M124 214q2 104 76 106q74-2 76-106q-6 34-30 40q-46-14-92 0q-24-6-30-40z', hair);
	else if (style === 5) s += path('M118 196q-2-112 82-112q84 0 82 112q-20-64-82-64t-82 64z', hair);
	else if (style === 6) s += path('M116 154q-6-92 84-94q90 2 84 94z', hair) + rect(110, 142, 180, 30, hair, 12) + rect(110, 142, 180, 30, fill('background', '.2'), 12);
	else s += path('M120 178q-4-94 80-94t80 94q-80-26-160 0z', hair);
	const mouth = r(3), brow = 154 + r(3) * 3, frame = FRAMES[r(8)], rim = ['primary', 'text', 'primary', 'accent'][r(4)], thick = 5 + r(4) * 2, glass = r(6);
	s += path(`M138 ${brow + 6}q24-14 46-2M262 ${brow + 6}q-24-14-46-2`, line('text', 5, '.7') + ' stroke-linecap="round"') + path('M202 208v34q0 8-14 9', line('text', 3, '.45') + ' stroke-linecap="round"');
	if (mouth === 0) s += path('M176 274q24 14 48 0', line('text', 4, '.7') + ' stroke-linecap="round"');
	else if (mouth === 1) s += path('M176 272q12-9 24-3q12-6 24 3q-24 20-48 0z', fill('primary', '.75'));
	else s += path('M182 276h36', line('text', 4, '.7') + ' stroke-linecap="round"');
	for (const [x, side] of [[163, '-1 1'], [237, '1 1']]) s += group(`translate(${x} 202) scale(${side})`, (glass < 4 ? circle(0, 2, 6, fill('text')) + path(frame, fill('background', '.3')) : path(frame, fill(glass === 4 ? 'text' : 'primary', glass === 4 ? '.88' : '.62')))
		+ path('M-22-14l14-6l-26 32z', fill('background', '.5')) + path(frame, line(rim, thick)) + path('M32-12l12 4', line(rim, thick)));
	return s + path('M190 198q10-9 20 0', line(rim, thick)) + '</g>';
}

/** The first row with an ending of one of the name's words (ASCII letters folded, a plural s cut off), else any. */
function kindOf(name, rows, any) {
	for (const word of name.replace(/[A-Z]/g, c => c.toLowerCase()).split(/[^a-z0-9\u0080-\u{10ffff}]+/u)) {
		const at = rows.findIndex(row => row.some(end => word.endsWith(end) || word.endsWith(`${end}s`)));
		if (at >= 0) return at;
	}
	return any;
}

/* ---- parts: a machine part on its drawing, with centre lines and one measure ---- */
const PARTS = [
	['bolt', 'screw', 'rod', 'stud', 'schraube', 'schrauben', 'tornillo', 'boulon'], ['nut', 'washer', 'mutter', 'muttern', 'scheibe', 'tuerca'], ['gear', 'cog', 'sprocket', 'zahnrad', 'engrenage'],
	['wrench', 'spanner', 'schlüssel', 'llave'], ['bearing', 'flange', 'disc', 'wheel', 'pulley', 'lager', 'flansch'], ['bracket', 'angle', 'square', 'hinge', 'winkel', 'équerre', 'escuadra'],
];
function parts(r, name) {
	const kind = kindOf(name, PARTS, r(6)), size = 88 + r(4) * 4, turn = [0, 30, 45, 90][r(4)], n = r(4);
	let s = rect(0, 0, 400, 400, fill('surface')), p = '';
	for (let i = 1; i < 8; i++) s += rect(i * 50, 0, 1, 400, fill('border', '.5')) + rect(0, i * 50, 400, 1, fill('border', '.5'));
	if (kind === 0) {        // a bolt, from the side
		p += path('M-34-70h68v200l-10 12h-48l-10-12z', METAL) + path('M-34-70h68v200l-10 12h-48l-10-12z', EDGE);
		for (let i = 0; i < 6 + n; i++) p += path(`M-34 ${122 - i * 16}l68-10`, line('text', 3));
		p += path('M-72-134l8-8h128l8 8v64h-144z', fill('accent')) + path('M-72-134l8-8h128l8 8v64h-144z', EDGE) + path('M-30-142v72M30-142v72', line('text', 3));
	} else if (kind === 1) { // a nut on its washer, from above
		p += circle(0, 0, 136, METAL) + circle(0, 0, 136, EDGE) + path('M-96-56l96-56l96 56v112l-96 56l-96-56z', fill('accent')) + path('M-96-56l96-56l96 56v112l-96 56l-96-56z', EDGE)
			+ circle(0, 0, 54, fill('surface')) + circle(0, 0, 54, EDGE) + circle(0, 0, 62 + n * 2, line('text', 2) + ' stroke-dasharray="90 30"');
	} else if (kind === 2) { // a gear
		const teeth = [10, 12, 15, 18][n], step = 360 / teeth;
		for (let i = 0; i < teeth; i++) p += group(`rotate(${i * step})`, path('M-18-104l5-36h26l5 36z', fill('text')));
		p += circle(0, 0, 112, fill('text')) + circle(0, 0, 104, fill('surface')) + circle(0, 0, 104, METAL);
		for (let i = 0; i < 5; i++) p += group(`rotate(${i * 72})`, circle(0, -66, 19, fill('surface')) + circle(0, -66, 19, line('text', 3)));
		p += circle(0, 0, 36, fill('accent')) + circle(0, 0, 36, EDGE) + path('M-15 15v-30h11v-10h8v10h11v30z', fill('surface')) + path('M-15 15v-30h11v-10h8v10h11v30z', line('text', 3));
	} else if (kind === 3) { // a spanner
		p += path(SPANNER, METAL) + path(SPANNER, EDGE) + path('M0 92l26 15v30l-26 15l-26-15v-30z', fill('accent')) + path('M0 92l26 15v30l-26 15l-26-15v-30z', EDGE) + path('M-8-70v120M8-70v120', line('text', 2, '.5'));
	} else if (kind === 4) { // a flange, from the front
		const holes = 3 + n;
		p += circle(0, 0, 140, METAL) + circle(0, 0, 140, EDGE) + circle(0, 0, 92, fill('surface')) + circle(0, 0, 92, METAL) + circle(0, 0, 92, line('text', 3));
		for (let i = 0; i < holes; i++) p += group(`rotate(${i * [120, 90, 72, 60][n]})`, circle(0, -116, 14, fill('surface')) + circle(0, -116, 14, line('text', 3)));
		p += circle(0, 0, 58, fill('accent')) + circle(0, 0, 58, EDGE) + circle(0, 0, 42, fill('surface')) + circle(0, 0, 42, EDGE);
	} else {                 // a bracket
		p += path('M-120 130v-250h46v204h194v46z', METAL) + path('M-120 130v-250h46v204h194v46z', EDGE) + path(`M-74 ${-40 + n * 16}v${124 - n * 16}h${124 - n * 16}z`, fill('accent')) + path(`M-74 ${-40 + n * 16}v${124 - n * 16}h${124 - n * 16}z`, EDGE);
		for (let i = 0; i < 3; i++) p += circle(-97, -94 + i * 52, 11, fill('surface')) + circle(-97, -94 + i * 52, 11, line('text', 3)) + circle(94 - i * 52, 107, 11, fill('surface')) + circle(94 - i * 52, 107, 11, line('text', 3));
	}
	s += group(`translate(200 186) rotate(${turn}) scale(${scale(size)})`, p);
	s += path('M200 14v344M28 186h344', line('muted', 1) + ' stroke-dasharray="22 6 4 6"');
	return s + path('M64 376h272M64 366v20M336 366v20M64 376l14-5v10zM336 376l-14-5v10z', line('muted', 2));
}
const METAL = fill('text', '.16'), EDGE = line('text', 5) + ' stroke-linejoin="round"';
const SPANNER = 'M-52-150h20v44q32 26 64 0v-44h20q18 62-30 92v140q34 22 30 58q-8 42-52 42t-52-42q-4-36 30-58v-140q-48-30-30-92z';

/* ---- toy: bright solids that stand on the floor, some of which look back ---- */
const TOYS = ['primary', 'accent', 'border'];
const TOY_NAMES = [
	['ring', 'stacker', 'pyramid', 'stapelturm'], ['car', 'truck', 'bus', 'van', 'auto', 'wagen', 'voiture', 'coche'], ['block', 'brick', 'castle', 'house', 'bausteine', 'burg', 'haus'],
	['dog', 'cat', 'rabbit', 'bunny', 'bear', 'horse', 'hund', 'katze', 'hase', 'chien', 'perro'], ['top', 'kreisel', 'toupie', 'peonza'], ['ball', 'balloon', 'pelota', 'balle'],
];
function toy(r, name) {
	const kind = kindOf(name, TOY_NAMES, r(6)), a = r(3), b = (a + 1 + r(2)) % 3, c = 3 - a - b, n = r(3);
	const A = fill(TOYS[a]), B = fill(TOYS[b]), C = fill(TOYS[c]);
	let s = rect(0, 0, 400, 400, fill('surface')) + circle(70 + r(4) * 80, 90 + r(3) * 30, 90, fill(TOYS[c], '.22')) + rect(0, 330, 400, 70, fill('text', '.08'));
	const eye = (x, y) => circle(x, y, 15, fill('background')) + circle(x + 4, y + 2, 7, fill('text'));
	const wheel = (x, y, k) => circle(x, y, k, fill('text')) + circle(x, y, k - 16, C) + circle(x, y, 6, fill('text'));
	if (kind === 0) {        // rings on a pole
		s += rect(190, 70, 20, 250, fill('text', '.5'), 10) + rect(100, 308, 200, 24, fill('text'), 12);
		for (let i = 0; i < 4; i++) s += rect(100 + i * 18, 256 - i * 52, 200 - i * 36, 50, [A, B, C][(i + n) % 3], 25);
		s += circle(200, 76, 30, [A, B, C][(4 + n) % 3]) + eye(190, 72) + eye(214, 72);
	} else if (kind === 1) { // a car
		s += path('M96 196q6-80 80-80h70q54 0 70 80z', A) + path('M124 190q6-50 50-50h18v50zM210 190v-50h34q30 0 42 50z', fill('background')) + rect(50, 186, 300, 96, B, 40)
			+ rect(50, 226, 300, 16, fill('background', '.5')) + circle(328, 222, 14, C) + wheel(120, 284, 46) + wheel(280, 284, 46);
	} else if (kind === 2) { // blocks, stacked
		s += rect(60, 236, 94, 94, A, 12) + rect(160, 236, 94, 94, B, 12) + rect(260, 236, 82, 94, C, 41) + path('M84 230v-40q0-54 54-54h124q54 0 54 54v40h-62v-14q0-32-54-32t-54 32v14z', [C, A, B][n])
			+ path('M200 40l78 90h-156z', [B, C, A][n]) + eye(94, 276) + eye(122, 276) + path('M94 300q14 14 28 0', line('text', 5) + ' stroke-linecap="round"') + circle(207, 283, 26, fill('background', '.6'));
	} else if (kind === 3) { // an animal on wheels
		s += rect(84, 150, 200, 120, A, 54) + path('M90 180q-46-4-46-50', line(TOYS[a], 16) + ' stroke-linecap="round"') + circle(286, 138, 66, A) + (n === 0 ? path('M250 90l-10-56l48 36zM306 74l38-40l4 58z', A) : n === 1 ? circle(240, 84, 28, A) + circle(332, 84, 28, A) : rect(248, 14, 26, 90, A, 13) + rect(296, 14, 26, 90, A, 13))
			+ eye(272, 130) + eye(312, 130) + circle(298, 164, 10, fill('text')) + rect(108, 176, 110, 20, B, 10) + rect(108, 210, 80, 20, C, 10) + wheel(128, 286, 42) + wheel(250, 286, 42);
	} else if (kind === 4) { // a top
		s += ellipse(200, 336, 90, 8, fill('text', '.2')) + group(`rotate(${[-10, 0, 12][n]} 200 330)`, rect(188, 50, 24, 90, fill('text'), 12) + path('M70 170q130-70 260 0q-14 100-130 164q-116-64-130-164z', A)
			+ path('M82 210q118 50 236 0q-12 26-28 48q-90 36-180 0q-16-22-28-48z', B) + path('M70 170q130 60 260 0q-130-70-260 0z', C) + ellipse(200, 166, 60, 16, fill('background', '.55')));
	} else {                 // a ball and two bricks
		s += rect(40, 250, 150, 80, A, 14) + rect(58, 226, 34, 30, A, 8) + rect(136, 226, 34, 30, A, 8) + circle(262, 222, 108, B) + path('M262 114q-70 108 0 216q70-108 0-216z', C) + circle(262, 222, 30, fill('background'))
			+ path('M262 202l6 13l14 2l-10 10l2 14l-12-7l-12 7l2-14l-10-10l14-2z', fill('text')) + rect(70, 150 + n * 4, 90, 72 - n * 4, C, 14) + eye(100, 184) + eye(130, 184);
	}
	return s;
}

/* ---- print: a sheet of abstract work, whole to its edges so that any format may be cut from it ---- */
const INKS = ['text', 'primary', 'accent', 'muted'];
function print(r) {
	const kind = r(6), a = r(4), b = (a + 1 + r(3)) % 4, n = r(4);
	const A = INKS[a], B = INKS[b];
	let s = rect(0, 0, 400, 400, fill('background')) + rect(0, 0, 400, 400, fill(A, '.08'));
	if (kind === 0) {        // hills, and something round above them
		s += circle(120 + n * 50, 120, 54, fill(B));
		for (let i = 0; i < 4; i++) {
			const y = 190 + i * 50, h = 30 + r(4) * 14;
			s += path(`M0 ${y}q100-${h} 200 0t200-${h >> 1}v400h-400z`, fill(i % 2 ? B : A, ['.35', '.55', '.8', '.95'][i]));
		}
	} else if (kind === 1)   // an arch in an arch
		for (let i = 0; i < 5; i++) {
			const k = 176 - i * 34;
			s += path(`M${200 - k} 400v-${190 - i * 14}a${k} ${k} 0 0 1 ${k * 2} 0v${190 - i * 14}z`, fill(i % 2 ? 'background' : i % 4 ? B : A, i % 2 ? '' : '.9'));
		}
	else if (kind === 2)     // quarters of circles
		for (let y = 0; y < 4; y++) for (let x = 0; x < 4; x++) {
			const way = r(4), ink = r(3);
			s += group(`translate(${x * 100 + 50} ${y * 100 + 50}) rotate(${way * 90})`, (ink === 2 ? '' : rect(-50, -50, 100, 100, fill(ink ? B : A, '.18'))) + path('M-50-50h100a100 100 0 0 1-100 100z', fill(ink ? B : A, ink === 2 ? '.55' : '.92')));
		}
	else if (kind === 3) {   // lines that give way to a disc
		s += circle(150 + n * 34, 190, 84, fill(B, '.9'));
		for (let i = 0; i < 17; i++) {
			const y = 8 + i * 24, lift = r(4) * 9;
			s += path(`M0 ${y}q70-${lift} 140 0t130 0t140-${lift}`, line(A, i % 5 ? 2 : 5, '.8'));
		}
	} else if (kind === 4) { // a disc, cut and moved
		const shift = 24 + n * 16;
		s += rect(0, 0, 200, 400, fill(A, '.92')) + path('M200 70a130 130 0 0 0 0 260z', fill('background')) + path(`M200 ${70 + shift}a130 130 0 0 1 0 260z`, fill(B)) + rect(0, 352, 400, 4, fill('background', '.6'));
	} else                   // uprights
		for (let x = 0; x < 400;) {
			const w = [14, 26, 40, 62][r(4)], top = r(6) * 40, ink = r(3);
			s += rect(x, top, w, 400 - top, fill([A, B, 'border'][ink], ink === 2 ? '' : '.88'));
			x += w + [4, 10, 18][r(3)];
		}
	return s;
}

const STYLES = { still, type, stripe, gem, blob, spine, grid, plate, coast, face, parts, toy, print };
export const styles = Object.keys(STYLES);

export function art(style, name) {
	return `<svg class="art art-${style}" viewBox="0 0 400 400" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">${STYLES[style](seeded(name), name)}</svg>`;
}

async function sheet(file) {
	const { readFileSync, writeFileSync } = await import('node:fs');
	const names = JSON.parse(readFileSync(new URL('industries.json', import.meta.url))).generic.product_config.products.map(p => p.name);
	names.push('Ölkännchen', 'فنجان أزرق', 'Sencha tea', 'A', 'Rye loaf', 'Number nine');
	const light = '--background:#fbf8f3;--surface:#f1ebe1;--text:#22201d;--muted:#6b6258;--primary:#9a3f22;--on-primary:#fff8f0;--accent:#c07a4a;--border:#d9cfc0';
	const dark = '--background:#171513;--surface:#211e1b;--text:#f2ece3;--muted:#a99d8f;--primary:#e8946f;--on-primary:#2a1006;--accent:#c98a5c;--border:#3a342e';
	let html = '<meta charset=utf-8><style>body{margin:0;font:14px sans-serif}div{--display:Georgia,serif;display:grid;grid-template-columns:repeat(14,1fr);gap:6px;padding:6px;background:var(--background)}svg{width:100%;display:block}</style>';
	for (const style of styles) for (const half of [light, dark]) html += `<div style="${half}">${names.map(n => art(style, n)).join('')}</div>`;
	writeFileSync(file, html);
}

if (process.argv[1] && import.meta.url === new URL(process.argv[1], 'file:').href) {
	if (process.argv[2] === '--sheet') await sheet(process.argv[3]);
	else process.stdout.write(art(process.argv[2], process.argv[3]) + '\n');
}
