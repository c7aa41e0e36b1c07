import { z } from 'zod';
import { isLocalDay } from './local-day.ts';

/** The format of a calendar file, version 1: what is known of the working days of a place, with its sources. */

const Day = z.string().refine(isLocalDay, 'is no day');

export const weekdayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const WeekdayName = z.enum(weekdayNames);

/** Why a day is off: by law, for Tet, made up for a holiday on a rest day, swapped for a worked one, closed. */
export const dayOffKinds = [
  'statutory',
  'tet',
  'compensatory',
  'tet-compensatory',
  'national-day-second',
  'swapped-off',
  'closure',
] as const;

const TimeOfDay = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'is no time of day');
/** From when to when people work on a working day, in local time. */
const Sessions = z.array(z.tuple([TimeOfDay, TimeOfDay])).min(1);

const Window = z.strictObject({ from: Day, to: Day, note: z.string().optional() });

const announced = {
  date: Day,
  weekday: WeekdayName.optional().describe('Checked against the date.'),
  source: z.array(z.string().min(1)).min(1).describe('Keys of `sources`.'),
  status: z.enum(['confirmed', 'provisional', 'projected']).default('confirmed'),
  knownSince: Day.nullable()
    .optional()
    .describe('Since when it is known officially; null or absent where the sources do not say.'),
};

export const DayOff = z.strictObject({
  ...announced,
  kind: z.enum(dayOffKinds),
  name: z.string().min(1).max(200),
  nameVi: z.string().min(1).max(200).optional().describe('The name in Vietnamese. Default: `name`.'),
});
export type DayOff = z.output<typeof DayOff>;

export const MakeUpDay = z.strictObject({
  ...announced,
  insteadOf: Day.describe('The day off that it is worked for.'),
});
export type MakeUpDay = z.output<typeof MakeUpDay>;

const Pattern = z.strictObject({
  from: Day.describe('From this day on, until the next pattern.'),
  weeklyRestDays: z.array(WeekdayName).max(6),
  sessions: Sessions.optional(),
});

const Source = z.looseObject({ what: z.string().min(1), url: z.string().optional() });

/** What was looked at and is not so, so that nobody has to look again. */
const Rejected = z.strictObject({
  date: z.string(),
  asDayOff: z.boolean().optional(),
  and: z.string().optional(),
  asWorkingDay: z.boolean().optional(),
  why: z.string().min(1),
  source: z.array(z.string().min(1)).optional(),
});

export const CalendarData = z.strictObject({
  schema: z.literal(1),
  id: z
    .string()
    .regex(/^[a-z0-9.-]{1,60}$/)
    .optional()
    .describe('Default: the country in lower case.'),
  country: z.string().regex(/^[A-Z]{2}$/),
  timezone: z.string().min(1).describe('IANA name, such as Asia/Ho_Chi_Minh.'),
  utcOffset: z
    .string()
    .regex(/^[+-](?:0\d|1[0-4]):[0-5]\d$/, 'is no offset such as +07:00')
    .optional()
    .describe('For people; the zone decides, and must have it.'),
  compiledOn: Day.describe('With the id the version: another content has another date.'),
  confirmedWindow: Window.describe('The days that are covered. Nothing is known of any other day.'),
  provisionalWindow: Window.optional().describe('Days after it for which changes may still be announced.'),
  weeklyRestDays: z.array(WeekdayName).max(6),
  sessions: Sessions.optional().describe('Default 08:00–11:30 and 13:00–17:30.'),
  patterns: z.array(Pattern).optional().describe('Other rest days and sessions from a day on, in order.'),
  daysOff: z.array(DayOff),
  makeUpWorkingDays: z.array(MakeUpDay).default([]),
  sources: z.record(z.string(), Source).default({}),
  appliesTo: z.string().optional(),
  rule: z.string().optional(),
  consideredAndRejected: z.array(Rejected).optional(),
});
/** The format as a JSON schema, for editors. */
export const calendarJsonSchema = () => z.toJSONSchema(CalendarData, { io: 'input', unrepresentable: 'any' });

/** A working calendar as data. */
export type CalendarData = z.output<typeof CalendarData>;

/** Morning and afternoon of a state office (Thua Thien Hue, decision of 2022-08-22 on office hours). */
export const usualSessions = [
  ['08:00', '11:30'],
  ['13:00', '17:30'],
] as const;

export const idOf = ({ id, country }: Pick<CalendarData, 'id' | 'country'>): string =>
  id ?? country.toLowerCase();

/** The last day that is covered. */
export const lastDayOf = ({ confirmedWindow, provisionalWindow }: CalendarData): string =>
  provisionalWindow?.to ?? confirmedWindow.to;
