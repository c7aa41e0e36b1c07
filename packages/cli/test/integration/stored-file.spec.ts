import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createReports, huePolicy } from '@phananh/core';
import { sqliteEventStore } from '@phananh/sqlite';
import { describe, expect, test } from 'vitest';
import { importText } from '../support/imports.ts';
import { storedFigures, storedMap } from '../support/stored-file.ts';
import { inTemporaryDirectory } from '../support/temporary.ts';

const stored = (name: string): Buffer =>
  readFileSync(new URL(`../stored/2026-11-29/${name}`, import.meta.url));

/** The stored files, unpacked into a folder of the test's own. */
const unpacked = () => {
  const directory = inTemporaryDirectory();
  const [log, readModels] = [join(directory, 'log.db'), join(directory, 'log.read.db')];
  writeFileSync(log, gunzipSync(stored('log.db.gz')));
  writeFileSync(readModels, gunzipSync(stored('log.read.db.gz')));
  return { log, readModels };
};

describe('files that an older version wrote', () => {
  test('open, and give the figures that they gave, again and again', async () => {
    const { log, readModels } = unpacked();
    const figures = JSON.parse(stored('figures.json').toString('utf8'));
    expect(await storedFigures(log, readModels)).toEqual(figures);
    expect(await storedFigures(log, readModels)).toEqual(figures);
  });

  test('know the cases of an import again, in the form in which they were imported', async () => {
    const store = sqliteEventStore(unpacked().log);
    try {
      const reports = createReports({ store, policy: huePolicy });
      const again = await importText(reports, storedMap, stored('cases-nfd.csv').toString('utf8'));
      expect(again).toMatchObject({ unchanged: 3, imported: 0, continued: 0, rejected: 0, events: 0 });
    } finally {
      await store.close();
    }
  });
});
