import { type Instant, instantOf, PhananhError } from '../engine/index.ts';
import {
  type CalendarData,
  type DayOff,
  idOf,
  inOrderOfDays,
  lastDayOf,
  type MakeUpDay,
  type PartDayOff,
  weekdayNames,
} from './calendar-data.ts';
import {
  dayNumberOf,
  dayOfNumber,
  epochOfInstant,
  InvalidDay,
  type LocalDay,
  millisecondsPerDay,
  weekdayOf,
} from './local-day.ts';
import { patternOn } from './patterns.ts';
import type { CalendarDay, WorkingCalendar } from './working-calendar.ts';
import { zoneDays } from './zone.ts';

/** A question about a day that the calendar does not cover: refused, never guessed. */
export class CalendarNotCovered extends PhananhError {
  readonly code = 'calendar-not-covered';

  constructor(
    version: string,
    day: LocalDay,
    { from, to }: { readonly from: LocalDay; readonly to: LocalDay },
  ) {
    super(`the calendar ${version} covers ${from} to ${to}, not ${day}`, {
      calendar: version,
      day,
      from,
      to,
    });
  }
}

/** A number of days that is none: a fraction, or larger than any calendar. */
export class InvalidCount extends PhananhError {
  readonly code = 'invalid-term';

  constructor(count: number) {
    super(`${count} is no number of days`, { count: String(count) });
  }
}

/** More than any calendar covers. */
const mostDays = 100_000;

/** Compiles a calendar to a rank table (working days up to a day) and a select table (the n-th working day). */
export const compileCalendar = (given: CalendarData): WorkingCalendar => {
  const data = inOrderOfDays(given);
  const window = { from: data.confirmedWindow.from, to: lastDayOf(data) };
  const projectedFrom = firstProjectedDay(data);
  const projected = projectedFrom === undefined ? '' : `+${window.to.slice(0, 4)}`;
  const version = `${idOf(data)}@${data.compiledOn}${projected}`;
  const first = dayNumberOf(window.from);
  const days = dayNumberOf(window.to) - first + 1;
  const off = new Map(data.daysOff.map((day) => [dayNumberOf(day.date), day]));
  const madeUp = new Map(data.makeUpWorkingDays.map((day) => [dayNumberOf(day.date), day]));
  const partsOff = Map.groupBy(data.partDaysOff ?? [], ({ date }) => date);
  const zone = zoneDays(
    data.timezone,
    (first - 2) * millisecondsPerDay,
    (first + days + 2) * millisecondsPerDay,
  );

  const rank = new Int32Array(days);
  const selected = new Int32Array(days);
  const rests = restTable(data, first, days);
  let working = 0;
  for (let index = 0; index < days; index++) {
    const day = first + index;
    if (madeUp.has(day) || (rests[index] === 0 && !off.has(day))) selected[working++] = day;
    rank[index] = working;
  }

  /** First instants of days that were asked for. */
  const starts = new Map<number, Instant>();
  const refuse = (day: number): never => {
    if (!Number.isInteger(day)) throw new InvalidDay(`the day ${day} since 1970-01-01`);
    throw new CalendarNotCovered(version, dayOfNumber(day), window);
  };
  /** A table has whole places only. */
  const notWhole = (day: number, n: number): never => {
    if (!Number.isInteger(n)) throw new InvalidCount(n);
    return refuse(day);
  };
  const isWorkingDayNumber = (day: number): boolean => {
    const index = day - first;
    if (!(index >= 0 && index < days)) refuse(day);
    const upTo = rank[index] ?? refuse(day);
    return upTo > 0 && selected[upTo - 1] === day;
  };
  const addWorkingDayNumbers = (day: number, n: number): number => {
    const index = day - first;
    if (!(index >= 0 && index < days)) refuse(day);
    if (n === 0) return day;
    const upTo = rank[index] ?? refuse(day);
    // Backwards from a day off, the first step reaches the last working day before it.
    const target = n > 0 ? upTo + n - 1 : upTo + n - (isWorkingDayNumber(day) ? 1 : 0);
    if (!(target >= 0 && target < working)) {
      if (!Number.isInteger(n)) throw new InvalidCount(n);
      refuse(n > 0 ? first + days : first - 1);
    }
    return selected[target] ?? notWhole(day, n);
  };
  const workingDayNumbersBetween = (from: number, to: number): number => {
    const [start, end] = [from - first, to - first];
    if (!(start >= 0 && start < days)) refuse(from);
    if (!(end >= 0 && end < days)) refuse(to);
    return (rank[end] ?? refuse(to)) - (rank[start] ?? refuse(from));
  };

  const addWorkingDays = (day: LocalDay, n: number): LocalDay => {
    if (!Number.isInteger(n)) throw new InvalidCount(n);
    return dayOfNumber(addWorkingDayNumbers(dayNumberOf(day), n));
  };
  const isWorkingDay = (day: LocalDay): boolean => isWorkingDayNumber(dayNumberOf(day));
  const isProjected = (day: LocalDay): boolean => projectedFrom !== undefined && day >= projectedFrom;
  const statusOf = (day: LocalDay): CalendarDay['status'] =>
    isProjected(day) ? 'projected' : day > data.confirmedWindow.to ? 'provisional' : 'confirmed';
  const describe = (day: LocalDay): CalendarDay => {
    const number = dayNumberOf(day);
    const works = isWorkingDayNumber(number);
    return {
      day,
      weekday: weekdayOf(number),
      works,
      ...reasonOf(data, day, statusOf(day), off.get(number), madeUp.get(number)),
      ...(works && partsOff.has(day) && { partsOff: (partsOff.get(day) ?? []).map(shownPart) }),
    };
  };
  return {
    id: idOf(data),
    data,
    version,
    zone: data.timezone,
    window,
    dayOf: (instant) => dayOfNumber(zone.dayNumberAt(epochOfInstant(instant))),
    startOf: (day) => {
      const number = dayNumberOf(day);
      const known = starts.get(number);
      if (known !== undefined) return known;
      const start = instantOf(zone.startOfDay(number));
      if (starts.size < mostDays) starts.set(number, start);
      return start;
    },
    isWorkingDay,
    addWorkingDays,
    workingDaysBetween: (from, to) => workingDayNumbersBetween(dayNumberOf(from), dayNumberOf(to)),
    addCalendarDays: (day, n) => {
      if (!Number.isInteger(n) || Math.abs(n) > mostDays) throw new InvalidCount(n);
      return dayOfNumber(dayNumberOf(day) + n);
    },
    onOrAfter: (day) => (isWorkingDay(day) ? day : addWorkingDays(day, 1)),
    isProjected,
    versionOn: () => version,
    describe,
    sessionsOf: (day) =>
      isWorkingDay(day)
        ? without(
            patternOn(data, day).sessions.map(([from, to]) => [minutesOf(from), minutesOf(to)] as const),
            partsOff.get(day) ?? [],
          )
        : [],
    epochOfWallTime: (day, milliseconds) => {
      const wall = dayNumberOf(day) * millisecondsPerDay + milliseconds;
      const guess = wall - zone.offsetAt(wall);
      return wall - zone.offsetAt(guess);
    },
    wallTimeOf: (epoch) => epoch + zone.offsetAt(epoch) - zone.dayNumberAt(epoch) * millisecondsPerDay,
    numbers: {
      dayAt: zone.dayNumberAt,
      startOf: zone.startOfDay,
      isWorkingDay: isWorkingDayNumber,
      addWorkingDays: addWorkingDayNumbers,
      workingDaysBetween: workingDayNumbersBetween,
    },
  };
};

