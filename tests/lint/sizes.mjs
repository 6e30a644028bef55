// Budgets: a file over 400 lines or a function over 40 is a smell and warned of; a file over 600 that is not a table fails.
import { fault, files, finish, read } from './tree.mjs';

const FILE_WARN = 400, FILE_FAIL = 600, FUNCTION_WARN = 40;
const paths = files(/\.(c|h|mjs|ts|tsx|css|sh)$/).filter((path) => !path.endsWith('schema.d.ts') && !path.includes('/fixtures/'));
let warned = 0, functions = 0;

function warn(path, line, text) {
	warned++;
	console.log(`${path}:${line}: warning: ${text}`);
}

// A table: most lines are rows of an initialiser or a list.
function is_table(lines) {
	const full = lines.filter((line) => line.trim());
	const rows = full.filter((line) => /^\s*(\{.*\},?|"[^"]*",?|("[^"]*",?\s*)+|\[.*\],?|\.?\w+\s*=\s*\{.*\},?|[\w-]+:\s[^{]*;|R\w*\(.*\),?|(\{ )?\.\w+ = [^;]*,|\.\w+ = [^;]* \},)\s*(\/\*.*\*\/)?$/.test(line));
	return rows.length > full.length * 0.6;
}

for (const path of paths) {
	const lines = read(path).split('\n');
	const count = lines.length - 1;
	if (count > FILE_FAIL && !is_table(lines)) fault(path, 1, `${count} lines: is there a seam? (${FILE_FAIL} is the limit)`);
	else if (count > FILE_WARN) warn(path, 1, `${count} lines`);
	if (!path.endsWith('.c')) continue;
	let open = -1;
	lines.forEach((line, i) => {
		if (line === '{') open = i;
		else if (line === '}' && open >= 0) {
			functions++;
			if (i - open - 1 > FUNCTION_WARN) warn(path, open, `function of ${i - open - 1} lines`);
			open = -1;
		}
	});
}

finish('sizes', `${paths.length} files, ${functions} C functions, ${warned} warnings`);
