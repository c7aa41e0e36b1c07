import type { Clock, EventStore } from '@phananh/core';
import type { EventFault } from '@phananh/core/engine';
import type { AnyList } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import type { BuiltAnew, Projection } from './projection.ts';

/** A projection before it is run on a file: what tells its tables from others, and how they are made. */
export interface ProjectionSource {
  readonly name: string;
  /** Tables of another version are built anew. */
  readonly version: number;
  /** Whether nothing can be answered without it, so that a file that lacks it does not serve while it is built. */
  readonly isNeeded?: boolean;
  /** Its tables in SQL. */
  readonly tables: string;
  /** Its indexes in SQL, each unless it is there: they are made when the tables have been filled. */
  readonly indexes: string;
  /** @param built for tables that are built anew */
  on(database: Database, built?: BuiltAnew): Projection;
}

/** A table that is filled last, from subjects and not from the whole log, and follows the log from then on, as that of timers does. */
export interface LateTable {
  readonly name: string;
  /** Whether the table was filled by the rules of today. */
  isCurrent(database: Database): boolean;
  fill(database: Database, store: EventStore): Promise<void>;
  on(database: Database, store: EventStore): Projection;
}

export interface HostedList {
  readonly list: AnyList;
  readonly projection: string;
}

/** What a file of read models is computed from, beside the log. The machinery knows no projection but by this. */
export interface ReadSide {
  readonly projections: readonly ProjectionSource[];
  /** Undefined: there is none. */
  readonly late: LateTable | undefined;
  /** Judges events before they are taken in. */
  readonly faultOf: EventFault;
  readonly clock: Clock;
  /** The version of the calendar whose days stand in the tables. */
  readonly calendar: string;
  /** Lists by name, each with the projection that its table is of. */
  readonly lists: ReadonlyMap<string, HostedList>;
  /** Brings up what follows from no event, such as the days of calendars. */
  readonly prepare: (database: Database) => void;
}

export const tablesOf = ({ projections }: Pick<ReadSide, 'projections'>): string =>
  projections.map(({ tables }) => tables).join('\n');

export const indexesOf = ({ projections }: Pick<ReadSide, 'projections'>): string =>
  projections.map(({ indexes }) => indexes).join('\n');

/** Which of the wanted projections a file has not, or in another version. */
export const missingIn = (
  database: Database,
  { projections }: Pick<ReadSide, 'projections'>,
): readonly ProjectionSource[] => {
  const versions = new Map(
    database
      .prepare<[], [name: string, version: number]>('SELECT projection, version FROM made_of')
      .raw()
      .all(),
  );
  return projections.filter(({ name, version }) => versions.get(name) !== version);
};
