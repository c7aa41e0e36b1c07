import { z } from 'zod';
import { anyOrder, offsetMinutes, setOf } from '../engine/index.ts';
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
const Sessions = anyOrder(z.array(z.tuple([TimeOfDay, TimeOfDay])).min(1));

const Window = z.strictObject({ from: Day, to: Day, note: z.string().optional() });

const announced = {
  date: Day,
  weekday: WeekdayName.optional().describe('Checked against the date.'),
  source: z
    .array(z.string().min(1))
    .min(1)
    .describe('Keys of `sources`, in the order in which they are told.'),
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

/** A working day of which a part is off: it counts as a day, and its hours without the part. */
export const PartDayOff = z.strictObject({
  ...announced,
  from: TimeOfDay.describe('Local time.'),
  to: TimeOfDay.describe('Local time; 24:00 for the end of the day.'),
  name: z.string().min(1).max(200),
  nameVi: z.string().min(1).max(200).optional().describe('The name in Vietnamese. Default: `name`.'),
});
export type PartDayOff = z.output<typeof PartDayOff>;

export const MakeUpDay = z.strictObject({
  ...announced,
  insteadOf: Day.describe('The day off that it is worked for.'),
});
export type MakeUpDay = z.output<typeof MakeUpDay>;

const RestDays = setOf(WeekdayName, 6);

const Pattern = z.strictObject({
  from: Day.describe('From this day on, until the next pattern.'),
  weeklyRestDays: RestDays,
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
  source: z.array(z.string().min(1)).optional().describe('In the order in which they are told.'),
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
    .refine((text) => offsetMinutes(text) !== undefined, 'is no offset such as +07:00')
    .optional()
    .describe('For people; the zone decides, and must have it.'),
  compiledOn: Day.describe('With the id the version: another content has another date.'),
  confirmedWindow: Window.describe('The days that are covered. Nothing is known of any other day.'),
  provisionalWindow: Window.optional().describe('Days after it for which changes may still be announced.'),
  weeklyRestDays: RestDays,
  sessions: anyOrder(Sessions, 'Default 08:00–11:30 and 13:00–17:30.').optional(),
  patterns: anyOrder(z.array(Pattern), 'Other rest days and sessions from a day on.').optional(),
  daysOff: anyOrder(z.array(DayOff)),
  partDaysOff: anyOrder(
    z.array(PartDayOff),
    'Days that are off in part. They are worked, and their hours are cut.',
  ).optional(),
  makeUpWorkingDays: anyOrder(z.array(MakeUpDay)).default([]),
  sources: z.record(z.string(), Source).default({}),
  appliesTo: z.string().optional(),
  rule: z.string().optional(),
  consideredAndRejected: z.array(Rejected).optional().describe('For people, in their order.'),
});
/** The format as a JSON schema, for editors. */
export const calendarJsonSchema = () => z.toJSONSchema(CalendarData, { io: 'input', unrepresentable: 'any' });

/** A working calendar as data. */
export type CalendarData = z.output<typeof CalendarData>;

/** The same calendar with its lists in the order of their days and times: in the file they may stand in any. */
export const inOrderOfDays = (data: CalendarData): CalendarData => ({
  ...data,
  daysOff: sortedBy(data.daysOff, ({ date }) => date),
  ...(data.partDaysOff && {
    partDaysOff: sortedBy(data.partDaysOff, ({ date, from }) => `${date} ${from}`),
  }),
  makeUpWorkingDays: sortedBy(data.makeUpWorkingDays, ({ date }) => date),
  ...(data.sessions && { sessions: sortedBy(data.sessions, ([from]) => from) }),
  ...(data.patterns && {
    patterns: sortedBy(data.patterns, ({ from }) => from).map((pattern) => ({
      ...pattern,
      ...(pattern.sessions && { sessions: sortedBy(pattern.sessions, ([from]) => from) }),
    })),
  }),
});

/** The list itself where it is in order: calendars of many years are compiled at every start. */
const sortedBy = <Entry>(entries: Entry[], key: (entry: Entry) => string): Entry[] => {
  const isSorted = entries.every((entry, index) => {
    const before = entries[index - 1];
    return before === undefined || key(before) <= key(entry);
  });
  return isSorted ? entries : entries.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
};

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
