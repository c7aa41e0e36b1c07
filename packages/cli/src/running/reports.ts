import { readFileSync } from 'node:fs';
import { systemClock } from '@phananh/core/engine';
import {
  type CaseQuery,
  type caseSorts,
  personalInCases,
  personalInFound,
  personalOnMap,
  type TelephoneQuery,
} from '@phananh/core/read-models';
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
import { CliError } from '../process/errors.ts';
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
  readonly telephone?: string;
}

/** A worklist, as auditors see it. */
export const run = async (options: ReportsOptions): Promise<void> => {
  const { dueBefore, clock, disputedFrom, disputedTo, officer, reporter, taken, q, telephone } = options;
  const filters = {
    ...caseFiltersOf(options),
    ...(dueBefore !== undefined && { dueBefore }),
    ...(clock !== undefined && { clock }),
    ...(disputedFrom !== undefined && { disputedFrom }),
    ...(disputedTo !== undefined && { disputedTo }),
    ...(officer !== undefined && { officer }),
    ...(reporter !== undefined && { reporterId: reporter }),
    ...(taken !== undefined && { taken: taken === 'true' }),
    ...(q !== undefined && { q }),
  };
  const isOther = Object.keys(filters).length > 0 || options.count === true || options.zoom !== undefined;
  if (telephone !== undefined && isOther)
    throw new CliError(
      'wrong-usage',
      '--telephone finds all reports of a caller: no other filter or form goes with it',
    );
  const number = telephone === undefined ? undefined : numberIn(telephone);
  const now = systemClock.now();
  const by = { reader: commandReader(), now };
  const [found, zone] = await withReadModels(options, async (models, _, { policy }) => {
    sayGaps(models, options.workflows);
    sayLists(options.workflows);
    const { zone } = policy.calendar;
    const answer =
      number === undefined
        ? answerOf(models, { ...filters, ...by }, options, zone)
        : await casesOfCaller(models, { telephone: number, ...by }, options, zone);
    return [answer, zone] as const;
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

const casesOfCaller = async (
  models: SqliteReadModels,
  asked: TelephoneQuery,
  { sort, ...options }: ReportsOptions,
  zone: string,
): Promise<Found> => {
  const answer = await models.casesOfTelephone({ ...asked, ...pageOf(options), ...(sort && { sort }) });
  return {
    answer,
    text: casesTable(answer.cases, zone),
    nextCursor: answer.nextCursor,
    shows: personalInFound(answer.cases, 'auditor'),
  };
};

const numberIn = (file: string): string => {
  try {
    return readFileSync(file === '-' ? process.stdin.fd : file, 'utf8').trim();
  } catch (cause) {
    throw new CliError('unreadable-source', `the telephone number cannot be read from ${file}`, { cause });
  }
};
