// Runs stages of the test suite, streams what they print, counts, and ends with `N passed, N failed`.
//	node tests/run.mjs [--build build/release] STAGE…     STAGE = name or name@variant (unit@asan, unit@valgrind)
//	node tests/run.mjs 'unit contract | integration' e2e  what | parts runs side by side; what the second says is printed when it ends
// Every check counts one: a lint, a cmocka case, a node:test, a vitest, a document. A program that dies or hangs counts one failure.
import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(ROOT);
const SERVICES = ['gateway', 'llm-svc', 'content-svc', 'theme-svc', 'integration-svc', 'analytics-svc'];
const SCRATCH = 'deploy/local/scratch.sh';
const total = { passed: 0, failed: 0 };
const failures = [];
const work = mkdtempSync(join(tmpdir(), 'wizard-test-'));
const SANITIZERS = {
	ASAN_OPTIONS: 'detect_leaks=1:abort_on_error=0:exitcode=99',
	LSAN_OPTIONS: `suppressions=${join(ROOT, 'tests/lsan.supp')}:print_suppressions=0`,
	UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
	TSAN_OPTIONS: 'halt_on_error=1:second_deadlock_stack=1',
};

// A lane beside the first keeps what it says to itself until its end: two reports in one another's words are none.
const lane_says = new AsyncLocalStorage();

function say(text) {
	const kept = lane_says.getStore();
	if (kept) kept.push(text);
	else process.stdout.write(text);
}

function say_line(line) {
	say(`${line}\n`);
}

function count(passed, failed, what) {
	total.passed += passed;
	total.failed += failed;
	if (failed) failures.push(`${what}: ${failed} failed`);
}

const children = new Set();
for (const signal of ['SIGINT', 'SIGTERM'])
	process.on(signal, () => {
		for (const child of children) child.kill('SIGTERM');
		process.exitCode = 130;
	});

