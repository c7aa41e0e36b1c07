import {
  type Clock,
  type NewEvent,
  type Revision,
  StoreUnavailable,
  serialiseAppend,
} from '@phananh/core/store';
import { deleted, failureOf, storeError } from '../connection/store-error.ts';
import { outgoingEventOf } from '../wire/stored-form.ts';
import type { StreamsCalls } from '../wire/streams-service.ts';
import { assertNotSystem } from '../wire/system-names.ts';
import { tooLarge } from '../wire/too-large.ts';
import { type AppendLine, isNotImplemented, type LineTiming, openAppendLine } from './append-line.ts';

/**
 * Appends that are sent without waiting for the answers to those before them, over one call, and stand in the log in the
 * order in which they were sent: the server takes the messages of a call one after another (`Streams.BatchAppend.cs`).
 *
 * For a log that is copied, by the only writer: nothing is repeated and nothing is read back. At the first append that fails
 * the call is ended, and all that had no answer yet fail too. What became of those the log says: mostly it has them up to one
 * of them. It can have later ones without the one that failed, when the server refused it for itself.
 */
export interface AppendsInOrder {
  /**
   * @param expectedRevision of the event before them
   * @throws `WrongExpectedRevision`, `StreamDeleted`, `EventTooLarge`, `StoreAccessDenied`, `StoreUntrusted`; `StoreUnavailable`
   * when it is not known what became of it
   */
  append(
    stream: string,
    events: readonly NewEvent[],
    options: { readonly expectedRevision: 'no-stream' | Revision },
  ): Promise<void>;
  close(): void;
}

/** @param clock tells when another log took the events; absent for those that are new */
export const appendsInOrder = (
  calls: StreamsCalls,
  timing: LineTiming,
  clock: Clock | undefined,
): AppendsInOrder => {
  let line: AppendLine | undefined;
  return {
    async append(stream, events, { expectedRevision }) {
      const serialised = serialiseAppend(stream, events, expectedRevision);
      assertNotSystem(stream, serialised);
      const recordedAt = clock?.now();
      const outgoing = serialised.map((event) => outgoingEventOf(event, recordedAt));
      line ??= openAppendLine(calls, timing, { inOrder: true });
      try {
        const { revision } = await line.send({ stream, expected: expectedRevision, events: outgoing });
        const expected = (expectedRevision === 'no-stream' ? -1 : expectedRevision) + events.length;
        if (revision !== expected) throw deleted(stream, 'soft-deleted');
      } catch (cause) {
        line.leave(new Error('an append before it failed'));
        if (isNotImplemented(cause))
          throw new StoreUnavailable('the event store has no BatchAppend', { reason: 'no-batch-append' });
        const failure = failureOf(cause, stream);
        throw failure.kind === 'too-large' ? tooLarge(outgoing, failure.limit) : storeError(cause, stream);
      }
    },
    close() {
      line?.leave(new Error('the event store is closed'));
    },
  };
};
