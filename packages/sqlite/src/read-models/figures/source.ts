import type { EventStore } from '@phananh/core';
import type { WorkingCalendar } from '@phananh/core/calendar';
import type { AgencyKinds } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import type { RollupCell, RollupRange } from '../report/read-rollup.ts';
import type { keptFigures } from './kept-figures.ts';

/** What figures are computed from. */
export interface FigureSource {
  readonly database: Database;
  readonly calendar: WorkingCalendar;
  /** The log, for what was known in the past. */
  readonly log: () => EventStore;
  /** Throws when nobody waits for the answer any more: to be called now and then. */
  readonly demandAsked: () => void;
  /** Sums of months; to be asked within one transaction. */
  readonly rollup: (range: RollupRange) => readonly RollupCell[];
  /** Begins the sums of a question; to be done before the next one begins. */
  readonly sumsOf: ReturnType<typeof keptFigures>;
}

/** The kinds of agencies as they are registered. */
export const agencyKinds = (database: Database): AgencyKinds => {
  const kinds = new Map(
    database
      .prepare<[], { id: string; kind: string }>('SELECT agency_id AS id, kind FROM agencies')
      .all()
      .map(({ id, kind }) => [id, kind]),
  );
  return (agencyId) => kinds.get(agencyId);
};
