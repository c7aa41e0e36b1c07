import { type CheckpointStore, type Reports, runProcessManager } from '@phananh/core';
import { persistently } from './persistently.ts';

/** Where the process manager of the reports keeps how far it has come. */
const name = 'process-manager';

/** Follows the log and gives the commands that events cause, until the signal. */
export const runReactions = (
  { reports, checkpoints }: { readonly reports: Reports; readonly checkpoints: CheckpointStore },
  on: { readonly signal: AbortSignal; readonly onError: (error: unknown) => void },
): Promise<void> => {
  const { processManager: manager, store } = reports;
  const { signal } = on;
  return persistently(() => runProcessManager({ manager, store, checkpoints, name, signal }), on);
};
