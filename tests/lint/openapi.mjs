// A public linter (redocly's) over an OpenAPI document: node openapi.mjs FILE
import { createConfig, formatProblems, lintFromString } from '@redocly/openapi-core';
import { readFileSync } from 'node:fs';

const file = process.argv[2];
const config = await createConfig({
	extends: ['recommended'],
	rules: {
		// Addresses are the deployment's.
		'no-server-example.com': 'off',
		'no-empty-servers': 'off',
	},
});
const problems = await lintFromString({ source: readFileSync(file, 'utf8'), absoluteRef: file, config });
const errors = problems.filter((problem) => problem.severity === 'error');
formatProblems(problems, { format: 'stylish', totals: { errors: errors.length, warnings: problems.length - errors.length, ignored: 0 }, version: '' });
console.log(`openapi: ${file}: ${errors.length} errors, ${problems.length - errors.length} warnings`);
process.exit(errors.length ? 1 : 0);
