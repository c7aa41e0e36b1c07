import { dayOfNumber, type LocalDay } from './local-day.ts';

/** A time off in wall minutes since the midnight of 1970-01-01: hours that a clock change skips or repeats do not count. */
export interface TimeOff {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

/** A day as far as times off cover it: whole, or from when to when. */
export type CoveredDay =
  | { readonly day: LocalDay; readonly whole: true; readonly name: string }
  | { readonly day: LocalDay; readonly whole: false; readonly parts: readonly TimeOff[] };

export const minutesPerDay = 1_440;

/**
 * The days that times off touch, in order. Times that overlap or follow each other count together, so that two of them can
 * cover a day. Parts of a day are in minutes from its midnight.
 */
export const coveredDays = (times: readonly TimeOff[]): readonly CoveredDay[] => {
  const byDay = new Map<number, TimeOff[]>();
  for (const { from, to, name } of times) {
    for (let day = Math.floor(from / minutesPerDay); day * minutesPerDay < to; day++) {
      const start = day * minutesPerDay;
      const part = { from: Math.max(from - start, 0), to: Math.min(to - start, minutesPerDay), name };
      const known = byDay.get(day);
      if (known === undefined) byDay.set(day, [part]);
      else known.push(part);
    }
  }
  return [...byDay].sort(([a], [b]) => a - b).map(([day, parts]) => coveredDay(dayOfNumber(day), parts));
};

const isWhole = ({ from, to }: TimeOff): boolean => from === 0 && to === minutesPerDay;

const coveredDay = (day: LocalDay, parts: readonly TimeOff[]): CoveredDay => {
  // Named after the one that covers it alone, when there is one.
  const alone = parts.find(isWhole);
  if (alone !== undefined) return { day, whole: true, name: alone.name };
  const joined = joinedParts(parts);
  const [first] = joined;
  return first !== undefined && isWhole(first)
    ? { day, whole: true, name: first.name }
    : { day, whole: false, parts: joined };
};

/** Parts that touch as one, with the names of all. */
const joinedParts = (parts: readonly TimeOff[]): readonly TimeOff[] => {
  const joined: TimeOff[] = [];
  for (const part of parts.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last === undefined || part.from > last.to) joined.push(part);
    else {
      const name = last.name.split(' / ').includes(part.name) ? last.name : `${last.name} / ${part.name}`;
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, part.to), name };
    }
  }
  return joined;
};
