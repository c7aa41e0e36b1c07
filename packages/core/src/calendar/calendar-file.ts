import { type JsonTextFault, PhananhError, parseInput, readJsonText } from '../engine/index.ts';
import { inNormalForm } from '../unicode/index.ts';
import { CalendarData, inOrderOfDays, lastDayOf, weekdayNames } from './calendar-data.ts';
import { dayNumberOf, millisecondsPerDay, weekdayOf } from './local-day.ts';
import { patternOn } from './patterns.ts';
import { UnknownZone, zoneDays } from './zone.ts';

/** One fault of a calendar file. */
export type CalendarIssue = JsonTextFault;

/** A calendar file that cannot be used; `details.issues` names every fault with its line. */
export class InvalidCalendar extends PhananhError {
  readonly code = 'invalid-calendar';
  readonly issues: readonly CalendarIssue[];

  constructor(issues: readonly CalendarIssue[]) {
    const [first] = issues;
    const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
    super(`line ${first?.line ?? 1}: ${first?.pointer ?? ''} ${first?.message ?? 'invalid'}${more}`, {
      issues: issues.map((issue) => ({ ...issue })),
    });
    this.issues = issues;
  }
}

/** Reads a calendar file. @throws InvalidCalendar naming every fault with its line */
export const parseCalendar = (text: string): CalendarData => {
  const { value, faults: faultsOfText, placeOf } = readJsonText(text);
  if (value === undefined) throw new InvalidCalendar(faultsOfText);
  const parsed = parseInput(CalendarData, inNormalForm(value));
  const faults = parsed.success
    ? faultsOf(parsed.data)
    : parsed.error.issues.map(({ path, message }) => ({ path: path.map(asKey), message }));
  const located = faults.map(({ path, message }) => {
    const { line, pointer } = placeOf(path);
    return { line, pointer: pointer || '/', message };
  });
  const issues = [...located, ...faultsOfText];
  if (!parsed.success || issues.length > 0) {
    throw new InvalidCalendar(issues.sort((a, b) => a.line - b.line));
  }
  return inOrderOfDays(parsed.data);
};

interface Fault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const asKey = (key: PropertyKey): string | number => (typeof key === 'symbol' ? String(key) : key);

/** What the schema cannot see: parts that contradict each other. */
const faultsOf = (data: CalendarData): readonly Fault[] => [
  ...windowFaults(data),
  ...zoneFaults(data),
  ...sessionFaults(data),
  ...dayFaults(data),
  ...partFaults(data),
  ...makeUpFaults(data),
];

const windowFaults = ({
  confirmedWindow,
  provisionalWindow,
  patterns = [],
}: CalendarData): readonly Fault[] => {
  const last = lastDayOfWindows({ confirmedWindow, provisionalWindow });
  const faults: Fault[] = [];
  const say = (path: Fault['path'], message: string): number => faults.push({ path, message });
  if (confirmedWindow.to < confirmedWindow.from) say(['confirmedWindow'], 'ends before it begins');
  if (provisionalWindow !== undefined) {
    if (provisionalWindow.to < provisionalWindow.from) say(['provisionalWindow'], 'ends before it begins');
    if (dayNumberOf(provisionalWindow.from) !== dayNumberOf(confirmedWindow.to) + 1)
      say(['provisionalWindow', 'from'], 'must be the day after the confirmed window');
  }
  if (dayNumberOf(last) - dayNumberOf(confirmedWindow.from) > 73_050)
    say(['confirmedWindow'], 'covers more than 200 years');
  for (const [index, { from }] of patterns.entries()) {
    if (from <= confirmedWindow.from) say(['patterns', index, 'from'], 'is not after the first day');
    if (patterns.findIndex((pattern) => pattern.from === from) < index)
      say(['patterns', index, 'from'], `${from} has a pattern already`);
    if (from > last) say(['patterns', index, 'from'], `${from} is outside the windows`);
  }
  return faults;
};

const lastDayOfWindows = ({
  confirmedWindow,
  provisionalWindow,
}: Pick<CalendarData, 'confirmedWindow' | 'provisionalWindow'>): string =>
  provisionalWindow?.to ?? confirmedWindow.to;

const zoneFaults = ({ timezone, utcOffset, confirmedWindow }: CalendarData): readonly Fault[] => {
  try {
    const { offsetAt } = zoneDays(timezone, 0, 0);
    if (utcOffset === undefined) return [];
    const [hours = 0, minutes = 0] = utcOffset.slice(1).split(':').map(Number);
    const said = (hours * 60 + minutes) * (utcOffset.startsWith('-') ? -60_000 : 60_000);
    // In winter and in summer: where the clocks change, either is an offset of the zone.
    const start = dayNumberOf(confirmedWindow.from);
    const has = [start, start + 91, start + 182, start + 273].some(
      (day) => offsetAt(day * millisecondsPerDay) === said,
    );
    return has ? [] : [{ path: ['utcOffset'], message: `${timezone} is not at ${utcOffset}` }];
  } catch (error) {
    if (error instanceof UnknownZone) return [{ path: ['timezone'], message: `${timezone} is no time zone` }];
    throw error;
  }
};

