import { systemClock } from '@phananh/core/engine';
import { type CaseQuery, type caseSorts, personalInCases, personalOnMap } from '@phananh/core/read-models';
import type { ClockName } from '@phananh/core/reports';
import type { SqliteReadModels } from '@phananh/sqlite';
import { commandReader, tellShown } from '../access/open-access-log.ts';
import { type CaseFilterOptions, caseFiltersOf } from '../options/case-filter-options.ts';
import type { CommonOptions } from '../options/common-options.ts';
import type { ListFormOptions } from '../options/list-form-options.ts';
import { type PageOptions, pageOf } from '../options/page-options.ts';
import { casesTable } from '../output/cases-table.ts';
import { clustersTable, countText } from '../output/list-forms.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { sayGaps, sayLists } from '../store/gaps.ts';
import { withReadModels } from '../store/open-read-models.ts';

export interface ReportsOptions extends CommonOptions, CaseFilterOptions, PageOptions, ListFormOptions {
  readonly dueBefore?: string;
  readonly clock?: readonly ClockName[];
  readonly disputedFrom?: string;
  readonly disputedTo?: string;
  readonly officer?: string;
  readonly reporter?: string;
  readonly taken?: 'true' | 'false';
  readonly q?: string;
  readonly sort?: (typeof caseSorts)[number];
}

/** A worklist, as auditors see it. */
export const run = async (options: ReportsOptions): Promise<void> => {
  const { dueBefore, clock, disputedFrom, disputedTo, officer, reporter, taken, q } = options;
  const now = systemClock.now();
  const asked = {
    ...caseFiltersOf(options),
    ...(dueBefore !== undefined && { dueBefore }),
    ...(clock !== undefined && { clock }),
    ...(disputedFrom !== undefined && { disputedFrom }),
    ...(disputedTo !== undefined && { disputedTo }),
    ...(officer !== undefined && { officer }),
    ...(reporter !== undefined && { reporterId: reporter }),
    ...(taken !== undefined && { taken: taken === 'true' }),
    ...(q !== undefined && { q }),
    reader: commandReader(),
    now,
  };
  const [found, zone] = await withReadModels(options, async (models, _, { policy }) => {
    sayGaps(models, options.workflows);
    sayLists(options.workflows);
    return [answerOf(models, asked, options, policy.calendar.zone), policy.calendar.zone] as const;
  });
  if (found.shows !== undefined) await tellShown(options, { way: 'phananh reports', ...found.shows });
  if (options.json === true) return printJson({ ...found.answer, asOf: now });
  printLine(found.text);
  if (found.nextCursor !== undefined) say(`more: --cursor ${found.nextCursor}`);
  say(`as of ${shownIn(zone)(now)}`);
};

interface Found {
  readonly answer: object;
  readonly text: string;
  readonly nextCursor?: string | undefined;
  readonly shows?: ReturnType<typeof personalOnMap>;
}

const answerOf = (
  models: SqliteReadModels,
  asked: CaseQuery,
  { count, zoom, sort, ...options }: ReportsOptions,
  zone: string,
): Found => {
  if (count === true) {
    const answer = models.caseCount(asked);
    return { answer, text: countText(answer) };
  }
  if (zoom !== undefined) {
    const query = { ...asked, zoom };
    const answer = models.clusters(query);
    return { answer, text: clustersTable(answer), shows: personalOnMap(query, answer) };
  }
  const answer = models.cases({ ...asked, ...pageOf(options), ...(sort !== undefined && { sort }) });
  return {
    answer,
    text: casesTable(answer.cases, zone),
    nextCursor: answer.nextCursor,
    shows: personalInCases(answer.cases, 'auditor'),
  };
};
