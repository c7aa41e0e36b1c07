import { join } from 'node:path';
import { createReports, type EventStore, huePolicy, type RecordedEvent } from '@phananh/core';
import { instantOf } from '@phananh/core/engine';
import { lifecycleFixture, likelyCommands, simulatedClock } from '@phananh/core/testing';
import { eventStoreDbEventStore } from '@phananh/eventstoredb';
import type { Fault, TestServerOptions } from '@phananh/eventstoredb-test-server';
import { sqliteEventStore } from '@phananh/sqlite';
import { newEvent } from '@phananh/test-support/new-event';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CopyClock, type CopyOptions, copyClock, copyLog } from '../../src/copy/copy-log.ts';
import { verifyCopy } from '../../src/copy/verify-copy.ts';
import { startedServer } from '../support/event-store-db.ts';

const collected = async (store: EventStore): Promise<readonly Omit<RecordedEvent, 'position'>[]> => {
  const events = await Array.fromAsync(store.readAll());
  return events.map(({ position: _, ...event }) => event);
};

const nothing = () => {};

/** One attempt at a copy, over a store that it opens and closes. */
const attempt = async (
  source: EventStore,
  open: (clock: CopyClock) => CopyOptions['target'],
  changes: Partial<CopyOptions> = {},
) => {
  const clock = copyClock();
  const target = open(clock);
  try {
    const signal = new AbortController().signal;
    const copied = await copyLog({
      source,
      target,
      clock,
      signal,
      onProgress: nothing,
      ...changes,
    });
    const verified = await verifyCopy({ source, target, upTo: copied.position, onProgress: nothing });
    return { ...copied, ...verified };
  } finally {
    await target.close();
  }
};

const openedServer = async (options: TestServerOptions = {}) => {
  const server = await startedServer(options);
  const { connectionString } = server;
  const toServer = (clock: CopyClock) => eventStoreDbEventStore({ connectionString, clock });
  const onServer = () => eventStoreDbEventStore({ connectionString });
  return { server, toServer, onServer };
};

/** Appends to some streams, some of them at the same moment, some in between while the log is copied. */
const appends = fc.array(
  fc.record({
    stream: fc.constantFrom('report-1', 'report-2', 'agency-1', 'parcel-7'),
    events: fc.integer({ min: 1, max: 4 }),
    milliseconds: fc.constantFrom(0, 0, 1, 86_400_000),
    text: fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => text.isWellFormed()),
  }),
  { minLength: 1, maxLength: 25 },
);

it('a log that went to a server and back is the same log, wherever the copies were cut off and the source had grown', async () => {
  await fc.assert(
    fc.asyncProperty(appends, appends, fc.array(fc.nat(40), { maxLength: 3 }), async (first, later, cuts) => {
      const directory = inTemporaryDirectory();
      const clock = simulatedClock('2026-03-09T08:00:00.000Z');
      const source = sqliteEventStore(join(directory, 'source.db'), { clock });
      const write = async ({ stream, events, milliseconds, text }: (typeof first)[number]) => {
        clock.advance(milliseconds);
        const written = Array.from({ length: events }, (_, n) => newEvent({ text, n }));
        await source.append(stream, written, { expectedRevision: 'any' });
      };
      for (const one of first) await write(one);
      const { toServer, onServer } = await openedServer();
      const growing = [...later];
      for (const cut of cuts) {
        const cutting = attempt(source, toServer, {
          onProgress: ({ events }) => {
            if (events > cut) throw new Error('cut off');
          },
        });
        await cutting.catch((error) => expect(error.message).toBe('cut off'));
        const one = growing.shift();
        if (one !== undefined) await write(one);
      }
      let writing = Promise.resolve();
      const there = await attempt(source, toServer, {
        onProgress: () => {
          const one = growing.shift();
          if (one !== undefined) writing = writing.then(() => write(one));
        },
      });
      await writing;
      // What came after the copy had looked for the last time.
      for (const one of growing) await write(one);
      const whole = await attempt(source, toServer);
      expect(whole.alreadyThere).toBeGreaterThanOrEqual(there.events);

      const server = onServer();
      const back = join(directory, 'back.db');
      const again = await attempt(server, (copyingClock) => sqliteEventStore(back, { clock: copyingClock }));
      const target = sqliteEventStore(back, { readonly: true });
      const wanted = await collected(source);
      expect(await collected(server)).toEqual(wanted);
      expect(await collected(target)).toEqual(wanted);
      expect(again).toMatchObject({ digest: whole.digest, events: wanted.length, copied: wanted.length });
      for (const store of [server, target, source]) await store.close();
    }),
    { numRuns: 15 },
  );
});

