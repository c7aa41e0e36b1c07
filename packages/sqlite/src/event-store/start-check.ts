import type { Position } from '@phananh/core/store';
import { checkedStateOf, type MarkStart } from './clean-end.ts';
import type { Connection } from './connection.ts';
import { logReader } from './log-reader.ts';
import { readingOf } from './reading.ts';
import { damagedEvent, isDamaged } from './rows.ts';

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
 * written, or an old file beside a newer write-ahead log would leave.
 *
 * @throws {@link StoreCorrupt}
 */
export const checkedStart = (connection: Connection): CheckedStart => {
  const log = logReader(
    connection,
    readingOf(connection, () => {}),
  );
  const head = log.head();
  const { position, endedCleanly } = checkedStateOf(connection);
  const from = Math.max(Math.min(position, head), head - eventsAtOnce);
  const damaged = head === 0 ? undefined : log.pass(from, head, eventsAtOnce, undefined).rows.find(isDamaged);
  if (damaged !== undefined) {
    const [at, stream, revision] = damaged;
    throw damagedEvent({ position: at, stream, revision });
  }
  const isChecked = endedCleanly && position >= head - eventsAtOnce;
  return {
    head,
    isChecked,
    checkedUpTo: isChecked ? head : 0,
    mustBeChecked: !endedCleanly,
    after: endedCleanly ? position : undefined,
  };
};
