// A simulator of Shopify's Admin GraphQL: shop, locations and productSet; query costs and the leaky bucket of points.
//
//	const sim = await start_shopify_sim({ bucket: 60, restore: 200 });      sim.url for SHOPIFY_URL
//	sim.products      Map: handle → what stands there       sim.throttled    answers THROTTLED so far
//	sim.pushes        calls of productSet                   sim.lowest       fewest points ever left
//	sim.deny          names of root fields that the token may not read
//	sim.fault, sim.calm, sim.requests: see serve.mjs; more faults: THROTTLED, user_errors
//
// Queries are checked against Shopify's own schema where ../shared/specs/shopify is, else against a small one of our own.
// Alone: node tests/sim/shopify.mjs [port] prints its address and answers until it is stopped.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSchema, execute, getOperationAST, parse, specifiedRules, validate } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { serve } from './serve.mjs';

export const SHOP = 'blue-door.myshopify.com', TOKEN = 'shpat_0123456789abcdef0123456789abcdef';
const PATH = '/admin/api/2026-10/graphql.json';
const SPEC = fileURLToPath(new URL('../../../shared/specs/shopify/admin_2026-10.graphql', import.meta.url));
const LOCATION = 'gid://shopify/Location/1';

const OWN = `
	scalar Money
	directive @oneOf on INPUT_OBJECT
	type Query { shop: Shop! locations(first: Int): LocationConnection! }
	type Mutation { productSet(identifier: ProductSetIdentifiers, input: ProductSetInput!, synchronous: Boolean = true): ProductSetPayload }
	type Shop { name: String! myshopifyDomain: String! currencyCode: String! }
	type LocationConnection { nodes: [Location!]! }
	type Location { id: ID! }
	type Product { id: ID! }
	type ProductSetPayload { product: Product userErrors: [ProductSetUserError!]! }
	type ProductSetUserError { code: String field: [String!] message: String! }
	input ProductSetIdentifiers @oneOf { handle: String id: ID }
	enum ProductStatus { ACTIVE ARCHIVED DRAFT }
	enum FileContentType { FILE IMAGE VIDEO }
	input ProductSetInput { handle: String title: String descriptionHtml: String productType: String vendor: String status: ProductStatus files: [FileSetInput!] productOptions: [OptionSetInput!] variants: [ProductVariantSetInput!] }
	input FileSetInput { alt: String contentType: FileContentType originalSource: String }
	input OptionSetInput { name: String values: [OptionValueSetInput!] }
	input OptionValueSetInput { name: String }
	input ProductVariantSetInput { optionValues: [VariantOptionValueInput!]! price: Money sku: String inventoryItem: InventoryItemInput inventoryQuantities: [ProductSetInventoryInput!] }
	input VariantOptionValueInput { name: String optionName: String }
	input InventoryItemInput { tracked: Boolean }
	input ProductSetInventoryInput { locationId: ID! name: String! quantity: Int! }
`;

let kept_schema;
function schema() {
	if (kept_schema) return kept_schema;
	if (existsSync(SPEC)) return (kept_schema = buildSchema(readFileSync(SPEC, 'utf8'), { assumeValidSDL: true }));
	console.error('shopify sim: no ../shared/specs/shopify here: queries are checked against a small schema of our own');
	return (kept_schema = buildSchema(OWN));
}

// What the real one refuses in a product that is well-formed GraphQL.
function user_errors({ identifier, input }) {
	const errors = [], bad = (code, field, message) => errors.push({ code, field: ['input', ...field], message });
	const options = new Map((input.productOptions ?? []).map(({ name, values }) => [name, (values ?? []).map((value) => value.name)]));
	if (identifier?.handle !== undefined && identifier.handle !== input.handle) bad('INPUT_MISMATCH', ['handle'], 'The identifier value does not match the value of the corresponding field in the input.');
	if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(input.handle ?? '')) bad('INVALID_INPUT', ['handle'], 'Handle is not valid');
	if (!input.title?.trim()) bad('INVALID_PRODUCT', ['title'], 'Title can\'t be blank');
	if (input.variants && !input.productOptions) bad('PRODUCT_OPTIONS_INPUT_MISSING', ['productOptions'], 'Must specify product options when updating variants.');
	if (options.size > 3) bad('OPTIONS_OVER_LIMIT', ['productOptions'], 'Options over limit.');
	if (options.size !== (input.productOptions ?? []).length) bad('DUPLICATED_OPTION_NAME', ['productOptions'], 'Duplicated option name.');
	for (const [name, values] of options) {
		if (!values.length) bad('OPTION_VALUES_MISSING', ['productOptions'], `Option ${name} has no values`);
		if (new Set(values).size !== values.length) bad('DUPLICATED_OPTION_VALUE', ['productOptions'], 'Duplicated option value.');
	}
	const seen = new Set();
	for (const [i, variant] of (input.variants ?? []).entries()) {
		const chosen = variant.optionValues.map(({ optionName, name }) => `${optionName}=${name}`).sort().join('|');
		if (variant.optionValues.length !== options.size || variant.optionValues.some(({ optionName, name }) => !options.get(optionName)?.includes(name))) bad('OPTION_VALUE_DOES_NOT_EXIST', ['variants', String(i)], 'Option value does not exist.');
		if (seen.has(chosen)) bad('INVALID_VARIANT', ['variants', String(i)], `The variant '${chosen}' already exists.`);
		seen.add(chosen);
		if (!/^\d+(\.\d+)?$/.test(variant.price ?? '')) bad('INVALID_VARIANT', ['variants', String(i), 'price'], 'Price must be a number');
		for (const { locationId, name } of variant.inventoryQuantities ?? []) {
			if (locationId !== LOCATION) bad('INVALID_INPUT', ['variants', String(i)], 'The location does not exist');
			if (!['available', 'on_hand'].includes(name)) bad('INVALID_INPUT', ['variants', String(i)], 'The quantity name is not valid');
		}
	}
	return errors;
}

