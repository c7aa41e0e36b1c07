import { systemClock } from '@phananh/core/engine';
import type { CaseFilters, PublishedQuery } from '@phananh/core/read-models';
import { orNone } from '../options/case-filter-options.ts';
import type { CommonOptions } from '../options/common-options.ts';
import type { ListFormOptions } from '../options/list-form-options.ts';
import { type PageOptions, pageOf } from '../options/page-options.ts';
import { publishedTable } from '../output/cases-table.ts';
import { clustersTable, countText } from '../output/list-forms.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { sayGaps } from '../store/gaps.ts';
import { withReadModels } from '../store/open-read-models.ts';

export interface PublishedOptions extends CommonOptions, PageOptions, ListFormOptions {
  readonly category?: readonly string[];
  readonly area?: readonly string[];
  readonly bbox?: NonNullable<CaseFilters['bbox']>;
  readonly submittedFrom?: string;
  readonly submittedTo?: string;
  readonly q?: string;
  readonly sort?: NonNullable<PublishedQuery['sort']>;
}

/** What was published: the same for everybody, so that nobody is told of it. */
export const run = async (options: PublishedOptions): Promise<void> => {
  const { category, area, bbox, submittedFrom, submittedTo, q, sort, zoom } = options;
  const now = systemClock.now();
  const filters = {
    ...(category && { category: category.map(orNone) }),
    ...(area && { areaCode: area.map(orNone) }),
    ...(bbox && { bbox }),
    ...(submittedFrom !== undefined && { submittedFrom }),
    ...(submittedTo !== undefined && { submittedTo }),
    ...(q !== undefined && { q }),
    now,
  };
  const [found, text, zone] = await withReadModels(options, async (models, _, { policy }) => {
    sayGaps(models, options.workflows);
    const { zone } = policy.calendar;
    const selection = { ...filters, reader: 'everybody' } as const;
    if (options.count === true) {
      const counted = models.caseCount(selection);
      return [counted, countText(counted), zone] as const;
    }
    if (zoom !== undefined) {
      const clusters = models.clusters({ ...selection, zoom });
      return [clusters, clustersTable(clusters), zone] as const;
    }
    const page = models.published({ ...filters, ...pageOf(options), ...(sort !== undefined && { sort }) });
    return [page, publishedTable(page.reports, zone), zone] as const;
  });
  if (options.json === true) return printJson({ ...found, asOf: now });
  printLine(text);
  if ('nextCursor' in found && found.nextCursor !== undefined) say(`more: --cursor ${found.nextCursor}`);
  say(`as of ${shownIn(zone)(now)}`);
};
