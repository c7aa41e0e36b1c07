import { LRUCache } from 'lru-cache';
import { PhananhError } from '../engine/index.ts';
import { millisecondsPerDay } from './local-day.ts';

/** A time zone that this runtime does not know. */
export class UnknownZone extends PhananhError {
  readonly code = 'unknown-zone';

  constructor(zone: string) {
    super(`${zone} is no time zone; one is written as Asia/Ho_Chi_Minh`, { zone });
  }
}

/** The days of a zone, from its offsets alone: whatever zone the process is in. Days and instants as numbers. */
export interface ZoneDays {
  /** The day on which an instant falls: milliseconds since the Unix epoch → days since 1970-01-01. */
  dayNumberAt(epoch: number): number;
  /** The first instant of a day. */
  startOfDay(dayNumber: number): number;
  /** Milliseconds to add to UTC to get the wall time of an instant. */
  offsetAt(epoch: number): number;
}

/**
 * The days of a zone: from the changes of its clocks between two instants, looked up once. Outside of these the time zone
 * database is asked, which takes microseconds.
 *
 * @throws UnknownZone
 */
export const zoneDays = (zone: string, from: number, to: number): ZoneDays => {
  const offsetNow = offsetIn(zone);
  const first = offsetNow(from);
  const transitions = transitionsOf(offsetNow, from, to);
  const offsetOutside = keptByDay(offsetNow);
  // Apart from the search, so that it is compiled into the loops that count days.
  const offsetAt = (epoch: number): number =>
    epoch >= from && epoch <= to
      ? transitions.length === 0
        ? first
        : offsetWithin(epoch)
      : offsetOutside(epoch);
  const offsetWithin = (epoch: number): number => {
    let [low, high] = [0, transitions.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((transitions[middle]?.at ?? 0) <= epoch) low = middle + 1;
      else high = middle;
    }
    return transitions[low - 1]?.offset ?? first;
  };
  const dayNumberAt = (epoch: number): number => Math.floor((epoch + offsetAt(epoch)) / millisecondsPerDay);
  const startOfDay = (dayNumber: number): number => {
    const midnight = dayNumber * millisecondsPerDay;
    // Midnight at the offsets around it; where the clocks skip it, the day begins with the change.
    const [earlier, later] = [midnight - millisecondsPerDay, midnight + millisecondsPerDay];
    const [before, after] = [offsetAt(earlier), offsetAt(later)];
    if (before === after) return midnight - before;
    const change = changeBetween(offsetAt, earlier, later);
    const candidates = [midnight - before, midnight - after, change].sort((a, b) => a - b);
    const start = candidates.find((at) => dayNumberAt(at) >= dayNumber && dayNumberAt(at - 1) < dayNumber);
    return start ?? midnight - offsetAt(midnight);
  };
  return { dayNumberAt, startOfDay, offsetAt };
};

/** The offset of a zone at an instant, in milliseconds. */
const offsetIn = (zone: string): ((epoch: number) => number) => {
  let format: Intl.DateTimeFormat;
  // Some runtimes take +07:00 too, which is an offset and no zone.
  if (!/^[A-Za-z]/.test(zone)) throw new UnknownZone(zone);
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch {
    throw new UnknownZone(zone);
  }
  return (epoch) => {
    const [, sign, hours = '0', minutes = '0', seconds = '0'] =
      /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?/.exec(format.format(epoch)) ?? [];
    const size = (Number(hours) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1000;
    return sign === '-' ? -size : size;
  };
};

/** Shows instants as the clocks of a zone do: `2026-11-25T00:00:00+07:00`. @throws UnknownZone */
export const inZone = (zone: string): ((instant: string) => string) => {
  const offsetAt = offsetIn(zone);
  return (instant) => {
    const epoch = Date.parse(instant);
    const minutes = Math.round(offsetAt(epoch) / 60_000);
    const wall = new Date(epoch + minutes * 60_000).toISOString().replace(/(?:\.000)?Z$/, '');
    const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
    return `${wall}${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
  };
};

/** Whether two zones have the same clocks from one instant to another, whatever their names are. @throws UnknownZone */
export const isSameZone = (one: string, other: string, from: number, to: number): boolean => {
  if (one === other) return true;
  const [offsetAt, offsetThere] = [offsetIn(one), offsetIn(other)];
  if (offsetAt(from) !== offsetThere(from)) return false;
  const there = transitionsOf(offsetThere, from, to);
  const here = transitionsOf(offsetAt, from, to);
  return (
    here.length === there.length &&
    here.every(({ at, offset }, place) => at === there[place]?.at && offset === there[place]?.offset)
  );
};

/** Looked for once a week: no zone changes its clocks twice within one. */
const step = 7 * millisecondsPerDay;

const transitionsOf = (
  offsetAt: (epoch: number) => number,
  from: number,
  to: number,
): readonly { readonly at: number; readonly offset: number }[] => {
  const found: { at: number; offset: number }[] = [];
  let before = offsetAt(from);
  for (let start = from; start < to; start += step) {
    const end = Math.min(start + step, to);
    const after = offsetAt(end);
    if (after !== before) {
      found.push({ at: changeBetween(offsetAt, start, end), offset: after });
      before = after;
    }
  }
  return found;
};

/** The first instant whose offset is no longer that of `from`. */
const changeBetween = (offsetAt: (epoch: number) => number, from: number, to: number): number => {
  const before = offsetAt(from);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
};

const mostKept = 10_000;

/** Keeps the answer for every day, in UTC, on which the clocks do not change. */
const keptByDay = (offsetAt: (epoch: number) => number): ((epoch: number) => number) => {
  const constant = new LRUCache<number, { readonly offset: number | undefined }>({ max: mostKept });
  return (epoch) => {
    const day = Math.floor(epoch / millisecondsPerDay);
    let known = constant.get(day);
    if (known === undefined) {
      const offset = offsetAt(day * millisecondsPerDay);
      known = { offset: offset === offsetAt((day + 1) * millisecondsPerDay) ? offset : undefined };
      constant.set(day, known);
    }
    return known.offset ?? offsetAt(epoch);
  };
};
