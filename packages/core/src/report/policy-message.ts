import { z } from 'zod';
import { CalendarData, compileCalendar, parseCalendar } from '../calendar/index.ts';
import type { PolicyOfLog } from './adopted/policy-of-log.ts';
import { policyDataOf, type SlaPolicy, SlaPolicyData, slaPolicy } from './policy.ts';

const mostCalendars = 100;
const calendars = z.array(CalendarData).max(mostCalendars);

/** A policy with its calendars as plain data: for a thread, or a process beside or elsewhere. */
export const PolicyMessage = z.strictObject({
  policy: SlaPolicyData.describe('Its terms and clocks.'),
  calendars: calendars.min(1).describe('The calendars that are in force under it.'),
});
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

/**
 * The policy of a message that comes from outside, held to everything that files are held to.
 *
 * @throws InvalidPolicy, InvalidCalendar for parts that do not fit together
 */
export const policyFromOutside = ({ policy, calendars }: PolicyMessage): SlaPolicy =>
  policyOf({ policy, calendars: calendars.map((one) => parseCalendar(JSON.stringify(one))) });

/** What a log is written under, as plain data: for who has the log elsewhere. */
export const PolicyOfLogMessage = PolicyMessage.extend({
  formerCalendars: calendars.describe('The versions before, which explain old due days.'),
  adopted: z
    .strictObject({
      position: z.int().min(0),
      at: z.iso.datetime(),
      by: z.string().describe("The actor's id."),
      reason: z.string().nullable().describe('Null: it was the first.'),
    })
    .nullable()
    .describe('Where and why it was put in force; null: the log says nothing, and so is Hue’s.'),
  names: z.array(z.string()).describe('Every policy that the log has had, in their order.'),
});
export type PolicyOfLogMessage = z.output<typeof PolicyOfLogMessage>;

export const policyOfLogMessage = ({ policy, adopted, names }: PolicyOfLog) => ({
  ...policyMessage(policy),
  formerCalendars: policy.formerCalendars.map(({ data }) => data),
  adopted,
  names,
});

/** What a log elsewhere is written under. @throws InvalidPolicy */
export const policyOfLogIn = ({
  policy,
  calendars,
  formerCalendars,
  adopted,
  names,
}: PolicyOfLogMessage): PolicyOfLog => ({
  policy: slaPolicy(policy, calendars.map(compileCalendar), {
    formerCalendars: formerCalendars.map(compileCalendar),
  }),
  adopted,
  names,
});