it('what was known of a case at a moment is the same after the move', async () => {
  const played = await lifecycleFixture();
  const reportId = await played.submit();
  for (const command of likelyCommands.slice(0, 12)) {
    played.clock.advance(5 * 3_600_000);
    await played.give(reportId, command).catch(nothing);
  }
  const { toServer, onServer } = await openedServer();
  await attempt(played.reports.store, toServer);
  const store = onServer();
  const moved = createReports({ store, policy: huePolicy, clock: played.clock });
  const events = await Array.fromAsync(played.reports.handler.history(reportId));
  expect(events.length).toBeGreaterThan(3);
  for (const { metadata } of events) {
    const knownAt = metadata.recordedAt;
    const before = await played.reports.handler.load(reportId, { knownAt });
    const { position: _, ...state } = (await moved.handler.load(reportId, { knownAt })) ?? { position: 0 };
    const { position: __, ...expected } = before ?? { position: 0 };
    expect(state).toEqual(expected);
  }
  // What is recorded from now on has the server's time.
  await moved.comment(reportId, { text: 'x' }, { actor: { kind: 'operator', id: 'o-3' } }).catch(nothing);
  const last = (await Array.fromAsync(moved.handler.history(reportId))).at(-1);
  expect(Math.abs(Date.parse(last?.metadata.recordedAt ?? '') - Date.now())).toBeLessThan(60_000);
  await store.close();
});

describe('a target that is not the beginning of the source is refused, and nothing is written to it', () => {
  const differing = async (
    spoil: (events: readonly RecordedEvent[]) => readonly (readonly [string, ReturnType<typeof newEvent>])[],
  ) => {
    const source = sqliteEventStore(join(inTemporaryDirectory(), 'source.db'));
    for (const stream of ['a', 'b', 'a'])
      await source.append(stream, [newEvent()], { expectedRevision: 'any' });
    const { toServer, onServer } = await openedServer();
    const target = onServer();
    const there = spoil(await Array.fromAsync(source.readAll()));
    for (const [stream, event] of there) await target.append(stream, [event], { expectedRevision: 'any' });
    await expect(attempt(source, toServer)).rejects.toMatchObject({ code: 'copy-differs' });
    expect(await collected(target)).toHaveLength(there.length);
    await target.close();
    await source.close();
  };

  it('it has other events', () => differing(() => [['c', newEvent()]]));
  it('it has the same events at another time', () =>
    differing(([first]) => (first ? [[first.stream, first]] : [])));
  it('it has more', async () => {
    const source = sqliteEventStore(join(inTemporaryDirectory(), 'source.db'));
    await source.append('a', [newEvent()], { expectedRevision: 'any' });
    const { toServer, onServer } = await openedServer();
    await attempt(source, toServer);
    const target = onServer();
    await target.append('b', [newEvent()], { expectedRevision: 'any' });
    await expect(attempt(source, toServer)).rejects.toMatchObject({ code: 'copy-differs' });
    await target.close();
    await source.close();
  });
});

it('nobody who appends in the ordinary way says himself when it was recorded', async () => {
  const { onServer } = await openedServer();
  const store = onServer();
  const forged = newEvent();
  const metadata = { ...forged.metadata, recordedAt: instantOf(0) };
  await store.append('report-1', [{ ...forged, metadata }], { expectedRevision: 'any' });
  const [event] = await Array.fromAsync(store.readAll());
  expect(event?.metadata.recordedAt.slice(0, 4)).not.toBe('1970');
  await store.close();
});

/** A log of so many appends to streams of their own, and a few events of each stream after that. */
const filledSource = async (streams: number) => {
  const source = sqliteEventStore(join(inTemporaryDirectory(), 'source.db'));
  onTestFinished(() => source.close());
  for (let revision = 0; revision < 3; revision++)
    await Promise.all(
      Array.from({ length: streams }, (_, n) =>
        source.append(`report-${n}`, [newEvent({ n, revision })], {
          expectedRevision: revision === 0 ? 'no-stream' : revision - 1,
        }),
      ),
    );
  return source;
};

/** So many appends pass, then one meets the fault. */
const passedBy = (count: number, fault: Fault): readonly (Fault | undefined)[] => [
  ...Array.from({ length: count }, () => undefined),
  fault,
];

const fails = fc.constantFrom<Fault>(
  { kind: 'drop' },
  { kind: 'lose-answer' },
  { kind: 'end' },
  { kind: 'status', code: 14, message: 'going down' },
  { kind: 'not-leader', host: '127.0.0.1', port: 1 },
);

