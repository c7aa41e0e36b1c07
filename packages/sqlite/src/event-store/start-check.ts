import { type Position, StoreCorrupt } from '@phananh/core/store';
import { checkedStateOf, type MarkStart } from './clean-end.ts';
import type { Connection } from './connection.ts';
import { logReader } from './log-reader.ts';
import { readingOf } from './reading.ts';
import { isDamaged } from './rows.ts';

/** Events that are looked at before a store is opened: a few milliseconds. */
const eventsAtOnce = 1_000;

/** What a store knows of its file when it is opened. */
export interface CheckedStart extends MarkStart {
  readonly head: Position;
  /** Everything was looked at; otherwise there is more to look through. */
  readonly isChecked: boolean;
  /** From where on there is more; undefined: from the beginning, and with what is not an event. */
  readonly after: Position | undefined;
}

/**
 * Looks at where the log ends and at its last events since they were checked last: what a crash, a copy made while it was
 * written, or an old file beside a newer write-ahead log would leave. An event that is damaged or missing holds up its stream alone: the
 * rest is looked through in a thread, which tells of it.
 *
 * @throws {@link StoreCorrupt} when pages cannot be read, or the log does not end where it did
 */
export const checkedStart = (connection: Connection): CheckedStart => {
  const log = logReader(
    connection,
    readingOf(connection, () => {}),
  );
  const head = log.head();
  const { position, endedCleanly } = checkedStateOf(connection);
  // What a process that was killed left may be a file and a log of two times, and the mark of either.
  const known = endedCleanly ? Math.min(position, head) : 0;
  const from = Math.max(known, head - eventsAtOnce);
  const last = head === 0 ? undefined : log.pass(from, head, eventsAtOnce, undefined, 'told');
  const isSound = last === undefined || (last.missing === undefined && !last.rows.some(isDamaged));
  if (!isSound) assertSoundPages(connection);
  const isChecked = isSound && endedCleanly && position >= head - eventsAtOnce;
  return {
    head,
    isChecked,
    checkedUpTo: isChecked ? head : undefined,
    mustBeChecked: !endedCleanly,
    after: endedCleanly ? position : undefined,
  };
};

/** Only where an event is not right: it reads the whole file. Pages that do not belong together are no base to write on. */
const assertSoundPages = (connection: Connection): void => {
  const path = connection.name;
  const found = connection.prepare<[], string>('PRAGMA quick_check(1)').pluck().get();
  if (found === 'ok') return;
  throw new StoreCorrupt(`${path}: its pages do not belong together: ${found ?? 'nothing found'}`, {
    path,
    reason: 'pages',
  });
};
