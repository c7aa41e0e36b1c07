import { type CalendarData, compileCalendar } from '../calendar/index.ts';
import { policyDataOf, type SlaPolicy, type SlaPolicyData, slaPolicy } from './policy.ts';

/** A policy with its calendars as plain data: for a thread, or a process beside. */
export interface PolicyMessage {
  readonly policy: SlaPolicyData;
  readonly calendars: readonly CalendarData[];
}

export const policyMessage = (policy: SlaPolicy): PolicyMessage => ({
  policy: policyDataOf(policy),
  calendars: policy.calendars.map(({ data }) => data),
});

/** The policy that a message carries. @throws InvalidPolicy */
export const policyOf = ({ policy, calendars }: PolicyMessage): SlaPolicy =>
  slaPolicy(policy, calendars.map(compileCalendar));
