import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What a module would keep between two callers who know nothing of each other, at the beginning of a line. */
const kept =
  /^(?:export )?(?:let \w+|const \w+(?:: (?!Readonly|readonly )[^=]+)? = (?:new (?:Map|Set|WeakMap|WeakSet|LRUCache)\b|\[\];|\{\};|Buffer\.alloc))/gm;

const stateIn = (text: string): readonly string[] => [...text.matchAll(kept)].map(([found]) => found);

it('no module of a package keeps anything that changes: it stands in what is created', () => {
  // The script of a thread is a program, of which there is one for each thread.
  const modules = globSync('packages/*/src/**/*.ts', {
    cwd: root,
    exclude: ['**/*.spec.ts', '**/*-thread.ts', 'packages/bench/src/processes/**'],
  });
  const found = modules.flatMap((path) =>
    stateIn(readFileSync(join(root, path), 'utf8')).map((line) => `${path}: ${line}`),
  );
  expect(modules.length).toBeGreaterThan(300);
  expect(found).toEqual([]);
});

it.each([
  ['let count = 0;', true],
  ['const known = new WeakMap<object, string>();', true],
  ['const byName: Map<string, number> = new Map();', true],
  ['export const names: string[] = [];', true],
  ['const room = Buffer.allocUnsafe(4096);', true],
  ["const words: ReadonlySet<string> = new Set(['a']);", false],
  ['const table: ReadonlyMap<string, string> = new Map();', false],
  ['  const inside = new Map();', false],
])('%s', (line, isState) => {
  expect(stateIn(line).length > 0).toBe(isState);
});

it('threads are started in one place', () => {
  const starting = globSync('packages/*/src/**/*.ts', { cwd: root, exclude: ['**/*.spec.ts'] }).filter(
    (path) => /new Worker\(/.test(readFileSync(join(root, path), 'utf8')),
  );
  expect(starting).toEqual(['packages/sqlite/src/threads/start-thread.ts']);
});

it('the time of day is that of a clock that was given, or of the one clock of the system', () => {
  const taking = globSync('packages/*/src/**/*.ts', {
    cwd: root,
    exclude: ['**/*.spec.ts', 'packages/bench/**', 'packages/test-support/**'],
  }).filter((path) => /new Date\(\)/.test(readFileSync(join(root, path), 'utf8')));
  expect(taking).toEqual([]);
});
