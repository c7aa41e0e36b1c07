import {
  type GamingSignalName,
  gamingSignals,
  gamingThresholds,
  type SignalRow,
} from '@phananh/core/read-models';
import { type Command, InvalidArgumentError } from 'commander';
import { type CommonOptions, commandWith, instantOption, wholeNumber } from '../options/common-options.ts';
import { sayGaps } from '../output/gaps.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { grouped, table } from '../output/table.ts';
import { withReadModels } from '../store/open-store.ts';

interface SignalOptions extends CommonOptions {
  readonly from?: string;
  readonly to?: string;
  readonly signal?: readonly GamingSignalName[];
  readonly agency?: string;
  readonly category?: string;
  readonly area?: string;
  readonly limit: number;
  readonly cursor?: string;
}

// The keys of the table.
const signalNames = Object.keys(gamingSignals) as GamingSignalName[];

export const signals = (): Command =>
  commandWith(
    'signals',
    'Signs that a clock was served rather than the citizen, each with its case: where to look, no verdict.',
    'signals --from 2026-01-01T00:00:00+07:00 --agency agency-hue-lighting --signal returned-before-expiry',
  )
    .option('--from <instant>', 'at or after this moment', instantOption)
    .option('--to <instant>', 'before this moment', instantOption)
    .option('--signal <names>', `comma-separated: ${signalNames.join(', ')}`, names)
    .option('--agency <id>', 'only of reports that it had; empty: of no agency')
    .option('--category <name>', 'only of this category; empty: of none')
    .option('--area <code>', 'only of this area; empty: of none')
    .option('--limit <number>', 'how many are listed, the latest first', wholeNumber(1, 1_000), 50)
    .option('--cursor <text>', 'where the page before ended, as it was given out')
    .action(run);

const names = (text: string): readonly GamingSignalName[] => {
  const given = text.split(',').map((name) => name.trim());
  const known = signalNames.filter((name) => given.includes(name));
  if (given.some((name) => !signalNames.some((known) => known === name)))
    throw new InvalidArgumentError(`signals are ${signalNames.join(', ')}`);
  return known;
};

const run = async ({ json, agency, category, area, ...options }: SignalOptions): Promise<void> => {
  const { from, to, signal, limit, cursor } = options;
  const asOf = new Date().toISOString();
  const [page, zone] = await withReadModels(options, async (models, _, { policy }) => {
    sayGaps(models, options.workflows);
    const found = models.gamingSignals({
      limit,
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(signal !== undefined && { signal }),
      ...(agency !== undefined && { agencyId: orNone(agency) }),
      ...(category !== undefined && { category: orNone(category) }),
      ...(area !== undefined && { areaCode: orNone(area) }),
      ...(cursor !== undefined && { cursor }),
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

/** An empty option asks for those that have none. */
const orNone = (value: string): string | null => (value === '' ? null : value);

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
