import { type PhananhError, StoreCorrupt, UnknownEvent } from '../base/errors.ts';
import type { RecordedEvent } from './envelope.ts';
import type { EventStore, ReadAllOptions } from './event-store.ts';

/** Whether an error says of one event of the log that it cannot be read. */
export const isDamagedEvent = (error: unknown): error is StoreCorrupt | UnknownEvent =>
  error instanceof StoreCorrupt || error instanceof UnknownEvent;

/**
 * The log as `readAll` gives it, and on past events that cannot be read: for who looks at many streams, of which one that is
 * damaged must not keep him from the others.
 *
 * @param onDamaged told of each of them; `error.details` names `position`, `stream` and `revision`
 */
export async function* readPastDamage(
  store: Pick<EventStore, 'readAll'>,
  { after = 0, ...options }: ReadAllOptions,
  onDamaged: (error: PhananhError) => void,
): AsyncGenerator<RecordedEvent, void> {
  let passed = after;
  let left = options.limit ?? Number.POSITIVE_INFINITY;
  while (left > 0) {
    try {
      for await (const event of store.readAll({ ...options, after: passed, limit: left })) {
        yield event;
        passed = event.position;
        left -= 1;
      }
      return;
    } catch (error) {
      if (!isDamagedEvent(error)) throw error;
      const { position } = error.details;
      if (typeof position !== 'number' || position <= passed) throw error;
      onDamaged(error);
      passed = position;
      left -= 1;
    }
  }
}
