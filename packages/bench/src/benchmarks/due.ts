import { type CalendarNumbers, compileCalendar, vietnamCalendar, vietnamDays } from '@phananh/core/calendar';
import { addBusinessDays, differenceInBusinessDays } from 'date-fns';
import Holidays from 'date-holidays';
import type { Benchmark, Figure } from '../benchmark.ts';

const day = 86_400_000;
const size = 1 << 16;

/** Pseudo-random numbers from 0 to 1, the same in every run. */
const sequence = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
};

const from = Date.parse('2019-01-01T00:00:00Z');
const to = Date.parse('2027-06-30T00:00:00Z');

/** Instants, counts and days, made before the clock runs. */
const inputs = () => {
  const random = sequence(26);
  const instants = new Float64Array(size);
  const counts = new Int32Array(size);
  const days = new Int32Array(size);
  for (let index = 0; index < size; index++) {
    instants[index] = Math.floor(from + random() * (to - from));
    counts[index] = 1 + Math.floor(random() * 30);
    days[index] = Math.floor((instants[index] ?? 0) / day);
  }
  return { instants, counts, days };
};

type Inputs = ReturnType<typeof inputs>;

/** Repeats a pass over the inputs for a second; the sum of the answers goes into the notes, so that none is left out. */
const rate = (
  subject: string,
  passSize: number,
  pass: () => number,
  notes: readonly string[] = [],
): Figure => {
  for (let warm = 0; warm < 3; warm++) pass();
  let [done, sum] = [0, 0];
  const start = performance.now();
  let milliseconds = 0;
  while (milliseconds < 1_000) {
    sum = pass();
    done += passSize;
    milliseconds = performance.now() - start;
  }
  return {
    subject,
    value: (done / milliseconds) * 1_000,
    unit: '/s',
    notes: [...notes, `sum of a pass ${sum}`],
  };
};

const phananhDue =
  ({ instants, counts }: Inputs, calendar: CalendarNumbers) =>
  (): number => {
    let sum = 0;
    for (let index = 0; index < size; index++)
      sum += calendar.addWorkingDays(calendar.dayAt(instants[index] ?? 0), counts[index] ?? 0);
    return sum;
  };

const phananhBetween =
  ({ days }: Inputs, calendar: CalendarNumbers) =>
  (): number => {
    let sum = 0;
    for (let index = 1; index < size; index++)
      sum += calendar.workingDaysBetween(days[index - 1] ?? 0, days[index] ?? 0);
    return sum;
  };

const few = 500;

const dateFnsDue =
  ({ instants, counts }: Inputs) =>
  (): number => {
    let sum = 0;
    for (let index = 0; index < few; index++)
      sum += addBusinessDays(instants[index] ?? 0, counts[index] ?? 0).getTime() / day;
    return Math.round(sum);
  };

const dateFnsBetween =
  ({ days }: Inputs) =>
  (): number => {
    let sum = 0;
    for (let index = 1; index < few; index++)
      sum += differenceInBusinessDays((days[index] ?? 0) * day, (days[index - 1] ?? 0) * day);
    return sum;
  };

/** Day by day, asking the library about each: what one writes who has no table. */
const dateHolidaysDue = ({ instants, counts }: Inputs) => {
  const holidays = new Holidays('VN', { types: ['public'] });
  return (): number => {
    let sum = 0;
    for (let index = 0; index < 5; index++) {
      let at = Math.floor((instants[index] ?? 0) / day) * day + 5 * 3_600_000;
      for (let left = counts[index] ?? 0; left > 0; ) {
        at += day;
        const weekday = new Date(at).getUTCDay();
        if (weekday !== 0 && weekday !== 6 && holidays.isHoliday(new Date(at)) === false) left--;
      }
      sum += Math.floor(at / day);
    }
    return sum;
  };
};

const noCalendar = 'Monday to Friday, no holidays: other answers';

export const due: Benchmark = {
  name: 'due',
  workload: 'The due day of a random instant and 1 to 30 working days, on one core.',
  bars: [
    { subject: 'phananh', limit: { demand: 'at least', value: 50_000_000, unit: '/s' } },
    { subject: 'loading the calendar', limit: { demand: 'below', value: 20, unit: 'ms' } },
  ],
  run: async () => {
    const given = inputs();
    const loads: number[] = [];
    for (let times = 0; times < 15; times++) {
      const start = performance.now();
      compileCalendar(vietnamDays);
      loads.push(performance.now() - start);
    }
    const median = loads.sort((a, b) => a - b)[7] ?? 0;
    return [
      rate('phananh', size, phananhDue(given, vietnamCalendar().numbers)),
      rate('date-fns', few, dateFnsDue(given), [noCalendar]),
      rate('date-holidays, day by day', 5, dateHolidaysDue(given), [
        'no make-up days, no days in lieu: other answers',
      ]),
      {
        subject: 'loading the calendar',
        value: median,
        unit: 'ms',
        notes: [`longest of 15: ${(loads.at(-1) ?? 0).toFixed(1)} ms`],
      },
    ];
  },
};

export const between: Benchmark = {
  name: 'between',
  workload: 'The working days between two random days, on one core.',
  bars: [{ subject: 'phananh', limit: { demand: 'at least', value: 80_000_000, unit: '/s' } }],
  run: async () => {
    const given = inputs();
    return [
      rate('phananh', size - 1, phananhBetween(given, vietnamCalendar().numbers)),
      rate('date-fns', few, dateFnsBetween(given), [noCalendar]),
    ];
  },
};
