import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import {
  type Appended,
  type Clock,
  EventIdConflict,
  PhananhError,
  StoreCorrupt,
  StoreGone,
  StoreUnavailable,
  WrongExpectedRevision,
} from '@phananh/core/store';
import type { AppendOutcome, GroupedAppend } from '../grouped-append.ts';
import type { KnownStreams } from '../known-streams.ts';
import { appendsPerGroup } from './answer-slot.ts';
import { type GroupFailure, lostReason } from './messages.ts';
import type { Writer } from './writer.ts';

/** A group of large events has fewer appends: its text is in the memory of both threads at once. */
const charactersPerGroup = 4 * 1024 * 1024;

interface PendingAppend extends GroupedAppend {
  resolve(appended: Appended): void;
  reject(error: unknown): void;
}

/** Gathers appends into groups that share one commit, and answers each append after that commit. */
export interface GroupCommit {
  append(append: Omit<GroupedAppend, 'recordedAt'>): Promise<Appended>;
  /** Why nothing can be written; undefined when it can. After a failure that may have passed, an empty group is tried first. */
  failure(): Promise<PhananhError | undefined>;
  /** The writer tells that it has stopped between two groups, when no append waits for an answer. */
  stopped(failure: GroupFailure | PhananhError): void;
  /** Resolves when every append that was accepted so far has been answered. */
  drained(): Promise<void>;
}

/**
 * While the writer writes one group, the next one gathers: the busier the store is, the more appends share a sync of the disk. An
 * append that comes alone is written at once.
 *
 * @param streams is told of the written events before their callers and subscribers are
 * @param onCommit is called after each commit, before its appends are answered
 */
export const groupCommit = (
  path: string,
  writer: Pick<Writer, 'commit'>,
  {
    clock,
    streams,
    onCommit,
  }: { readonly clock: Clock; readonly streams: KnownStreams; readonly onCommit: () => void },
): GroupCommit => {
  const gathered: PendingAppend[] = [];
  let running: Promise<void> | undefined;
  /** Whether the last group had one append: then the next one does not wait for others either. */
  let wasAlone = false;
  /** Why the last group failed; undefined again after one that was committed. */
  let failure: PhananhError | undefined;
  let hasStopped = false;
  /** Callers of `failure()`, who wait for the next group; it is written without appends when there are none. */
  let asking: (() => void)[] = [];

  const run = async () => {
    for (let first = true; gathered.length > 0 || asking.length > 0; first = false) {
      // Callers that the last group answered together append again in microtasks: one turn of the loop gathers them all.
      if (!first || !wasAlone) await turnOfTheLoop();
      const asked = asking;
      asking = [];
      const group = gathered.splice(0, sizeOfNextGroup(gathered));
      wasAlone = group.length === 1;
      await write(group);
      for (const tell of asked) tell();
    }
    running = undefined;
  };

  const write = async (group: readonly PendingAppend[]) => {
    try {
      const appends = group.map(({ stream, events, expectedRevision, related, recordedAt }) => ({
        stream,
        events,
        expectedRevision,
        related,
        recordedAt,
      }));
      streams.writing(appends);
      const answer = await writer.commit({ appends });
      if ('kind' in answer) {
        if (!answer.stopped) streams.notWritten();
        failure = failureError(path, answer);
        hasStopped ||= answer.stopped;
        return rejectAll(group, failure);
      }
      failure = undefined;
      streams.written(appends, answer);
      onCommit();
      for (const [index, append] of group.entries()) settle(append, answer[index]);
    } catch (error) {
      rejectAll(group, error);
    }
  };

  return {
    append(append) {
      const recordedAt = clock.now();
      // Told at once, so that no later append gets an earlier instant.
      clock.recorded?.(recordedAt);
      const answer = new Promise<Appended>((resolve, reject) =>
        gathered.push({ ...append, recordedAt, resolve, reject }),
      );
      running ??= run();
      return answer;
    },
    async failure() {
      if (failure !== undefined && !hasStopped) {
        const tried = new Promise<void>((resolve) => asking.push(resolve));
        running ??= run();
        await tried;
      }
      return failure;
    },
    stopped(reason) {
      hasStopped = true;
      failure = reason instanceof PhananhError ? reason : failureError(path, reason);
    },
    async drained() {
      while (running) await running;
    },
  };
};

const sizeOfNextGroup = (gathered: readonly PendingAppend[]): number => {
  let characters = 0;
  let appends = 0;
  for (const { events } of gathered) {
    for (const { data, metadata } of events) characters += data.length + metadata.length;
    if (appends === appendsPerGroup || (appends > 0 && characters > charactersPerGroup)) break;
    appends += 1;
  }
  return appends;
};

const settle = (
  { stream, expectedRevision, related, resolve, reject }: PendingAppend,
  outcome: AppendOutcome | undefined,
): void => {
  switch (outcome?.kind) {
    case 'appended':
    case 'repeated':
      resolve({ revision: outcome.revision, position: outcome.position });
      break;
    case 'wrong-expected-revision':
      reject(new WrongExpectedRevision(stream, expectedRevision, outcome.currentRevision));
      break;
    case 'wrong-related-revision': {
      const other = related[outcome.place];
      reject(
        new WrongExpectedRevision(
          other?.stream ?? stream,
          other?.revision ?? expectedRevision,
          outcome.currentRevision,
        ),
      );
      break;
    }
    case 'event-id-conflict':
      reject(new EventIdConflict(outcome.eventId, stream));
      break;
    case 'damaged':
      reject(new StoreCorrupt(outcome.message, outcome.details));
      break;
    case undefined:
      reject(new StoreUnavailable('the writer gave no answer', { reason: 'no-answer' }));
      break;
  }
};

const rejectAll = (group: readonly PendingAppend[], error: unknown): void => {
  for (const { reject } of group) reject(error);
};

const failureError = (path: string, { reason, message, stopped }: GroupFailure): PhananhError => {
  const details = { path, reason, stopped };
  if (reason === lostReason)
    return new StoreGone(`${message} while it was written: nothing is written any more`, details);
  if (reason.startsWith('SQLITE_CORRUPT') || reason.startsWith('SQLITE_NOTADB')) {
    return new StoreCorrupt(`${path}: ${message}`, details);
  }
  if (reason.startsWith('SQLITE_FULL'))
    return new StoreUnavailable(
      `${path}: no space left (${message}); nothing was appended, and later appends are tried again`,
      details,
    );
  return new StoreUnavailable(
    stopped
      ? `${path}: ${message}; what reached the disk is not known, so that nothing is written before it is opened again`
      : `${path}: ${message}; nothing was appended, and later appends are tried again`,
    details,
  );
};
