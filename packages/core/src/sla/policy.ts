import { z } from 'zod';
import type { WorkingCalendar } from '../calendar/index.ts';
import { anyOrder, setOf } from '../engine/index.ts';
import { checkPolicy } from './check-policy.ts';
import { Receipt } from './clock.ts';
import { type InForce, type PolicyData, termRuleSchema } from './clock-policy.ts';
import { inOrderOfRungs, rungSchema } from './rung.ts';

/** Clocks of a workflow as data: a policy says which there are, what moves them, how long they may run, and who answers for them. */

const EventTypes = setOf(z.string().min(1)).default([]);

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
