import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Two ways to place a tone are in use, `xoá` and `xóa`. These pages have the second, which laws have. */
const otherWay = /[xhtk]o[áạ](?!\p{L})|huỷ(?!\p{L})/giu;

it('Vietnamese words are spelled in one way, that of the law on personal data', () => {
  const folder = new URL('..', import.meta.url);
  const catalogues = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('vi.ts'),
  );
  expect(catalogues.length).toBeGreaterThan(10);
  const found = catalogues.flatMap((name) =>
    [...readFileSync(new URL(name, folder), 'utf8').matchAll(otherWay)].map(([word]) => `${name}: ${word}`),
  );
  expect(found).toEqual([]);
});
