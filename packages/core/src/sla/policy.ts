import { z } from 'zod';
import { vietnamCalendar, type WorkingCalendar } from '../calendar/index.ts';
import { anyOrder, parseInput, setOf } from '../engine/index.ts';
import { checkPolicy } from './check-policy.ts';
import { ClockName, Receipt, Term } from './clock.ts';
import { inOrderOfRungs, Rung } from './rungs.ts';

const EventTypes = setOf(z.string().min(1)).default([]);

/** A term of its own, with others for some procedures and categories. The procedure goes before the category. */
const OwnTerm = z.strictObject({
  term: Term,
  byProcedure: z.record(z.string(), Term).default({}),
  byCategory: z.record(z.string(), Term).default({}),
});

/** What another clock leaves when this one starts, less working days kept for what comes after it; at least one day. */
const RestOf = z.strictObject({ restOf: ClockName, lessWorkingDays: z.int().min(0) });

export const TermRule = z.union([OwnTerm, RestOf]);
export type TermRule = z.output<typeof TermRule>;

/** A clock as data: which events move it, how long it may run, and who answers for it. */
export const ClockDefinition = z.strictObject({
  answerableFor: z.enum(['centre', 'agency', 'centre and agency']),
  term: TermRule,
  starts: EventTypes,
  stops: EventTypes,
  /** End it without a verdict: what it measures is not going to happen, or another clock measures it now. */
  cancels: EventTypes,
  /** Let it run on as if it had not been stopped. */
  reopens: EventTypes,
  pauses: EventTypes,
  resumes: EventTypes,
  extends: EventTypes,
  /** Who is told when, around the due moment. */
  rungs: anyOrder(z.array(Rung).overwrite(inOrderOfRungs)).default([]),
});
export type ClockDefinition = z.output<typeof ClockDefinition>;

const Clocks = z.strictObject({
  overall: ClockDefinition,
  verification: ClockDefinition,
  resolution: ClockDefinition,
  approval: ClockDefinition,
  dispute: ClockDefinition,
} satisfies Record<ClockName, typeof ClockDefinition>);

/** What a province decides, as data: JSON that a file can hold. Calendars are named by their ids. */
export const SlaPolicyData = z.strictObject({
  name: z.string().min(1).max(100),
  /** Id of the centre's calendar. */
  calendar: z.string().min(1),
  receiptOnDayOff: Receipt.default('as-received'),
  clocks: Clocks,
  /** How long the citizen may rate and dispute after a publication. */
  ratingWindow: Term,
  /** How long an answer to a question is waited for when the question names no term. */
  information: Term,
  /** After how many returns only a binding decision on competence can assign the report. */
  returnsBeforeDecision: z.int().min(1),
});
export type SlaPolicyData = z.output<typeof SlaPolicyData>;

/** The format of a policy file as a JSON schema, for editors. */
export const policyJsonSchema = () => z.toJSONSchema(SlaPolicyData, { io: 'input' });

/** A policy in force, with its calendars. Passed in, never looked up. */
export interface SlaPolicy extends Omit<SlaPolicyData, 'calendar'> {
  readonly calendar: WorkingCalendar;
  /** Every calendar that a clock may run on: the centre's first, then those of agencies by their ids. */
  readonly calendars: readonly WorkingCalendar[];
  /** Versions that are no longer in force: old due days are explained on them. */
  readonly formerCalendars: readonly WorkingCalendar[];
}

/**
 * Puts a policy in force on the calendars that it and the agencies name, in whichever order they are given.
 *
 * @throws InvalidPolicy naming every fault: a calendar that is not there, a clock that nothing starts or stops, …
 */
export const slaPolicy = (
  data: z.input<typeof SlaPolicyData>,
  calendars: readonly WorkingCalendar[],
  { formerCalendars = [] }: { readonly formerCalendars?: readonly WorkingCalendar[] } = {},
): SlaPolicy => {
  const { calendar, ...policy } = checkPolicy(parseInput(SlaPolicyData, data), calendars);
  const others = calendars.filter(({ id }) => id !== calendar.id).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return {
    ...policy,
    calendar,
    calendars: [calendar, ...others],
    formerCalendars: formerCalendars.toSorted((a, b) => (a.version < b.version ? -1 : 1)),
  };
};

/** The data that a policy in force was made from. */
export const policyDataOf = (policy: SlaPolicy): SlaPolicyData => {
  const { calendar, calendars: _, formerCalendars: __, ...data } = policy;
  return { ...data, calendar: calendar.id };
};

const rungs = {
  dayBefore: { rung: 'one-day-before', kind: 'remind', workingDays: -1, to: 'agency' },
  dueDay: { rung: 'due-day', kind: 'remind', workingDays: 0, to: 'agency' },
  overdue: { rung: 'overdue', kind: 'overdue', to: 'agency' },
  agencyHead: { rung: 'agency-head', kind: 'escalate', workingDays: 1, to: 'agency-head' },
  centreHead: { rung: 'centre-head', kind: 'escalate', workingDays: 3, to: 'centre-head' },
  centreHeadAtOnce: { rung: 'centre-head', kind: 'escalate', workingDays: 1, to: 'centre-head' },
} as const;

const working = (count: number): Term => ({ count, unit: 'working-day' });

/** The terms of Hue's service: 7 working days in all, of which 1 to verify and 1 to approve. */
export const huePolicyData: z.input<typeof SlaPolicyData> = {
  name: 'hue',
  calendar: 'vn',
  clocks: {
    overall: {
      answerableFor: 'centre and agency',
      // Administrative penalties follow their own regulation; its term is each province's to configure.
      term: { term: working(7), byProcedure: { penalty: working(10) } },
      starts: ['submitted', 'dispute-upheld'],
      stops: ['published', 'rejected', 'merged', 'withdrawn'],
      pauses: ['information-requested'],
      // The wait for the citizen ends with the result: what is left of it is given back.
      resumes: ['information-provided', 'information-not-provided', 'resolved'],
      extends: ['extension-granted'],
      rungs: [rungs.dayBefore, rungs.dueDay, rungs.overdue, rungs.agencyHead, rungs.centreHead],
    },
    verification: {
      answerableFor: 'centre',
      term: { term: working(1) },
      starts: ['submitted'],
      stops: ['verified', 'rejected'],
      cancels: ['merged', 'withdrawn'],
      rungs: [rungs.overdue, rungs.centreHeadAtOnce],
    },
    resolution: {
      answerableFor: 'agency',
      term: { restOf: 'overall', lessWorkingDays: 1 },
      starts: ['assigned'],
      stops: ['resolved'],
      cancels: ['assigned', 'returned', 'merged'],
      reopens: ['sent-back'],
      pauses: ['information-requested'],
      resumes: ['information-provided', 'information-not-provided'],
      extends: ['extension-granted'],
      rungs: [rungs.dayBefore, rungs.overdue, rungs.agencyHead],
    },
    approval: {
      answerableFor: 'centre',
      term: { term: working(1) },
      starts: ['resolved'],
      stops: ['published', 'sent-back'],
      rungs: [rungs.overdue],
    },
    dispute: {
      answerableFor: 'centre',
      term: { term: working(3) },
      starts: ['disputed'],
      stops: ['dispute-upheld', 'dispute-dismissed'],
      rungs: [rungs.dayBefore, rungs.overdue],
    },
  },
  ratingWindow: { count: 15, unit: 'calendar-day' },
  information: working(5),
  returnsBeforeDecision: 3,
};

/** {@link huePolicyData} on the calendar of Viet Nam. */
export const huePolicy: SlaPolicy = slaPolicy(huePolicyData, [vietnamCalendar()]);
