import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { desk, erasures } from '@phananh/core/read-models';
import { lifecycleWorkflows } from '@phananh/core/reports';
import { identityWorkflows } from '@phananh/identity';
import { describe, expect, it } from 'vitest';
import { generatedPages } from './generated-pages.ts';

describe('the generated pages of the reference', async () => {
  it.each(await generatedPages())('$path is what the definitions say', ({ path, text }) => {
    const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
    expect(readFileSync(file, 'utf8'), 'stale: run `npm run docs`').toBe(text);
  });
});

describe('the page of error codes', () => {
  const page = readFileSync(fileURLToPath(new URL('../docs/reference/errors.md', import.meta.url)), 'utf8');
  const workflows = [
    ...lifecycleWorkflows,
    ...[...erasures, ...desk, ...identityWorkflows].map(({ workflow }) => workflow),
  ];

  it.each(workflows)('has each refusal of $name', ({ refusals = {} }) => {
    expect(Object.keys(refusals).filter((code) => !page.includes(`\n| \`${code}\` |`))).toEqual([]);
  });
});

describe('the decisions', () => {
  const files = readdirSync(fileURLToPath(new URL('../docs/decisions', import.meta.url))).filter((name) =>
    /^\d/.test(name),
  );

  it('have each a number of its own', () => {
    const numbers = files.map((name) => name.slice(0, 4));
    const taken = files.filter(
      (_, at) => numbers.indexOf(numbers[at] ?? '') !== numbers.lastIndexOf(numbers[at] ?? ''),
    );
    expect(taken).toEqual([]);
  });
});
