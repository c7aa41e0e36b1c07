import { vietnamCalendar } from '@phananh/core/calendar';
import { type CountedCase, count, emptyTally, type Tally } from '@phananh/core/read-models';
import { readings, verdicts } from '@phananh/core/sla';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openForWriting } from '../building/open.ts';
import type { RolledUp } from './case-states.ts';
import { type RollupRange, readRollup } from './read-rollup.ts';
import { reportSources } from './report-sources.ts';
import { rollup } from './rollup.ts';

const few = (...values: readonly string[]) => fc.constantFrom(...values);
const day = few('2026-02-28', '2026-03-01', '2026-03-31', '2027-03-01');

const counted: fc.Arbitrary<CountedCase> = fc.record({
  agencyId: fc.option(few('a', 'b')),
  category: fc.option(few('a', 'b')),
  areaCode: fc.option(few('a', 'b')),
  channel: few('app', 'web'),
  procedure: few('ordinary', 'penalty'),
  labels: fc.constant([]),
  priority: few('normal', 'urgent'),
  outcome: fc.constant(null),
  submittedAt: fc.constant('2026-03-01T00:00:00.000Z'),
  submittedDay: day,
  decidedAt: fc.constant(null),
  decidedDay: fc.option(day),
  verdict: fc.constantFrom(...verdicts),
  againstOriginal: fc.constantFrom(...readings),
  assigned: fc.boolean(),
  returned: fc.boolean(),
  extended: fc.boolean(),
  published: fc.boolean(),
  disputed: fc.boolean(),
  disputeDecided: fc.boolean(),
  upheld: fc.boolean(),
  reopened: fc.boolean(),
});

type Field = keyof CountedCase;
const oneField: fc.Arbitrary<(from: CountedCase) => CountedCase> = fc
  .tuple(counted, fc.nat())
  .map(([other, n]) => (from) => {
    const fields = Object.keys(other) as Field[];
    const field = fields[n % fields.length] ?? 'channel';
    return { ...from, [field]: other[field] };
  });

const ranges: readonly RollupRange[] = (['submitted', 'decided'] as const).flatMap((cohort) =>
  (['first', 'final'] as const).flatMap((round) =>
    (['agency', 'category', 'area', 'channel', 'procedure'] as const).map((dimension) => ({
      cohort,
      round,
      dimension,
      fromMonth: '0000-00',
      toMonth: '9999-99',
    })),
  ),
);

const fieldOf = {
  agency: 'agencyId',
  category: 'category',
  area: 'areaCode',
  channel: 'channel',
  procedure: 'procedure',
} as const;

/** The sums of cases, counted one by one. */
const sumsOf = (cases: readonly RolledUp[], { cohort, round, dimension }: RollupRange) => {
  const sums = new Map<string, Tally>();
  for (const { [round]: one } of cases) {
    const on = cohort === 'submitted' ? one?.submittedDay : one?.decidedDay;
    if (one === undefined || on == null) continue;
    const name = `${on.slice(0, 7)} ${one[fieldOf[dimension]]}`;
    const tally = sums.get(name) ?? emptyTally();
    count(tally, one);
    sums.set(name, tally);
  }
  return Object.fromEntries(sums);
};

describe('sums kept by differences', () => {
  it('are those of the cases as they are, whatever of a case changed, for who reads them again and anew', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(counted, counted), { minLength: 1, maxLength: 5 }),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom('first', 'final', 'gone'), oneField, fc.boolean()), {
          maxLength: 30,
        }),
        (cases, changes) => {
          const database = openForWriting(':memory:', {
            projections: reportSources(vietnamCalendar(), undefined),
          });
          const [sums, again] = [rollup(database), readRollup(database)];
          const known: (RolledUp | undefined)[] = cases.map(([first, final]) => ({ first, final }));
          for (const one of known) sums.change(undefined, one);
          sums.flush();
          for (const [n, what, change, flush] of changes) {
            const place = n % known.length;
            const before = known[place];
            const side = what === 'gone' ? undefined : before?.[what];
            const after =
              what === 'gone' || side === undefined
                ? { ...before, first: undefined, final: before?.final }
                : ({ first: before?.first, final: before?.final, [what]: change(side) } as RolledUp);
            sums.change(before, after);
            known[place] = after;
            if (!flush) continue;
            sums.flush();
            for (const range of ranges) again(range);
          }
          sums.flush();
          const now = known.filter((one) => one !== undefined);
          for (const range of ranges)
            for (const read of [again, readRollup(database)]) {
              const cells = read(range).map(({ month, grouped, tally }) => [
                `${month} ${grouped[fieldOf[range.dimension]]}`,
                tally,
              ]);
              expect(Object.fromEntries(cells)).toEqual(sumsOf(now, range));
            }
          database.close();
        },
      ),
      { numRuns: 60 },
    );
  });
});
