import { caseSorts, mostRows } from '@phananh/core/read-models';
import { clockNames } from '@phananh/core/reports';
import { type Command, Option } from 'commander';
import { withWorklistFilterOptions } from '../options/case-filter-options.ts';
import { commandWith, momentOption } from '../options/common-options.ts';
import { withListFormOptions } from '../options/list-form-options.ts';
import { withPageOptions } from '../options/page-options.ts';
import { later } from './later.ts';

export const reports = (): Command =>
  withPageOptions(
    withListFormOptions(
      withWorklistFilterOptions(
        commandWith(
          'reports',
          'Lists reports: those that every filter lets through, or whose text has the words.',
          'reports --phase assigned --verdict overdue --agency agency-hue-lighting --sort dueAt',
        ),
      ),
    )
      .option(
        '--due-before <moment>',
        'only with a clock that runs and will be late before this day, or at this instant',
        momentOption,
      )
      .addOption(
        new Option('--clock <names...>', 'which clocks --due-before looks at; default: overall').choices([
          ...clockNames,
        ]),
      )
      .option(
        '--disputed-from <moment>',
        'only whose result was disputed at or after this instant, or this day on',
        momentOption,
      )
      .option(
        '--disputed-to <moment>',
        'only whose result was disputed before this instant, or this day',
        momentOption,
      )
      .option('--officer <id>', 'only what this officer of the agency took or was handed')
      .option('--reporter <id>', 'only what this citizen reported')
      .addOption(
        new Option('--taken <whether>', 'whether an officer of the agency took it or was handed it').choices([
          'true',
          'false',
        ]),
      )
      .option(
        '--q <words>',
        'words of the text, with or without diacritics; all must occur, those in quotes together',
      )
      .option(
        '--telephone <file>',
        'the reports of a caller, by the whole number that stands in this file, - for standard input: arguments are seen by everybody on the machine',
      )
      .addOption(
        new Option('--sort <order>', 'in this order; default the latest first').choices([...caseSorts]),
      ),
    mostRows.cases,
  ).action(later(async () => (await import('../running/reports.ts')).run));
