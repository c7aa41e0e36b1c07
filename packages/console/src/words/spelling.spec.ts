import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Two ways to place a tone are in use, `xoá` and `xóa`. Whatever people read here has the second, which laws have. */
const otherWay = /\p{L}*(?:o[àáảãạ]|o[èéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?!\p{L})/giu;

it('Vietnamese words are spelled in one way, that of the law on personal data', () => {
  const packages = new URL('../../../', import.meta.url);
  const sources = readdirSync(packages).flatMap((name) => filesIn(new URL(`${name}/src/`, packages)));
  expect(sources.length).toBeGreaterThan(500);
  const found = sources.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(otherWay)].map(([word]) => `${file.pathname}: ${word}`),
  );
  expect(found).toEqual([]);
});

const filesIn = (folder: URL): readonly URL[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
        .map((name) => new URL(name, folder))
    : [];
