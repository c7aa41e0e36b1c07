import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { builtPath, declarationsPath, publishable, repository } from './publishable.ts';
import { mostBytes } from './sizes.ts';

const page = readFileSync(join(repository, 'docs', 'reference', 'packages.md'), 'utf8');

describe.each(publishable().map((one) => ({ name: one.manifest.name, one })))(
  '$name',
  ({ name, one: { folder, manifest } }) => {
    const doors = Object.entries(manifest.exports);

    it('is published with what it has here, built, types first', () => {
      const built = doors.map(([door, source]) => [
        door,
        { types: declarationsPath(source), default: builtPath(source) },
      ]);
      expect(manifest.publishConfig?.exports).toEqual(Object.fromEntries(built));
      for (const conditions of Object.values(manifest.publishConfig?.exports ?? {}))
        expect(Object.keys(conditions)[0]).toBe('types');
      const bin = Object.entries(manifest.bin).map(([command, source]) => [command, builtPath(source)]);
      expect(manifest.publishConfig?.bin).toEqual(Object.fromEntries(bin));
      const inner = JSON.stringify(manifest.imports)
        .replaceAll('./src/', './dist/')
        .replaceAll('.ts"', '.js"');
      expect(JSON.stringify(manifest.publishConfig?.imports)).toBe(inner);
    });

    it.each(doors)('its door %s refuses an older Node before it loads anything else', (_door, source) => {
      const [first] = /^(?:import|export) .*$/m.exec(readFileSync(join(folder, source), 'utf8')) ?? [];
      if (source.endsWith('/demand-node.ts')) return;
      expect(first).toMatch(/^import '(\.\.?\/platform\/demand-node\.ts|@phananh\/core\/demand-node)';$/);
    });

    it('tells people what it is', () => {
      expect(manifest.description).toMatch(/\S/);
      expect(manifest.keywords).not.toEqual([]);
      expect(manifest.license).toBe('Apache-2.0');
      expect(existsSync(join(folder, 'README.md'))).toBe(true);
      expect(mostBytes(name)).toBeGreaterThan(0);
      expect(manifest).not.toHaveProperty('repository');
    });

    it('says of each door what it is for and how stable it is', () => {
      for (const [door] of doors) {
        const row = page.split('\n').find((line) => line.startsWith(`| \`${name}${door.slice(1)}\` |`));
        expect(row?.split('|').slice(-2, -1)[0]?.trim(), name + door.slice(1)).toMatch(
          /^(stable|settling|inner)$/,
        );
      }
    });
  },
);

it('the repository is started by Node 20, and engines are held against the Node that it installs', () => {
  const read = (name: string) => readFileSync(join(repository, name), 'utf8');
  const { engines, devDependencies } = JSON.parse(read('package.json'));
  expect(engines.node).toBe('>=20');
  const [, held] = /^nodeVersion: (\S+)$/m.exec(read('pnpm-workspace.yaml')) ?? [];
  expect(held).toBe(devDependencies.node);
});

it('all packages that are published have one version: none is missing in the group of changesets', () => {
  const Config = z.object({ fixed: z.array(z.array(z.string())) });
  const { fixed } = Config.parse(
    JSON.parse(readFileSync(join(repository, '.changeset', 'config.json'), 'utf8')),
  );
  const packages = publishable().map(({ manifest }) => manifest);
  expect(fixed).toEqual([packages.map(({ name }) => name)]);
  expect(new Set(packages.map(({ version }) => version)).size).toBe(1);
});
