import type { EventStore, Position } from '@phananh/core';
import { type Batch, dueBy } from '@phananh/core/engine';
import { erasesRows, runProjections } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import BetterSqlite from 'better-sqlite3';
import { indexesOf, type ReadSide } from '../building/read-side.ts';
import { sinkOf } from '../building/sink-of.ts';
import { boundWriteAheadLog } from '../building/write-ahead-log.ts';
import { carryingOut } from '../parked/parked-orders.ts';

interface Following {
  readonly signal: AbortSignal;
  readonly onApplied?: (position: Position) => void;
  readonly toTheEnd?: boolean;
}

/** How often rows whose verdict time changes are brought up to date when no event comes. */
const settleEveryMilliseconds = 60_000;

/** Follows a log into tables, until the signal or to the end. The tables have to be of today's version, of this calendar and of this log. */
export const followInto = async (
  database: Database,
  store: EventStore,
  side: ReadSide,
  { signal, onApplied, toTheEnd = false }: Following,
): Promise<void> => {
  const { late, clock } = side;
  side.prepare(database);
  // A later version of a workflow may sort a list by other columns: it needs another index.
  database.exec(indexesOf(side));
  if (late?.isCurrent(database) === false) await late.fill(database, store);
  const projections = [
    ...side.projections.map((source) => source.on(database, store)),
    ...(late === undefined ? [] : [late.on(database, store)]),
  ];
  const bound = boundWriteAheadLog(database);
  // What they said before stands in the write-ahead log, in pages that were written anew.
  let hasErased = false;
  const noted = ({ events }: Batch): void => {
    hasErased ||= events.some(erasesRows);
  };
  const sink = carryingOut(sinkOf(database, projections, side, noted), { database, store, now: clock.now });
  const settle = (): void => {
    try {
      const now = dueBy(clock);
      // Undefined while the clock guard doubts the clock: then nothing becomes overdue.
      if (now === undefined) return;
      while ((sink.settle?.(now) ?? 0) > 0);
      bound(performance.now());
    } catch (error) {
      // Another connection is writing. The next time will do, because queries judge verdicts themselves.
      if (!(error instanceof BetterSqlite.SqliteError)) throw error;
    }
  };
  settle();
  await sink.carryOut();
  const stopWatching = sink.watch();
  const timer = setInterval(settle, settleEveryMilliseconds).unref();
  try {
    const applied = (position: Position): void => {
      onApplied?.(position);
      bound(performance.now(), hasErased);
      hasErased = false;
    };
    await runProjections({ store, sink, signal, toTheEnd, onApplied: applied });
  } finally {
    clearInterval(timer);
    await stopWatching();
  }
  if (toTheEnd) settle();
};
