import type { Position } from '@phananh/core/store';
import type { Connection } from './connection.ts';

/** How far the events of a file were read again since they were written, and whether who wrote last closed it. */
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
  committed(): void;
  /** What the file has up to here was read again, and is right. */
  checked(position: Position): void;
  /** The writer closes the file. It is marked as closed when nothing is left to be checked. */
  closing(): void;
  /** Writes something that changes nothing: whether the disk takes it. */
  touch(): void;
}

/** What the writer is told of the file that it opens. */
export interface MarkStart {
  /** Whether the file was not closed by who wrote last, and has not been looked through since. */
  readonly mustBeChecked: boolean;
  /** Up to where events were read again before it was opened. */
  readonly checkedUpTo: Position;
}

export const openMark = (
  connection: Connection,
  { mustBeChecked, checkedUpTo }: MarkStart = { mustBeChecked: false, checkedUpTo: 0 },
): OpenMark => {
  const markOpen = connection.prepare('UPDATE checked SET ended_cleanly = 0');
  const markClosed = connection.prepare<[Position]>(
    'UPDATE checked SET ended_cleanly = 1, position = max(position, ?)',
  );
  const saveChecked = connection.prepare<[Position]>('UPDATE checked SET position = max(position, ?)');
  let owesCheck = mustBeChecked;
  let isSet = false;
  let reached = checkedUpTo;
  return {
    set: () => {
      if (!isSet) markOpen.run();
    },
    committed: () => {
      isSet = true;
    },
    checked(position) {
      owesCheck = false;
      reached = position;
      if (isSet) saveChecked.run(position);
      else markClosed.run(position);
    },
    closing: () => {
      if (!owesCheck && isSet) markClosed.run(reached);
    },
    touch: () => void saveChecked.run(0),
  };
};
