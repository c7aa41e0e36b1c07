import { systemClock } from '@phananh/core/engine';
import {
  type GamingSignalName,
  gamingSignals,
  gamingThresholds,
  type SignalRow,
} from '@phananh/core/read-models';
import { orNone } from '../options/case-filter-options.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { type PageOptions, pageOf } from '../options/page-options.ts';
import { signalNames } from '../options/signal-names.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { grouped, table } from '../output/table.ts';
import { sayGaps } from '../store/gaps.ts';
import { withReadModels } from '../store/open-read-models.ts';

export interface SignalOptions extends CommonOptions, PageOptions {
  readonly from?: string;
  readonly to?: string;
  readonly signal?: readonly GamingSignalName[];
  readonly agency?: readonly string[];
  readonly category?: readonly string[];
  readonly label?: readonly string[];
  readonly area?: readonly string[];
}

export const run = async ({
  json,
  agency,
  category,
  label,
  area,
  ...options
}: SignalOptions): Promise<void> => {
  const { from, to, signal } = options;
  const asOf = systemClock.now();
  const [page, zone] = await withReadModels(options, async (models, _, { policy }) => {
    sayGaps(models, options.workflows);
    const found = models.gamingSignals({
      ...pageOf(options),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(signal !== undefined && { signal }),
      ...(agency !== undefined && { agencyId: agency.map(orNone) }),
      ...(category !== undefined && { category: category.map(orNone) }),
      ...(label !== undefined && { label: label.map(orNone) }),
      ...(area !== undefined && { areaCode: area.map(orNone) }),
    });
    return [found, policy.calendar.zone] as const;
  });
  if (json === true)
    return printJson({ ...page, definitions: gamingSignals, thresholds: gamingThresholds, asOf });
  const asked = signal ?? signalNames;
  printLine(
    table(
      ['signal', 'seen', 'cases', 'what it is'],
      asked.map((name) => {
        const { signals: seen, cases } = page.counts[name];
        return [name, grouped(seen), grouped(cases), gamingSignals[name].en];
      }),
    ),
  );
  if (page.signals.length > 0) printLine(`\n${casesTable(page.signals, zone)}`);
  if (page.nextCursor !== undefined) say(`more: --cursor ${page.nextCursor}`);
  say('Each of these is done for good reasons every day: a signal says where to look, and is no verdict.');
};

const casesTable = (rows: readonly SignalRow[], zone: string): string =>
  table(
    ['at', 'signal', 'report', 'revision', 'with', 'by', 'category', 'area'],
    rows.map(({ at, signal, reportId, revision, agencyId, category, areaCode, detail }) => [
      shownIn(zone)(at),
      signal,
      reportId,
      String(revision),
      agencyId ?? '(none)',
      String(detail.by),
      category ?? '(none)',
      areaCode ?? '(none)',
    ]),
  );
