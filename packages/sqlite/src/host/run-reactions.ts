import {
  type CheckpointStore,
  type Clock,
  type PassedEvent,
  type ProcessManager,
  type RecordedEvent,
  type Reports,
  runProcessManager,
} from '@phananh/core';
import { persistently } from '../persistently.ts';

/** Where the process manager of the reports keeps how far it has come. */
const name = 'process-manager';

/** Follows the log and gives the commands that events cause, until the signal. The clock is told what others record. */
export const runReactions = (
  {
    reports,
    checkpoints,
    clock,
  }: { readonly reports: Reports; readonly checkpoints: CheckpointStore; readonly clock: Clock },
  on: {
    readonly signal: AbortSignal;
    readonly onError: (error: unknown) => void;
    readonly onPassed: (passed: PassedEvent) => void;
  },
): Promise<void> => {
  const { processManager, store } = reports;
  const manager: ProcessManager = {
    react: (events, told) => processManager.react(tellingClock(events, clock), told),
  };
  const { signal, onPassed } = on;
  return persistently(() => runProcessManager({ manager, store, checkpoints, name, signal, onPassed }), on);
};

function* tellingClock(events: Iterable<RecordedEvent>, clock: Clock): Generator<RecordedEvent> {
  for (const event of events) {
    clock.recorded?.(event.metadata.recordedAt, event.position);
    yield event;
  }
}