const shownPart = ({ from, to, name, nameVi = name }: PartDayOff) => ({
  from,
  to,
  name: { en: name, vi: nameVi },
});

type Span = readonly [from: number, to: number];

/** Sessions without what is off of them. */
const without = (sessions: readonly Span[], parts: readonly PartDayOff[]): readonly Span[] =>
  parts.reduce((left: readonly Span[], part) => {
    const [off, on] = [minutesOf(part.from), minutesOf(part.to)];
    return left.flatMap(([from, to]): readonly Span[] =>
      [[from, Math.min(to, off)] as const, [Math.max(from, on), to] as const].filter(([a, b]) => a < b),
    );
  }, sessions);

/** 1 for each day of the window that is a weekly rest day. */
const restTable = (data: CalendarData, first: number, days: number): Uint8Array => {
  const table = new Uint8Array(days);
  const changes = [first, ...(data.patterns ?? []).map(({ from }) => dayNumberOf(from)), first + days];
  for (const [index, start] of changes.slice(0, -1).entries()) {
    const { weeklyRestDays } = patternOn(data, dayOfNumber(start));
    const rest = weekdayNames.map((name) => weeklyRestDays.includes(name));
    for (let day = Math.max(start, first); day < Math.min(changes[index + 1] ?? start, first + days); day++)
      table[day - first] = rest[weekdayOf(day)] ? 1 : 0;
  }
  return table;
};

const reasonOf = (
  data: CalendarData,
  day: LocalDay,
  status: CalendarDay['status'],
  off: DayOff | undefined,
  madeUp: MakeUpDay | undefined,
): Omit<CalendarDay, 'day' | 'weekday' | 'works'> => {
  if (madeUp !== undefined) {
    const { source, status: announced, knownSince = null, insteadOf } = madeUp;
    return { reason: 'make-up', insteadOf, source, status: announced, knownSince };
  }
  if (off !== undefined) {
    const { kind, name, nameVi = name, source, status: announced, knownSince = null } = off;
    return { reason: 'day-off', kind, name: { en: name, vi: nameVi }, source, status: announced, knownSince };
  }
  const rests = patternOn(data, day).weeklyRestDays.includes(weekdayNames[weekdayOf(dayNumberOf(day))]);
  return {
    reason: rests ? 'weekly-rest' : 'working-day',
    source: [],
    knownSince: null,
    status,
  };
};

/** Years are projected as a whole: from the January of the first day that is. */
const firstProjectedDay = ({ daysOff }: CalendarData): LocalDay | undefined => {
  const first = daysOff.find(({ status }) => status === 'projected');
  return first && `${first.date.slice(0, 4)}-01-01`;
};

const minutesOf = (timeOfDay: string): number => {
  const [hours = 0, minutes = 0] = timeOfDay.split(':').map(Number);
  return hours * 60 + minutes;
};
