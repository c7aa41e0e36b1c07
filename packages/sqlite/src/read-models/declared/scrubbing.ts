import type { EventStore, RecordedEvent } from '@phananh/core';
import { idInStream } from '@phananh/core/engine';
import { type SealedWorkflow, withoutSubject } from '@phananh/core/privacy';
import {
  type AnyRows,
  isScrubbing,
  type ProjectedTable,
  type RowKey,
  type Rows,
  scrubbedBy,
} from '@phananh/core/read-models';
import type { Database } from 'better-sqlite3';
import { isOfTheMachine } from '../building/faults.ts';
import type { Projection } from '../building/projection.ts';
import { skippedRevisions } from '../building/skipped-events.ts';

/** Takes what was erased of a person out of the rows of a workflow that knows nothing of erasures. */
export interface Scrubbing {
  readonly asks: (event: RecordedEvent) => boolean;
  /** Reads the streams that such events name. */
  readonly prepare: NonNullable<Projection['prepare']>;
  readonly apply: (event: RecordedEvent) => void;
}

interface ScrubbedRows {
  readonly rows: AnyRows;
  /** Writes what is kept beside them, and drops what waits of it. */
  readonly flush: () => void;
  readonly forget: () => void;
}

/**
 * Rows whose key begins with the id of their subject are made anew from its stream, as it is read without the person. Where events of the subject
 * look at rows of others too, such as a sum, they cannot be taken in twice: the personal columns of every row that they touch are emptied.
 *
 * @param upTo how far the projection has taken in a stream; undefined: it does not note that, and has all of it
 */
export const scrubbing = (
  database: Database,
  {
    name,
    workflow,
    store,
    tables,
    rows: { rows, flush, forget },
    take,
    upTo,
  }: {
    readonly name: string;
    readonly workflow: SealedWorkflow;
    readonly store: Pick<EventStore, 'readStream'>;
    readonly tables: { readonly [table: string]: ProjectedTable };
    readonly rows: ScrubbedRows;
    readonly take: (event: RecordedEvent, rows: AnyRows) => void;
    readonly upTo: (stream: string) => number | undefined;
  },
): Scrubbing => {
  /** By the position of the event that names them; what could not be read is thrown when it is applied. */
  const read = new Map<number, readonly (readonly RecordedEvent[])[] | { readonly error: unknown }>();

  const streamsOf = async (event: RecordedEvent): Promise<readonly (readonly RecordedEvent[])[]> => {
    const { person, streams } = scrubbedBy(event);
    const histories: (readonly RecordedEvent[])[] = [];
    for (const stream of streams) {
      if (idInStream(workflow, stream) === undefined) continue;
      const history: RecordedEvent[] = [];
      for await (const one of store.readStream(stream)) {
        if (one.position > event.position) break;
        history.push(one);
      }
      histories.push(withoutSubject(workflow, history, person));
    }
    return histories;
  };

  const scrub = (history: readonly RecordedEvent[]): void => {
    const [first] = history;
    const id = first && idInStream(workflow, first.stream);
    if (first === undefined || id === undefined) return;
    const leftOut = skippedRevisions(database, name, first.stream);
    const last = upTo(first.stream) ?? Number.POSITIVE_INFINITY;
    const taken = history.filter(({ revision }) => revision <= last && !leftOut.has(revision));
    flush();
    const touched = touching(rows, tables, id);
    try {
      database.transaction(() => {
        for (const [table, one] of Object.entries(rows))
          for (const row of one.under(id)) one.remove(keyOf(tables, table, row));
        for (const event of taken) touched.guarded(() => take(event, touched.rows));
        flush();
        // Rolled back.
        if (touched.others()) throw new OfOthers();
      })();
    } catch (error) {
      forget();
      if (!(error instanceof OfOthers)) throw error;
      for (const [table, key] of touched.keys())
        if (rows[table]?.find(key) !== undefined) rows[table].erase(key);
      flush();
    }
  };

  return {
    asks: isScrubbing,
    prepare: async (events) => {
      read.clear();
      for (const event of events.filter(isScrubbing)) {
        try {
          read.set(event.position, await streamsOf(event));
        } catch (error) {
          if (isOfTheMachine(error)) throw error;
          read.set(event.position, { error });
        }
      }
      return [];
    },
    apply: (event) => {
      const histories = read.get(event.position);
      if (histories === undefined) throw new TypeError(`nothing was read for ${event.stream}`);
      if ('error' in histories) throw histories.error;
      for (const history of histories) scrub(history);
    },
  };
};

/** That events of a subject look at rows of others. */
class OfOthers extends Error {}

const keyOf = (
  tables: { readonly [table: string]: ProjectedTable },
  table: string,
  row: { readonly [field: string]: unknown },
): readonly string[] =>
  Object.entries(tables[table]?.fields ?? {}).flatMap(([field, { isKey }]) =>
    isKey ? [String(row[field])] : [],
  );

/** The same rows, and which of them are asked for. */
const touching = (rows: AnyRows, tables: { readonly [table: string]: ProjectedTable }, id: string) => {
  const touched = new Map<string, readonly [table: string, key: readonly string[]]>();
  let areOthers = false;
  const watched = (table: string, one: Rows<object>): Rows<object> => {
    const note = (given: RowKey): void => {
      const key = [given].flat();
      touched.set(JSON.stringify([table, key]), [table, key]);
      areOthers ||= key[0] !== id;
    };
    const noted =
      <Given extends readonly unknown[], Answer>(act: (key: RowKey, ...given: Given) => Answer) =>
      (key: RowKey, ...given: Given): Answer => {
        note(key);
        return act(key, ...given);
      };
    return {
      find: noted(one.find),
      under: (beginning) => {
        areOthers ||= [beginning ?? []].flat()[0] !== id;
        return one.under(beginning);
      },
      insert: (row) => {
        note(keyOf(tables, table, { ...row }));
        one.insert(row);
      },
      put: (row) => {
        note(keyOf(tables, table, { ...row }));
        one.put(row);
      },
      update: noted(one.update),
      remove: noted(one.remove),
      erase: noted(one.erase),
    };
  };
  return {
    rows: Object.fromEntries(Object.entries(rows).map(([table, one]) => [table, watched(table, one)])),
    keys: () => touched.values(),
    others: () => areOthers,
    /** What an event fails with says nothing once rows of others are among those that it looks at: they have it already. */
    guarded: (act: () => void): void => {
      try {
        act();
      } catch (error) {
        if (!areOthers || isOfTheMachine(error)) throw error;
      }
    },
  };
};
