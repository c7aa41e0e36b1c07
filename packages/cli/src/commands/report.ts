import { auditor, type JsonObject, type JsonValue } from '@phananh/core';
import type { Command } from 'commander';
import { type CommonOptions, commandWith, instantOption, wholeNumber } from '../common-options.ts';
import { CliError } from '../errors.ts';
import { findReportId } from '../find-report.ts';
import { openForReading, openReportsOf } from '../open-store.ts';
import { printJson, printLine } from '../output.ts';
import { pairs, table } from '../table.ts';

interface ReportOptions extends CommonOptions {
  readonly at?: string;
  readonly revision?: number;
  readonly knownAt?: string;
}

export const report = (): Command =>
  commandWith(
    'report',
    'Shows a report as it is, or as it was.',
    'report 7QK2M-9XR4T --at 2026-11-20T17:00:00+07:00',
  )
    .argument('<id|trackingCode>')
    .option('--at <instant>', 'as it was at this moment', instantOption)
    .option('--known-at <instant>', 'as the log knew it at this moment', instantOption)
    .option('--revision <number>', 'as it was after this revision', wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .action(run);

const run = async (
  named: string,
  { at, revision, knownAt, json, ...place }: ReportOptions,
): Promise<void> => {
  if (at !== undefined && revision !== undefined) {
    throw new CliError('wrong-usage', '--at and --revision exclude each other');
  }
  const id = await findReportId(place, named);
  const store = await openForReading(place);
  try {
    const upTo = {
      ...(at !== undefined && { at }),
      ...(revision !== undefined && { revision }),
      ...(knownAt !== undefined && { knownAt }),
    };
    const reports = await openReportsOf(store);
    const { allowedCommands: _, ...shown } = await reports.get(id, {
      ...upTo,
      actor: auditor('cli'),
    });
    if (json === true) printJson(shown);
    else printLine(describe(shown));
  } finally {
    await store.close();
  }
};

const describe = ({ clocks = [], ...rest }: JsonObject): string => {
  const lines = Object.entries(rest)
    .filter(([, value]) => !isNothing(value))
    .map(([name, value]) => [name, inline(value)] as const);
  return `${pairs(lines)}\n\n${clocksTable(clocks)}`;
};

const isNothing = (value: JsonValue | undefined): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

const inline = (value: JsonValue | undefined): string =>
  typeof value === 'string' ? value.replaceAll('\n', ' ') : JSON.stringify(value);

const clocksTable = (clocks: JsonValue): string => {
  const rows = (Array.isArray(clocks) ? clocks : [])
    .filter(isObject)
    .map((clock) => [
      inline(clock.clock),
      inline(clock.round),
      inline(clock.startedAt),
      isObject(clock.due) ? inline(clock.due.at) : '–',
      clock.stoppedAt == null ? '–' : inline(clock.stoppedAt),
      clock.verdict == null ? '–' : inline(clock.verdict),
    ]);
  return table(['clock', 'round', 'started', 'late from', 'stopped', 'verdict'], rows);
};

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
