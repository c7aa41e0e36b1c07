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
 * Sends appends over one gRPC call without waiting for the answers to those before them. They stand in the log in the order in which they
 * were sent, because the server carries out the messages of a call one after another (`Streams.BatchAppend.cs`).
 *
 * It is for copying a log, by its only writer: no append is repeated, and none is read back. When an append fails, the call ends, and all
 * appends without an answer fail too; the log has to be read to find out which of them it has. Mostly it has those up to one of them. It
 * can have later ones without the one that failed, when the server refused only that one.
 */
export interface AppendsInOrder {
  /**
   * @param expectedRevision the revision of the event before them
   * @throws `WrongExpectedRevision`, `StreamDeleted`, `EventTooLarge`, `StoreAccessDenied`, `StoreUntrusted`; `StoreUnavailable`
   * when it is not known whether they were written
   */
  append(
    stream: string,
    events: readonly NewEvent[],
    options: { readonly expectedRevision: 'no-stream' | Revision },
  ): Promise<void>;
  close(): void;
}

/** @param clock tells when the copied log recorded the events; undefined for new events */
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
