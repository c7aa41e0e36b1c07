import { systemClock } from '@phananh/core/engine';
import { type AnyList, type DurationFigures, measuredTimes, type SlaGroup } from '@phananh/core/read-models';
import type { SqliteReadModels } from '@phananh/sqlite';
import {
  type CohortOptions,
  cohortOf,
  rangeOf,
  type TimeOptions,
  timesOf,
} from '../options/cohort-options.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { figureCells, figureHeadings, type ShownReading, whyNotRipe } from '../output/figure-cells.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { sayOverlap } from '../output/overlap.ts';
import { shownIn } from '../output/shown.ts';
import { grouped, table } from '../output/table.ts';
import { sayGaps, sayGapsOfList } from '../store/gaps.ts';
import { withReadModels } from '../store/open-read-models.ts';

export interface SlaOptions extends CommonOptions, CohortOptions, TimeOptions {
  readonly reading: ShownReading;
  readonly durations?: boolean;
}

export const run = async (options: SlaOptions): Promise<void> => {
  const { json, cohort, groupBy, round, clock, asOf, knownAt, reading } = options;
  const now = systemClock.now();
  const asked = { ...cohortOf(options), ...timesOf(options) };
  const found = await withReadModels(options, async (models, _, { policy }) => {
    sayGaps(models, options.workflows);
    return {
      // While they are open: the past is read event by event.
      figures: await models.sla({ ...asked, groupBy, now }),
      durations: options.durations === true ? await models.durations({ ...asked, groupBy, now }) : [],
      others: clocksOf(models, options, now),
      shown: shownIn(policy.calendar.zone),
    };
  });
  const { figures, durations, others, shown } = found;
  sayOverlap(groupBy);
  const moment = asOf ?? knownAt ?? now;
  if (json === true) {
    for (const figure of figures) printJson({ ...asked, asOf: moment, ...figure });
    for (const figure of durations) printJson({ ...asked, asOf: moment, ...figure });
    for (const one of others) printJson({ ...one, asOf: now });
    return;
  }
  printLine(
    table(
      [...groupBy, ...figureHeadings],
      figures.map((figure) => [
        ...groupBy.map((name) => figure.group[name] ?? '(none)'),
        ...figureCells(figure, reading),
      ]),
    ),
  );
  const known = knownAt === undefined ? '' : `, as it was known at ${shown(knownAt)}`;
  say(
    `${clock} clock, by ${cohort}, ${round} round, against the due ${reading === 'original' ? 'without extensions' : 'in force'}, as of ${shown(moment)}${known}`,
  );
  if (durations.length > 0) printLine(`\n${durationsTable(groupBy, durations)}`);
  const undecided = whyNotRipe(figures);
  if (undecided !== undefined) say(undecided);
  if (others.length > 0)
    printLine(
      `\n${table(
        ['workflow', 'list', 'clock', 'verdict', 'count'],
        others.map(({ workflow, list, clock, verdict, count }) => [
          workflow,
          list,
          clock,
          verdict ?? '(none)',
          String(count),
        ]),
      )}`,
    );
};

/** Days of the decided cases of each group: in the middle, and of nine in ten. */
const durationsTable = (groupBy: readonly SlaGroup[], durations: readonly DurationFigures[]): string =>
  table(
    [...groupBy, 'days', 'cases', 'median working', 'nine in ten', 'median calendar', 'nine in ten'],
    durations.flatMap(({ group, durations: of }) =>
      measuredTimes.map((where) => {
        const { workingDays, calendarDays } = of[where];
        return [
          ...groupBy.map((name) => group[name] ?? '(none)'),
          where,
          grouped(calendarDays.cases),
          ...[workingDays.median, workingDays.p90, calendarDays.median, calendarDays.p90].map((days) =>
            days === null ? '–' : grouped(days),
          ),
        ];
      }),
    ),
  );

/** How many rows of a list have a clock that is judged so. */
interface CountedVerdict {
  readonly workflow: string;
  readonly list: string;
  readonly clock: string;
  readonly verdict: string | null;
  readonly count: number;
}

/** The clocks of the workflows beside reports, as they are now. What a question narrows down is of reports alone, and so these are left out then, and that is said. */
const clocksOf = (
  models: Pick<SqliteReadModels, 'counts' | 'gaps'>,
  { workflows = [], ...options }: SlaOptions,
  now: string,
): readonly CountedVerdict[] => {
  const { groupBy, ...others } = { ...rangeOf(options), ...timesOf(options), groupBy: options.groupBy };
  const isWhole = groupBy.length === 0 && Object.keys(others).length === 0;
  return workflows.flatMap(({ workflow, lists }) => {
    const counted = Object.entries<AnyList>(lists).flatMap(([list, { of, counts }]) =>
      counts
        .filter((name) => of.fields[name].kind === 'clock')
        .map((clock) => ({ workflow: workflow.name, list, clock })),
    );
    if (counted.length === 0) say(`no list of ${workflow.name} is counted by a clock`);
    else if (!isWhole)
      say(
        `this is of reports; the clocks of ${workflow.name} are counted without --from, --to, filters, groups and moments: phananh sla, or phananh list with --where and --count`,
      );
    else
      return counted.flatMap((one) => {
        sayGapsOfList(models.gaps(one.list));
        return models
          .counts({ list: one.list, by: [one.clock], now })
          .map(({ of, count }): CountedVerdict => {
            const verdict = of[one.clock];
            return { ...one, verdict: typeof verdict === 'string' ? verdict : null, count };
          });
      });
    return [];
  });
};
