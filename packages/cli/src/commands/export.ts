import { exportFormats } from '@phananh/exports';
import { type Command, Option } from 'commander';
import { exportAudiences } from '../export/audiences.ts';
import { withCaseFilterOptions } from '../options/case-filter-options.ts';
import { commandWith } from '../options/common-options.ts';
import { later } from './later.ts';

export const exportCommand = (): Command =>
  withCaseFilterOptions(
    commandWith(
      'export',
      'Writes cases or events, all or some, into a file for other tools: UTC, without texts and persons.',
      'export --format parquet --what events --from 2026-01-01T00:00:00+07:00 --agency agency-hue-lighting agency-hue-police --output events.parquet',
    ),
  )
    .addOption(
      new Option('--format <name>', 'which format').choices(Object.keys(exportFormats)).makeOptionMandatory(),
    )
    .option(
      '--what <rows>',
      'which rows: cases, events, clocks, clock-events, former-events, former-clock-events, agency-events, or a list of a workflow beside reports (--workflows), with the verdicts of its clocks',
      'cases',
    )
    .option(
      '-o, --output <file>',
      'where to; a file that is there is replaced when the new one is whole; - is standard output, as is no --output where that is no terminal',
    )
    .addOption(
      new Option('--as <audience>', 'for whom: analysts get places rounded')
        .choices(exportAudiences)
        .default('analyst'),
    )
    .option('--bom', 'of CSV: begin with a byte order mark, for spreadsheets that need one to see UTF-8')
    .action(later(async () => (await import('../running/export.ts')).run));
