import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { generatedPages } from './generated-pages.ts';

describe('the generated pages of the reference', async () => {
  it.each(await generatedPages())('$path is what the definitions say', ({ path, text }) => {
    const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
    expect(readFileSync(file, 'utf8'), 'stale: run `npm run docs`').toBe(text);
  });
});