const sessionFaults = ({ sessions = [], patterns = [] }: CalendarData): readonly Fault[] => {
  const faultsIn = (spans: readonly (readonly [string, string])[], path: Fault['path']): readonly Fault[] =>
    spans.flatMap(([from, to], index) => {
      const inAnother = spans.some(
        ([start, end], other) =>
          other !== index && (start < from || (start === from && other < index)) && from < end,
      );
      return [
        ...(to <= from ? [{ path: [...path, index], message: 'ends before it begins' }] : []),
        ...(inAnother ? [{ path: [...path, index], message: 'begins before another session ends' }] : []),
      ];
    });
  return [
    ...faultsIn(sessions, ['sessions']),
    ...patterns.flatMap((pattern, index) =>
      faultsIn(pattern.sessions ?? [], ['patterns', index, 'sessions']),
    ),
  ];
};

const onRestDay = (data: CalendarData, date: string): boolean =>
  patternOn(data, date).weeklyRestDays.includes(weekdayNames[weekdayOf(dayNumberOf(date))]);

const announcedFaults = (
  data: CalendarData,
  list: 'daysOff' | 'partDaysOff' | 'makeUpWorkingDays',
): readonly Fault[] => {
  const seen = new Map<string, number>();
  return (data[list] ?? []).flatMap(({ date, weekday, source, status }, index) => {
    const faults: Fault[] = [];
    const say = (field: string, message: string): number =>
      faults.push({ path: [list, index, field], message });
    const real = weekdayNames[weekdayOf(dayNumberOf(date))];
    if (weekday !== undefined && weekday !== real) say('weekday', `is ${weekday}, but ${date} is a ${real}`);
    if (date < data.confirmedWindow.from || date > lastDayOf(data))
      say('date', `${date} is outside the windows`);
    if (status === 'projected' && date <= data.confirmedWindow.to)
      say('status', `is projected, and ${date} is in the confirmed window`);
    const twice = seen.get(date);
    if (twice !== undefined && list !== 'partDaysOff') say('date', `${date} is at ${list}/${twice} already`);
    seen.set(date, index);
    for (const name of source) {
      if (!Object.hasOwn(data.sources, name)) say('source', `names ${name}, which is not in sources`);
    }
    return faults;
  });
};

const dayFaults = (data: CalendarData): readonly Fault[] => [
  ...announcedFaults(data, 'daysOff'),
  ...data.daysOff.flatMap(({ date, kind }, index): readonly Fault[] =>
    ['compensatory', 'tet-compensatory', 'swapped-off'].includes(kind) && onRestDay(data, date)
      ? [
          {
            path: ['daysOff', index, 'date'],
            message: `${date} is a weekly rest day: nothing is ${kind} there`,
          },
        ]
      : [],
  ),
];

const partFaults = (data: CalendarData): readonly Fault[] => {
  const off = new Set(data.daysOff.map(({ date }) => date));
  const parts = data.partDaysOff ?? [];
  return [
    ...announcedFaults(data, 'partDaysOff'),
    ...parts.flatMap(({ date, from, to }, index) => {
      const faults: Fault[] = [];
      const say = (field: string, message: string): number =>
        faults.push({ path: ['partDaysOff', index, field], message });
      if (off.has(date)) say('date', `${date} is a day off`);
      if (to <= from) say('to', 'ends before it begins');
      if (from === '00:00' && to === '24:00') say('to', 'is the whole day, which is a day off');
      if (parts.slice(0, index).some((other) => other.date === date && from < other.to && other.from < to))
        say('from', `is off already on ${date}`);
      return faults;
    }),
  ];
};

const makeUpFaults = (data: CalendarData): readonly Fault[] => {
  const off = new Set(data.daysOff.map(({ date }) => date));
  return [
    ...announcedFaults(data, 'makeUpWorkingDays'),
    ...data.makeUpWorkingDays.flatMap(({ date, insteadOf }, index) => {
      const faults: Fault[] = [];
      const say = (field: string, message: string): number =>
        faults.push({ path: ['makeUpWorkingDays', index, field], message });
      if (off.has(date)) say('date', `${date} is a make-up working day and a day off`);
      else if (!onRestDay(data, date)) say('date', `${date} is worked anyway`);
      if (!off.has(insteadOf)) say('insteadOf', `${insteadOf} is no day off`);
      return faults;
    }),
  ];
};