it('appends in flight when a server fails are found or sent again, each once and in order', async () => {
  const source = await filledSource(100);
  const wanted = await collected(source);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(150), fails), { maxLength: 3 }), async (faults) => {
      const { server, toServer, onServer } = await openedServer();
      server.faults.next('append', ...faults.flatMap(([count, fault]) => passedBy(count, fault)));
      const copied = await attempt(source, toServer);
      expect(copied).toMatchObject({ alreadyThere: 0, copied: 300, events: 300 });
      const store = onServer();
      expect(await collected(store)).toEqual(wanted);
      expect(server.log.records).toHaveLength(300);
      await store.close();
    }),
    { numRuns: 20 },
  );
});

describe('an append that a server refuses for itself, with others in flight behind it,', () => {
  const busy: Fault = { kind: 'refuse', details: 'google.protobuf.Empty', said: 'Server Is Busy' };

  it('leaves a hole, which is said', async () => {
    const source = await filledSource(100);
    const { server, toServer, onServer } = await openedServer();
    server.faults.next('append', ...passedBy(40, busy));
    await expect(attempt(source, toServer)).rejects.toMatchObject({
      code: 'copy-differs',
      message: expect.stringMatching(/report-40.*begin again with an empty target/),
    });
    // So it stays, however often it is tried.
    const store = onServer();
    const left = await collected(store);
    await expect(attempt(source, toServer)).rejects.toMatchObject({ code: 'copy-differs' });
    expect(await collected(store)).toEqual(left);
    await store.close();
  });

  it('and none, when nothing was', async () => {
    const source = await filledSource(20);
    const { server, toServer } = await openedServer();
    server.faults.next('append', ...passedBy(59, busy));
    expect(await attempt(source, toServer)).toMatchObject({ events: 60 });
  });

  it('is not sent at all when the server may not take what is as large, and nothing behind it is', async () => {
    const source = sqliteEventStore(join(inTemporaryDirectory(), 'source.db'));
    onTestFinished(() => source.close());
    const sizes = [10, 600_000, 600_000, 10, 1_047_000, 10];
    for (const [n, size] of sizes.entries())
      await source.append(`report-${n}`, [newEvent({ text: 'x'.repeat(size) })], {
        expectedRevision: 'no-stream',
      });
    const { server, toServer } = await openedServer({ maximumAppendBytes: 900_000 });
    await expect(attempt(source, toServer)).rejects.toMatchObject({
      code: 'event-too-large',
      details: { limit: 900_000 },
    });
    expect(server.log.records).toHaveLength(4);
  });
});

it('events that were one append stay so while they fit, counted in the bytes that a server takes', async () => {
  const source = sqliteEventStore(join(inTemporaryDirectory(), 'source.db'), {
    clock: simulatedClock('2026-03-09T08:00:00.000Z'),
  });
  onTestFinished(() => source.close());
  // 300,000 UTF-16 units are 900,000 bytes, and three of them more than a server takes.
  const large = () => newEvent({ text: 'ệ'.repeat(160_000) });
  await source.append('report-1', [large(), large(), large()], { expectedRevision: 'no-stream' });
  const { server, toServer } = await openedServer();
  expect(await attempt(source, toServer)).toMatchObject({ events: 3 });
  expect(server.log.records).toHaveLength(3);
});

/** A server whose log holds nothing of others, such as `esdb://localhost:2113?tls=false`. */
const { EVENTSTORE_URL: shared, EVENTSTORE_RUN: run = `phananh-test-${crypto.randomUUID().slice(0, 8)}-` } =
  process.env;

it.runIf(shared)('there and back on the server of EVENTSTORE_URL, and both logs are the same', async () => {
  const connectionString = shared ?? '';
  const [source, back] = ['source.db', 'back.db'].map((name) => join(inTemporaryDirectory(), name));
  const file = sqliteEventStore(source ?? '');
  onTestFinished(() => file.close());
  for (let n = 0; n < 300; n += 1)
    await file.append(`${run}report-${n % 40}`, [newEvent({ n })], { expectedRevision: 'any' });
  const there = await attempt(file, (clock) => eventStoreDbEventStore({ connectionString, clock }));
  const server = eventStoreDbEventStore({ connectionString });
  onTestFinished(() => server.close());
  const returned = await attempt(server, (clock) => sqliteEventStore(back ?? '', { clock }));
  expect([there.events, returned.digest]).toEqual([300, there.digest]);
});
