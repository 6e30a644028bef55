// Is it HTML? Judged by html-validate, whose element tables and content models are those of the WHATWG standard. Only rules of the
// standard count: its "standard" preset, no house style.
import assert from 'node:assert/strict';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';

const validator = new HtmlValidate(new StaticConfigLoader({ root: true, extends: ['html-validate:standard'], elements: ['html5'] }));

export async function html_valid(html, what) {
	const { results } = await validator.validateString(html);
	const said = results.flatMap(({ messages }) => messages).filter(({ severity }) => severity === 2);
	const lines = html.split('\n');
	const faults = said.map(({ line, column, ruleId, message }) => `${ruleId} at ${line}:${column}: ${message}\n    ${lines[line - 1].slice(Math.max(0, column - 20), column + 120)}`);
	assert.equal(faults.length, 0, `${what}: not HTML\n${[...new Set(faults)].slice(0, 12).join('\n')}`);
}
