// What every lint shares: the list of files under care, reading without comments and strings, and the closing line.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const FLOORS = ['base', 'fiber', 'net', 'web', 'wire'];
export const SERVICES = ['gateway', 'llm-svc', 'content-svc', 'theme-svc', 'integration-svc', 'analytics-svc'];

const SKIP = new Set(['node_modules', 'dist', 'build', '.git', '.run']);

function* walk(folder) {
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		if (SKIP.has(entry.name)) continue;
		const path = join(folder, entry.name);
		if (entry.isDirectory()) yield* walk(path);
		else if (entry.isFile()) yield relative(ROOT, path);
	}
}

const all = [...walk(ROOT)].sort();

export function files(pattern) {
	return all.filter((path) => pattern.test(path));
}

export function read(path) {
	return readFileSync(join(ROOT, path), 'utf8');
}

// The C code of the product: common/ and the services, not the tests.
export function product() {
	const roots = ['common', ...SERVICES];
	return files(/\.[ch]$/).filter((path) => roots.includes(path.split('/')[0]));
}

// Blanks comments, and string contents unless they are asked for; line numbers stay.
export function code(text, { strings = false } = {}) {
	return text.replace(/\/\*[^]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, (token) => {
		const blank = token.replace(/[^\n]/g, ' ');
		if (token.startsWith('/*')) return blank;
		return strings || token.startsWith("'") ? token : '"' + blank.slice(2) + '"';
	});
}

export function line_of(text, index) {
	return text.slice(0, index).split('\n').length;
}

const faults = [];
export function fault(path, line, text) {
	faults.push(`${path}:${line}: ${text}`);
}

// Prints what was found and ends the process: 1 when there was a fault.
export function finish(name, checked) {
	for (const line of faults) console.error(line);
	console.log(`${name}: ${checked}, ${faults.length} faults`);
	process.exit(faults.length ? 1 : 0);
}
