import { tzOffset } from '@date-fns/tz';

const millisecondsPerMinute = 60_000;
const millisecondsPerDay = 86_400_000;

/** What to do with a local time that a change of the clocks skips, or has twice. */
export interface ZoneRules {
  readonly zone: string;
  readonly nonexistent: 'reject' | 'shift';
  readonly ambiguous: 'earlier' | 'later';
}

export const isZone = (zone: string): boolean => !Number.isNaN(tzOffset(zone, new Date(0)));

/**
 * From a local time, in milliseconds as if it were UTC, to the instant, in milliseconds since the epoch; undefined for one
 * that does not exist in the zone.
 *
 * A skipped time, when shifted, moves on by what the clocks were put forward: 02:30 becomes 03:30. Of a time that the
 * clocks show twice the earlier one is meant unless the rules say otherwise.
 *
 * Asking the time zone database takes microseconds, so that the answer is kept for each local day without a change.
 */
export const zoneClock = ({
  zone,
  nonexistent,
  ambiguous,
}: ZoneRules): ((local: number) => number | undefined) => {
  const offsetAt = (instant: number): number => tzOffset(zone, new Date(instant)) * millisecondsPerMinute;
  /** Offset of a day; undefined when the clocks change on it or beside it. */
  const constantOffsets = new Map<number, number | undefined>();

  const constantOffset = (local: number): number | undefined => {
    const day = Math.floor(local / millisecondsPerDay);
    if (!constantOffsets.has(day)) {
      const before = offsetAt((day - 1) * millisecondsPerDay);
      const after = offsetAt((day + 2) * millisecondsPerDay);
      constantOffsets.set(day, before === after ? before : undefined);
    }
    return constantOffsets.get(day);
  };

  const besideChange = (local: number): number | undefined => {
    const before = offsetAt(local - millisecondsPerDay);
    const after = offsetAt(local + millisecondsPerDay);
    const instants = [local - before, local - after].filter(
      (instant) => instant + offsetAt(instant) === local,
    );
    if (instants.length === 0) return nonexistent === 'shift' ? local - before : undefined;
    return ambiguous === 'later' ? Math.max(...instants) : Math.min(...instants);
  };

  return (local) => {
    const offset = constantOffset(local);
    return offset === undefined ? besideChange(local) : local - offset;
  };
};
