import { type PhananhError, type Position, StoreCorrupt } from '@phananh/core/store';
import type { Connection } from './connection.ts';
import { hasChecksums } from './open-file.ts';
import { damagedRow, type EventRow, eventColumns, isSound } from './rows.ts';
import { reasonOf, storeError } from './store-error.ts';

/** How often something is read that was not right: the disk may not have given what it holds, and give it now. */
const attempts = 3;

/** Reads of one connection, each of them right or an error. */
export interface Reading {
  /** @throws {@link StoreUnavailable} after the end */
  assertOpen(): void;
  /** Columns of an event for a SELECT. */
  readonly columns: string;
  /** Whether rows have checksums, and positions without an event are damage: not in an older file that is only read. */
  readonly isChecked: boolean;
  /**
   * Reads, and reads again what failed or is not right.
   *
   * @param isRight judges what was read; the last of it is given even when it is not right
   * @throws {@link StoreUnavailable}, {@link StoreCorrupt} for what SQLite threw each time
   */
  read<T>(read: () => T, isRight?: (found: T) => boolean): T;
  /** Marks the rows that are damaged: `eventOf` refuses them. */
  marked(rows: readonly EventRow[]): readonly EventRow[];
}

/**
 * @param assertOpen refuses after the end
 * @param onRead called before each attempt: how a test has the disk fail
 */
export const readingOf = (
  connection: Connection,
  assertOpen: () => void,
  onRead: () => void = () => {},
): Reading => {
  const read = <T>(once: () => T, isRight: (found: T) => boolean = () => true): T => {
    assertOpen();
    for (let attempt = 1; ; attempt++) {
      try {
        onRead();
        // Of several queries one may see what another did not: the log grows. Seldom, so that a transaction is worth it only then.
        const found = attempt === 1 ? once() : inTransaction(once);
        if (attempt === attempts || isRight(found)) return found;
      } catch (error) {
        if (attempt === attempts || !mayPass(error)) throw storeError(connection.name, error);
      }
      // What was read wrongly lies among the pages that are kept.
      connection.pragma('shrink_memory');
    }
  };
  const inTransaction = <T>(once: () => T): T => connection.transaction(once)();
  const isChecked = hasChecksums(connection);
  return {
    assertOpen,
    columns: eventColumns(isChecked),
    isChecked,
    read,
    marked: (rows) =>
      rows.every(isSound) ? rows : rows.map((row) => (isSound(row) ? row : damagedRow(row))),
  };
};

/** SQLite takes an input error for damage: `SQLITE_IOERR_CORRUPTFS` becomes `SQLITE_CORRUPT`. */
const mayPass = (error: unknown): boolean => {
  const reason = reasonOf(error);
  return reason.startsWith('SQLITE_IOERR') || reason.startsWith('SQLITE_CORRUPT');
};

/** Positions without an event from before they were looked for: no damage. */
export type KnownGap = readonly [first: Position, last: Position];

export const knownGapsOf = (connection: Connection): readonly KnownGap[] =>
  connection
    .prepare<[], KnownGap>('SELECT first, last FROM missing_positions')
    .raw()
    .all()
    .map(([first, last]) => [first, last]);

/** The first positions that should have an event and have none, of those from `first` to the last row, or to `last`. */
export const missingPositions = (
  rows: readonly EventRow[],
  {
    first,
    last,
    gaps,
  }: { readonly first: Position; readonly last?: Position; readonly gaps: readonly KnownGap[] },
): KnownGap | undefined => {
  let next = first;
  for (const [position] of rows) {
    if (position !== next && !isKnown([next, position - 1], gaps)) return [next, position - 1];
    next = position + 1;
  }
  if (last === undefined || next > last || isKnown([next, last], gaps)) return undefined;
  return [next, last];
};

/** A part of a gap too: reading can begin or end within it. */
const isKnown = ([first, last]: KnownGap, gaps: readonly KnownGap[]): boolean =>
  gaps.some((gap) => gap[0] <= first && last <= gap[1] && first <= last);

export const missingEvents = (path: string, [first, last]: KnownGap): PhananhError =>
  new StoreCorrupt(
    last >= first
      ? `${path}: the events at positions ${first} to ${last} are missing`
      : `${path}: the events around position ${first} are not in order`,
    { path, position: first },
  );
