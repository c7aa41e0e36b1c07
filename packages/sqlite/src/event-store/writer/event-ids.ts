import type { PlacedEvent, Position } from '@phananh/core/store';
import type { Connection } from '../connection.ts';
import { damagedEvent, type EventRow, eventColumns, isSound, uuidOf } from '../rows.ts';
import { createIdFilter } from './id-filter.ts';

/** The ids of all events of the log, the writer's own. */
export interface EventIds {
  /**
   * The event with this id, one of the group that is being written included.
   *
   * @throws {@link StoreCorrupt} when what is there is not what was written
   */
  find(id: string): PlacedEvent | undefined;
  /** Tells of an event that was inserted. */
  note(id: string, position: Position): void;
  /** What was noted since the last group is in the log. */
  committed(): void;
  /** What was noted since the last group is not in the log. */
  rolledBack(): void;
  /** Moves some ids into their table, in a transaction of its own. Call it between two groups. */
  settle(events: number): void;
  /** Moves all ids into their table. */
  settleAll(): void;
}

/** So many ids gather in memory, some 2 MB, before they go into the table together. */
const idsOfRun = 16_384;

/** At least so many ids go at once: about a millisecond, which a lone append may have to wait for. */
const idsOfStep = 256;

/** Ids that one statement writes: half of the time of one a statement. */
const idsOfStatement = 16;

/** Ids that are sorted and go into the table one step after another. */
interface Run {
  readonly positions: ReadonlyMap<string, Position>;
  readonly sorted: readonly string[];
  settled: number;
}

/**
 * The ids of events are hashes of their commands: each new one belongs on any page of its index. With an index that SQLite
 * keeps itself, every event of a long log rewrites a page for 16 bytes, which is half of the work of an import and a fifth
 * of a lone append. So the ids of the last events are kept in memory and go into their table sorted and many at a time,
 * page after page.
 *
 * Nothing is lost by it: `events` holds every id, and `indexed_events` says from where on they are read again when the
 * file is opened.
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

  // Of a log that begins here all ids that come into the table are known: hardly any has to be looked for there.
  const isNew = connection.prepare('SELECT 1 FROM event_ids').get() === undefined;
  const filter = isNew ? createIdFilter() : undefined;

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
      for (const id of ids) filter?.add(id);
      // In a map the position that was noted last is the highest.
      if (whole) saveIndexed.run([...positions.values()].at(-1) ?? 0);
    })();
    run.settled += ids.length;
    if (whole) run = undefined;
  };

  return {
    find(id) {
      const position =
        recent.get(id) ??
        run?.positions.get(id) ??
        (filter?.mayHave(id) === false ? undefined : inTable.get(id));
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
      // Twice as many as came, so that a run is in the table before the next one is full.
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

/** The ids of the events that nobody has moved into the table: those of a process that was killed. */
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
