import type { Clock, Position, RecordedEvent } from '@phananh/core';
import { type Batch, type EventFault, tracedNow } from '@phananh/core/engine';
import type { ParkedStream, ProjectionSink, SkippedEvent } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import { deletionNotes } from './deleted-streams.ts';
import { faultMarking, isOfTheMachine } from './faults.ts';
import { parking } from './park.ts';
import type { Projection } from './projection.ts';
import { skips } from './skipped-events.ts';
import { parkedStreams } from './standing.ts';

/** How often an event is tried before its stream is parked. */
const attempts = 3;

/** A sink that can also take many batches into one transaction, so that a row that several of them change is written once. */
export interface GatheringSink extends ProjectionSink {
  /**
   * Takes a batch into a transaction that stays open until `commit`.
   *
   * @returns false when an event cannot be applied: everything since the last commit is rolled back then
   */
  add(batch: Batch): boolean;
  /** About how many rows wait to be written. */
  waiting(): number;
  /** Commits what was added. @returns as `add` does */
  commit(): boolean;
  /** Rolls back what was added and not committed. */
  drop(): void;
  /**
   * Applies the events that a parked stream has missed. When one fails again, the stream is parked again. Not to be called while a batch
   * is applied.
   *
   * @param missed the events of the stream from the one that parked it on
   */
  retry(
    parked: Pick<ParkedStream, 'projection' | 'stream'>,
    missed: readonly RecordedEvent[],
    how: RetryDecision,
  ): Promise<void>;
}

interface RetryDecision {
  /** The events to leave out: the one that parked the stream, or several that are missing. */
  readonly skipped?: readonly SkippedEvent[];
  /** Called within the transaction. */
  readonly done: () => void;
}

/**
 * Applies batches to projections, each of which has its own checkpoint. An event that cannot be applied is tried again; then its stream is
 * parked for that projection: later events of the stream are not applied, and other streams go on. An error of the database, such as a
 * full disk, is thrown: it is not the fault of an event.
 */
