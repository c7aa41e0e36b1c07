import { keptBy } from '../engine/index.ts';
import { CalendarNotCovered, compileCalendar } from './calendar.ts';
import { type CalendarData, type DayOff, lastDayOf } from './calendar-data.ts';
import type { LocalDay } from './local-day.ts';
import { dayNumberOf, dayOfNumber } from './local-day.ts';
import { vietnamProjection } from './vietnam-projection.ts';
import type { WorkingCalendar } from './working-calendar.ts';

/** How far a calendar is projected. Whoever never gets another one for so long has other worries. */
const yearsBeyond = 60;

/**
 * The calendar with days that no notice covers yet, for commands: what is dated on them is marked, and dated anew when the
 * official year comes. Within the window it is the calendar itself, to its version; before it, it knows no more.
 *
 * Beyond it: of Viet Nam what the law and the moon give; of any other place the days off that came on the same date in each
 * whole year of the window. Everything else are the weekly rest days.
 */
export const projecting: (official: WorkingCalendar) => WorkingCalendar = keptBy((official) =>
  project(official),
);

/** The calendar that covers what is covered and nothing else: of one that is projected the one below. */
export const officialOf = (calendar: WorkingCalendar): WorkingCalendar => calendar.official ?? calendar;

const project = (official: WorkingCalendar): WorkingCalendar => {
  if (official.official !== undefined) return official;
  const { window, numbers, version } = official;
  const isBeyond = (day: LocalDay): boolean => day > window.to;
  let compiled: WorkingCalendar | undefined;
  // Compiled when it is first needed: until the last weeks of the calendar, never.
  const beyond = (): WorkingCalendar => {
    compiled ??= compileCalendar(projectedData(official.data));
    return compiled;
  };
  const ask = <Answer>(question: (calendar: WorkingCalendar) => Answer, day?: LocalDay): Answer => {
    // Without a refusal where it is known beforehand: they take many times as long as an answer.
    if (day !== undefined && isBeyond(day)) return question(beyond());
    try {
      return question(official);
    } catch (refused) {
      if (!(refused instanceof CalendarNotCovered)) throw refused;
      try {
        return question(beyond());
      } catch (error) {
        // Before the window, where nothing is projected: told as the calendar itself tells it.
        throw error instanceof CalendarNotCovered ? refused : error;
      }
    }
  };
  return {
    ...official,
    official,
    beyond,
    isWorkingDay: (day) => ask((calendar) => calendar.isWorkingDay(day), day),
    addWorkingDays: (day, n) => ask((calendar) => calendar.addWorkingDays(day, n), day),
    workingDaysBetween: (from, to) => ask((calendar) => calendar.workingDaysBetween(from, to), to),
    onOrAfter: (day) => ask((calendar) => calendar.onOrAfter(day), day),
    sessionsOf: (day) => ask((calendar) => calendar.sessionsOf(day), day),
    isProjected: (day) => isBeyond(day) || official.isProjected(day),
    versionOn: (day) => (isBeyond(day) ? `${version}+${day.slice(0, 4)}` : official.versionOn(day)),
    describe: (day) => {
      const described = ask((calendar) => calendar.describe(day), day);
      return isBeyond(day) ? { ...described, status: 'projected' } : described;
    },
    numbers: {
      ...numbers,
      isWorkingDay: (day) => ask((calendar) => calendar.numbers.isWorkingDay(day)),
      addWorkingDays: (day, n) => ask((calendar) => calendar.numbers.addWorkingDays(day, n)),
      workingDaysBetween: (from, to) => ask((calendar) => calendar.numbers.workingDaysBetween(from, to)),
    },
  };
};

/** The data with the years after its last day. */
const projectedData = (data: CalendarData): CalendarData => {
  const last = lastDayOf(data);
  const lastYear = Number(last.slice(0, 4));
  const yearly = daysOfEveryYear(data);
  const years = Array.from({ length: yearsBeyond + 1 }, (_, index) => lastYear + index);
  const foretold = years.flatMap(
    (year) => (data.country === 'VN' ? vietnamProjection(year) : undefined) ?? yearly(year),
  );
  return {
    ...data,
    provisionalWindow: {
      from: data.provisionalWindow?.from ?? dayOfNumber(dayNumberOf(last) + 1),
      to: `${lastYear + yearsBeyond}-12-31`,
    },
    daysOff: [...data.daysOff, ...foretold.filter(({ date }) => date > last)],
  };
};

/** The days off that come on the same date in every whole year of the window, for another year. Of one year nothing follows. */
const daysOfEveryYear = (data: CalendarData): ((year: number) => readonly DayOff[]) => {
  const [first, last] = [data.confirmedWindow.from, lastDayOf(data)];
  const whole = ({ year }: { readonly year: number }): boolean =>
    `${year}-01-01` >= first && `${year}-12-31` <= last;
  const byDate = Map.groupBy(
    data.daysOff.filter(({ kind }) => kind === 'statutory'),
    ({ date }) => date.slice(4),
  );
  const years = Array.from(
    { length: Number(last.slice(0, 4)) - Number(first.slice(0, 4)) + 1 },
    (_, index) => Number(first.slice(0, 4)) + index,
  ).filter((year) => whole({ year }));
  const recurring = [...byDate.values()].filter(
    (days) => years.length > 1 && years.every((year) => days.some(({ date }) => date.startsWith(`${year}`))),
  );
  return (year) =>
    recurring.flatMap((days): readonly DayOff[] => {
      const [day] = days;
      return day === undefined
        ? []
        : [
            {
              ...day,
              date: `${year}${day.date.slice(4)}`,
              weekday: undefined,
              status: 'projected',
              knownSince: null,
            },
          ];
    });
};
