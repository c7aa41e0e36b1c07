import type { Position } from '@phananh/core/store';
import type { Connection } from './connection.ts';

/** Up to where the events of a file are known to be right: they were read again, or written by who closed it. And whether who wrote last did. */
export interface CheckedState {
  readonly position: Position;
  readonly endedCleanly: boolean;
}

export const checkedStateOf = (connection: Connection): CheckedState => {
  const row = connection
    .prepare<[], { readonly position: Position; readonly ended: number }>(
      'SELECT position, ended_cleanly AS ended FROM checked',
    )
    .get();
  // A file without it has to be looked through.
  return row === undefined
    ? { position: 0, endedCleanly: false }
    : { position: row.position, endedCleanly: row.ended === 1 };
};

/** The mark in a file that somebody writes to it and has not closed it: the writer's own. */
export interface OpenMark {
  /** Call it in each transaction that writes. */
  set(): void;
  /** @param last the last position of the log then */
  committed(last: Position): void;
  /** What the file has up to here was read again, and is right. */
  checked(position: Position): void;
  /** The writer closes the file. It is marked as closed when nothing is left to be checked. */
  closing(): void;
  /** Writes a page, and changes nothing of what it says: whether the disk takes it. */
  touch(): void;
}

/** What the writer is told of the file that it opens. */
export interface MarkStart {
  /** Whether the file was not closed by who wrote last, and has not been looked through since. */
  readonly mustBeChecked: boolean;
  /** Where the log ended when all of it was known to be right; undefined when there is more to look through. */
  readonly checkedUpTo: Position | undefined;
}

export const openMark = (
  connection: Connection,
  { mustBeChecked, checkedUpTo }: MarkStart = { mustBeChecked: false, checkedUpTo: undefined },
): OpenMark => {
  const markOpen = connection.prepare('UPDATE checked SET ended_cleanly = 0');
  const markClosed = connection.prepare<[Position]>(
    'UPDATE checked SET ended_cleanly = 1, position = max(position, ?)',
  );
  const saveChecked = connection.prepare<[Position]>('UPDATE checked SET position = max(position, ?)');
  // SQLite leaves a page alone that would stay as it is. Each number but 1 says that the file is open.
  const touchPage = connection.prepare('UPDATE checked SET ended_cleanly = iif(ended_cleanly = 0, 2, 0)');
  let owesCheck = mustBeChecked;
  let isSet = false;
  let reached = checkedUpTo;
  let written: Position | undefined;
  return {
    set: () => {
      if (!isSet) markOpen.run();
    },
    committed: (last) => {
      isSet = true;
      written = last;
    },
    checked(position) {
      owesCheck = false;
      reached = position;
      if (isSet) saveChecked.run(position);
      else markClosed.run(position);
    },
    closing: () => {
      if (owesCheck || !isSet) return;
      // Where something was left to look through, nobody knows what lies before what was written now.
      markClosed.run(reached === undefined ? 0 : Math.max(reached, written ?? 0));
    },
    touch: () => void touchPage.run(),
  };
};
