import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { createReports, huePolicy, type RecordedEvent } from '@phananh/core';
import { simulatedClock } from '@phananh/core/testing';
import { formsOfName } from '@phananh/core/testing/properties';
import { createHost, developmentAuth } from '@phananh/http';
import { runReports, sqliteEventStore } from '@phananh/sqlite';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { describe, expect, test } from 'vitest';
import { eventsOf, importText } from '../support/imports.ts';
import { storedFigures, storedMap } from '../support/stored-file.ts';

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

/** Everything in the log after a host has run, and given whatever its events cause. */
const afterAHost = async ({ log, readModels }: ReturnType<typeof unpacked>) => {
  const clock = simulatedClock('2026-11-30T02:00:00.000Z');
  let reached = 0;
  const told = (_: string, position = 0) => {
    reached = position;
  };
  await using host = await runReports({
    file: log,
    readModels,
    policy: huePolicy,
    timers: false,
    clock: { ...clock, recorded: told },
  });
  const { store } = host.reports;
  // What was told until here is the end of the log as it was opened; then it is each event that is reacted to.
  reached = (await host.readModels.checkpoints.load('process-manager@2')) ?? 0;
  await expect.poll(() => reached === store.end?.(), { timeout: 30_000 }).toBe(true);
  await host.close();
  return eventsIn(log);
};

const eventsIn = async (log: string): Promise<readonly RecordedEvent[]> => {
  const store = sqliteEventStore(log, { readonly: true });
  try {
    return await Array.fromAsync(store.readAll());
  } finally {
    await store.close();
  }
};

/** The reports that are merged into one that leads back to them. */
const ringsIn = (events: readonly RecordedEvent[]): readonly string[] => {
  const into = new Map<string, string>();
  for (const { stream, type, data } of events) {
    if (type === 'merged') into.set(stream, `report-${data.into}`);
    if (type === 'unmerged') into.delete(stream);
  }
  return [...into.keys()].filter((stream) => {
    const chain = new Set<string>();
    for (let next = into.get(stream); next !== undefined && !chain.has(next); next = into.get(next))
      chain.add(next);
    return chain.has(stream);
  });
};

const differing = (now: readonly object[], before: readonly object[]): readonly object[] =>
  now.filter((row, place) => JSON.stringify(row) !== JSON.stringify(before[place]));

describe('files that an older version wrote', () => {
  test('open, and give the figures that they gave, again and again', async () => {
    const { log, readModels } = unpacked();
    const figures = JSON.parse(stored('figures.json').toString('utf8'));
    expect(await storedFigures(log, readModels)).toEqual(figures);
    expect(await storedFigures(log, readModels)).toEqual(figures);
  });

  test('lose their rings when a host has run once: one of the reports goes on, and no other figure moves', async () => {
    const files = unpacked();
    const before = await eventsIn(files.log);
    const after = await afterAHost(files);
    expect(after.slice(0, before.length)).toEqual(before);
    const added = after.slice(before.length).map(({ type, stream }) => [type, stream]);
    expect(added.filter(([type]) => type === 'unmerged')).toEqual([
      ['unmerged', 'report-01a20cc8-8e80-73b6-8cd8-c00479fbde95'],
      ['unmerged', 'report-01a20cc8-8e80-7083-8bf4-1ec957896334'],
    ]);
    expect(ringsIn(before)).toHaveLength(2);
    expect(ringsIn(after)).toEqual([]);

    const figures = JSON.parse(stored('figures.json').toString('utf8'));
    const moved = await storedFigures(files.log, files.readModels);
    // Two reports are open that counted as on time: nothing of what agencies did has changed.
    const [{ counts }] = figures.sla;
    const counted = { ...counts, 'on-time': counts['on-time'] - 2, open: counts.open + 2 };
    expect(moved.sla).toMatchObject([{ counts: counted, cases: figures.sla[0].cases }]);
    const same = ['agencies', 'ranking', 'satisfaction', 'penalties'];
    expect(Object.fromEntries(same.map((name) => [name, moved[name]]))).toEqual(
      Object.fromEntries(same.map((name) => [name, figures[name]])),
    );
    for (const each of ['byAgency', 'byMonthAndCategory', 'durations', 'backlog'])
      expect(differing(moved[each], figures[each]), each).toHaveLength(1);
    expect(differing(moved.backlog, figures.backlog)).toMatchObject([{ day: '2026-11-30' }]);

    expect(await afterAHost(files)).toEqual(after);
    expect(await storedFigures(files.log, files.readModels)).toEqual(moved);
    const store = sqliteEventStore(files.log);
    await createReports({ store, policy: huePolicy }).processManager.react(after);
    expect(store.end()).toBe(after.length);
    await store.close();
  });

  test('leave out what was left out of their read models, so that no figure moves', async () => {
    const { log, readModels } = unpacked();
    const store = sqliteEventStore(log);
    const [first] = await Array.fromAsync(store.readAll({ limit: 1 }));
    const stream = 'report-01a20cc8-8e80-7083-8bf4-1ec957896334';
    const strange = { id: '01890a5d-ac96-774b-bcce-b302099a8057', type: 'strange', version: 1, data: {} };
    if (first === undefined) throw new TypeError('an empty log');
    const { recordedAt: _, ...metadata } = first.metadata;
    const { position, revision } = await store.append(stream, [{ ...strange, metadata }], {
      expectedRevision: 'any',
    });
    await store.close();
    // As the version that wrote them notes it.
    const old = new DatabaseSync(readModels);
    for (const projection of ['cases', 'timers'])
      old
        .prepare(
          `INSERT INTO skipped_events (projection, stream, revision, position, event_id, type, message, reason, skipped_at)
           VALUES (?, ?, ?, ?, ?, 'strange', 'not known', 'a test of 2023', '2026-11-28T02:00:00.000Z')`,
        )
        .run(projection, stream, revision, position, strange.id);
    const skipped = old.prepare('SELECT * FROM skipped_events').all();
    old.close();
    const figures = JSON.parse(stored('figures.json').toString('utf8'));
    expect(await storedFigures(log, readModels)).toEqual({ ...figures, events: figures.events + 1 });
    const upgraded = new DatabaseSync(readModels);
    expect(upgraded.prepare('SELECT * FROM skipped_events').all()).toEqual(skipped);
    expect(upgraded.prepare('SELECT stream FROM parked').all()).toEqual([]);
    upgraded.close();
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
