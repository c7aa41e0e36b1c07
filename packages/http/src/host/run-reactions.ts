import { setTimeout as sleep } from 'node:timers/promises';
import { type CheckpointStore, type Reports, runProcessManager } from '@phananh/core';
import type { FastifyBaseLogger } from 'fastify';

const firstPause = 1_000;
const longestPause = 30_000;

/** Where the process manager of the reports keeps how far it has come. */
const reactionsCheckpoint = 'process-manager';

/** Follows the log and gives the commands that events cause, until the signal. What fails is tried again, more and more seldom. */
export const runReactions = async (
  { reports, checkpoints }: { readonly reports: Reports; readonly checkpoints: CheckpointStore },
  log: FastifyBaseLogger,
  signal: AbortSignal,
): Promise<void> => {
  const { processManager: manager, store } = reports;
  for (let pause = firstPause; !signal.aborted; pause = Math.min(pause * 2, longestPause)) {
    try {
      await runProcessManager({ manager, store, checkpoints, name: reactionsCheckpoint, signal });
    } catch (err) {
      if (signal.aborted) return;
      log.error({ err, pause }, 'the process manager stopped and will go on');
      await sleep(pause, undefined, { signal }).catch(() => {});
    }
  }
};
