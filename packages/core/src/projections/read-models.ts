import type { Instant, Position } from '../engine/index.ts';
import type { CellValue, TableDefinition } from './tables/table.ts';

/** How rows are written as text. It alone says what a text or a real is written as. */
export interface RowText {
  /** Between two cells. */
  readonly separator: string;
  /** After the last cell of every row. */
  readonly ending: string;
  /** A text or a real. Follows from the value alone. */
  readonly cell: (value: string | number) => string;
}

/** The documented tables in one state, for as long as it takes to read them. */
export interface TableSnapshot {
  /** Up to where of the log they are. */
  readonly position: Position | null;
  /** Which version of the tables. */
  readonly schemaVersion: number;
  /** What of the log up to there they do not have. */
  readonly gaps: Gaps;
  /** What tables of another projection than those of reports do not have of it. */
  gapsOf(projection: string): Pick<Gaps, 'parkedStreams' | 'skippedEvents'>;
  /** Rows in pages, each row its cells in the order of the columns: in the order of the key, or of some of the columns, by which no two are alike. */
  pages(
    table: TableDefinition,
    order: 'key' | readonly string[],
  ): AsyncIterable<readonly (readonly CellValue[])[]>;
  /**
   * Rows as text in UTF-8, whole ones and some at once, in the order of the key. A cell without a value is empty; what is
   * neither a text nor a real is written as it is stored.
   */
  lines(table: TableDefinition, text: RowText): AsyncIterable<Uint8Array>;
  release(): void;
}

/** A stream with an event that a projection cannot apply. */
export interface ParkedStream {
  readonly projection: string;
  readonly stream: string;
  /** Of the event that could not be applied. */
  readonly revision: number;
  readonly position: Position;
  /** `deleted-in-store`: no event is at fault, somebody deleted the stream; `projection` is `all` then. */
  readonly type: string;
  readonly message: string;
  readonly parkedAt: Instant;
}

/** An event that a projection was made to leave out: what follows in its stream is applied as if it were not there. */
export interface SkippedEvent extends Omit<ParkedStream, 'parkedAt'> {
  readonly eventId: string;
  /** Why, in the words of whoever decided it. */
  readonly reason: string;
  readonly skippedAt: Instant;
}

/** How much of the log the tables do not have: told with every list, figure and extract. */
export interface Gaps {
  readonly parkedStreams: number;
  /** Reports whose cases stand still. */
  readonly parkedReports: number;
  /** Events that are left out of cases. */
  readonly skippedEvents: number;
  /** Streams that somebody deleted in the store; not among those that are parked. */
  readonly deletedStreams: number;
  /** Reports among them: what was computed of them stays. */
  readonly deletedReports: number;
  /** Of those how many are in no table, or not whole: the store had removed their events before the tables were built. */
  readonly missingReports: number;
}

/** What is to be watched of read models. */
export interface ReadModelsLoad {
  /** Of the write-ahead log beside the file; 0 in memory. */
  readonly writeAheadLogBytes: number;
  /** Questions that wait for others. */
  readonly waiting: number;
}

/** Tables that are computed anew from the log beside those that serve. */
export interface Rebuild {
  /** `reading` the log; `finishing`: all events are in the tables, their indexes are made; `done`: in place; `failed`: what served before serves on. */
  readonly phase: 'reading' | 'finishing' | 'done' | 'failed';
  /** In English. */
  readonly why: string;
  readonly begunAt: Instant;
  readonly endedAt: Instant | null;
  /** The position up to which events are in the new tables; null: none is yet. */
  readonly position: Position | null;
  /** The end of the log when it began; null where the log does not say. */
  readonly of: Position | null;
  /** Why it failed. */
  readonly message: string | null;
}

/** What stopped a projection, and behind which position. */
export interface ProjectionFailure {
  readonly message: string;
  readonly position: Position;
  /** The code of the error, where it has one: `store-access-denied`. */
  readonly code?: string;
}
