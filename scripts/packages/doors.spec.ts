import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { build } from './build.ts';
import { packagesReached } from './declarations.ts';
import { comparedDoors, surfaceOfPackage } from './doors.ts';
import { declarationsPath, publishable, repository } from './publishable.ts';
import { mostBytes } from './sizes.ts';

describe('the doors of the packages', () => {
  // Eleven packages are compiled: a minute on a machine with other work.
  beforeAll(() => build(), 180_000);
  const packages = publishable().map((one) => ({ name: one.manifest.name, one }));

  it.each(packages)('$name lets out what was accepted', ({ one }) => {
    const { now, accepted } = comparedDoors(one);
    expect(now, 'meant? then `npm run doors`, and a line in the CHANGELOG').toBe(accepted);
  });

  it.each(packages)('$name has only peers in its types', ({ name, one }) => {
    const { peerDependencies, dependencies } = one.manifest;
    const ours =
      name === '@phananh/cli'
        ? Object.keys(dependencies).filter((other) => other.startsWith('@phananh/'))
        : [];
    const known = [...Object.keys(peerDependencies), ...ours];
    for (const [specifier, where] of surfaceOfPackage(one).packages) {
      if (specifier.startsWith('node:')) continue;
      const other = /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0];
      expect(known, `${specifier}, in the types of ${where}`).toContain(other);
    }
  });

  it.each(packages)('$name takes no more packed than is meant', ({ name, one: { folder, manifest } }) => {
    // In the order in which npm and pnpm pack them, on which a tenth of the size depends: all of one kind beside each other.
    const inOrder = (file: string): string => `${extname(file)} ${basename(file)}`;
    const folders = manifest.files.filter((one) => !one.startsWith('!')).map((one) => `${one}/**/*.*`);
    const files = globSync([...folders, 'LICENSE', 'README.md', 'package.json'], {
      cwd: folder,
      exclude: ['**/.tsbuildinfo'],
    }).toSorted((one, other) => inOrder(one).localeCompare(inOrder(other), 'en'));
    const { stdout } = spawnSync('tar', ['czf', '-', ...files], { cwd: folder, maxBuffer: 100_000_000 });
    expect(stdout.length).toBeGreaterThan(0);
    expect(stdout.length, 'worth it? then raise the bound in sizes.ts').toBeLessThan(mostBytes(name));
  });

  it.each(packages)(
    '$name has types that name an optional peer at the door alone that needs it',
    ({ one }) => {
      const page = readFileSync(join(repository, 'docs', 'reference', 'packages.md'), 'utf8');
      const { name, exports, peerDependenciesMeta } = one.manifest;
      for (const [door, source] of Object.entries(exports)) {
        const at = name + door.slice(1);
        const row = page.split('\n').find((line) => line.startsWith(`| \`${at}\` |`));
        const needs = row?.split('|')[3]?.trim().split(', ') ?? [];
        const named = packagesReached(join(one.folder, declarationsPath(source)));
        const optional = named.filter((other) => peerDependenciesMeta[other]?.optional === true);
        expect(needs, at).toEqual(expect.arrayContaining(optional));
      }
    },
  );

  it('has types that hold for whoever has fewer options than this repository, and checks libraries too', () => {
    const doors = publishable().flatMap(({ folder, manifest: { name, exports } }) =>
      Object.entries(exports).map(
        ([door, source]) => [name + door.slice(1), join(folder, declarationsPath(source))] as const,
      ),
    );
    const compilerOptions = {
      ...{ module: 'nodenext', target: 'es2024', lib: ['es2024', 'esnext.disposable'], types: ['node'] },
      ...{ strict: true, skipLibCheck: false, noEmit: true },
      paths: Object.fromEntries(doors.map(([door, file]) => [door, [file]])),
    };
    // Within the repository, where the packages are that the types name.
    const folder = mkdtempSync(join(repository, 'node_modules', '.doors-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const config = join(folder, 'tsconfig.json');
    writeFileSync(config, JSON.stringify({ compilerOptions, files: doors.map(([, file]) => file) }));
    const { status, stdout } = spawnSync(join(repository, 'node_modules', '.bin', 'tsc'), ['-p', config], {
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});
