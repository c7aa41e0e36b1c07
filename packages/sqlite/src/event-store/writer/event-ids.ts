import type { PlacedEvent, Position } from '@phananh/core/store';
import type { Connection } from '../connection.ts';
import { damagedEvent, type EventRow, eventColumns, isSound, uuidOf } from '../rows.ts';

/** Knows the id of every event of the log. Only the writer's thread has it. */
export interface EventIds {
  /**
   * The event with this id, also one that the open transaction inserted.
   *
   * @throws {@link StoreCorrupt} when the stored event is not what was written
   */
  find(id: string): PlacedEvent | undefined;
  /** Tells of an event that was inserted. */
  note(id: string, position: Position): void;
  /** The transaction of the noted events was committed. */
  committed(): void;
  /** The transaction of the noted events was rolled back. */
  rolledBack(): void;
  /** Moves some ids from memory into the table `event_ids`, in a transaction of its own. Call it between two groups. */
  settle(events: number): void;
  /** Moves all ids into the table. */
  settleAll(): void;
}

/** How many ids gather in memory, some 2 MB, before they are moved into the table. */
const idsOfRun = 16_384;

/** Fewest ids that one transaction moves. It takes about a millisecond, for which a lone append may have to wait. */
const idsOfStep = 256;

/** Ids that one INSERT writes: it takes half of the time of sixteen INSERTs of one id. */
const idsOfStatement = 16;

/** Ids that were sorted, to be moved into the table one step after another. */
interface Run {
  readonly positions: ReadonlyMap<string, Position>;
  readonly sorted: readonly string[];
  settled: number;
}

/**
 * The id of an event is a hash of its command, so that a new id may belong on any page of an index. A UNIQUE index on `events` would
 * rewrite a whole page for the 16 bytes of each event: half of the work of an import, and a fifth of that of a lone append. Therefore
 * the ids of the last events stay in memory, and are moved into the table `event_ids` sorted and many at a time, page after page.
 *
 * A crash loses no id: `events` has every one, and `indexed_events` tells after which position they are read again when the file is
 * opened.
 */
export const eventIds = (connection: Connection, { idsPerRun = idsOfRun } = {}): EventIds => {
  const inTable = connection
    .prepare<[string], Position>("SELECT position FROM event_ids WHERE id = unhex(?, '-')")
    .pluck();
  const insertRows = (rows: number) =>
    connection.prepare<[readonly (string | Position)[]]>(
      `INSERT INTO event_ids (id, position) VALUES ${new Array(rows).fill("(unhex(?, '-'), ?)").join(', ')}
       ON CONFLICT (id) DO NOTHING`,
    );
  const insertOne = insertRows(1);
  const insertSeveral = insertRows(idsOfStatement);
  const saveIndexed = connection.prepare<[Position]>('UPDATE indexed_events SET position = ?');
  const eventAt = connection
    .prepare<[Position], EventRow>(`SELECT ${eventColumns(true)} FROM events WHERE position = +?`)
    .raw();

  let recent = unindexed(connection);
  let noted: string[] = [];
  let run: Run | undefined;

  const insertAll = (rows: readonly (readonly [string, Position])[]): void => {
    const whole = rows.length - (rows.length % idsOfStatement);
    for (let from = 0; from < whole; from += idsOfStatement)
      insertSeveral.run(rows.slice(from, from + idsOfStatement).flat());
    for (const row of rows.slice(whole)) insertOne.run(row);
  };

  const step = (count: number): void => {
    if (run === undefined) {
      run = { positions: recent, sorted: [...recent.keys()].sort(), settled: 0 };
      recent = new Map();
    }
    const { positions, sorted, settled } = run;
    const ids = sorted.slice(settled, settled + count);
    const whole = settled + ids.length === sorted.length;
    connection.transaction(() => {
      insertAll(ids.map((id) => [id, positions.get(id) ?? 0]));
      // A Map keeps the order of insertion: its last position is the highest.
      if (whole) saveIndexed.run([...positions.values()].at(-1) ?? 0);
    })();
    run.settled += ids.length;
    if (whole) run = undefined;
  };

  return {
    find(id) {
      const position = recent.get(id) ?? run?.positions.get(id) ?? inTable.get(id);
      return position === undefined ? undefined : placedEvent(id, position, eventAt.get(position));
    },
    note(id, position) {
      recent.set(id, position);
      noted.push(id);
    },
    committed() {
      noted = [];
    },
    rolledBack() {
      for (const id of noted) recent.delete(id);
      noted = [];
    },
    settle(events) {
      // Twice as many ids as came in: so the table has the whole run before as many new ones have gathered.
      if (run !== undefined || recent.size >= idsPerRun) step(Math.max(idsOfStep, 2 * events));
    },
    settleAll() {
      while (run !== undefined || recent.size > 0) step(idsPerRun);
    },
  };
};

const placedEvent = (id: string, at: Position, row: EventRow | undefined): PlacedEvent => {
  if (row === undefined) throw damagedEvent({ position: at, stream: 'unknown', revision: -1 });
  const [position, stream, revision, hex, type, version, data, metadata] = row;
  if (!isSound(row) || uuidOf(hex) !== id) throw damagedEvent({ position, stream, revision });
  return { id, type, version, data, metadata, stream, revision, position };
};

/** The ids that the table lacks, because the process that wrote their events was killed before it moved them. */
const unindexed = (connection: Connection): Map<string, Position> => {
  const rows = connection
    .prepare<[], [string, Position]>(
      `SELECT lower(hex(id)), position FROM events
       WHERE position > (SELECT position FROM indexed_events) ORDER BY position`,
    )
    .raw()
    .iterate();
  const found = new Map<string, Position>();
  for (const [id, position] of rows) found.set(uuidOf(id), position);
  return found;
};
