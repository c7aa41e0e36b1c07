import type { JsonObject, JsonValue } from '@phananh/core';
import { findSubject, streamOf, viewOfSubject } from '@phananh/core/engine';
import { personalInState } from '@phananh/core/privacy';
import { commandReader, tellShown } from '../access/open-access-log.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { type PastOptions, pastIn } from '../options/past-options.ts';
import { printJson, printLine } from '../output/output.ts';
import { namedValues, shownIn } from '../output/shown.ts';
import { pairs, table } from '../output/table.ts';
import { findReportId } from '../store/find-report.ts';
import { openForReading } from '../store/open-store.ts';
import { openReportsOf } from '../store/policy-of-place.ts';

export const run = async (named: string, options: CommonOptions & PastOptions): Promise<void> => {
  const past = pastIn(options);
  const id = await findReportId(options, named);
  const store = await openForReading(options);
  try {
    const reports = await openReportsOf(store);
    const { handler } = reports;
    const found = await findSubject(handler, id, { ...past, actor: commandReader() });
    const { allowedCommands: _, ...shown } = { reportId: id, ...viewOfSubject(handler, found) };
    const fields = personalInState(handler.workflow, found.audience, shown);
    await tellShown(options, { way: 'phananh report', of: [streamOf(handler.workflow, id)], fields });
    if (options.json === true) printJson(shown);
    else printLine(describe(shown, reports.handler.policy.calendar.zone));
  } finally {
    await store.close();
  }
};

const describe = ({ clocks = [], ...rest }: JsonObject, zone: string): string =>
  `${pairs(namedValues(rest, zone))}\n\n${clocksTable(clocks, zone)}`;

const clocksTable = (clocks: JsonValue, zone: string): string => {
  const shown = shownIn(zone);
  const cell = (value: JsonValue | undefined): string => (value == null ? '–' : shown(String(value)));
  const rows = (Array.isArray(clocks) ? clocks : [])
    .filter(isObject)
    .map(({ clock, round, startedAt, due, stoppedAt, verdict }) => [
      cell(clock),
      cell(round),
      cell(startedAt),
      cell(isObject(due) ? due.at : null),
      cell(stoppedAt),
      cell(verdict),
    ]);
  return table(['clock', 'round', 'started', 'late from', 'stopped', 'verdict'], rows);
};

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
