import type { Instant, RecordedEvent, Revision } from '../engine/index.ts';
import type { Table } from './tables/table.ts';

/** What every state of a subject tells of where it is. */
export interface SubjectState {
  readonly revision: Revision;
  /** When its last event happened. */
  readonly occurredAt: Instant;
}

/** What an event made of its subject. */
export interface StatesOfEvent<State> {
  readonly before: State | undefined;
  readonly after: State;
}

/** Takes a row of one of the projection's tables. */
export type PutRow = <Row>(table: Table<Row>, row: Row) => void;

/**
 * A projection that folds each subject into a state and writes its rows once a transaction, however much happened to it: for
 * rows that are made of the whole of a subject, and that change although nothing happens. Pure: it knows no database.
 */
export interface SubjectProjection<State extends SubjectState, Row> {
  readonly name: string;
  readonly version: number;
  /** The subject of an event; undefined for an event of another stream. */
  readonly idOf: (event: RecordedEvent) => string | undefined;
  readonly fold: (before: State | undefined, event: RecordedEvent) => State;
  /** A subject as it is at a moment. */
  readonly judge: (state: State, at: Instant) => Row;
  /** When its row is another one although nothing happens; null: never. */
  readonly changesAt: (row: Row) => Instant | null;
  readonly stateOf: (row: Row) => State;
  /** The table with one row a subject, and which of its columns the first event decides for good. */
  readonly table: Table<Row>;
  readonly fixedColumns: ReadonlySet<string>;
  /** The rows that an event itself makes. */
  readonly happened: (
    put: PutRow,
    event: RecordedEvent,
    states: StatesOfEvent<State> & {
      /** As it is after every event: what is hidden now is hidden in rows of before. */
      readonly now: State;
      /** Of an event that `restates`: every event before it with what it had made until then. */
      readonly former?: () => Iterable<readonly [event: RecordedEvent, states: StatesOfEvent<State>]>;
    },
  ) => void;
  /** The rows of its parts that are not as they were. */
  readonly parts: (put: PutRow, row: Row, before: State | undefined) => void;
  /** Where an event changes what rows of earlier ones say, its subject is folded anew from its stream. */
  readonly corrections?: {
    readonly asks: (event: RecordedEvent) => boolean;
    /**
     * Whether one of them says that something had been otherwise: its own rows say what was known without it and with it. Those of the
     * others, which take something away, say what all of the corrections leave, as those of every event do.
     */
    readonly restates: (event: RecordedEvent) => boolean;
    /** The events of a subject from its first, with those corrections laid over them that are among them. */
    readonly lay: (events: readonly RecordedEvent[]) => readonly RecordedEvent[];
    /** The tables that `happened` writes: the subject's rows in them are made anew. */
    readonly tables: readonly Pick<Table<never>, 'name'>[];
    /** The column that has the subject in these and in its own table, and what it has there. */
    readonly key: { readonly column: string; readonly of: (state: State) => number };
  };
}
