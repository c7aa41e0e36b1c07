import type { RecordedEvent } from '@phananh/core/store';
import {
  type ProposedRecord,
  type ServerVersion,
  serverVersions,
  startTestServer,
  type TestServer,
} from '@phananh/eventstoredb-test-server';
import { collect } from '@phananh/test-support/collect';
import { newEvent } from '@phananh/test-support/new-event';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventStoreDbEventStore } from '../../src/index.ts';
import { testTimers } from '../timers.ts';

/** Records of others and of the server itself among ours, such as a real log has them. */
type Run = {
  readonly whose: 'ours' | 'other stream' | 'foreign' | 'system' | 'link';
  readonly count: number;
};

const runs: fc.Arbitrary<readonly Run[]> = fc.array(
  fc.record({
    whose: fc.constantFrom('ours', 'ours', 'other stream', 'foreign', 'system', 'link'),
    count: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 30, max: 700 })),
  }),
  { minLength: 1, maxLength: 7 },
);

const utf8 = new TextEncoder();

/** As the server keeps what this store writes. */
const ours = (): ProposedRecord => {
  const { id, type, data, metadata } = newEvent();
  const { correlationId: $correlationId, causationId: $causationId, ...rest } = metadata;
  const stored = { version: 1, ...rest, $correlationId, $causationId };
  const [bytes, metadataBytes] = [data, stored].map((value) => utf8.encode(JSON.stringify(value)));
  return {
    id,
    type,
    isJson: true,
    data: bytes ?? utf8.encode(''),
    metadata: metadataBytes ?? utf8.encode(''),
  };
};
const other = (type: string): ProposedRecord => ({
  id: crypto.randomUUID(),
  type,
  isJson: true,
  data: utf8.encode('{}'),
  metadata: utf8.encode(''),
});

const fill = ({ log }: TestServer, history: readonly Run[]): void => {
  for (const { whose, count } of history) {
    for (let n = 0; n < count; n += 1) {
      if (whose === 'ours') log.write(`report-${n % 3}`, [ours()]);
      else if (whose === 'other stream') log.write('agency-1', [ours()]);
      else if (whose === 'foreign') log.write('billing-1', [other('Paid')]);
      else if (whose === 'system') log.write('$stats-127.0.0.1:2113', [other('$statsCollected')]);
      else log.write('$ce-report', [other('$>')]);
    }
  }
};

/** What is ours in the streams of a prefix, by the log itself. */
const wholeOf = ({ log }: TestServer, prefix: string): readonly string[] =>
  log.records
    .filter(({ stream }) => stream.startsWith(prefix) && !stream.startsWith('$'))
    .map(({ id }) => id);

const withLog = async (
  version: ServerVersion,
  history: readonly Run[],
  use: (store: ReturnType<typeof eventStoreDbEventStore>, server: TestServer) => Promise<void>,
): Promise<void> => {
  const server = await startTestServer({ version });
  const store = eventStoreDbEventStore({ connectionString: server.connectionString });
  try {
    fill(server, history);
    await use(store, server);
  } finally {
    await store.close();
    await server.stop();
  }
};

/** Follows the log until it says that nothing newer is there. */
const untilCaughtUp = async (
  store: ReturnType<typeof eventStoreDbEventStore>,
  streamPrefix: string,
): Promise<readonly RecordedEvent[]> => {
  const stop = new AbortController();
  const events: RecordedEvent[] = [];
  for await (const batch of store.subscribe({ streamPrefix, signal: stop.signal })) {
    events.push(...batch.events);
    if (batch.caughtUp) break;
  }
  stop.abort();
  return events;
};

const idsOf = (events: readonly RecordedEvent[]) => events.map(({ id }) => id);

describe.each(serverVersions)('on a server of version %s', (version) => {
  it('every read is whole, whatever stands among our events and behind them', async () => {
    await fc.assert(
      fc.asyncProperty(runs, fc.constantFrom('report-', 'agency-', 'none-'), async (history, prefix) => {
        await withLog(version, history, async (store, server) => {
          const whole = wholeOf(server, prefix);
          expect(idsOf(await collect(store.readAll({ streamPrefix: prefix })))).toEqual(whole);
          expect(idsOf(await untilCaughtUp(store, prefix))).toEqual(whole);
        });
      }),
      { numRuns: 12 },
    );
  });

  it('a log that ends with thousands of records of the server’s own is read to our last event', async () => {
    const history: readonly Run[] = [
      { whose: 'ours', count: 3_000 },
      { whose: 'system', count: 40 },
    ];
    await withLog(version, history, async (store, server) => {
      const whole = wholeOf(server, 'report-');
      expect(idsOf(await collect(store.readAll()))).toEqual(whole);
      expect(idsOf(await collect(store.readAll({ streamPrefix: 'report-' })))).toEqual(whole);
      expect(idsOf(await untilCaughtUp(store, 'report-'))).toEqual(whole);
    });
  });
});

it.each(['', 'report-'])(
  'a server that loses its end while the log is read is an error, not a shorter log (prefix "%s")',
  async (streamPrefix) => {
    const server = await startTestServer();
    const { timing } = testTimers();
    const store = eventStoreDbEventStore({
      connectionString: server.connectionString,
      timing: {
        ...timing,
        // In the first pause, after the connection broke.
        schedule(milliseconds, callback) {
          if (milliseconds !== timing.timeout && server.log.records.length > 3) server.log.lose(6);
          return timing.schedule?.(milliseconds, callback) ?? (() => {});
        },
      },
    });
    try {
      fill(server, [{ whose: 'ours', count: 9 }]);
      server.faults.next('read', undefined, { kind: 'break-after', count: 0 });
      server.faults.next('subscribe', { kind: 'break-after', count: 0 });
      await expect(collect(store.readAll({ streamPrefix }))).rejects.toMatchObject({
        code: 'store-unavailable',
        details: { reason: 'behind' },
      });
      expect(server.log.records).toHaveLength(3);
    } finally {
      await store.close();
      await server.stop();
    }
  },
);
