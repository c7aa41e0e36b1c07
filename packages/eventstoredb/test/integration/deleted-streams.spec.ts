import { huePolicy } from '@phananh/core';
import type { StreamDeletion } from '@phananh/core/store';
import { lifecycleFixture } from '@phananh/core/testing';
import {
  type ProposedRecord,
  serverVersions,
  startTestServer,
  type TestServer,
} from '@phananh/eventstoredb-test-server';
import { readModels } from '@phananh/sqlite';
import { newEvent } from '@phananh/test-support/new-event';
import { temporaryFiles } from '@phananh/test-support/temporary';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventStoreDbEventStore } from '../../src/index.ts';

const newFile = temporaryFiles();

const metadataRecord = (metadata: object): ProposedRecord => ({
  id: crypto.randomUUID(),
  type: '$metadata',
  isJson: true,
  data: new TextEncoder().encode(JSON.stringify(metadata)),
  metadata: new Uint8Array(),
});

const setMetadata = (server: TestServer, stream: string, metadata: object): void => {
  server.log.write(`$$${stream}`, [metadataRecord(metadata)]);
  server.written();
};

/** What operators do to a stream with the tools of the server. */
const deletions = {
  'soft-deleted': (server: TestServer, stream: string) => {
    server.log.softDelete(stream);
    server.written();
  },
  tombstoned: (server: TestServer, stream: string) => {
    server.log.tombstone(stream);
    server.written();
  },
  truncated: (server: TestServer, stream: string) => setMetadata(server, stream, { $tb: 2 }),
} as const;
const ways = ['soft-deleted', 'tombstoned', 'truncated'] as const;

/** Two reports that were verified, on a server of their own. */
const withTwoReports = async (version: (typeof serverVersions)[number] = '24.10') => {
  const server = await startTestServer({ version });
  const { connectionString } = server;
  const store = eventStoreDbEventStore({ connectionString });
  onTestFinished(async () => {
    await store.close();
    await server.stop();
  });
  const lifecycle = await lifecycleFixture('2026-03-02T02:00:00.000Z', { makeStore: () => store });
  const [gone, sound] = [await lifecycle.submit(), await lifecycle.submit()];
  lifecycle.clock.advance(3_600_000);
  for (const id of [sound, gone]) await lifecycle.giveAll(id, 'verify', 'assign');
  /** What the read models of a file say when they have come to the end of the log. */
  const seenIn = async (path: string) => {
    const models = readModels(path, { policy: huePolicy, clock: lifecycle.clock });
    try {
      await models.catchUp(store);
      const now = '2026-03-12T02:00:00.000Z';
      const query = { cohort: 'submitted', now } as const;
      const { cases } = await models.cases({ now });
      return {
        reports: cases.map(({ reportId }) => reportId).sort(),
        sla: await models.sla(query),
        // Of before they were verified, which takes their streams.
        past: await models.sla({ ...query, asOf: '2026-03-02T02:30:00.000Z' }),
        parked: models.parked().map(({ stream, type }) => `${type} ${stream}`),
        gaps: models.gaps(),
        timers: models.timers.due('2027-01-01T00:00:00.000Z', { limit: 10 }).map(({ stream }) => stream),
      };
    } finally {
      await models.close();
    }
  };
  return { server, store, lifecycle, gone, sound, stream: `report-${gone}`, seenIn };
};

describe.each(serverVersions)('on a server of version %s', (version) => {
  it.each(ways)(
    'a report whose stream was %s stays, and is told; a scavenge takes it, and that is told too',
    async (how) => {
      const { server, seenIn, gone, sound, stream } = await withTwoReports(version);
      const followed = newFile();
      const before = await seenIn(followed);
      expect(before.gaps).toMatchObject({ deletedStreams: 0, deletedReports: 0, missingReports: 0 });
      expect(before.timers).toContain(stream);

      deletions[how](server, stream);
      const after = await seenIn(followed);
      const told = {
        deletedStreams: 1,
        deletedReports: 1,
        missingReports: 0,
        parkedStreams: 0,
        parkedReports: 0,
      };
      expect(after).toMatchObject({ parked: [`deleted-in-store ${stream}`], gaps: told });
      expect(after.reports).toEqual([gone, sound].sort());
      expect([after.sla, after.past]).toEqual([before.sla, before.past]);
      // No command can be given to it.
      expect(after.timers).not.toContain(stream);
      expect(after.timers).toContain(`report-${sound}`);
      // The server still has the events: built anew, all of it is the same.
      expect(await seenIn(newFile())).toEqual(after);

      server.log.scavenge();
      expect(await seenIn(followed)).toMatchObject({ reports: after.reports, gaps: told, sla: before.sla });
      const anew = await seenIn(newFile());
      expect(anew).toMatchObject({
        reports: [sound],
        parked: [`deleted-in-store ${stream}`],
        gaps: { ...told, missingReports: 1 },
      });
    },
  );
});