// Output goes to the terminal as it comes; it is also returned, for those who count.
function run(command, args, { env = {}, seconds = 300, cwd = ROOT, show = true } = {}) {
	return new Promise((resolve) => {
		const child = spawn(command, args, { cwd, env: { ...process.env, ...SANITIZERS, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
		let out = '';
		let late = false;
		children.add(child);
		const timer = setTimeout(() => {
			late = true;
			child.kill('SIGTERM');
			setTimeout(() => child.kill('SIGKILL'), 30000).unref();
		}, seconds * 1000);
		child.stdout.on('data', (data) => {
			out += data;
			if (show) say(data);
		});
		child.stderr.on('data', say);
		child.on('error', (error) => {
			say_line(`${command}: ${error.message}`);
		});
		child.on('close', (code, signal) => {
			clearTimeout(timer);
			children.delete(child);
			if (late) say_line(`${command} ${args.join(' ')}: stopped after ${seconds} s`);
			resolve({ code: late ? 124 : code ?? (signal ? 128 : 127), out });
		});
	});
}

async function single(what, command, args, options) {
	const { code } = await run(command, args, options);
	count(code === 0 ? 1 : 0, code === 0 ? 0 : 1, what);
	return code;
}

// TAP as cmocka prints it: one flat line a case. A program may end badly after its last case (a leak, say).
function count_tap(what, { code, out }) {
	// cmocka calls a skipped case "not ok # SKIP".
	const skipped = out.match(/^not ok \d+ # SKIP.*$/gm) ?? [];
	const passed = (out.match(/^ok \d+/gm) ?? []).length;
	const failed = (out.match(/^not ok \d+/gm) ?? []).length - skipped.length;
	const planned = [...out.matchAll(/^1\.\.(\d+)/gm)].reduce((sum, m) => sum + Number(m[1]), 0);
	const broken = failed === 0 && (code !== 0 || passed + skipped.length < planned || passed === 0);
	if (broken) say_line(`${what}: ended with status ${code} after ${passed} of ${planned} cases`);
	for (const line of skipped) say_line(`${what}: skipped: ${line.split('# SKIP ')[1]}`);
	count(passed, failed + (broken ? 1 : 0), what);
}

// node --test ends with a summary; nested cases are counted there too.
function count_node(what, { code, out }) {
	const number = (word) => Number(out.match(new RegExp(`^# ${word} (\\d+)$`, 'm'))?.[1] ?? 0);
	const failed = number('fail') + number('cancelled');
	const broken = failed === 0 && (code !== 0 || number('pass') === 0);
	if (broken) say_line(`${what}: ended with status ${code}, ${number('pass')} passed`);
	if (number('skipped')) say_line(`${what}: ${number('skipped')} skipped`);
	count(number('pass'), failed + (broken ? 1 : 0), what);
}

function tests_in(folder, pattern) {
	return existsSync(folder) ? readdirSync(folder).filter((name) => pattern.test(name)).sort().map((name) => join(folder, name)) : [];
}

function unit_binaries(build) {
	const folder = join(build, 'unit');
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { withFileTypes: true })
		.flatMap((entry) => (entry.isDirectory() ? readdirSync(join(folder, entry.name)).map((name) => `${entry.name}/${name}`) : [entry.name]))
		// What was built from a test that is gone is not a test.
		.filter((name) => existsSync(`tests/unit/${name}.c`))
		.sort()
		.map((name) => join(folder, name));
}

async function lint() {
	for (const name of ['layers', 'banned', 'sizes', 'options', 'suspends']) await single(`lint ${name}`, 'node', [`tests/lint/${name}.mjs`]);
	await single('lint themes', 'node', ['theme-svc/themes/_sample/check.mjs']);
	count_node('lint tests', await run('node', ['--test', '--test-reporter=tap', 'tests/lint/lint.test.mjs'], { show: false }));
}

// Variants whose programs do not run by themselves: what stands before them, and the time that a program may take so.
const RUNNERS = {
	valgrind: ['valgrind', '-q', '--error-exitcode=99', '--leak-check=full', '--show-leak-kinds=definite', '--errors-for-leak-kinds=definite'],
	aarch64: [['/usr/bin/qemu-aarch64-static', '/usr/bin/qemu-aarch64'].find(existsSync), '-L', 'build/sysroot-aarch64'],
};
const RUNNER_SECONDS = 600;

async function unit(build, variant) {
	const binaries = unit_binaries(build);
	if (!binaries.length) return count(0, 1, `unit: nothing in ${build}/unit`);
	// What needs servers starts its own (tests/unit/servers.c), so that it may stop and kill them.
	const runner = RUNNERS[variant] ?? [];
	for (const binary of binaries) {
		say_line(`# ${binary}`);
		const [command, ...args] = [...runner, binary];
		const env = { CMOCKA_MESSAGE_OUTPUT: 'TAP', ...(runner.length && { TEST_SLOW: 'yes' }) };
		count_tap(binary, await run(command, args, { env, seconds: runner.length ? RUNNER_SECONDS : 180 }));
	}
}

// The document that runs is the one that was agreed (tests/contract), and a public linter finds no fault in it.
async function contract(build) {
	for (const service of SERVICES) {
		const { code, out } = await run(join(build, service), ['--openapi'], { show: false, seconds: 20 });
		const golden = `tests/contract/openapi/${service}.json`;
		const same = code === 0 && existsSync(golden) && readFileSync(golden, 'utf8') === out;
		if (!same) say_line(`contract: ${service} --openapi (status ${code}) differs from ${golden}: if that is meant, make openapi`);
		count(same ? 1 : 0, same ? 0 : 1, `contract ${service}`);
		await single(`openapi lint ${service}`, 'node', ['tests/lint/openapi.mjs', golden]);
	}
}

async function node_tests(what, files, env, seconds) {
	if (!files.length) return count(0, 1, `${what}: no test files`);
	const result = await run(SCRATCH, ['node', '--test', '--test-reporter=tap', ...files], { env, seconds });
	count_node(what, result);
}

const STAGES = {
	lint,
	unit,
	contract,
	integration: (build) =>
		node_tests('integration', tests_in('tests/integration', /\.test\.mjs$/), { BIN_DIR: join(ROOT, build) }, 900),
	torture: (build) => node_tests('torture', tests_in('tests/torture', /\.test\.mjs$/), { BIN_DIR: join(ROOT, build, 'torture') }, 1500),
	stack: (build) => node_tests('stack', tests_in('tests/local', /\.test\.mjs$/), { BIN_DIR: join(ROOT, build) }, 300),
	measure: async (build) => {
		const files = tests_in('tests/measure', /\.test\.mjs$/);
		count_node('measure', await run('node', ['--test', '--test-reporter=tap', ...files], { env: { BIN_DIR: join(ROOT, build) }, seconds: 200 }));
	},
	ui: async () => {
		await single('ui types', 'npm', ['run', '--silent', 'lint'], { cwd: 'gateway/ui' });
		const report = join(work, 'vitest.json');
		const args = ['--no-install', 'vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
		const { code } = await run('npx', args, { cwd: 'gateway/ui' });
		const { numPassedTests = 0, numFailedTests = 0 } = existsSync(report) ? JSON.parse(readFileSync(report)) : {};
		count(numPassedTests, numFailedTests || (code === 0 ? 0 : 1), 'ui vitest');
	},
	e2e: (build) => node_tests('e2e', tests_in('tests/e2e', /\.test\.mjs$/), { BIN_DIR: join(ROOT, build), TEST_SHOTS: join(ROOT, 'tests/e2e/shots') }, 900),
};

const args = process.argv.slice(2);
let build = 'build/release';
if (args[0] === '--build') build = args.splice(0, 2)[1];

async function run_stage(stage) {
	if (process.exitCode) return;
	const [name, variant] = stage.split('@');
	const begun = Date.now();
	say_line(`\n== ${stage}`);
	await STAGES[name](variant && variant !== 'valgrind' ? `build/${variant}` : build, variant);
	say_line(`== ${stage}: ${((Date.now() - begun) / 1000).toFixed(1)} s`);
}

async function run_lane(stages) {
	for (const stage of stages) await run_stage(stage);
}

async function run_kept(stages) {
	const kept = [];
	await lane_says.run(kept, () => run_lane(stages));
	for (const text of kept) process.stdout.write(text);
}

const phases = args.map((arg) => arg.split('|').map((lane) => lane.trim().split(/\s+/)));
for (const stage of phases.flat(2)) if (!STAGES[stage.split('@')[0]]) throw new Error(`no stage ${stage}: ${Object.keys(STAGES).join(', ')}`);
const started = Date.now();
for (const [first, ...others] of phases) await Promise.all([run_lane(first), ...others.map(run_kept)]);
rmSync(work, { recursive: true, force: true });
console.log(`\n${((Date.now() - started) / 1000).toFixed(0)} s`);
for (const line of failures) console.log(`FAILED ${line}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode ||= total.failed ? 1 : 0;
