import { z } from 'zod';
import type { WorkingCalendar } from '../calendar/index.ts';
import { anyOrder, setOf } from '../engine/index.ts';
import { checkPolicy } from './check-policy.ts';
import { Receipt, Term } from './clock.ts';
import { inOrderOfRungs, type Rung, rungSchema } from './rungs.ts';

/** Clocks of a workflow as data: a policy says which there are, what moves them, how long they may run, and who answers for them. */

const EventTypes = setOf(z.string().min(1)).default([]);

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

/** Names the stream that a log keeps the policy in. */
export const PolicyName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'has control characters or half a character');

/** Which words a workflow's policies are written in. */
export interface PolicyWords<Name extends string, Party extends string, Recipient extends string> {
  /** Names of the clocks. */
  readonly clocks: readonly [Name, ...Name[]];
  /** Who can answer for one. */
  readonly parties: readonly [Party, ...Party[]];
  /** Who can be told of a due moment; the first is told where nobody is named. */
  readonly recipients: readonly [Recipient, ...Recipient[]];
}

/**
 * The schema of a workflow's policies: JSON that a file can hold. Calendars are named by their ids.
 *
 * @param settings what the workflow has decided by policy beside its clocks
 */
export const policySchema = <
  Name extends string,
  Party extends string,
  Recipient extends string,
  Settings extends z.ZodRawShape = Record<never, never>,
>(
  { clocks, parties, recipients }: PolicyWords<Name, Party, Recipient>,
  settings: Settings,
) => {
  // Their types in words: as zod infers them, the declarations that the compiler writes are refused by the compiler.
  const clockName: z.ZodType<Name, Name> = z.enum(clocks);
  const party: z.ZodType<Party, Party> = z.enum(parties);
  const definition = z.strictObject({
    answerableFor: party,
    term: termRuleSchema(clockName),
    starts: EventTypes,
    stops: EventTypes,
    cancels: EventTypes,
    reopens: EventTypes,
    pauses: EventTypes,
    resumes: EventTypes,
    extends: EventTypes,
    rungs: anyOrder(z.array(rungSchema(recipients)).overwrite(inOrderOfRungs)).default([]),
  });
  // One of each name.
  const each = Object.fromEntries(clocks.map((name) => [name, definition])) as {
    [N in Name]: typeof definition;
  };
  return z.strictObject({
    name: PolicyName,
    /** Id of the policy's own calendar. */
    calendar: z.string().min(1),
    receiptOnDayOff: Receipt.default('as-received'),
    clocks: z.strictObject(each),
    ...settings,
  });
};

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

/**
 * Puts a policy in force on the calendars that it and others name, in whichever order they are given.
 *
 * @param parsed what the schema of {@link policySchema} made of it
 * @throws InvalidPolicy naming every fault: a calendar that is not there, a clock that nothing starts or stops, …
 */
export const policyInForce = <Data extends PolicyData>(
  parsed: z.ZodSafeParseResult<Data>,
  calendars: readonly WorkingCalendar[],
  { formerCalendars = [] }: { readonly formerCalendars?: readonly WorkingCalendar[] } = {},
): InForce<Data> => {
  const { calendar, policy } = checkPolicy(parsed, calendars);
  const others = calendars.filter(({ id }) => id !== calendar.id).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return {
    ...policy,
    calendar,
    calendars: [calendar, ...others],
    formerCalendars: formerCalendars.toSorted((a, b) => (a.version < b.version ? -1 : 1)),
  };
};