it('what is deleted while read models follow is told as soon as they have it', async () => {
  const { server, store, lifecycle, stream } = await withTwoReports();
  const models = readModels(newFile(), { policy: huePolicy, clock: lifecycle.clock });
  const ending = new AbortController();
  const following = models.follow(store, { signal: ending.signal });
  onTestFinished(async () => {
    ending.abort();
    await following;
    await models.close();
  });
  deletions.tombstoned(server, stream);
  expect(await models.whenApplied(await store.lastPosition(), { timeoutMilliseconds: 10_000 })).toBe(true);
  expect(models.parked()).toMatchObject([{ stream, type: 'deleted-in-store' }]);
});

it('a deletion that is taken back is told no more, and one that was overwritten is told as it is now', async () => {
  const { server, store, stream, seenIn } = await withTwoReports();
  const [file, told] = [newFile(), async () => (await store.deletedStreams()).map(({ how }) => how)];
  deletions['soft-deleted'](server, stream);
  await seenIn(file);
  // The server goes on behind what was deleted, whoever writes the metadata.
  setMetadata(server, stream, { $acl: { $r: '$all' } });
  expect(await told()).toEqual(['truncated']);
  expect((await seenIn(file)).gaps.deletedReports).toBe(1);
  setMetadata(server, stream, { $acl: { $r: '$all' } });
  expect(await told()).toEqual([]);
  expect(await seenIn(file)).toMatchObject({ parked: [], gaps: { deletedStreams: 0 } });
  setMetadata(server, stream, { $maxAge: 3600 });
  expect(await told()).toEqual(['truncated']);
  deletions.tombstoned(server, stream);
  expect(await told()).toEqual(['tombstoned']);
  expect((await seenIn(file)).parked).toEqual([`deleted-in-store ${stream}`]);
});

it('a file whose last event was of a stream that was deleted since is of this log still', async () => {
  const { server, seenIn, stream, gone, sound } = await withTwoReports();
  const file = newFile();
  await seenIn(file);
  deletions.tombstoned(server, stream);
  server.log.scavenge();
  expect((await seenIn(file)).reports).toEqual([gone, sound].sort());
});

/** Against a model: what stands of each stream, whatever was written, deleted, taken back and scavenged, and in whatever order. */
const softDeleted = '9223372036854775807';
const decoded = (data: Uint8Array | undefined): string => new TextDecoder().decode(data);

it('whatever is done to streams, a reader from any place knows how they stand', async () => {
  const stream = fc.constantFrom('report-1', 'report-2', 'agency-1', 'other');
  const acts = fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.record({ act: fc.constant('write' as const), stream }) },
      { weight: 3, arbitrary: fc.record({ act: fc.constantFrom(...ways), stream }) },
      { weight: 1, arbitrary: fc.record({ act: fc.constant('take back' as const), stream }) },
      { weight: 1, arbitrary: fc.record({ act: fc.constant('system' as const), stream }) },
      { weight: 1, arbitrary: fc.record({ act: fc.constant('scavenge' as const), stream }) },
    ),
    { maxLength: 20 },
  );
  const version = fc.constantFrom(...serverVersions);
  await fc.assert(
    fc.asyncProperty(acts, version, fc.nat({ max: 40 }), async (steps, served, tail) => {
      const server = await startTestServer({ version: served });
      const store = eventStoreDbEventStore({ connectionString: server.connectionString });
      try {
        const standing = new Map<string, StreamDeletion['how']>();
        for (const { act, stream: name } of steps) {
          if (standing.get(name) === 'tombstoned' && act !== 'scavenge') continue;
          if (act === 'write') {
            await store.append(name, [newEvent()], { expectedRevision: 'any' }).catch(() => {});
            // A host that does not know yet is refused only after the server has let the stream go on.
            const metadata = server.log.records.findLast(({ stream: of }) => of === `$$${name}`)?.data;
            const wentOn = standing.get(name) === 'soft-deleted' && !decoded(metadata).includes(softDeleted);
            if (wentOn) standing.set(name, 'truncated');
          } else if (act === 'system') {
            server.log.write('$stats-1', [metadataRecord({})]);
            server.log.write('$$$stats-1', [metadataRecord({ $maxAge: 1 })]);
          } else if (act === 'scavenge') server.log.scavenge();
          else if (act === 'take back') {
            // Twice: the first time the server puts in where a soft-deleted stream goes on.
            for (let time = 0; time < 2; time += 1) setMetadata(server, name, {});
            standing.delete(name);
          } else {
            // The server refuses to delete softly what never was.
            const isThere = server.log.records.some((record) => record.stream === name);
            if (act === 'soft-deleted' && !isThere) continue;
            deletions[act](server, name);
            standing.set(name, act);
          }
        }
        for (let n = 0; n < tail; n += 1) server.log.write('$ce-report', [metadataRecord({})]);
        const found = await store.deletedStreams();
        expect(new Map(found.map(({ stream: name, how }) => [name, how]))).toEqual(standing);
        const followed = new Map<string, StreamDeletion['how']>();
        const stop = new AbortController();
        for await (const batch of store.subscribe({ streamPrefix: 'report-', signal: stop.signal })) {
          for (const { stream: name, how } of batch.deletions ?? [])
            if (how === 'restored') followed.delete(name);
            else followed.set(name, how);
          if (batch.caughtUp) break;
        }
        expect(followed).toEqual(new Map([...standing].filter(([name]) => name.startsWith('report-'))));
      } finally {
        await store.close();
        await server.stop();
      }
    }),
    { numRuns: 60 },
  );
});