export const projectionSink = (
  database: Database,
  projections: readonly Projection[],
  {
    clock,
    faultOf,
    onApplied,
  }: {
    readonly clock: Clock;
    readonly faultOf: EventFault;
    readonly onApplied: (batch: Batch) => void;
  },
): GatheringSink => {
  const withFaults = faultMarking(faultOf);
  const read = database.prepare<[string], { readonly position: Position }>(
    'SELECT position FROM projections WHERE name = ?',
  );
  const save = database.prepare(
    'INSERT OR REPLACE INTO projections (name, position, failed_position, failed_message) VALUES (?, ?, NULL, NULL)',
  );
  const park = parking(database, clock);
  const unpark = database.prepare<[string, string]>('DELETE FROM parked WHERE projection = ? AND stream = ?');
  const leftOut = skips(database);
  const noteDeletions = deletionNotes(database);
  const parked = new Map(projections.map(({ name }) => [name, new Set<string>()]));
  for (const { projection, stream } of parkedStreams(database)()) parked.get(projection)?.add(stream);

  /** The events of a batch that a projection has not had yet, without those of parked streams and those left out. */
  const freshFor = (
    projection: Projection,
    { events: recorded, position }: Batch,
  ): Batch['events'] | undefined => {
    const { name } = projection;
    const events = withFaults(recorded);
    const checkpoint = read.get(name)?.position ?? -1;
    if (position <= checkpoint) return undefined;
    const streams = parked.get(name);
    const isWhole = streams?.size === 0 && leftOut.none(projection);
    if (isWhole && checkpoint < (events[0]?.position ?? 0)) return events;
    return events.filter(
      (event) =>
        event.position > checkpoint && streams?.has(event.stream) !== true && !leftOut.has(projection, event),
    );
  };

  const parkStream = ({ name }: Projection, event: RecordedEvent, error: unknown): void => {
    park(name, event, error);
    parked.get(name)?.add(event.stream);
  };

  /** Applies events within a savepoint. @returns undefined when that went well, else the error, after a rollback to the savepoint */
  const tried = (
    projection: Projection,
    events: readonly RecordedEvent[],
  ): { error: unknown } | undefined => {
    try {
      database.transaction(() => {
        projection.apply(events);
        projection.flush?.();
      })();
      return undefined;
    } catch (error) {
      projection.forget?.();
      if (isOfTheMachine(error)) throw error;
      return { error };
    }
  };

  /** Finds the events that cannot be applied, and parks their streams. */
  const applyOneByOne = (projection: Projection, events: readonly RecordedEvent[]): void => {
    for (const event of events) {
      if (parked.get(projection.name)?.has(event.stream) === true) continue;
      let failed = tried(projection, [event]);
      for (let attempt = 1; failed !== undefined && attempt < attempts; attempt++)
        failed = tried(projection, [event]);
      if (failed !== undefined) parkStream(projection, event, failed.error);
    }
  };

  const retryFor = async (
    projection: Projection,
    stream: string,
    missed: readonly RecordedEvent[],
    { skipped, done }: RetryDecision,
  ): Promise<void> => {
    const { name } = projection;
    const wasParked = parked.get(name)?.has(stream) === true;
    const checkpoint = read.get(name)?.position ?? -1;
    const isLeftOut = (event: RecordedEvent): boolean =>
      leftOut.has(projection, event) ||
      (skipped !== undefined &&
        (projection.skips === 'stream' || skipped.some(({ revision }) => revision === event.revision)));
    // Events after the checkpoint come with their batch.
    const events = withFaults(missed).filter((event) => event.position <= checkpoint && !isLeftOut(event));
    const unprepared = events.length > 0 ? await projection.prepare?.(events) : undefined;
    try {
      database
        .transaction(() => {
          unpark.run(name, stream);
          parked.get(name)?.delete(stream);
          for (const one of skipped ?? []) leftOut.add(one);
          for (const { event, error } of unprepared ?? []) parkStream(projection, event, error);
          if (events.length > 0 && tried(projection, events) !== undefined) applyOneByOne(projection, events);
          done();
        })
        .immediate();
    } catch (error) {
      if (wasParked) parked.get(name)?.add(stream);
      leftOut.reload();
      throw error;
    }
  };

  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');
  let added: Batch | undefined;

  const drop = (): void => {
    added = undefined;
    if (database.inTransaction) rollback.run();
    for (const projection of projections) projection.forget?.();
  };

  /** Does something in the open transaction. When that fails, all of the transaction is rolled back. */
  const inOpenTransaction = (act: () => void): boolean => {
    try {
      act();
      return true;
    } catch (error) {
      drop();
      if (isOfTheMachine(error)) throw error;
      return false;
    }
  };

  return {
    add: (batch) => {
      if (!database.inTransaction) begin.run();
      return inOpenTransaction(() => {
        for (const projection of projections) {
          const fresh = freshFor(projection, batch);
          if (fresh !== undefined) projection.apply(fresh);
        }
        noteDeletions(batch.deletions);
        added = batch;
      });
    },
    waiting: () => projections.reduce((sum, projection) => sum + (projection.waiting?.() ?? 0), 0),
    commit: () => {
      const batch = added;
      if (batch === undefined) return true;
      added = undefined;
      return inOpenTransaction(() => {
        for (const projection of projections) {
          projection.flush?.();
          save.run(projection.name, batch.position);
        }
        onApplied(batch);
        commit.run();
      });
    },
    drop,
    prepare: async (batch) => {
      for (const projection of projections) {
        const fresh = projection.prepare && freshFor(projection, batch);
        if (fresh === undefined) continue;
        for (const { event, error } of (await projection.prepare?.(fresh)) ?? [])
          parkStream(projection, event, error);
      }
    },
    retry: async ({ projection: name, stream }, missed, how) => {
      const projection = projections.find((one) => one.name === name);
      if (projection !== undefined) await retryFor(projection, stream, missed, how);
    },
    position: () => {
      const positions = projections.map(({ name }) => read.get(name)?.position);
      return positions.includes(undefined)
        ? undefined
        : Math.min(...positions.filter((p) => p !== undefined));
    },
    apply: (batch) => {
      // `BEGIN IMMEDIATE`: a transaction that begins with a read fails with SQLITE_BUSY_SNAPSHOT when a process manager saves its
      // checkpoint before the first write.
      database
        .transaction(() => {
          for (const projection of projections) {
            const fresh = freshFor(projection, batch);
            if (fresh === undefined) continue;
            const attributes = { 'phananh.projection': projection.name, 'phananh.events': fresh.length };
            tracedNow('phananh.projection', attributes, () => {
              if (tried(projection, fresh) !== undefined) applyOneByOne(projection, fresh);
            });
            save.run(projection.name, batch.position);
          }
          noteDeletions(batch.deletions);
          onApplied(batch);
        })
        .immediate();
    },
    settle: (now) => {
      let rows = 0;
      database
        .transaction(() => {
          for (const projection of projections) rows += projection.settle?.(now) ?? 0;
        })
        .immediate();
      return rows;
    },
  };
};
