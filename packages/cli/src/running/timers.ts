import { inLargestUnit, type ListedTimer, listedTimers, systemClock } from '@phananh/core/engine';
import type { CommonOptions } from '../options/common-options.ts';
import { type PageOptions, pageOf } from '../options/page-options.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { counted, table } from '../output/table.ts';
import { withReadModels } from '../store/open-read-models.ts';

interface TimersOptions extends CommonOptions, PageOptions {
  readonly dueBefore?: string;
}

export const run = ({ dueBefore, json, ...options }: TimersOptions): Promise<void> =>
  withReadModels(options, async (models, _, { hosted, policy }) => {
    const page = listedTimers(
      models.timers,
      { ...pageOf(options), ...(dueBefore !== undefined && { dueBefore }) },
      { now: systemClock.now() },
    );
    if (json === true) return printJson({ ...page, hosted });
    const shown = shownIn(policy.calendar.zone);
    printLine(
      page.timers.length === 0
        ? 'no timer is pending'
        : table(
            ['fires', 'late', 'of', 'gives'],
            page.timers.map((one) => [shown(one.at), lateText(one), one.stream, one.command]),
          ),
    );
    if (page.nextCursor !== undefined) say(`more: --cursor ${page.nextCursor}`);
    const isLate = page.timers.some(({ state }) => state === 'due');
    if (isLate && !hosted) say('no host runs: what is due fires when one is started');
  });

const lateText = ({ state, lateMilliseconds }: ListedTimer): string => {
  if (state === 'pending') return '–';
  const { count, unit } = inLargestUnit(lateMilliseconds);
  return counted(count, unit);
};
