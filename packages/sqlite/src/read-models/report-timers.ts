import type { SlaPolicy } from '@phananh/core';
import { type CalendarData, compileCalendar } from '@phananh/core/calendar';
import { policyDataOf, reportWorkflow, type SlaPolicyData, slaPolicy } from '@phananh/core/reports';
import { commandPolicy } from '@phananh/core/sla';
import type { TimerSource } from './timer-projection.ts';

/** A policy as plain data, for a thread. */
export interface PolicyMessage {
  readonly policy: SlaPolicyData;
  readonly calendars: readonly CalendarData[];
}

export const policyMessage = (policy: SlaPolicy): PolicyMessage => ({
  policy: policyDataOf(policy),
  calendars: policy.calendars.map(({ data }) => data),
});

/** The policy that a message carries. */
export const policyOf = ({ policy, calendars }: PolicyMessage): SlaPolicy =>
  slaPolicy(policy, calendars.map(compileCalendar));

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
