import { type PolicyMessage, policyOf, reportWorkflow } from '@phananh/core/reports';
import { commandPolicy } from '@phananh/core/sla';
import type { TimerSource } from './timer-projection.ts';

export { type PolicyMessage, policyMessage, policyOf } from '@phananh/core/reports';

/** Raised when timers follow from a state by other rules than before. */
const rules = 2;

/** The timers of reports under a policy. */
export const reportTimerSource = (message: PolicyMessage): TimerSource => {
  // As the commands are decided: what is told after a due day beyond the calendar is told on its working days.
  const policy = commandPolicy(policyOf(message));
  const rungs = Object.values(message.policy.clocks).map((clock) => clock.rungs);
  const versions = policy.calendars.map(({ version }) => version);
  return {
    timed: [{ workflow: reportWorkflow, policy }],
    fingerprint: JSON.stringify([rules, reportWorkflow.stateVersion, rungs, versions]),
  };
};
