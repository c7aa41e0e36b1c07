import { linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { huePolicyData } from '@phananh/core/reports';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { afterEach, expect, test } from 'vitest';
import { smallHeader, smallMap } from '../support/imports.ts';
import { phananh } from '../support/in-process.ts';

const row = 'A1,2026-03-02 09:00,,2026-03-12 17:00,ONTIME,Public Works,Pothole';
const directoryBefore = process.cwd();
afterEach(() => process.chdir(directoryBefore));

const digest = (path: string): string => readFileSync(path).toString('base64');

const filesToImport = (): void => {
  process.chdir(inTemporaryDirectory());
  writeFileSync('cases.csv', `${smallHeader}\n${row}\n`);
  writeFileSync('map.json', JSON.stringify(smallMap()));
};

/** A store, what belongs to it, another store beside it, and everything that its commands read. */
const folderOfStore = async () => {
  filesToImport();
  writeFileSync('policy.json', JSON.stringify(huePolicyData));
  writeFileSync('config.jsonc', JSON.stringify({ store: 'sqlite:a.db', policy: 'policy.json' }));
  writeFileSync('package.json', '{}');
  mkdirSync('photos');
  writeFileSync(join('photos', '1.jpg'), 'a photo');
  for (const store of ['a.db', 'b.db']) {
    const made = await phananh('import', 'cases.csv', '--map', 'map.json', '--store', `sqlite:${store}`);
    expect(made.code).toBe(0);
  }
  linkSync('a.key', 'other-name.csv');
  linkSync('map.json', 'map-too.csv');
  symlinkSync('.', 'here');
};

const importing = [
  'import',
  'cases.csv',
  '--map',
  'map.json',
  '--photos',
  'photos',
  '--config',
  'config.jsonc',
];
const commands: readonly (readonly [command: readonly string[], kept: readonly string[]])[] = [
  [
    [...importing, '--rejects'],
    [
      ...['a.db', 'a.key', 'a.keys.db', 'a.read.db', 'other-name.csv', join('here', 'a.key')],
      ...['config.jsonc', 'policy.json', 'package.json', 'cases.csv', 'map.json', 'map-too.csv'],
      join('photos', '1.jpg'),
      ...['b.db', 'b.read.db', 'b.key', 'b.keys.db'],
    ],
  ],
  [
    ['export', '--format', 'csv', '--config', 'config.jsonc', '-o'],
    ['a.db', 'a.key', 'policy.json'],
  ],
];

test('no output of a command takes the place of a store, of its keys or of what the command reads', async () => {
  await folderOfStore();
  for (const [command, kept] of commands) {
    for (const path of kept) {
      const before = digest(path);
      const { code, err } = await phananh(...command, path);
      expect([command[0], path, code, err]).toEqual([
        command[0],
        path,
        1,
        expect.stringContaining('would-overwrite'),
      ]);
      expect([path, digest(path) === before]).toEqual([path, true]);
    }
    writeFileSync('a.csv', 'of before');
    expect((await phananh(...command, 'a.csv')).code).toBe(0);
  }
  expect((await phananh(...importing, '--rejects', join('photos', 'out.csv'))).code).toBe(0);
});

test('nor that of what a new store is about to have', async () => {
  filesToImport();
  for (const path of [
    'z.db',
    'z.db-wal',
    'z.key',
    'z.keys.db',
    'z.read.db',
    join('z.access', 'x.csv'),
    'z.log.key',
  ]) {
    const { code, err } = await phananh(
      ...['import', 'cases.csv', '--map', 'map.json', '--store', 'sqlite:z.db', '--rejects', path],
    );
    expect([path, code, err]).toEqual([path, 1, expect.stringContaining('would-overwrite')]);
    expect(() => digest(path)).toThrow('ENOENT');
  }
});
