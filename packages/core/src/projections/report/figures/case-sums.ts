import type { MonthlySums } from '../../tables/monthly-sums.ts';
import type { CountedCase } from './counted-case.ts';
import { count, tallyColumns } from './tally.ts';

/** Sums of cases under their overall clock: by one of these and a month. More than one at a time is counted case by case. */
export const caseSums = {
  name: 'sla_rollup',
  cohorts: { submitted: ({ submittedDay }) => submittedDay, decided: ({ decidedDay }) => decidedDay },
  dimensions: {
    agency: ({ agencyId }) => agencyId ?? '',
    category: ({ category }) => category ?? '',
    area: ({ areaCode }) => areaCode ?? '',
    channel: ({ channel }) => channel,
    procedure: ({ procedure }) => procedure,
  },
  numbers: tallyColumns,
  count,
  isAlike: (a, b) =>
    // Every field, and those that change most often first.
    a.decidedDay === b.decidedDay &&
    a.agencyId === b.agencyId &&
    a.verdict === b.verdict &&
    a.againstOriginal === b.againstOriginal &&
    a.category === b.category &&
    a.areaCode === b.areaCode &&
    a.procedure === b.procedure &&
    a.channel === b.channel &&
    a.submittedDay === b.submittedDay &&
    a.assigned === b.assigned &&
    a.returned === b.returned &&
    a.extended === b.extended &&
    a.published === b.published &&
    a.disputed === b.disputed &&
    a.disputeDecided === b.disputeDecided &&
    a.upheld === b.upheld &&
    a.reopened === b.reopened,
} as const satisfies MonthlySums<CountedCase>;

export type CaseSumsDimension = keyof (typeof caseSums)['dimensions'];
