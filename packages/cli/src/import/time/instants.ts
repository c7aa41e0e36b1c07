import type { Instant } from '@phananh/core';
import { instantOf } from '@phananh/core/engine';
import { RowRejected } from '../row-rejected.ts';
import { compileTimePattern } from './pattern.ts';
import { type ZoneRules, zoneClock } from './zone.ts';

const millisecondsPerMinute = 60_000;

/** Reads the times of a source: its formats in turn, in its zone unless a time names its own offset. */
export type InstantReader = (text: string, column: string) => Instant;

/** Throws {@link RowRejected} `impossible-time` for text that is no time and `skipped-time` for one that the zone skips. */
export const instantReader = (timeFormats: readonly string[], rules: ZoneRules): InstantReader => {
  const parsers = timeFormats.map(compileTimePattern);
  const toInstant = zoneClock(rules);
  return (text, column) => {
    for (const parse of parsers) {
      const written = parse(text);
      if (written === undefined) continue;
      if (written.offset !== undefined)
        return instantOf(written.local - written.offset * millisecondsPerMinute);
      const instant = toInstant(written.local);
      if (instant !== undefined) return instantOf(instant);
      throw new RowRejected('skipped-time', `${column}: the clocks of ${rules.zone} skip ${text}`);
    }
    throw new RowRejected(
      'impossible-time',
      `${column}: ${text} is no time of the form ${timeFormats.join(' or ')}`,
    );
  };
};
