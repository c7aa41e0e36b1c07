import { z } from 'zod';
import type { WorkingCalendar } from '../calendar/index.ts';
import { type Receipt, Term } from './clock.ts';
import type { Rung } from './rung.ts';

/** Clocks of a workflow as data: a policy says which there are, what moves them, how long they may run, and who answers for them. */

/** A term of its own, with others for some procedures and categories. The procedure goes before the category. */
const OwnTerm = z.strictObject({
  term: Term,
  byProcedure: z.record(z.string(), Term).default({}),
  byCategory: z.record(z.string(), Term).default({}),
});

type OwnTerm = z.output<typeof OwnTerm>;

/** What another clock leaves when this one starts, less working days kept for what comes after it; at least one day. */
interface RestOf<Name extends string> {
  readonly restOf: Name;
  readonly lessWorkingDays: number;
}

export type TermRule<Name extends string = string> = OwnTerm | RestOf<Name>;

/** How the term of a clock is said. @param clock names of the policy's clocks */
export const termRuleSchema = <Name extends string>(clock: z.ZodType<Name>) =>
  z.union([OwnTerm, z.strictObject({ restOf: clock, lessWorkingDays: z.int().min(0) })]);

/** A clock: which events move it, how long it may run, and who answers for it. */
export interface ClockDefinition<
  Name extends string = string,
  Party extends string = string,
  Recipient extends string = string,
> {
  readonly answerableFor: Party;
  readonly term: TermRule<Name>;
  readonly starts: readonly string[];
  readonly stops: readonly string[];
  /** End it without a verdict: what it measures is not going to happen, or another clock measures it now. */
  readonly cancels: readonly string[];
  /** Let it run on as if it had not been stopped. */
  readonly reopens: readonly string[];
  readonly pauses: readonly string[];
  readonly resumes: readonly string[];
  readonly extends: readonly string[];
  /** Who is told when, around the due moment. */
  readonly rungs: readonly Rung<Recipient>[];
}

/** The clocks of a policy by their names. */
export type ClockDefinitions<
  Name extends string = string,
  Party extends string = string,
  Recipient extends string = string,
> = { readonly [N in Name]: ClockDefinition<Name, Party, Recipient> };

/** The names of a policy's clocks, in their order. */
export const namesOfClocks = <Name extends string>(clocks: { readonly [N in Name]: unknown }) =>
  // The keys are the names.
  Object.keys(clocks) as Name[] as readonly Name[];

/** What every policy has, as data. */
export interface PolicyData<
  Name extends string = string,
  Party extends string = string,
  Recipient extends string = string,
> {
  readonly name: string;
  readonly calendar: string;
  readonly receiptOnDayOff: Receipt;
  readonly clocks: ClockDefinitions<Name, Party, Recipient>;
}

/** A policy in force, with its calendars. Passed in, never looked up. */
export interface ClockPolicy<
  Name extends string = string,
  Party extends string = string,
  Recipient extends string = string,
> extends Omit<PolicyData<Name, Party, Recipient>, 'calendar'> {
  readonly calendar: WorkingCalendar;
  /** Every calendar that a clock may run on: the policy's own first, then others by their ids. */
  readonly calendars: readonly WorkingCalendar[];
  /** Versions that are no longer in force: old due days are explained on them. */
  readonly formerCalendars: readonly WorkingCalendar[];
}

/** A policy's data with its calendars in the place of their ids. */
export type InForce<Data> = Omit<Data, 'calendar'> &
  Pick<ClockPolicy, 'calendar' | 'calendars' | 'formerCalendars'>;
