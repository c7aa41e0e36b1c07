import { operator } from '@phananh/core';
import { findSubject, type HistoryPage, historyPage, mostEventsOfPage, streamOf } from '@phananh/core/engine';
import { demandMayRedact, type SuggestedRedaction, suggestedRedactions } from '@phananh/core/privacy';
import { tellShown } from '../access/open-access-log.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { printJson, printLine } from '../output/output.ts';
import { table } from '../output/table.ts';
import { findReportId } from '../store/find-report.ts';
import { openForReading } from '../store/open-store.ts';
import { openReportsOf } from '../store/policy-of-place.ts';

export const run = async (named: string, options: CommonOptions): Promise<void> => {
  const id = await findReportId(options, named);
  const store = await openForReading(options);
  try {
    const { handler } = await openReportsOf(store);
    const found = await findSubject(handler, id, { actor: operator('cli') });
    demandMayRedact(handler, found);
    const suggestions: SuggestedRedaction[] = [];
    for (let next: number | undefined = 0; next !== undefined; ) {
      const page: HistoryPage = await historyPage(handler, found, {
        fromRevision: next,
        limit: mostEventsOfPage,
      });
      suggestions.push(...suggestedRedactions(handler.workflow, page.events));
      next = page.next;
    }
    const fields = [...new Set(suggestions.map(({ field }) => field))];
    await tellShown(options, { way: 'phananh redactions', of: [streamOf(handler.workflow, id)], fields });
    if (options.json === true) return printJson({ reportId: id, suggestions });
    if (suggestions.length === 0) return printLine('Nothing was found. Names and places are not looked for.');
    printLine(
      table(
        ['rev', 'field', 'kind', 'found'],
        suggestions.map((one) => [String(one.revision), one.field, one.kind, one.found]),
      ),
    );
  } finally {
    await store.close();
  }
};
