import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Reports } from '@phananh/core';
import {
  type CheckpointStore,
  type FailedReaction,
  type ParkedReactions,
  type ProcessManager,
  runProcessManager,
} from '@phananh/core/engine';
import { persistently } from '../persistently.ts';

/**
 * Where the process manager of the reports keeps how far it has come. Another number when events of before cause what they did not:
 * every log is gone through once more then, and what was given already appends nothing. Since 2, events are compensated on
 * every store.
 */
const nameOfReports = 'process-manager@2';

/** Milliseconds of reactions, and of the rest after them: commands are decided on the same thread, and somebody waits for those. */
const stretch = 2;
const rest = 6;

/** Follows the log and gives the commands that events cause, until the signal. The clock is told what others record. */
export const runReactions = (
  {
    reports,
    checkpoints,
    reactions,
    clock,
    name = nameOfReports,
    streamPrefix,
    first = async () => {},
  }: {
    readonly reports: Pick<Reports, 'store'> & {
      readonly processManager: Pick<ProcessManager, 'react'>;
      readonly policyGuard: Pick<Reports['policyGuard'], 'passed'>;
    };
    /** Where it keeps how far it has come. Default: as the process manager of reports. */
    readonly name?: string;
    /** What the names of the streams begin with that it looks at. Default: all of the log. */
    readonly streamPrefix?: string;
    readonly checkpoints: CheckpointStore;
    readonly reactions: ParkedReactions;
    readonly clock: Clock;
    /** Has to be done before anything is reacted to. */
    readonly first?: () => Promise<void>;
  },
  on: {
    readonly signal: AbortSignal;
    readonly onError: (error: unknown) => void;
    /** Told once of each reaction that could not be given and waits for somebody to look at it. */
    readonly onParked: (failed: FailedReaction) => void;
    /** Told when another policy than that of the reports stands in the log. */
    readonly onPolicyAdopted: (difference: string) => void;
  },
): Promise<void> => {
  const { processManager, policyGuard, store } = reports;
  const { signal, onParked } = on;
  let worked = 0;
  const manager: Pick<ProcessManager, 'react'> = {
    react: async (events, how) => {
      for (const event of events) {
        clock.recorded?.(event.metadata.recordedAt, event.position);
        const adopting = policyGuard.passed(event);
        const difference = adopting && (await adopting);
        if (difference !== undefined) on.onPolicyAdopted(difference);
        const begun = performance.now();
        await processManager.react([event], how);
        worked += performance.now() - begun;
        if (worked < stretch) continue;
        await sleep(rest, undefined, { signal }).catch(() => {});
        worked = 0;
      }
    },
  };
  const run = async (going: () => void): Promise<void> => {
    await first();
    await runProcessManager({
      manager,
      store,
      checkpoints,
      parked: reactions,
      name,
      streamPrefix,
      signal,
      sleep: (milliseconds) => sleep(milliseconds, undefined, { signal }).catch(() => {}),
      onParked,
      onReacted: going,
    });
  };
  return persistently(run, on);
};
