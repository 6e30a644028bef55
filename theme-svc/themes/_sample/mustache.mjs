// The template language of the themes, whole: the reference for the engine's port. See ../README.md, "Templates".

const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = text => String(text).replace(/[&<>"']/g, c => escapes[c]);

/** Parses to a list of nodes: text, or [sign, name, children]. Throws with the tag that is wrong. */
export function parse(source, file) {
	const root = [], open = [['', '', root]], tag = /\{\{\{\s*([\w.]+)\s*\}\}\}|\{\{\s*(?:(!)[\s\S]*?|([#^/>]?)\s*([\w.-]+)\s*)\}\}/g;
	let at = 0;
	for (let m; (m = tag.exec(source)); at = tag.lastIndex) {
		const into = open[open.length - 1][2];
		if (m.index > at) into.push(source.slice(at, m.index));
		if (m[1]) into.push(['{', m[1]]);
		else if (m[3] === '#' || m[3] === '^') {
			const node = [m[3], m[4], []];
			into.push(node);
			open.push(node);
		} else if (m[3] === '/') {
			if (open.length === 1 || open[open.length - 1][1] !== m[4]) throw new Error(`${file}: {{/${m[4]}}} closes ${open[open.length - 1][1] || 'nothing'}`);
			open.pop();
		} else if (m[3] === '>') into.push(['>', m[4]]);
		else if (!m[2]) into.push(['', m[4]]);
	}
	if (open.length > 1) throw new Error(`${file}: {{#${open[open.length - 1][1]}}} is never closed`);
	root.push(source.slice(at));
	for (const text of root) if (typeof text === 'string' && text.includes('{{')) throw new Error(`${file}: stray {{`);
	return root;
}

const truthy = v => Array.isArray(v) ? v.length > 0 : Boolean(v);

function lookup(stack, name) {
	if (name === '.') return stack[stack.length - 1];
	const [first, ...rest] = name.split('.');
	for (let i = stack.length - 1; i >= 0; i--)
		if (stack[i] !== null && typeof stack[i] === 'object' && first in stack[i])
			return rest.reduce((v, part) => v?.[part], stack[i][first]);
	return undefined;
}

/** load(name) returns a partial's parsed nodes; unknown(name) hears of names that nothing has. */
export function render(nodes, stack, load, depth = 0, unknown = () => {}) {
	if (depth > 16) throw new Error('partials nest too deep');
	let out = '';
	for (const node of nodes) {
		if (typeof node === 'string') { out += node; continue; }
		const [sign, name, children] = node;
		if (sign === '>') { out += render(load(name), stack, load, depth + 1, unknown); continue; }
		const value = lookup(stack, name);
		if (value === undefined) unknown(name);
		if (sign === '') out += value === undefined || value === null ? '' : escapeHtml(value);
		else if (sign === '{') out += value ?? '';
		else if (sign === '^') out += truthy(value) ? '' : render(children, stack, load, depth, unknown);
		else if (Array.isArray(value)) for (const item of value) out += render(children, [...stack, item], load, depth, unknown);
		else if (truthy(value)) out += render(children, [...stack, value], load, depth, unknown);
	}
	return out;
}
