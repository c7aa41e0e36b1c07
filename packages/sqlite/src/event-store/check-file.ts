import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { Position, RecordedEvent, Revision } from '@phananh/core/store';
import { demandFiles } from '../demand-file.ts';
import { type Connection, openConnection } from './connection.ts';
import { hasChecksums, hasStreamEnds } from './open-file.ts';
import { knownGapsOf, missingPositions } from './reading.ts';
import { damagedEvent, type EventRow, eventColumns, eventOf, isSound, positionOf } from './rows.ts';
import { reasonOf } from './store-error.ts';
import { streamEnds } from './stream-ends.ts';

/** One thing that is not right in a store's file. */
export interface StoreFault {
  readonly message: string;
  /** Where in the log, when it is known. */
  readonly position?: Position;
  readonly stream?: string;
  readonly revision?: Revision;
}

export interface CheckedFile {
  /** Events that were looked at. */
  readonly events: number;
  readonly streams: number;
  /** Position of the last event. */
  readonly position: Position;
  /** The first of them, a hundred at most. */
  readonly faults: readonly StoreFault[];
  /** False for a file that is older than checksums: open it for writing once. */
  readonly hasChecksums: boolean;
}

export interface CheckOptions {
  /** Judges what an event says, such as by the schema of its type. */
  readonly findFault?: (event: RecordedEvent) => string | undefined;
  readonly onProgress?: (progress: { readonly position: Position; readonly of: Position }) => void;
  /** Only the events after it, each for itself; absent: the whole file. */
  readonly after?: Position;
}

const mostFaults = 100;
const rowsPerStep = 500;

/**
 * Looks through a store's file beside whoever writes to it: SQLite's own check of pages and indexes, that every position has an
 * event, each event against its checksum and by whoever judges what it says, that the revisions of each stream have no gap and end where
 * they did, and that every event is found by its id. Changes nothing.
 */
export const checkStoreFile = async (path: string, options: CheckOptions = {}): Promise<CheckedFile> => {
  demandFiles(path);
  const connection = openConnection(path, { readonly: true });
  const faults: StoreFault[] = [];
  const add = (fault: StoreFault): void => {
    if (faults.length < mostFaults) faults.push(fault);
  };
  /** What SQLite cannot read is a fault, and no end of looking. */
  const attempt = <T>(look: () => T): T | undefined => {
    try {
      return look();
    } catch (error) {
      add({ message: `${reasonOf(error)}: ${error instanceof Error ? error.message : String(error)}` });
      return undefined;
    }
  };
  try {
    if (options.after === undefined) attempt(() => checkPages(connection, add));
    const { after = 0 } = options;
    const position = attempt(() => endOf(connection, add)) ?? 0;
    const events = (await checkEvents(connection, { ...options, after, position }, add, attempt)) ?? 0;
    const whole = options.after === undefined;
    if (whole) attempt(() => checkRevisions(connection, add));
    if (whole) attempt(() => checkIds(connection, add));
    if (whole && hasStreamEnds(connection)) attempt(() => checkStreamEnds(connection, add));
    const streams = (whole ? attempt(() => streamsIn(connection)) : undefined) ?? 0;
    return { events, streams, position, faults, hasChecksums: hasChecksums(connection) };
  } finally {
    connection.close();
  }
};

type Add = (fault: StoreFault) => void;

/** Pages, order of keys, and that each index has what its table has. */
const checkPages = (connection: Connection, add: Add): void => {
  const lines = connection.prepare<[], string>(`PRAGMA integrity_check(${mostFaults})`).pluck().all();
  for (const message of lines) if (message !== 'ok') add({ message: `SQLite: ${message}` });
};

const endOf = (connection: Connection, add: Add): Position => {
  const [last, given] = connection
    .prepare<[], [number | null, number | null]>(
      `SELECT (SELECT max(position) FROM events), (SELECT seq FROM sqlite_sequence WHERE name = 'events')`,
    )
    .raw()
    .get() ?? [null, null];
  const end = last ?? 0;
  const isKnown =
    hasChecksums(connection) &&
    knownGapsOf(connection).some(([first, until]) => first === end + 1 && until === given);
  if (end !== (given ?? 0) && !isKnown)
    add({
      position: end,
      message: `the log ends at position ${end}, and position ${given ?? 0} was the last one given out`,
    });
  return Math.max(end, given ?? 0);
};

