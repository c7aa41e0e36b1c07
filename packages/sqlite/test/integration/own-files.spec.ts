import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { huePolicy } from '@phananh/core';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it } from 'vitest';
import { backUpStoreFile, readModels, sqliteEventStore } from '../../src/index.ts';

const modeOf = (path: string): number => statSync(path).mode & 0o777;

it.skipIf(process.platform === 'win32')(
  'what holds personal data is made for its owner alone, with what lies beside it; a file that is there stays as it is',
  async () => {
    const folder = inTemporaryDirectory();
    const before = process.umask(0o022);
    try {
      const path = join(folder, 'a.db');
      const store = sqliteEventStore(path);
      const models = readModels(join(folder, 'a.read.db'), { policy: huePolicy });
      await models.catchUp(store);
      backUpStoreFile(path, join(folder, 'copy.db'));
      const open = readdirSync(folder).filter(
        (name) => !name.endsWith('.lock') && (modeOf(join(folder, name)) & 0o077) !== 0,
      );
      expect(open).toEqual([]);
      expect(readdirSync(folder)).toEqual(
        expect.arrayContaining(['a.db', 'a.db-wal', 'a.read.db', 'copy.db']),
      );
      await models.close();
      await store.close();
      chmodSync(path, 0o640);
      await sqliteEventStore(path).close();
      expect(modeOf(path)).toBe(0o640);
    } finally {
      process.umask(before);
    }
  },
);