// Published formula: 10 for a mutation, 0.2 a variant, 1.9 a file; queries 1 an object and the size of a connection.
function cost_of(field, { input } = {}) {
	if (field === 'productSet') return Math.ceil(10 + 0.2 * (input?.variants?.length ?? 0) + 1.9 * (input?.files?.length ?? 0));
	return field === 'locations' ? 3 : 1;
}

export async function start_shopify_sim({ port = 0, bucket = 2000, restore = 100, currency = 'USD', latency = 0 } = {}) {
	const products = new Map();
	const state = { points: bucket, at: Date.now() };
	let sim = null;

	function refill() {
		const now = Date.now();
		state.points = Math.min(bucket, state.points + (now - state.at) / 1000 * restore);
		state.at = now;
	}
	const extensions = (requested, actual) => ({ cost: { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus: { maximumAvailable: bucket, currentlyAvailable: Math.floor(state.points), restoreRate: restore } } });
	const throttled = (requested) => {
		sim.throttled++;
		return { body: { errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED', documentation: 'https://shopify.dev/api/usage/rate-limits' } }], extensions: extensions(requested, null) } };
	};

	function product_set(args, fault) {
		const errors = fault === 'user_errors' ? [{ code: 'INVALID_PRODUCT', field: ['input', 'title'], message: 'Title is not to our taste' }] : user_errors(args);
		sim.pushes++;
		if (errors.length) return { product: null, userErrors: errors };
		const former = products.get(args.input.handle);
		const product = { id: former?.id ?? `gid://shopify/Product/${1000 + products.size}`, input: args.input, sets: (former?.sets ?? 0) + 1 };
		products.set(args.input.handle, product);
		return { product, userErrors: [] };
	}

	async function answer({ method, path, headers, text }, fault) {
		if (latency) await new Promise((resolve) => setTimeout(resolve, latency));
		if (headers['x-shopify-access-token'] !== TOKEN) return { status: 401, body: { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' } };
		if (method !== 'POST' || path !== PATH || !/^application\/json/.test(headers['content-type'] ?? '')) return { status: 404, body: { errors: 'Not Found' } };
		const { query, variables = {} } = JSON.parse(text);
		const document = parse(query);
		const faults = validate(schema(), document, specifiedRules);
		if (faults.length) return { body: { errors: faults.map(({ message }) => ({ message, extensions: { code: 'undefinedField' } })) } };
		const operation = getOperationAST(document);
		const { errors, coerced } = getVariableValues(schema(), operation.variableDefinitions ?? [], variables);
		if (errors) return { status: 400, body: { errors: errors.map(({ message }) => ({ message, extensions: { code: 'INVALID_VARIABLE' } })) } };
		const field = operation.selectionSet.selections[0].name.value;
		const requested = cost_of(field, coerced);

		refill();
		if (fault === 'THROTTLED' || state.points < requested) return throttled(requested);
		if (sim.deny.includes(field)) return { body: { data: null, errors: [{ message: `Access denied for ${field} field. Required access: \`read_${field}\` access scope.`, path: [field], extensions: { code: 'ACCESS_DENIED' } }], extensions: extensions(requested, 0) } };
		state.points -= requested;
		sim.lowest = Math.min(sim.lowest, state.points);
		const root = {
			shop: { name: 'Blue Door', myshopifyDomain: SHOP, currencyCode: currency },
			locations: { nodes: [{ id: LOCATION }] },
			productSet: (args) => product_set(args, fault),
		};
		const result = await execute({ schema: schema(), document, rootValue: root, variableValues: variables });
		return { body: { ...result, extensions: extensions(requested, requested) } };
	}

	schema(); // before the first request: the real one takes a second to build
	sim = await serve({ port, answer, refusal: (status) => ({ errors: `simulated ${status}` }) });
	return Object.assign(sim, { products, pushes: 0, throttled: 0, lowest: bucket, deny: [] });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const sim = await start_shopify_sim({ port: Number(process.argv[2] ?? 0) });
	console.log(`SHOPIFY_URL=${sim.url}\nshop: ${SHOP}, token: ${TOKEN}`);
}
