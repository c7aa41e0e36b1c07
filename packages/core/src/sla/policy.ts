import type { WorkingCalendar } from '../calendar/index.ts';
import { vietnamCalendar } from '../calendar/index.ts';
import type { Term } from './clock.ts';

/** What a province decides: the calendar, the terms of the clocks, the windows. Passed in, never looked up. */
export interface SlaPolicy {
  readonly name: string;
  readonly calendar: WorkingCalendar;
  /** The whole handling of a report; `byProcedure` where other rules apply. */
  readonly overall: { readonly term: Term; readonly byProcedure: { readonly [procedure: string]: Term } };
  readonly verification: Term;
  readonly approval: Term;
  readonly dispute: Term;
  /** How long the citizen may rate and dispute after a publication. */
  readonly ratingWindow: Term;
  /** How long an answer to a question is waited for when the question names no term. */
  readonly information: Term;
  /** After how many returns only a binding decision on competence can assign the report. */
  readonly returnsBeforeDecision: number;
}

/** The terms of Hue's service: 7 working days in all, of which 1 to verify and 1 to approve. */
export const huePolicy: SlaPolicy = {
  name: 'hue',
  calendar: vietnamCalendar(),
  overall: {
    term: { count: 7, unit: 'working-day' },
    // Administrative penalties follow their own regulation; its term is each province's to configure.
    byProcedure: { penalty: { count: 10, unit: 'working-day' } },
  },
  verification: { count: 1, unit: 'working-day' },
  approval: { count: 1, unit: 'working-day' },
  dispute: { count: 3, unit: 'working-day' },
  ratingWindow: { count: 15, unit: 'calendar-day' },
  information: { count: 5, unit: 'working-day' },
  returnsBeforeDecision: 3,
};
