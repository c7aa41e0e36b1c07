import type { Clock, EventStore } from '@phananh/core';
import type { EventFault } from '@phananh/core/engine';
import type { AnyList } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import type { BuiltAnew, Projection } from './projection.ts';

/** A projection before it runs on a file: its name and version, what its tables are made of, and how it is started. */
export interface ProjectionSource {
  readonly name: string;
  /** Raised when its rows change: tables that another version filled are built anew, and tables of another shape. */
  readonly version: number;
  /** Whether every answer needs it: a file without its tables does not serve while they are built. */
  readonly isNeeded?: boolean;
  /** SQL that creates its tables. */
  readonly tables: string;
  /** SQL that creates its indexes, each `IF NOT EXISTS`. It runs when the tables have been filled. */
  readonly indexes: string;
  /** As JSON, what its SQL does not show of what its tables are made of. Another value, and they are built anew, as for another version. */
  readonly said?: unknown;
  /** Whether something is kept beside its rows while they change, such as the words of texts: a schema does not show that it missed nothing. */
  readonly keepsBeside?: boolean;
  /**
   * Starts it on a file.
   *
   * @param store a subject is read from it again when its events are corrected; it has the key of the log, where that has one
   * @param built given for tables that are built anew, absent for those that follow the log
   */
  on(
    database: Database,
    store: Pick<EventStore, 'readStream' | 'keyedDigests'>,
    built?: BuiltAnew,
  ): Projection;
}

/**
 * A table that is filled after all others, from the subjects that are open and not from the whole log. From then on it follows the log.
 * The table of timers is one.
 */
export interface LateTable {
  readonly name: string;
  /** Whether the table was filled by today's rules; else it is filled again. */
  isCurrent(database: Database): boolean;
  fill(database: Database, store: EventStore): Promise<void>;
  on(database: Database, store: EventStore): Projection;
}

export interface HostedList {
  readonly list: AnyList;
  readonly projection: string;
}

/** Everything that a file of read models is computed by, beside the log. What builds and follows it knows projections only through this. */
export interface ReadSide {
  readonly projections: readonly ProjectionSource[];
  /** Undefined where there is no such table. */
  readonly late: LateTable | undefined;
  /** Tells what is wrong with an event before it is applied. */
  readonly faultOf: EventFault;
  readonly clock: Clock;
  /** The version of the calendar whose days stand in the tables. */
  readonly calendar: string;
  /** Lists by name, each with the projection that its table is of. */
  readonly lists: ReadonlyMap<string, HostedList>;
  /** Writes rows that come from no event, such as the days of calendars. */
  readonly prepare: (database: Database) => void;
}

export const tablesOf = ({ projections }: Pick<ReadSide, 'projections'>): string =>
  projections.map(({ tables }) => tables).join('\n');

export const indexesOf = ({ projections }: Pick<ReadSide, 'projections'>): string =>
  projections.map(({ indexes }) => indexes).join('\n');
