import type { Reports } from '@phananh/core';
import type { RunningWorkflow } from '@phananh/core/read-models';
import type { AdminOperations } from './admin-socket.ts';
import { clockOperations, type HostClock } from './clock-operations.ts';
import { commandOperations } from './command-operations.ts';
import { policyOperations } from './policy-operations.ts';

/** Everything that a host does for who asks over its socket, but for what is sent as it is. */
export const hostOperations = (
  { reports, workflows }: { readonly reports: Reports; readonly workflows: readonly RunningWorkflow[] },
  {
    onConfirmed,
    demandReady,
  }: {
    readonly onConfirmed: (before: HostClock) => void;
    /** Throws as long as the host may give no commands. */
    readonly demandReady: () => Promise<void>;
  },
): AdminOperations => ({
  ...clockOperations(reports.handler.clock, onConfirmed),
  ...policyOperations(reports),
  ...commandOperations(
    [reports.handler, reports.agencies.handler, ...workflows.map(({ handler }) => handler)],
    demandReady,
  ),
});
