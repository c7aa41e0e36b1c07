import { systemClock } from '@phananh/core/engine';
import {
  type CaseMark,
  type caseSorts,
  type Happening,
  personalInCases,
  type RoundGrade,
} from '@phananh/core/read-models';
import type { ReportPhase } from '@phananh/core/reports';
import type { Reading, Verdict } from '@phananh/core/sla';
import type { Command } from 'commander';
import { commandReader, tellShown } from '../access/open-access-log.ts';
import { cohortOf, timesOf } from '../options/cohort-options.ts';
import { type PageOptions, pageOf } from '../options/page-options.ts';
import { casesTable } from '../output/cases-table.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { CliError } from '../process/errors.ts';
import { sayGaps, sayLists } from '../store/gaps.ts';
import { withReadModels } from '../store/open-read-models.ts';
import type { SlaOptions } from './sla.ts';

export interface SlaCasesOptions extends SlaOptions, PageOptions {
  readonly phase?: readonly ReportPhase[];
  readonly verdict?: readonly Verdict[];
  readonly againstOriginal?: readonly Reading[];
  readonly mark?: readonly CaseMark[];
  readonly happened?: readonly Happening[];
  readonly grade?: readonly RoundGrade[];
  readonly sort?: (typeof caseSorts)[number];
}

/** What of `phananh sla` says how figures are shown, and nothing of which cases they count. */
const ofFigures = { groupBy: '--group-by', durations: '--durations', reading: '--reading' };

/** The cases behind a number of `phananh sla`, which has the options of the cohort. */
export const run = async (_: unknown, command: Command): Promise<void> => {
  for (const [name, flag] of Object.entries(ofFigures))
    if (command.getOptionValueSourceWithGlobals(name) === 'cli')
      throw new CliError('wrong-usage', `${flag} is of figures, and not of the cases behind them`);
  const options = command.optsWithGlobals<SlaCasesOptions>();
  const { phase, verdict, againstOriginal, mark, happened, grade, sort, asOf, knownAt } = options;
  const asked = {
    ...cohortOf(options),
    ...timesOf(options),
    ...pageOf(options),
    ...(phase && { phase }),
    ...(verdict && { verdict }),
    ...(againstOriginal && { againstOriginal }),
    ...(mark && { mark }),
    ...(happened && { happened }),
    ...(grade && { grade }),
    ...(sort !== undefined && { sort }),
  };
  const now = systemClock.now();
  const [page, zone] = await withReadModels(options, async (models, _store, { policy }) => {
    sayGaps(models, options.workflows);
    sayLists(options.workflows);
    const found = await models.slaCases({ ...asked, reader: commandReader(), now });
    return [found, policy.calendar.zone] as const;
  });
  const moment = asOf ?? knownAt ?? now;
  await tellShown(options, { way: 'phananh sla cases', ...personalInCases(page.cases, 'auditor') });
  if (options.json === true) return printJson({ ...page, asOf: moment });
  printLine(casesTable(page.cases, zone));
  if (page.nextCursor !== undefined) say(`more: --cursor ${page.nextCursor}`);
  say(`the cases as they are now, with the verdicts that they count with as of ${shownIn(zone)(moment)}`);
};
