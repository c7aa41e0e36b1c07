import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

const declared =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:const|type|interface|class|function) (\w+)/gm;

/** A value and a type of one file may share a name, as a schema and what it parses do. */
const namesIn = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(declared)].map(([, name = '']) => name));

/**
 * Names that a whole row of files has, each its own: what a command of the command line does is told by its file, and one module of two
 * stands for the other where there is no `node:crypto`.
 */
const isOfItsFile = (path: string, name: string): boolean =>
  path.startsWith('packages/cli/src/running/') ||
  path.startsWith('packages/cli/src/commands/') ||
  path.startsWith('packages/cli/src/config/sections/') ||
  path.startsWith('packages/bench/src/benchmarks/') ||
  (path.startsWith('packages/bench/src/contenders/') && name === 'open') ||
  basename(path) === 'uuid-v5.node.ts' ||
  // The words of one language.
  /\.(en|vi)\.ts$/.test(path) ||
  // Parts of a suite of tests, each named as what it tests.
  path.startsWith('packages/core/src/testing/conformance/');

const twice = (files: readonly (readonly [path: string, text: string])[]): readonly string[] => {
  const places = new Map<string, string[]>();
  for (const [path, text] of files)
    for (const name of namesIn(text))
      if (!isOfItsFile(path, name)) places.set(name, [...(places.get(name) ?? []), path]);
  return [...places].flatMap(([name, paths]) => (paths.length > 1 ? [`${name}: ${paths.join(', ')}`] : []));
};

describe('one name is one thing', () => {
  const packages = globSync('packages/*/src', { cwd: root });

  it.each(packages)('%s exports no name from two of its files', (folder) => {
    const paths = globSync('**/*.ts', { cwd: join(root, folder), exclude: ['**/*.spec.ts'] });
    const files = paths.map(
      (path) => [`${folder}/${path}`, readFileSync(join(root, folder, path), 'utf8')] as const,
    );
    expect(paths.length).toBeGreaterThan(0);
    expect(twice(files)).toEqual([]);
  });

  it.each([
    [['export const kindOf = 1;', 'export type kindOf = 1;'], ['kindOf: a.ts, b.ts']],
    [['export const Place = 1;\nexport type Place = 1;', 'const Place = 2;'], []],
    [['export interface Load {}', 'export class Load {}'], ['Load: a.ts, b.ts']],
  ])('%j', ([a = '', b = ''], expected) => {
    expect(
      twice([
        ['a.ts', a],
        ['b.ts', b],
      ]),
    ).toEqual(expected);
  });
});
