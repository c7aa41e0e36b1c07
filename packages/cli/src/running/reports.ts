import { type caseSorts, personalInCases } from '@phananh/core/read-models';
import type { ClockName } from '@phananh/core/reports';
import { commandReader, tellShown } from '../access/open-access-log.ts';
import { type CaseFilterOptions, caseFiltersOf } from '../options/case-filter-options.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { type PageOptions, pageOf } from '../options/page-options.ts';
import { casesTable } from '../output/cases-table.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { sayGaps, sayLists } from '../store/gaps.ts';
import { withReadModels } from '../store/open-read-models.ts';

export interface ReportsOptions extends CommonOptions, CaseFilterOptions, PageOptions {
  readonly dueBefore?: string;
  readonly clock?: readonly ClockName[];
  readonly officer?: string;
  readonly q?: string;
  readonly sort?: (typeof caseSorts)[number];
}

/** A worklist, as auditors see it. */
export const run = async (options: ReportsOptions): Promise<void> => {
  const { dueBefore, clock, officer, q, sort } = options;
  const asked = {
    ...caseFiltersOf(options),
    ...pageOf(options),
    ...(dueBefore !== undefined && { dueBefore }),
    ...(clock !== undefined && { clock }),
    ...(officer !== undefined && { officer }),
    ...(q !== undefined && { q }),
    ...(sort !== undefined && { sort }),
  };
  const now = new Date().toISOString();
  const [page, zone] = await withReadModels(options, async (models, _, { policy }) => {
    sayGaps(models, options.workflows);
    sayLists(options.workflows);
    const found = models.cases({ ...asked, reader: commandReader(), now });
    return [found, policy.calendar.zone] as const;
  });
  await tellShown(options, { way: 'phananh reports', ...personalInCases(page.cases, 'auditor') });
  if (options.json === true) return printJson({ ...page, asOf: now });
  printLine(casesTable(page.cases, zone));
  if (page.nextCursor !== undefined) say(`more: --cursor ${page.nextCursor}`);
  say(`as of ${shownIn(zone)(now)}`);
};
