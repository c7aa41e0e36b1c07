import type { EventStore, Instant, RecordedEvent } from '@phananh/core';
import type { PutRow, SubjectProjection, SubjectState, Table } from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import type { BuiltAnew, Projection } from './projection.ts';
import { followsIn } from './revision-gaps.ts';
import { subjectsAnew } from './subjects-anew.ts';
import { rowUpserter, rowWriter } from './write-rows.ts';

/** A subject as it was written last, and what the sums counted it as then. */
export interface KnownSubject<State, Counted> {
  readonly facts: State;
  readonly counted: Counted;
}

/** Where the states of subjects are kept between transactions. */
export interface SubjectStates<State, Row, Counted> {
  find(id: string): KnownSubject<State, Counted> | undefined;
  save(row: Row): KnownSubject<State, Counted>;
  /** Subjects whose row has changed by a moment although no event came, at most `limit` of them. */
  stale(now: Instant, limit: number): readonly (readonly [id: string, state: State])[];
  /** Forgets the states that it has in memory. Called when a transaction was rolled back. */
  forget(): void;
}

/** Sums that are kept up to date by what each subject counted before and counts now. */
export interface SubjectSums<Counted> {
  change(before: Counted | undefined, after: Counted | undefined): void;
  flush(): void;
  forget(): void;
}

/** Something else that is kept for a subject beside its rows, such as the words of its text. */
export interface Extension<State> {
  changed(state: State, before: State | undefined): void;
  /** See {@link Projection}. */
  committed?(): void;
  filled?(): void;
}

/** A subject that the open transaction changes: as it was before, and as it is now. */
interface Touched<State, Counted> {
  readonly before: Counted | undefined;
  readonly factsBefore: State | undefined;
  facts: State | undefined;
  /** Its rows are made anew: a correction may have changed what never changes otherwise. */
  isAnew: boolean;
}

/** Runs a projection of subjects on a file. Each transaction writes the row of a changed subject once. */
export const runSubjectProjection = <State extends SubjectState, Row, Counted>(
  database: Database,
  definition: SubjectProjection<State, Row>,
  {
    states,
    sums,
    extensions,
    store,
    built,
  }: {
    readonly store: Pick<EventStore, 'readStream'>;
    readonly states: SubjectStates<State, Row, Counted>;
    readonly sums: SubjectSums<Counted>;
    readonly extensions: readonly Extension<State>[];
    readonly built: BuiltAnew | undefined;
  },
): Projection => {
  const { name, idOf, fold, judge, changesAt, stateOf, happened, parts } = definition;
  const writeRow = rowUpserter(database, definition.table, definition.fixedColumns);
  const put = writers(database);
  const touched = new Map<string, Touched<State, Counted>>();
  const demandFollows = followsIn(database, name);
  const anew = subjectsAnew(database, definition, store);

  const save = (row: Row, before: Counted | undefined, factsBefore: State | undefined): void => {
    writeRow(row);
    for (const extension of extensions) extension.changed(stateOf(row), factsBefore);
    parts(put, row, factsBefore);
    sums.change(before, states.save(row).counted);
  };

  /** The row of a subject as of its last event. Where time has changed it since and tables are built anew: as of `judgedAt`. */
  const judged = (state: State): Row => {
    const row = judge(state, state.occurredAt);
    const at = changesAt(row);
    return built !== undefined && at !== null && at <= built.judgedAt ? judge(state, built.judgedAt) : row;
  };

  const touch = (id: string, event: RecordedEvent): Touched<State, Counted> => {
    const one = touched.get(id);
    if (one !== undefined) return one;
    // A first event has no state before it that would have to be read.
    const known = event.revision > 0 ? states.find(id) : undefined;
    return { before: known?.counted, factsBefore: known?.facts, facts: known?.facts, isAnew: false };
  };

  /** Folds a subject whose events are corrected by one from its stream, with all that they made. */
  const foldAnew = (one: Touched<State, Counted>, event: RecordedEvent): void => {
    const lives = [...anew.lives(event)];
    const last = lives.at(-1)?.[1].after;
    if (last !== undefined) anew.dropRows(last);
    for (const [corrected, states] of lives)
      happened(put, corrected, { ...states, now: last ?? states.after });
    one.facts = last;
    one.isAnew = true;
  };

  return {
    name,
    ...(anew.prepare && { prepare: anew.prepare }),
    apply: (batch) => {
      for (const event of batch) {
        const id = idOf(event);
        if (id === undefined) continue;
        const one = touch(id, event);
        const before = one.facts;
        demandFollows(before, event);
        if (anew.asks(event)) {
          foldAnew(one, event);
          touched.set(id, one);
          continue;
        }
        const after = fold(before, event);
        one.facts = after;
        touched.set(id, one);
        happened(put, event, { before, after, now: after });
      }
    },
    waiting: () => touched.size,
    flush: () => {
      for (const { facts, before, factsBefore, isAnew } of touched.values()) {
        if (facts === undefined) continue;
        if (isAnew) anew.dropRow(facts);
        save(judged(facts), before, factsBefore);
      }
      touched.clear();
      sums.flush();
    },
    forget: () => {
      touched.clear();
      for (const part of [states, sums]) part.forget();
    },
    settle: (now) => {
      const due = states.stale(now, settledAtOnce);
      for (const [id, state] of due) save(judge(state, now), states.find(id)?.counted, state);
      sums.flush();
      if (due.length > 0) markSettled(database, now);
      return due.length;
    },
    committed: () => {
      for (const extension of extensions) extension.committed?.();
    },
    filled: () => {
      if (built !== undefined) markSettled(database, built.judgedAt);
      for (const extension of extensions) extension.filled?.();
    },
  };
};

/** Most subjects that one transaction brings up to a moment. */
const settledAtOnce = 1_000;

/** Notes up to when rows were brought up to date. */
const markSettled = (database: Database, at: Instant): void => {
  database
    .prepare(
      'INSERT INTO settled (only_row, at) VALUES (1, ?) ON CONFLICT DO UPDATE SET at = max(at, excluded.at)',
    )
    .run(at);
};

/** One writer a table, made when its first row comes. */
const writers = (database: Database): PutRow => {
  // A table's writer takes rows of that table: the types of the map cannot say so.
  const known = new Map<Table<never>, (row: never) => void>();
  return (table, row) => {
    let write = known.get(table as Table<never>) as ((one: typeof row) => void) | undefined;
    if (write === undefined) {
      write = rowWriter(database, table);
      known.set(table as Table<never>, write as (one: never) => void);
    }
    write(row);
  };
};
