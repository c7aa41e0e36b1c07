import { type EventView, findSubject, historyOfSubject, streamOf } from '@phananh/core/engine';
import { personalInEvents } from '@phananh/core/privacy';
import { commandReader, tellShown } from '../access/open-access-log.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { type PastOptions, pastIn } from '../options/past-options.ts';
import { printJson, printLine } from '../output/output.ts';
import { inOneLine, shownIn } from '../output/shown.ts';
import { table } from '../output/table.ts';
import { stillWorking } from '../progress/still-working.ts';
import { findReportId } from '../store/find-report.ts';
import { openForReading } from '../store/open-store.ts';
import { openReportsOf } from '../store/policy-of-place.ts';

export const run = async (named: string, options: CommonOptions & PastOptions): Promise<void> => {
  const past = pastIn(options);
  const id = await findReportId(options, named);
  const store = await openForReading(options);
  const told = stillWorking('the history is read');
  try {
    const { handler } = await openReportsOf(store);
    const found = await findSubject(handler, id, { ...past, actor: commandReader() });
    const views: EventView[] = [];
    for await (const view of historyOfSubject(handler, found, {
      toRevision: found.shown.revision,
      knownRevision: found.knownRevision,
    })) {
      views.push(view);
    }
    const fields = personalInEvents(handler.workflow, found.audience, views);
    await tellShown(options, { way: 'phananh history', of: [streamOf(handler.workflow, id)], fields });
    if (options.json === true) for (const view of views) printJson(view);
    else printLine(shownHistory(views, handler.policy.calendar.zone));
  } finally {
    told();
    await store.close();
  }
};

const longestData = 100;

const shownHistory = (views: readonly EventView[], zone: string): string => {
  const shown = shownIn(zone);
  const row = ({ revision, occurredAt, recordedAt, type, actor, data }: EventView): readonly string[] => {
    const { clocks: _, ...said } = data;
    const text = inOneLine(said, zone);
    const what = text.length > longestData ? `${text.slice(0, longestData)}…` : text;
    const by = `${actor.kind} ${actor.id ?? ''}`.trim();
    return [String(revision), shown(occurredAt), shown(recordedAt), type, by, what];
  };
  return table(['rev', 'happened', 'recorded', 'event', 'by', 'what'], views.map(row));
};
