import { z } from 'zod';
import { vietnamCalendar } from '../../calendar/index.ts';
import { commandPolicy, type InForce, policyInForce, policySchema } from '../../sla/index.ts';

/** The terms in which a request of a person about their data is answered and carried out, as data. */

export const requestClocks = ['answer', 'erasure', 'copy'] as const;
export type RequestClockName = (typeof requestClocks)[number];

const Added = z.int().min(1).max(10_000);

const RequestPolicyData = policySchema(
  { clocks: requestClocks, parties: ['controller'], recipients: ['admin'] },
  {
    /** What the one extension of a request adds, in the unit of the term that it extends. */
    extension: z.strictObject({ erasure: Added, copy: Added }),
  },
);

export interface RequestPolicy extends InForce<z.output<typeof RequestPolicyData>> {}

const days = (count: number) => ({ count, unit: 'calendar-day' }) as const;
const overdue = { rung: 'overdue', kind: 'overdue', to: 'admin' } as const;

/**
 * Decree 356/2025/ND-CP art. 5: answered within 2 working days; erased within 20 days, 30 where a processor or a third party has to act, extended
 * once by 20 with a reason; a copy within 10, 15 and 10. Days are counted from the one after the request (Civil Code 2015 art. 147), and a term
 * that ends on a day off ends with the next working day (art. 148).
 */
export const decree356Data: z.input<typeof RequestPolicyData> = {
  name: 'personal-data-requests',
  calendar: 'vn',
  clocks: {
    answer: {
      answerableFor: 'controller',
      term: { term: { count: 2, unit: 'working-day' } },
      starts: ['erasure-asked', 'copy-asked'],
      stops: ['granted', 'refused'],
      cancels: ['withdrawn'],
      rungs: [overdue],
    },
    erasure: {
      answerableFor: 'controller',
      term: { term: days(20), byProcedure: { processor: days(30) } },
      starts: ['erasure-asked'],
      stops: ['fulfilled'],
      cancels: ['refused', 'withdrawn'],
      rungs: [overdue],
    },
    copy: {
      answerableFor: 'controller',
      term: { term: days(10), byProcedure: { processor: days(15) } },
      starts: ['copy-asked'],
      stops: ['fulfilled'],
      cancels: ['refused', 'withdrawn'],
      rungs: [overdue],
    },
  },
  extension: { erasure: 20, copy: 10 },
};

/**
 * Terms of another law, on its calendar.
 *
 * @throws InvalidPolicy of `@phananh/core/sla` naming every fault
 */
export const requestPolicy = (data: unknown, calendars: Parameters<typeof policyInForce>[1]): RequestPolicy =>
  commandPolicy(policyInForce(RequestPolicyData.safeParse(data), calendars));

/** {@link decree356Data} on the calendar of Viet Nam. */
export const decree356: RequestPolicy = requestPolicy(decree356Data, [vietnamCalendar()]);
