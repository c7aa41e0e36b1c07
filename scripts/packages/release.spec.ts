import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { demandBuilt } from './pack.ts';
import { manifestOf } from './publishable.ts';

it('a package without its dist is not released, and the missing file is named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'phananh-unbuilt-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const manifest = { name: '@phananh/unbuilt', license: 'MIT', exports: { '.': './src/index.ts' } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const unbuilt = { folder, manifest: manifestOf(folder) };
  expect(() => demandBuilt(unbuilt)).toThrow('@phananh/unbuilt is not built: ./dist/index.js is missing');
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist', 'index.js'), '');
  expect(() => demandBuilt(unbuilt)).toThrow('./dist/index.d.ts is missing');
  writeFileSync(join(folder, 'dist', 'index.d.ts'), '');
  expect(() => demandBuilt(unbuilt)).not.toThrow();
});
