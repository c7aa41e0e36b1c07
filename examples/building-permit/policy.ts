// #region clock
import type { Instant } from '@phananh/core';
import { vietnamCalendar } from '@phananh/core/calendar';
import {
  type ClockChange,
  clockChangeSchema,
  clockChangesOf,
  commandPolicy,
  type InForce,
  policyInForce,
  policySchema,
  type SlaClock,
} from '@phananh/core/sla';
import { z } from 'zod';

/** One clock: from the application to the decision. The office answers for it. */
const clockNames = ['decision'] as const;
const Clock = z.enum(clockNames);

const PermitPolicyData = policySchema({ clocks: clockNames, parties: ['office'], recipients: ['clerk'] }, {});

export interface PermitPolicy extends InForce<z.output<typeof PermitPolicyData>> {}

/** Twenty working days on the calendar of Viet Nam, by law. What comes after the announced days is dated on projected ones. */
export const permitPolicy: PermitPolicy = commandPolicy(
  policyInForce(
    PermitPolicyData.safeParse({
      name: 'permits',
      calendar: 'vn',
      clocks: {
        decision: {
          answerableFor: 'office',
          term: { term: { count: 20, unit: 'working-day' } },
          starts: ['applied-for'],
          stops: ['granted', 'refused'],
        },
      },
    }),
    [vietnamCalendar()],
  ),
);

/** What events carry of the clock: its due day is computed once, and a fact from then on. */
export const clocks = z.array(clockChangeSchema(Clock)).default([]);

export const clocksMovedBy = (
  type: string,
  before: readonly SlaClock<'decision'>[],
  at: Instant,
  policy: PermitPolicy,
): ClockChange<'decision'>[] => [
  ...clockChangesOf(policy, before, {
    type,
    at,
    round: 1,
    classification: { procedure: 'ordinary', category: null },
    waitingUntil: null,
    hasTerms: true,
  }),
];
// #endregion clock
