import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { type OpenMark, openMark } from '../clean-end.ts';
import { assertWriteAheadLog, openConnection } from '../connection.ts';
import { writtenFile } from '../file-identity.ts';
import type { AppendOutcome, Group } from '../grouped-append.ts';
import { reasonOf } from '../store-error.ts';
import { leaveOutcomes } from './answer-slot.ts';
import { groupAppender } from './append-group.ts';
import { checkpointer } from './checkpointing.ts';
import { ringsOf, takeFilled, tellAnswered, waitForRing } from './doorbell.ts';
import { type EventIds, eventIds } from './event-ids.ts';
import { groupTaker } from './group-slot.ts';
import {
  type FromWriter,
  type GroupFailure,
  lostReason,
  type ToWriter,
  type WriterStart,
} from './messages.ts';

/** SQLite's page cache has room for the ids of three hundred thousand events: an append may look one up on any page of their table. */
const cacheKibibytes = 12 * 1024;

/**
 * Writes to the file; nothing else does. It has a thread of its own, because a sync of the disk blocks the thread that asks for it, and
 * the host's event loop has requests to serve.
 */
const write = (
  port: MessagePort,
  { path, bell, groupSlot, answerSlot, mark: markStart, lastChange, maximumPages, idsPerRun }: WriterStart,
): void => {
  const answer = (message: FromWriter) => port.postMessage(message);
  const answerCommitted = (outcomes: readonly AppendOutcome[]) => {
    if (!leaveOutcomes(answerSlot, outcomes)) answer({ kind: 'committed', outcomes });
    else if (!tellAnswered(bell)) answer({ kind: 'answered' });
  };
  const connection = openConnection(path, { readonly: false });
  assertWriteAheadLog(connection, path);
  if (maximumPages !== undefined) connection.pragma(`max_page_count = ${maximumPages}`);
  connection.pragma(`cache_size = ${-cacheKibibytes}`);
  const ids = eventIds(connection, idsPerRun === undefined ? {} : { idsPerRun });
  const mark = openMark(connection, markStart);
  const file = writtenFile(path, lastChange);
  const assertOurs = (): void => {
    const lost = file.lost();
    if (lost !== undefined) throw new FileLost(lost);
  };
  const appendGroup = groupAppender(connection, ids, mark, assertOurs);
  const checkpointAfter = checkpointer(connection, file);
  let stopped: GroupFailure | undefined;

  const failed = (failure: GroupFailure): void => {
    if (failure.stopped) stopped = failure;
    answer(failure);
  };
  /** Does what no append waits for. When it fails in a way that stops the writer, the host is told. */
  const between = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      const failure = groupFailureOf(error);
      if (!failure.stopped) return;
      stopped = failure;
      answer({ kind: 'stopped', failure });
    }
  };
  const commit = (group: Group): void => {
    if (stopped) {
      answer(stopped);
      return;
    }
    try {
      const outcomes = appendGroup(group);
      assertOurs();
      answerCommitted(outcomes);
    } catch (error) {
      failed(groupFailureOf(error));
      return;
    }
    between(() => {
      ids.settle(eventsOf(group));
      checkpointAfter(group);
    });
  };

  const takeGroup = groupTaker(groupSlot);
  const nextMessage = (): ToWriter | undefined => {
    if (takeFilled(bell)) return { kind: 'group', ...takeGroup() };
    const received: { readonly message: ToWriter } | undefined = receiveMessageOnPort(port);
    return received?.message;
  };

  for (;;) {
    const rings = ringsOf(bell);
    const message = nextMessage();
    if (message === undefined) {
      waitForRing(bell, rings);
    } else if (message.kind === 'group') {
      commit(message);
    } else if (message.kind === 'checked') {
      if (stopped === undefined) between(() => mark.checked(message.position));
    } else {
      if (stopped === undefined) settleBeforeTheEnd(ids, mark);
      // SQLite copies the write-ahead log into the file and removes it when the last connection closes.
      connection.close();
      answer({ kind: 'closed' });
      return;
    }
  }
};

class FileLost extends Error {
  readonly code = lostReason;
}

const eventsOf = ({ appends }: Group): number => appends.reduce((sum, { events }) => sum + events.length, 0);

/**
 * Leaves nothing for the next start to do: no ids to read, no events to check. A failure is ignored, because that start does what was
 * not done here.
 */
const settleBeforeTheEnd = (ids: EventIds, mark: OpenMark): void => {
  try {
    ids.settleAll();
    mark.closing();
  } catch {}
};

/** Errors after which SQLite has written nothing: the disk was full, or another connection held the lock. After any other the writer stops. */
const passing = ['SQLITE_FULL', 'SQLITE_BUSY'];

const groupFailureOf = (error: unknown): GroupFailure => {
  const reason = reasonOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'failed', reason, message, stopped: !passing.some((code) => reason.startsWith(code)) };
};

if (parentPort) write(parentPort, workerData);
