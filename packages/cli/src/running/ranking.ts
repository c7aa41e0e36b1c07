import { systemClock } from '@phananh/core/engine';
import type { OnTimeRatioName, RankedAgency, RankingPeriod } from '@phananh/core/read-models';
import { type CohortOptions, cohortOf, type TimeOptions, timesOf } from '../options/cohort-options.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { percent, type ShownReading, shownRatio } from '../output/figure-cells.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { grouped, table } from '../output/table.ts';
import { sayGaps, sayLists } from '../store/gaps.ts';
import { withReadModels } from '../store/open-read-models.ts';

export interface RankingOptions extends CommonOptions, Omit<CohortOptions, 'groupBy'>, TimeOptions {
  readonly groupBy: readonly RankingPeriod[];
  readonly ratio: OnTimeRatioName;
  readonly reading: ShownReading;
  readonly minimumCases: number;
}

export const run = async (options: RankingOptions): Promise<void> => {
  const { json, groupBy, ratio, reading, minimumCases } = options;
  const asked = {
    ...cohortOf({ ...options, groupBy: [] }),
    ...timesOf(options),
    ratio,
    reading,
    minimumCases,
  };
  const now = systemClock.now();
  const [found, zone] = await withReadModels(options, async (models, _, { policy }) => {
    sayGaps(models, options.workflows);
    sayLists(options.workflows);
    return [await models.ranking({ ...asked, groupBy, now }), policy.calendar.zone] as const;
  });
  const asOf = options.asOf ?? options.knownAt ?? now;
  if (json === true) return printJson({ ...found, asOf });
  const { method, agencies, groups } = found;
  const rows =
    groups === undefined
      ? agencies.map((one) => row(one))
      : groups.flatMap(({ group, agencies: own }) =>
          own.map((one) => [...groupBy.map((name) => group[name] ?? '(none)'), ...row(one)]),
        );
  const headings = ['rank', 'agency', 'name', method.ratio, 'from', 'to', 'cases', 'undecided'];
  printLine(table([...groupBy, ...headings], rows));
  say(`${method.order}; at least ${grouped(method.minimumCases)} cases; ${method.interval}`);
  say(
    `by ${options.cohort}, against the due ${reading === 'original' ? 'without extensions' : 'in force'}, as of ${shownIn(zone)(asOf)}`,
  );
};

const row = ({ rank, agencyId, name, ratio, interval, cases, open }: RankedAgency): readonly string[] => [
  rank === null ? '–' : grouped(rank),
  agencyId,
  name ?? '',
  shownRatio(ratio),
  bound(interval?.low),
  bound(interval?.high),
  grouped(cases),
  grouped(open),
];

const bound = (share: number | undefined): string => (share === undefined ? '–' : percent(share));
