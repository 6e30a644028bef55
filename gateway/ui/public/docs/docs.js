// The API as a page: /openapi.json laid out for reading. No library, no inline style: the page's policy allows neither.
const make = (tag, attributes = {}, ...children) => {
	const node = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
	node.append(...children.filter((child) => child !== null && child !== undefined));
	return node;
};

const name_of = (ref) => ref.split('/').pop();

function type_of(schema) {
	if (!schema) return '';
	if (schema.$ref) return name_of(schema.$ref);
	if (schema.anyOf || schema.oneOf) return (schema.anyOf ?? schema.oneOf).map(type_of).join(' or ');
	const type = Array.isArray(schema.type) ? schema.type.join(' or ') : (schema.type ?? 'any');
	if (schema.items) return `list of ${type_of(schema.items)}`;
	if (schema.enum) return schema.enum.join(', ');
	return schema.format ? `${type} (${schema.format})` : type;
}

function limits_of(schema) {
	const said = [];
	if (schema.minLength || schema.maxLength) said.push(`${schema.minLength ?? 0} to ${schema.maxLength ?? 'any number of'} characters`);
	if (schema.minimum !== undefined || schema.maximum !== undefined) said.push(`${schema.minimum ?? 'any'} to ${schema.maximum ?? 'any'}`);
	if (schema.minItems || schema.maxItems) said.push(`${schema.minItems ?? 0} to ${schema.maxItems ?? 'any number of'} entries`);
	if (schema.pattern) said.push(schema.pattern);
	return said.join('; ');
}

function table(heads, rows) {
	return make('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': heads.join(', ') }, make('table', {},
		make('thead', {}, make('tr', {}, ...heads.map((head) => make('th', { scope: 'col' }, head)))),
		make('tbody', {}, ...rows.map((cells) => make('tr', {}, ...cells.map((cell) => make('td', {}, cell)))))));
}

function fields(document_, schema, depth = 0, prefix = '') {
	const found = schema?.$ref ? document_.components.schemas[name_of(schema.$ref)] : schema;
	if (!found?.properties) return [];
	return Object.entries(found.properties).flatMap(([name, field]) => {
		const required = found.required?.includes(name) ? '' : 'optional';
		const row = [make('code', {}, prefix + name), type_of(field), [required, field.description, limits_of(field)].filter(Boolean).join('. ')];
		const inner = field.items ?? field;
		return [row, ...(depth < 2 ? fields(document_, inner, depth + 1, `${prefix}${name}${field.items ? '[]' : ''}.`) : [])];
	});
}

function body(document_, title, content) {
	const [media, { schema }] = Object.entries(content)[0];
	const rows = fields(document_, schema);
	return [make('h4', {}, `${title} `, make('span', { class: 'quiet' }, media)), rows.length ? table(['Field', 'Type', 'Meaning'], rows) : make('p', { class: 'quiet' }, type_of(schema))];
}

function operation(document_, method, path, op) {
	const success = Object.entries(op.responses).find(([status]) => status.startsWith('2'));
	const errors = Object.keys(op.responses).filter((status) => /^[45]/.test(status)).join(', ');
	const scope = op.security?.[0]?.bearer;
	const parameters = (op.parameters ?? []).map((p) => [make('code', {}, p.name), p.in, [p.required ? '' : 'optional', p.description ?? p.schema?.description, limits_of(p.schema ?? {})].filter(Boolean).join('. ')]);
	return make('section', { id: op.operationId },
		make('h3', {}, make('span', { class: 'method' }, method.toUpperCase()), ' ', make('code', {}, path)),
		make('p', {}, op.summary),
		make('p', { class: 'quiet' }, scope ? `Needs a token${scope.length ? ` with ${scope.join(', ')}` : ''}.` : 'Open to everybody.', errors ? ` Errors: ${errors}.` : ''),
		...(parameters.length ? [make('h4', {}, 'Parameters'), table(['Name', 'Where', 'Meaning'], parameters)] : []),
		...(op.requestBody ? body(document_, 'Send', op.requestBody.content) : []),
		...(success?.[1].content ? body(document_, `Reply ${success[0]}`, success[1].content) : [make('p', { class: 'quiet' }, `Reply ${success?.[0] ?? ''} without a body.`)]));
}

async function show() {
	const state = document.getElementById('state');
	const reply = await fetch('/openapi.json');
	if (!reply.ok) throw new Error(`/openapi.json answered ${reply.status}`);
	const api = await reply.json();
	const operations = document.getElementById('operations'), contents = document.getElementById('contents');
	for (const tag of api.tags) {
		const list = make('ul');
		operations.append(make('h2', {}, tag.name));
		for (const [path, methods] of Object.entries(api.paths))
			for (const [method, op] of Object.entries(methods)) {
				if (op.tags?.[0] !== tag.name) continue;
				operations.append(operation(api, method, path, op));
				list.append(make('li', {}, make('a', { href: `#${op.operationId}` }, op.summary)));
			}
		contents.append(make('h2', {}, tag.name), list);
	}
	const rows = api['x-errors'].map((e) => [make('code', { id: e.code }, e.code), String(e.status), e.title]);
	operations.append(make('h2', {}, 'errors'), make('p', {}, 'Problem documents (RFC 9457). A 422 lists every value that cannot be accepted, by JSON Pointer.'), table(['Code', 'Status', 'Meaning'], rows));
	state.remove();
	if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
}

show().catch((error) => {
	document.getElementById('state').textContent = `The document could not be read: ${error.message}. Load the page again.`;
});
