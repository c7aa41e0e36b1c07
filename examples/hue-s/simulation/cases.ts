import type { WorkingCalendar } from '@phananh/core/calendar';
import { type Agency, bodiesFor } from '../province/agencies.ts';
import {
  type Category,
  categories,
  familyNames,
  givenNames,
  otherDuties,
  since,
  streets,
} from '../province/categories.ts';
import { rounded, type Ward, wards } from '../province/wards.ts';
import type { Dice } from './dice.ts';

/** What happens in the province by itself: a problem somewhere, seen by somebody, at some moment. */
export interface Case {
  readonly index: number;
  /** Milliseconds since the Unix epoch. */
  readonly submittedAt: number;
  readonly citizenId: string;
  readonly name: string;
  readonly phone: string;
  readonly channel: 'app' | 'web' | 'hotline' | 'chatbot' | 'email' | 'social';
  readonly category: Category;
  readonly ward: Ward;
  readonly lat: number;
  readonly lng: number;
  readonly address: string;
  readonly text: string;
  readonly agency: Agency;
}

const channels = [
  { channel: 'app', weight: 62 },
  { channel: 'hotline', weight: 13 },
  { channel: 'web', weight: 12 },
  { channel: 'chatbot', weight: 6 },
  { channel: 'social', weight: 5 },
  { channel: 'email', weight: 2 },
] as const;

/** How many report in each hour of the day, in proportion. */
const hours = [1, 1, 0, 0, 1, 3, 8, 14, 16, 15, 13, 10, 7, 9, 13, 14, 13, 11, 9, 9, 8, 6, 4, 2].map(
  (weight, hour) => ({ hour, weight }),
);
const millisecondsPerDay = 86_400_000;
const minute = 60_000;

const weightIn = ({ weight, season }: Category, month: number): number =>
  weight * (season?.months.includes(month) ? season.times : 1);

/** Draws the cases of a time, in the order of their submission. */
export const drawCases = (
  count: number,
  {
    from,
    days,
    calendar,
    dice,
  }: {
    readonly from: number;
    readonly days: number;
    readonly calendar: WorkingCalendar;
    readonly dice: Dice;
  },
): readonly Case[] => {
  const everyDay = Array.from({ length: days }, (_, index) =>
    dayOf(from + index * millisecondsPerDay, index / days, calendar),
  );
  // The sum up to each day, to find the day of a draw by halving.
  let sum = 0;
  const sums = everyDay.map(({ weight }) => (sum += weight));
  const drawn = Array.from({ length: count }, () => {
    const day = everyDay[indexOf(sums, dice.fraction() * sum)] ?? everyDay[0];
    if (day === undefined) throw new RangeError('no day to report on');
    const { hour } = dice.weighted(hours, ({ weight }) => weight);
    return { day, at: day.start + (hour * 60 + dice.between(0, 59)) * minute };
  });
  drawn.sort((a, b) => a.at - b.at);
  return drawn.map(({ day, at }, index) => drawCase(index, at, day.month, count, dice));
};

const dayOf = (start: number, passed: number, { numbers }: WorkingCalendar) => {
  const day = numbers.dayAt(start);
  const month = new Date(day * millisecondsPerDay).getUTCMonth() + 1;
  const reported = categories.reduce((total, category) => total + weightIn(category, month), 0);
  // More people know the service every year; on days off fewer write.
  return { start, month, weight: reported * (0.8 + 0.5 * passed) * (numbers.isWorkingDay(day) ? 1 : 0.6) };
};

/** The first place whose sum is above a value. */
const indexOf = (sums: readonly number[], value: number): number => {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
};

const drawCase = (index: number, submittedAt: number, month: number, count: number, dice: Dice): Case => {
  const category = dice.weighted(categories, (each) => weightIn(each, month));
  const ward = dice.weighted(wards, ({ weight }) => weight);
  const others = otherDuties[category.code] ?? [];
  const duty = others.length > 0 && dice.chance(0.12) ? dice.pick(others) : category.duty;
  // Some write often: the smaller of two numbers is small more often.
  const people = Math.max(20, Math.round(count * 0.7));
  const citizen = Math.min(dice.between(1, people), dice.between(1, people));
  const address = addressIn(ward, dice);
  return {
    index,
    submittedAt,
    citizenId: `c-${citizen}`,
    name: `${familyNames[citizen % familyNames.length]} ${givenNames[citizen % givenNames.length]}`,
    phone: `0900 ${String(citizen).padStart(6, '0')}`,
    channel: dice.weighted(channels, ({ weight }) => weight).channel,
    category,
    ward,
    lat: rounded(ward.lat + (dice.fraction() - 0.5) * 0.008),
    lng: rounded(ward.lng + (dice.fraction() - 0.5) * 0.008),
    address: `${address}, ${ward.kind} ${ward.name}`,
    text: dice
      .pick(category.texts)
      .replace('{place}', `${dice.pick(['trước', 'gần', 'đoạn qua', 'tại'])} ${address}`)
      .replace('{time}', dice.pick(since)),
    agency: dice.pick(bodiesFor(duty, ward)),
  };
};

const addressIn = ({ kind }: Ward, dice: Dice): string => {
  if (kind === 'xã') return `thôn ${dice.between(1, 9)}`;
  const street = dice.pick(streets);
  return dice.chance(0.3)
    ? `kiệt ${dice.between(2, 180)} ${street}`
    : `số ${dice.between(1, 260)} đường ${street}`;
};
