import { auditor } from '@phananh/core';
import { type EventView, findSubject, historyOfSubject } from '@phananh/core/engine';
import type { Command } from 'commander';
import { type CommonOptions, commandWith } from '../common-options.ts';
import { findReportId } from '../find-report.ts';
import { openForReading, openReportsOf } from '../open-store.ts';
import { printJson, printLine } from '../output.ts';
import { table } from '../table.ts';

export const history = (): Command =>
  commandWith('history', 'Shows what happened to a report, event by event.', 'history 7QK2M-9XR4T --json')
    .argument('<id|trackingCode>')
    .action(run);

const run = async (named: string, { json, ...place }: CommonOptions): Promise<void> => {
  const id = await findReportId(place, named);
  const store = await openForReading(place);
  try {
    const { handler } = await openReportsOf(store);
    const found = await findSubject(handler, id, { actor: auditor('cli') });
    const views: EventView[] = [];
    for await (const view of historyOfSubject(handler, found)) {
      if (json === true) printJson(view);
      else views.push(view);
    }
    if (json !== true)
      printLine(table(['rev', 'happened', 'recorded', 'event', 'by', 'what'], views.map(row)));
  } finally {
    await store.close();
  }
};

const longestData = 100;

const row = ({ revision, occurredAt, recordedAt, type, actor, data }: EventView): readonly string[] => {
  const { clocks: _, ...said } = data;
  const text = JSON.stringify(said);
  const what = text.length > longestData ? `${text.slice(0, longestData)}…` : text;
  return [String(revision), occurredAt, recordedAt, type, `${actor.kind} ${actor.id ?? ''}`.trim(), what];
};
