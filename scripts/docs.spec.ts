import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { generatedPages } from './generated-pages.ts';

describe('the generated pages of the reference', async () => {
  it.each(await generatedPages())('$path is what the definitions say', ({ path, text }) => {
    const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
    expect(readFileSync(file, 'utf8'), 'stale: run `npm run docs`').toBe(text);
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
