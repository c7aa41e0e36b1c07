import type { EventStore, RecordedEvent } from '@phananh/core';
import { slots } from '@phananh/core/engine';
import type { ParkedStream, ProjectionSink, SkippedEvent } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import { isOfTheMachine } from '../building/faults.ts';
import type { GatheringSink } from '../building/sink.ts';
import { parkedStreams } from '../building/standing.ts';
import { streamAsFollowed } from '../reading/followed-stream.ts';

/** What is to be done with parked streams: tried again, or gone on with as if the event that cannot be applied were not there. */
export type ParkedOrder = {
  /** Only this stream. Default: every one. */
  readonly stream?: string;
  /** Only for this projection. Default: every one. */
  readonly projection?: string;
} & ({ readonly action: 'retry' } | { readonly action: 'skip'; readonly reason: string });

/** Notes what is to be done, for whoever follows the log into these tables. @returns what is parked and meant */
export const orderParked = (database: Database, order: ParkedOrder): readonly ParkedStream[] => {
  const put = database.prepare(
    'INSERT OR REPLACE INTO parked_orders (projection, stream, reason) VALUES (?, ?, ?)',
  );
  return database
    .transaction(() => {
      const meant = parkedStreams(database)().filter(
        ({ projection, stream }) =>
          (order.stream ?? stream) === stream && (order.projection ?? projection) === projection,
      );
      const reason = order.action === 'skip' ? order.reason : null;
      for (const { projection, stream } of meant) put.run(projection, stream, reason);
      return meant;
    })
    .immediate();
};

/** Has every parked stream tried again that nobody has ordered anything for. */
export const retryParked = (database: Database): void => {
  database
    .prepare(
      'INSERT OR IGNORE INTO parked_orders (projection, stream, reason) SELECT projection, stream, NULL FROM parked',
    )
    .run();
};

/** How many orders wait to be carried out. */
export const waitingOrders = (database: Database): number =>
  database.prepare<[], number>('SELECT count(*) FROM parked_orders').pluck().get() ?? 0;

type Ordered = ParkedStream & { readonly reason: string | null };

/** A sink that carries out orders between batches. */
export interface OrderedSink extends ProjectionSink {
  /** Carries out what is ordered by now; what a store or a database does not allow now is left for the next time. */
  carryOut(): Promise<void>;
  /** Carries out what is ordered from now on. @returns what ends that */
  watch(): () => Promise<void>;
}

/**
 * Lets orders and batches wait for each other: while a parked stream is read up to the checkpoint, the checkpoint must not
 * move.
 */
export const carryingOut = (
  sink: GatheringSink,
  {
    database,
    store,
    now,
  }: { readonly database: Database; readonly store: EventStore; readonly now: () => string },
): OrderedSink => {
  const turns = slots(1);
  let give = (): void => {};
  const ordered = database.prepare<[], Ordered>(
    `SELECT p.projection, p.stream, p.revision, p.position, p.type, p.message, p.parked_at AS parkedAt, o.reason
     FROM parked_orders o JOIN parked p USING (projection, stream) ORDER BY p.position, p.projection`,
  );
  const dropOrder = database.prepare<[string, string]>(
    'DELETE FROM parked_orders WHERE projection = ? AND stream = ?',
  );
  const dropIdle = database.prepare(
    `DELETE FROM parked_orders WHERE NOT EXISTS (SELECT 1 FROM parked p
     WHERE p.projection = parked_orders.projection AND p.stream = parked_orders.stream)`,
  );

  const stillParked = database.prepare<[string, string, string, string]>(
    'UPDATE parked SET message = ?, parked_at = ? WHERE projection = ? AND stream = ?',
  );

  const carryOutOne = async ({ reason, ...parked }: Ordered): Promise<void> => {
    const { projection, stream, revision, position } = parked;
    const missed = await streamAsFollowed(store, stream, {
      fromRevision: revision,
      from: position,
      to: sink.position() ?? position,
    });
    if (missed instanceof Error) {
      stillParked.run(missed.message, now(), projection, stream);
      dropOrder.run(projection, stream);
      return;
    }
    const skipped = reason === null ? undefined : skippedEventsOf(parked, missed, reason, now());
    await sink.retry(parked, missed, {
      ...(skipped && { skipped }),
      done: () => dropOrder.run(projection, stream),
    });
  };

  return {
    ...sink,
    prepare: async (batch) => {
      give = await turns.take();
      try {
        await sink.prepare?.(batch);
      } catch (error) {
        give();
        throw error;
      }
    },
    apply: (batch) => {
      try {
        sink.apply(batch);
      } finally {
        give();
      }
    },
    carryOut: async () => {
      if (waitingOrders(database) === 0) return;
      const done = await turns.take();
      try {
        for (const order of ordered.all()) await carryOutOne(order);
        dropIdle.run();
      } catch (error) {
        if (!isOfTheMachine(error)) throw error;
      } finally {
        done();
      }
    },
    watch() {
      const timer = setInterval(() => void this.carryOut(), watchedMilliseconds).unref();
      return async () => {
        clearInterval(timer);
        (await turns.take())();
      };
    },
  };
};

const watchedMilliseconds = 500;

/** The event that the stream is parked by, or those that are missing before the next one. */
const skippedEventsOf = (
  { projection, stream, revision, position, type, message }: ParkedStream,
  missed: readonly RecordedEvent[],
  reason: string,
  skippedAt: string,
): readonly SkippedEvent[] => {
  const [next] = missed;
  const missing = Math.max((next?.revision ?? revision) - revision, 0);
  return Array.from({ length: missing || 1 }, (_, place) => ({
    projection,
    stream,
    revision: revision + place,
    position,
    eventId: missing > 0 ? '' : (next?.id ?? ''),
    type: missing > 0 ? '(missing)' : type,
    message,
    reason,
    skippedAt,
  }));
};
