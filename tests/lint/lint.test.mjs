// The lints themselves: a small clean tree passes, and each planted fault is found.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const TABLE = '| name | default | read by | meaning |\n|---|---|---|---|\n';
const CLEAN = {
	'common/base/str.h': 'int str_len(const char *s);\n',
	'common/fiber/wait.h': '#include "base/str.h"\nint wait_ms(long ms) SUSPENDS;\n',
	'common/net/db.h': 'int db_query(const char *sql) SUSPENDS;\n',
	'gateway/steps.h': 'int steps_get(void) SUSPENDS;\n',
	'gateway/steps_store.h': 'int step_load(void) SUSPENDS;\n',
	'gateway/steps_store.c': '#include "steps_store.h"\n#include "net/db.h"\n\nint step_load(void)\n{\n\treturn db_query("SELECT 1");\n}\n',
	'gateway/routes.h': 'extern int routes;\n',
	'gateway/main.c': '#include "routes.h"\n\nint main(void)\n{\n\treturn routes;\n}\n',
	'deploy/settings.md': `${TABLE}| \`PORT\` | 1 | all | x |\n`,
	'common/web/service.c': 'static int t[] = { CONF_INT("PORT", &p, 1, 2, 3, "x") };\n',
};

// Runs one lint over CLEAN plus the given files; returns its status and words.
function lint(name, extra = {}) {
	const root = mkdtempSync(join(tmpdir(), 'wizard-lint-'));
	try {
		cpSync(HERE, join(root, 'tests/lint'), { recursive: true });
		rmSync(join(root, 'tests/lint/lint.test.mjs'));
		for (const [path, text] of Object.entries({ ...CLEAN, ...extra })) {
			mkdirSync(join(root, dirname(path)), { recursive: true });
			writeFileSync(join(root, path), text);
		}
		const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, `tests/lint/${name}.mjs`)], { encoding: 'utf8' });
		return { status, said: stdout + stderr };
	} finally {
		rmSync(root, { recursive: true });
	}
}

const LINTS = ['layers', 'banned', 'sizes', 'options', 'suspends'];
for (const name of LINTS)
	test(`${name}: a clean tree passes`, () => {
		const { status, said } = lint(name);
		assert.equal(status, 0, said);
	});

const PLANTED = [
	['layers', 'a lower floor includes a higher one', 'common/base/bad.c', '#include "net/db.h"\n', /higher floor/],
	['layers', 'a service includes another', 'llm-svc/bad.c', '#include "steps.h"\n', /neither in common/],
	['layers', 'libevent above fiber/', 'common/net/bad.c', '#include <event2/event.h>\n', /another door/],
	['layers', 'a libevent type above fiber/', 'common/net/bad.h', 'struct event_base *b;\n', /libevent stays/],
	['layers', 'a JSON tree opened in a handler', 'gateway/bad.c', 'void f(void *v)\n{\n\tjson_node(v);\n}\n', /web\/json alone/],
	['layers', 'SQL in a handler', 'gateway/bad.c', 'const char q[] = "SELECT a FROM b";\n', /SQL belongs/],
	['layers', 'a query call in a handler', 'gateway/bad.c', 'int f(void)\n{\n\treturn db_query(q);\n}\n', /belongs in a \*_store/],
	['layers', 'a handler includes the routes', 'gateway/bad.c', '#include "routes.h"\n', /may not include/],
	['layers', 'a store includes a peer', 'gateway/x_store.c', '#include "peer_llm.h"\n', /may not include|neither/],
	['layers', 'http outside a peer', 'gateway/bad.c', 'int f(void)\n{\n\treturn http_call(0);\n}\n', /belongs in a peer/],
	['banned', 'strcpy', 'common/base/bad.c', 'void f(char *a)\n{\n\tstrcpy(a, "b");\n}\n', /strcpy\(\) is banned/],
	['banned', 'system', 'gateway/bad.c', 'void f(void)\n{\n\tsystem("x");\n}\n', /system\(\) is banned/],
	['banned', 'a mark of unfinished work', 'gateway/bad.c', `/* ${'TO' + 'DO'} */\n`, /finish it/],
	['sizes', 'a file of 601 lines', 'gateway/bad.c', 'int x;\n'.repeat(601), /601 lines/],
	['options', 'a setting without a line', 'gateway/bad.c', 'static int t[] = { CONF_STR("NEW_ONE", &p, "", "x") };\n', /NEW_ONE is not in/],
	['options', 'a default that changed', 'deploy/settings.md', `${TABLE}| \`PORT\` | 2 | all | x |\n`, /PORT reads otherwise/],
	['options', 'getenv outside the table', 'gateway/bad.c', 'char *f(void)\n{\n\treturn getenv("X");\n}\n', /not getenv/],
	['options', 'a line without a setting', 'deploy/settings.md', `${TABLE}| \`PORT\` | 1 | all | x |\n| \`OLD\` | 2 | all | y |\n`, /no code reads OLD/],
	['suspends', 'a callback that waits', 'common/net/bad.c',
		'static void deeper(void)\n{\n\twait_ms(1);\n}\n\nstatic void on_io(int ev, void *arg)\n{\n\tdeeper();\n}\n\nvoid f(void)\n{\n\tloop_io_new(1, 2, on_io, NULL);\n}\n', /on_io → deeper → wait_ms/],
	['suspends', 'a function that waits and does not say so', 'common/net/bad.c', 'int silent(void)\n{\n\treturn wait_ms(1);\n}\n', /silent may suspend/],
];
for (const [name, what, path, text, words] of PLANTED)
	test(`${name}: ${what} is found`, () => {
		const { status, said } = lint(name, { [path]: text });
		assert.equal(status, 1, said);
		assert.match(said, words);
	});

test('sizes: a long table passes', () => {
	const { status, said } = lint('sizes', { 'gateway/table.c': `${'\t{ "a", 1 },\n'.repeat(700)}` });
	assert.equal(status, 0, said);
});

test('banned words in comments and strings are free', () => {
	const { status, said } = lint('banned', { 'gateway/ok.c': '/* strcpy(a) */\nconst char *s = "strcpy(a)";\n' });
	assert.equal(status, 0, said);
});
