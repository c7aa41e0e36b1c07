import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createReports, huePolicy } from '@phananh/core';
import { formsOfName } from '@phananh/core/testing';
import { createHost, developmentAuth } from '@phananh/http';
import { sqliteEventStore } from '@phananh/sqlite';
import { describe, expect, test } from 'vitest';
import { eventsOf, importText } from '../support/imports.ts';
import { storedFigures, storedMap } from '../support/stored-file.ts';
import { inTemporaryDirectory } from '../support/temporary.ts';

const stored = (name: string): Buffer =>
  readFileSync(new URL(`../stored/2026-11-29/${name}`, import.meta.url));

interface KeyedCommand {
  readonly as: string;
  readonly url: string;
  readonly payload: object;
  readonly key: string;
  readonly status: number;
  readonly body: { readonly reportId?: string };
}

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

  test('know the commands again that were given with a key, for those who gave them', async () => {
    const store = sqliteEventStore(unpacked().log);
    const { app } = await createHost({
      reports: createReports({ store, policy: huePolicy }),
      authenticate: developmentAuth(),
      log: { level: 'silent' },
    });
    const commands: readonly KeyedCommand[] = JSON.parse(stored('keyed-commands.json').toString('utf8'));
    const give = async ({ as, url, payload, key }: Omit<KeyedCommand, 'status' | 'body'>) => {
      const headers = { authorization: `Bearer dev:${as}`, 'idempotency-key': key };
      const answer = await app.inject({ method: 'POST', url, headers, payload });
      return {
        status: answer.statusCode,
        body: answer.json(),
        replayed: answer.headers['idempotent-replayed'],
      };
    };
    try {
      for (const { status, body, ...command } of commands)
        expect(await give(command)).toEqual({ status, body, replayed: 'true' });
      for (const command of commands.filter(({ url }) => url === '/v1/reports')) {
        const others = await give({ ...command, as: 'citizen:c-18' });
        expect(others).toMatchObject({ status: 201, replayed: undefined });
        expect(others.body.reportId).not.toBe(command.body.reportId);
        const conflict = await give({ ...command, payload: { ...command.payload, text: 'Khác' } });
        expect(conflict).toMatchObject({ status: 422, body: { code: 'idempotency-conflict' } });
      }
    } finally {
      await app.close();
      await store.close();
    }
  });

  test('know the cases and agencies of an import again, in whichever form the file is written now', async () => {
    const store = sqliteEventStore(unpacked().log);
    try {
      const reports = createReports({ store, policy: huePolicy });
      const written = stored('cases-nfd.csv').toString('utf8');
      const before = await eventsOf(reports);
      for (const form of [written, ...formsOfName(written)]) {
        const again = await importText(reports, storedMap, form);
        expect(again).toMatchObject({ unchanged: 3, imported: 0, continued: 0, rejected: 0, events: 0 });
      }
      expect(await eventsOf(reports)).toEqual(before);
    } finally {
      await store.close();
    }
  });

  test('let the cases of an import go on in another form, without a second report', async () => {
    const store = sqliteEventStore(unpacked().log);
    try {
      const reports = createReports({ store, policy: huePolicy });
      const written = stored('cases-nfd.csv').toString('utf8').normalize('NFC');
      const closed = written.replace('2025-02-06 10:00,,', '2025-02-06 10:00,2025-02-13 10:00,');
      const again = await importText(
        reports,
        storedMap,
        closed.replace(',2025-02-14 17:00,,', ',2025-02-14 17:00,ONTIME,'),
      );
      expect(again).toMatchObject({ unchanged: 2, continued: 1, imported: 0, rejected: 0, events: 2 });
    } finally {
      await store.close();
    }
  });
});
