import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileKeyWrapper, sqliteKeyStore } from '@phananh/sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fileStorage, runEvidence } from '../../src/index.ts';
import { phonePhoto } from '../support/media.ts';
import { coded, hue, inParts, other, start } from '../support/start-evidence.ts';

/** What a host does that begins anew over a log with photos, by what became of its keys. */

describe('keys', () => {
  /** A host that begins anew over a log with photos, after something happened to its keys. */
  const afterwards = async (
    happened: (folder: string) => Promise<unknown>,
    how: { readonly lostKeys?: boolean } = {},
  ) => {
    const { folder, reports, upload, settled, keys } = await start();
    const id = await upload(await phonePhoto());
    await settled(id);
    await keys.close();
    await happened(folder);
    const again = runEvidence({
      reports,
      keys: sqliteKeyStore(join(folder, 'keys.db'), fileKeyWrapper(join(folder, 'key'))),
      storage: fileStorage(join(folder, 'stored')),
      folder,
      copies: false,
      ...how,
      onError: () => {},
    });
    onTestFinished(again.close);
    const take = async (actor = hue) => again.evidence.upload(inParts(await phonePhoto()), { actor });
    return { ...again, id, take, folder };
  };
  const lose =
    (...names: readonly string[]) =>
    (folder: string) =>
      Promise.all(names.map((name) => rm(join(folder, name))));

  it.each([
    ['their file is lost', 'key-missing', lose('keys.db')],
    ['their file and how far the log was followed are lost', 'key-missing', lose('keys.db', 'followed')],
    ['everything is lost', 'key-missing', lose('keys.db', 'key')],
    ['the key that wrapped them is lost', 'key-unreadable', lose('key')],
    [
      'the key that wrapped them is another',
      'key-unreadable',
      (folder: string) => writeFile(join(folder, 'key'), Buffer.alloc(32)),
    ],
  ])('are not made anew when %s, and nothing is taken for erased', async (_, code, happened) => {
    const { demandKeys, take, evidence, id, folder } = await afterwards(happened);
    await expect(demandKeys()).rejects.toMatchObject(coded(code));
    // Nor for somebody whom they did not know.
    for (const actor of [hue, other]) await expect(take(actor)).rejects.toMatchObject(coded(code));
    await expect(evidence.find(id, 'original', hue)).rejects.toMatchObject(coded(code));
    const keys = new DatabaseSync(join(folder, 'keys.db'));
    expect(keys.prepare('SELECT count(*) AS keys FROM keys').get()).toEqual({
      keys: code === 'key-missing' ? 0 : 1,
    });
    keys.close();
  });

  it('that are as they were, or whose subject was erased, or that are new because somebody says so, are taken', async () => {
    for (const { demandKeys, take } of [
      await afterwards(async () => {}),
      await afterwards(lose('followed')),
      await afterwards(lose('keys.db', 'key'), { lostKeys: true }),
    ]) {
      await demandKeys();
      expect((await take()).mediaType).toBe('image/jpeg');
    }
    const { demandKeys, take } = await afterwards(async (folder) => {
      const keys = sqliteKeyStore(join(folder, 'keys.db'), fileKeyWrapper(join(folder, 'key')));
      await keys.destroy('citizen:c-17');
      await keys.close();
    });
    await demandKeys();
    expect((await take(other)).mediaType).toBe('image/jpeg');
  });
});
