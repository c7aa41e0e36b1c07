import { z } from 'zod';
import { vietnamCalendar, type WorkingCalendar } from '../calendar/index.ts';
import { parseInput } from '../engine/index.ts';
import {
  type ClockChange,
  clockChangeSchema,
  type InForce,
  policyInForce,
  policySchema,
  type SlaClock,
  Term,
  termRuleSchema,
} from '../sla/index.ts';
import { Retention } from './retention/policy.ts';

/** The clocks of reports, who answers for them, and what a province decides about them. */

export const clockNames = ['overall', 'verification', 'resolution', 'approval', 'dispute'] as const;
export const ClockName = z.enum(clockNames);
export type ClockName = z.output<typeof ClockName>;

/** Who can answer for a clock of a report. */
export const parties = ['centre', 'agency', 'centre and agency'] as const;
export type Party = (typeof parties)[number];

/** Who is told: of a report that no agency has, it is the centre instead. */
export const recipients = ['agency', 'agency-head', 'centre', 'centre-head'] as const;
export type Recipient = (typeof recipients)[number];

/** What an event of a report does to its clocks. */
export const ReportClockChange = clockChangeSchema(ClockName);
export type ReportClockChange = ClockChange<ClockName>;

/** A clock of a report. */
export type ReportClock = SlaClock<ClockName>;

/** How the term of a clock of reports is said. */
export const ReportTermRule = termRuleSchema(ClockName);

/** What a province decides, as data: JSON that a file can hold. Calendars are named by their ids. */
export const SlaPolicyData = policySchema(
  { clocks: clockNames, parties, recipients },
  {
    /** How long the citizen may rate and dispute after a publication. */
    ratingWindow: Term,
    /** How long an answer to a question is waited for when the question names no term. */
    information: Term,
    /** After how many returns only a binding decision on competence can assign the report. */
    returnsBeforeDecision: z.int().min(1),
    /** The one-time link of a report: days in which it can be opened, and in which a device has the report that opened it. Absent: 30 and 180. */
    reporterLink: z
      .strictObject({ opensDays: z.int().min(1).max(366), heldDays: z.int().min(1).max(3_660) })
      .optional(),
    /**
     * Whether anybody may see of verified reports nearby, neither urgent nor redacted, the category, the rounded place and the day, and support them.
     * Absent: nobody may.
     */
    showsNearby: z.boolean().optional(),
    /** How long what is personal in reports that have ended is kept, and what goes then. Absent: until somebody asks for its erasure. */
    retention: Retention.optional(),
  },
);
export type SlaPolicyData = z.output<typeof SlaPolicyData>;

/** The format of a policy file as a JSON schema, for editors. */
export const policyJsonSchema = () => z.toJSONSchema(SlaPolicyData, { io: 'input' });

/** A province's policy in force, with its calendars. Passed in, never looked up. */
export interface SlaPolicy extends InForce<SlaPolicyData> {}

/**
 * Puts a policy in force on the calendars that it and the agencies name, in whichever order they are given.
 *
 * @throws InvalidPolicy naming every fault: a calendar that is not there, a clock that nothing starts or stops, …
 */
export const slaPolicy = (
  data: z.input<typeof SlaPolicyData>,
  calendars: readonly WorkingCalendar[],
  options: { readonly formerCalendars?: readonly WorkingCalendar[] } = {},
): SlaPolicy => policyInForce(parseInput(SlaPolicyData, data), calendars, options);

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
