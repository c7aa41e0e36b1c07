import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lifecycleFixture } from '@phananh/core/testing';
import { sqliteEventStore } from '@phananh/sqlite';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it } from 'vitest';
import { phananh } from '../support/in-process.ts';

/** One pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

it('keys lie in the folder that hosts share, in one place alone, and apart from backups', async () => {
  const folder = inTemporaryDirectory();
  const at = (name: string): string => join(folder, name);
  const { submit, reports } = await lifecycleFixture('2026-03-02T02:00:00.000Z', {
    makeStore: (options) => sqliteEventStore(at('a.db'), options),
  });
  const reportId = await submit();
  await reports.store.close();
  writeFileSync(at('lamp.png'), png);
  mkdirSync(at('out'));
  const with_ = (name: string, evidence: object): readonly string[] => {
    writeFileSync(at(name), JSON.stringify({ evidence }));
    return ['--store', `sqlite:${at('a.db')}`, '--config', at(name)];
  };
  const shared = with_('shared.json', { keyFolder: at('keys') });
  const added = await phananh('attach', reportId, at('lamp.png'), ...shared);
  expect([added.code, added.err]).toEqual([0, '']);
  expect(readdirSync(at('keys')).filter((name) => /^[0-9a-f]{64}$/.test(name))).toHaveLength(1);
  expect(existsSync(at('a.keys.db'))).toBe(false);
  const looked = await phananh('doctor', ...shared);
  expect(looked.out).toContain(`${at('keys')} has those of the log`);
  const taken = await phananh('backup', at('out/backup'), '--keys', at('out/keys'), ...shared);
  expect([taken.code, taken.err]).toEqual([0, expect.stringContaining(`Without the keys in ${at('keys')}`)]);
  // Of the folder of evidence a backup takes what is stored; the rest of it is the host's own, and copied with it by who copies folders.
  mkdirSync(at('a.access'));
  for (const own of ['a.evidence', 'a.access'])
    for (const [to, keys, code] of [
      [at('out/second'), at(`${own}/keys`), 'keys-beside-data'],
      [at(`${own}/second`), at('out/more'), 'would-overwrite'],
    ] as const) {
      const inside = await phananh('backup', to, '--keys', keys, ...shared);
      expect([inside.code, inside.err]).toEqual([1, expect.stringContaining(code)]);
      expect([to, keys].filter(existsSync)).toEqual([]);
    }
  // With other keys than those of the log nothing is taken in, and no second ones are made.
  const two = await phananh('attach', reportId, at('lamp.png'), ...with_('file.json', {}));
  expect([two.code, two.err]).toEqual([1, expect.stringContaining('key-missing')]);
  const both = with_('both.json', { keyFolder: at('keys'), keys: at('a.keys.db') });
  for (const command of [
    ['config', 'check'],
    ['attach', reportId, at('lamp.png')],
  ]) {
    const refused = await phananh(...command, ...both);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('keys lie in one place')]);
  }
  rmSync(at('keys'), { recursive: true });
  const lost = await phananh('attach', reportId, at('lamp.png'), ...shared);
  expect([lost.code, lost.err]).toEqual([1, expect.stringContaining('key-missing')]);
});