const checkEvents = async (
  connection: Connection,
  {
    after,
    position: end,
    findFault = () => undefined,
    onProgress = () => {},
  }: CheckOptions & { readonly after: Position; readonly position: Position },
  add: Add,
  attempt: <T>(look: () => T) => T | undefined,
): Promise<number | undefined> => {
  const page = attempt(() =>
    connection
      .prepare<[number, number, number], EventRow>(
        `SELECT ${eventColumns(hasChecksums(connection))} FROM events WHERE position > ? AND position <= ? ORDER BY position LIMIT +?`,
      )
      .raw(),
  );
  if (page === undefined) return undefined;
  const gaps = hasChecksums(connection) ? knownGapsOf(connection) : undefined;
  let [events, position] = [0, after];
  while (position < end) {
    const rows = attempt(() => page.all(position, end, rowsPerStep));
    // What comes after a page that cannot be read is looked for further on.
    if (rows === undefined) {
      position += rowsPerStep;
      continue;
    }
    const isLast = rows.length < rowsPerStep;
    const missing =
      gaps && missingPositions(rows, { first: position + 1, gaps, ...(isLast && { last: end }) });
    if (missing !== undefined)
      add({
        position: missing[0],
        message: `the events at positions ${missing[0]} to ${missing[1]} are missing`,
      });
    for (const row of rows) checkEvent(row, findFault, add);
    events += rows.length;
    const last = rows.at(-1);
    position = isLast || last === undefined ? end : Math.max(positionOf(last), position + 1);
    onProgress({ position, of: end });
    await turnOfTheLoop();
  }
  return events;
};

const checkEvent = (
  row: EventRow,
  findFault: (event: RecordedEvent) => string | undefined,
  add: Add,
): void => {
  const [position, stream, revision] = row;
  const place = { position, stream: String(stream), revision };
  if (!isSound(row)) {
    add({ ...place, message: damagedEvent(place).message });
    return;
  }
  try {
    const fault = findFault(eventOf(row));
    if (fault !== undefined)
      add({ ...place, message: `position ${position}, revision ${revision} of ${place.stream}: ${fault}` });
  } catch (error) {
    add({ ...place, message: error instanceof Error ? error.message : String(error) });
  }
};

const checkRevisions = (connection: Connection, add: Add): void => {
  const gaps = connection
    .prepare<
      [],
      { readonly stream: string; readonly lowest: number; readonly highest: number; readonly count: number }
    >(
      `SELECT stream, min(revision) AS lowest, max(revision) AS highest, count(*) AS count FROM events
       GROUP BY stream HAVING lowest <> 0 OR highest <> count - 1 LIMIT ${mostFaults}`,
    )
    .all();
  for (const { stream, lowest, highest, count } of gaps)
    add({ stream, message: `${stream} has ${count} events at the revisions ${lowest} to ${highest}` });
};

const checkIds = (connection: Connection, add: Add): void => {
  const lost = connection
    .prepare<[], { readonly position: Position; readonly stream: string }>(
      `SELECT events.position, events.stream FROM events LEFT JOIN event_ids USING (id)
       WHERE events.position <= (SELECT position FROM indexed_events) AND event_ids.position IS NOT events.position
       LIMIT ${mostFaults}`,
    )
    .all();
  for (const { position, stream } of lost)
    add({
      position,
      stream,
      message: `the event at position ${position} of ${stream} is not found by its id`,
    });
};

/** Against the events themselves, not against their index. */
const checkStreamEnds = (connection: Connection, add: Add): void => {
  const ends = streamEnds(connection);
  const streams = connection
    .prepare<[], { readonly stream: string; readonly last: Revision | null }>(
      `SELECT stream, max(revision) AS last FROM events NOT INDEXED GROUP BY stream
       UNION ALL SELECT stream, NULL FROM stream_ends WHERE stream NOT IN (SELECT stream FROM events NOT INDEXED)`,
    )
    .iterate();
  for (const { stream, last } of streams)
    if (ends.of(stream) !== last) add({ stream, message: `where ${stream} ends is not what was written` });
};

const streamsIn = (connection: Connection): number =>
  connection.prepare<[], number>('SELECT count(*) FROM events WHERE revision = 0').pluck().get() ?? 0;
