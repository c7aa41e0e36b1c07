import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readModels, sqliteEventStore } from '@phananh/sqlite';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, test } from 'vitest';
import { exportToFile } from '../../src/export/export-to-file.ts';

test('of an export that is cut off nothing is left, and the file before stays', async () => {
  const directory = inTemporaryDirectory();
  const path = join(directory, 'read.db');
  const store = sqliteEventStore(join(inTemporaryDirectory(), 'log.db'));
  const models = readModels(path);
  await models.catchUp(store);
  await models.close();
  await store.close();
  const output = join(inTemporaryDirectory(), 'cases.csv');
  writeFileSync(output, 'before');
  const order = {
    readModels: path,
    what: 'cases',
    format: 'csv',
    audience: 'analyst',
    bom: false,
    exportedAt: '2026-11-29T00:00:00.000Z',
  } as const;
  const cut = { signal: AbortSignal.abort(), onWritten: () => {} };
  expect(await exportToFile({ path: output, whyKept: () => undefined }, order, cut)).toBeUndefined();
  expect(readdirSync(dirname(output))).toEqual(['cases.csv']);
  const whole = { signal: new AbortController().signal, onWritten: () => {} };
  expect(await exportToFile({ path: output, whyKept: () => undefined }, order, whole)).toMatchObject({
    parkedReports: 0,
  });
  expect(readdirSync(dirname(output))).toEqual(['cases.csv']);
});
