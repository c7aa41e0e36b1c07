import { type Instant, instantOf } from '@phananh/core/engine';
import { RowRejected } from '../row-rejected.ts';
import { compileTimePattern } from './pattern.ts';
import { type ZoneRules, zoneClock } from './zone.ts';

const millisecondsPerMinute = 60_000;
const millisecondsPerDay = 86_400_000;

/** A time of a source. One that names a moment is the same three times; of a day they differ. */
export interface ReadTime {
  /** The beginning of the day. */
  readonly earliest: Instant;
  /** Its last second: what is done that day is done by then. */
  readonly latest: Instant;
  /** Its last millisecond: what is due that day is due then, so that what is done that day is in time. */
  readonly end: Instant;
}

/** Reads the times of a source: its formats in turn, in its zone unless a time names its own offset. */
export type TimeReader = (text: string, column: string) => ReadTime;

/** Throws {@link RowRejected} `impossible-time` for text that is no time and `skipped-time` for one that the zone skips. */
export const timeReader = (timeFormats: readonly string[], rules: ZoneRules): TimeReader => {
  const parsers = timeFormats.map(compileTimePattern);
  const toInstant = zoneClock(rules);
  // A day begins and ends though the clocks are changed at midnight.
  const [toBegin, toEnd] = (['earlier', 'later'] as const).map((ambiguous) =>
    zoneClock({ zone: rules.zone, nonexistent: 'shift', ambiguous }),
  );
  return (text, column) => {
    for (const parse of parsers) {
      const written = parse(text);
      if (written === undefined) continue;
      const { local, offset } = written;
      const known = offset === undefined ? undefined : (one: number) => one - offset * millisecondsPerMinute;
      if (parse.precision === 'time') {
        const instant = (known ?? toInstant)(local);
        if (instant !== undefined) return moment(instantOf(instant));
        throw new RowRejected('skipped-time', `${column}: the clocks of ${rules.zone} skip ${text}`);
      }
      const begin = (known ?? toBegin)?.(local);
      const end = (known ?? toEnd)?.(local + millisecondsPerDay - 1);
      if (begin === undefined || end === undefined)
        throw new RowRejected('skipped-time', `${column}: ${rules.zone} has no day ${text}`);
      return { earliest: instantOf(begin), latest: instantOf(end - 999), end: instantOf(end) };
    }
    throw new RowRejected(
      'impossible-time',
      `${column}: ${text} is no time of the form ${timeFormats.join(' or ')}`,
    );
  };
};

const moment = (instant: Instant): ReadTime => ({ earliest: instant, latest: instant, end: instant });
