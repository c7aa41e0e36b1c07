import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it } from 'vitest';
import { Settings } from '../config/settings.ts';
import { checkEvidence } from './evidence.ts';

const found = (evidence: object, files: Readonly<Record<string, number>> = {}) => {
  const root = inTemporaryDirectory();
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(root, name), Buffer.alloc(bytes));
  const place = { store: { scheme: 'sqlite' as const, path: join(root, 'hue.db') } };
  const within = JSON.parse(JSON.stringify(evidence).replaceAll('ROOT', root));
  return checkEvidence(place, Settings.parse({ evidence: within }).evidence);
};

it('says nothing of photos where there are none', () => {
  expect(found({})).toEqual([]);
});

it('finds photos in order that are taken in and opened', () => {
  expect(found({}, { 'hue.keys.db': 1, 'hue.key': 32 })).toMatchObject([{ state: 'good' }]);
  expect(found({ folder: 'ROOT/to/be/made', converter: { command: process.execPath } })).toMatchObject([
    { state: 'good' },
  ]);
});

it.each([
  ['keys without the key that encrypts them', {}, { 'hue.keys.db': 1 }, 'bad', /which is not there/],
  ['a key of another length', {}, { 'hue.key': 31 }, 'bad', /has 31 bytes, not 32/],
  [
    'a folder that cannot be made',
    { folder: 'ROOT/file/evidence' },
    { file: 1 },
    'bad',
    /file\/evidence cannot be written/,
  ],
  ['a converter that is not there', { converter: { command: '/nowhere/heif' } }, {}, 'warning', /no program/],
] as const)('finds %s', (_, evidence, files, state, words) => {
  expect(found(evidence, files)).toMatchObject([{ state, found: expect.stringMatching(words) }]);
});
