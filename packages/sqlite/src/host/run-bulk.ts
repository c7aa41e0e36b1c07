import { PhananhError, type RecordedEvent, type Reports } from '@phananh/core';
import {
  type AnyCommandHandler,
  derivedUuid,
  Forbidden,
  idInStream,
  isMendable,
  isUnavailable,
  Refused,
  WrongExpectedRevision,
} from '@phananh/core/engine';
import {
  type ActsFor,
  type BulkItem,
  type BulkOutcome,
  type BulkRunState,
  bulkRunWorkflow,
  inputOfRun,
  system,
} from '@phananh/core/reports';

/** Carries out bulk runs: each command has an id that follows from its run and its case, so that a host that goes on after a crash repeats nothing. */
export interface BulkRuns {
  /** What a follower of the log does with events: it carries out the runs that they start. */
  react(events: Iterable<RecordedEvent>): Promise<void>;
}

interface BulkOptions {
  /** Of the workflow `bulkRun`. */
  readonly handler: AnyCommandHandler;
  readonly reports: Pick<Reports, 'handler'>;
  /** Whether the starter may still act as who they were: asked before each case. Default: they may. */
  readonly mayAct?: (asked: ActsFor) => Promise<boolean>;
  /** Whoever ends does not wait for the rest of a run: whoever follows the log after it goes on. Default: it goes to its end. */
  readonly signal?: AbortSignal;
}

const host = system('bulk');

/** Whether a command was refused for what it is, and not because something is away. */
const isDecided = (error: unknown): error is PhananhError => {
  if (!(error instanceof PhananhError)) return false;
  const passing: unknown = error;
  return !isUnavailable(passing) && !isMendable(passing);
};

/** Cases between two looks at whether the run was cancelled, and between two events of its progress. */
const atOnce = 20;

export const bulkRunning = ({
  handler,
  reports,
  mayAct = async () => true,
  signal,
}: BulkOptions): BulkRuns => {
  const runOf = async (id: string): Promise<BulkRunState | undefined> =>
    // The handler is of the workflow of bulk runs.
    (await handler.load(id))?.state as BulkRunState | undefined;

  /** Whether the command of a case was done before a crash, though nobody noted it. */
  const wasDone = async ({ reportId, revision }: BulkItem, commandId: string): Promise<boolean> => {
    for await (const { metadata } of reports.handler.history(reportId, { fromRevision: revision + 1 }))
      if (metadata.commandId === commandId) return true;
    return false;
  };

  const give = async (
    run: { readonly id: string; readonly eventId: string; readonly correlationId: string } & BulkRunState,
    at: number,
    item: BulkItem,
  ): Promise<BulkOutcome> => {
    const { command, starter, startedAt } = run;
    const commandId = derivedUuid(`bulk:${run.id}:${at}`);
    const now = reports.handler.clock.now();
    if (!(await mayAct({ actor: starter, command, startedAt, now })))
      return (await wasDone(item, commandId))
        ? { at, outcome: 'done' }
        : { at, outcome: 'refused', code: 'rights-ended' };
    try {
      await reports.handler.execute(item.reportId, command, inputOfRun(run), {
        actor: starter,
        commandId,
        expectedRevision: item.revision,
        correlationId: run.correlationId,
        causationId: run.eventId,
      });
      return { at, outcome: 'done' };
    } catch (error) {
      if (!isDecided(error)) throw error;
      if (error instanceof WrongExpectedRevision) return { at, outcome: 'changed' };
      const isHidden = error instanceof Forbidden && !error.visible;
      return { at, outcome: 'refused', code: isHidden ? 'not-found' : error.code };
    }
  };

  const note = async (id: string, outcomes: readonly BulkOutcome[]): Promise<void> => {
    await handler.execute(id, 'note', { outcomes }, { actor: host }).catch((error: unknown) => {
      // By another host.
      if (!(error instanceof Refused)) throw error;
    });
  };

  const carryOut = async (id: string, { id: eventId, metadata }: RecordedEvent): Promise<void> => {
    for (;;) {
      signal?.throwIfAborted();
      const run = await runOf(id);
      if (run?.phase !== 'running') return;
      const known = new Set(run.outcomes.map(({ at }) => at));
      const left = run.items.flatMap((item, at) => (known.has(at) ? [] : [{ item, at }])).slice(0, atOnce);
      const outcomes: BulkOutcome[] = [];
      const { correlationId } = metadata;
      try {
        for (const { item, at } of left) {
          signal?.throwIfAborted();
          outcomes.push(await give({ ...run, id, eventId, correlationId }, at, item));
        }
      } finally {
        if (outcomes.length > 0) await note(id, outcomes);
      }
    }
  };

  return {
    react: async (events) => {
      for (const event of events) {
        const id = idInStream(bulkRunWorkflow, event.stream);
        if (id !== undefined && event.type === 'started') await carryOut(id, event);
      }
    },
  };
};
