import { eventStoreDbEventStore } from '@phananh/eventstoredb';
import type { Benchmark, Figure } from '../benchmark.ts';
import { recordedLife } from '../event-store-db/recorded-life.ts';
import { withServer } from '../event-store-db/servers.ts';

/** How a copy writes to a server: one append after another, as it did, and one behind another over one call. */

const oneAtATime = 'one append at a time, read back';
const inOrder = 'in order over one call, 256 in flight';
const mostInFlight = 256;
const milliseconds = 5_000;

/** Appends whole lives, an event an append, for so long. */
const rate = (subject: string): Promise<Figure> =>
  withServer(async ({ connectionString }) => {
    const store = eventStoreDbEventStore({
      connectionString,
      clock: { now: () => '2026-03-09T08:00:00.000Z' },
    });
    const line = subject === inOrder ? store.appendsInOrder?.() : undefined;
    const running: Promise<unknown>[] = [];
    const life = await recordedLife();
    let events = 0;
    const start = performance.now();
    while (performance.now() - start < milliseconds) {
      const stream = `report-${crypto.randomUUID()}`;
      for (const [n, event] of life.entries()) {
        const expectedRevision = n === 0 ? 'no-stream' : n - 1;
        const copied = [{ ...event, id: crypto.randomUUID() }];
        if (line === undefined) await store.append(stream, copied, { expectedRevision });
        else {
          if (running.length >= mostInFlight) await running.shift();
          running.push(line.append(stream, copied, { expectedRevision }));
        }
        events += 1;
      }
    }
    await Promise.all(running);
    const seconds = (performance.now() - start) / 1000;
    line?.close();
    await store.close();
    return { subject, value: events / seconds, unit: 'events/s', notes: [] };
  }, 1);

export const copy: Benchmark = {
  name: 'copy',
  workload:
    'Events of reports, an append each, to the test server in another process, which answers each append after 1 ms and takes others meanwhile. Both ways of one run: what `copy` did, and what it does.',
  bars: [
    {
      subject: inOrder,
      limit: { demand: 'at least', value: 3, unit: '', timesAsManyAs: oneAtATime },
    },
  ],
  run: async () => [await rate(oneAtATime), await rate(inOrder)],
};
