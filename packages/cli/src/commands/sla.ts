import {
  caseMarks,
  caseSorts,
  happenings,
  mostRows,
  phaseNames,
  roundGrades,
} from '@phananh/core/read-models';
import { readings, verdicts } from '@phananh/core/sla';
import { type Command, Option } from 'commander';
import { groupByOption, withCohortOptions, withTimeOptions } from '../options/cohort-options.ts';
import { commandWith } from '../options/common-options.ts';
import { withPageOptions } from '../options/page-options.ts';
import { later } from './later.ts';

export const sla = (): Command => figures().addCommand(cases());

const figures = (): Command =>
  withTimeOptions(
    withCohortOptions(
      commandWith(
        'sla',
        'Counts verdicts over a cohort of cases.',
        'sla --from 2026-01-01T00:00:00+07:00 --to 2026-07-01T00:00:00+07:00 --group-by agency,month',
      ),
    ),
  )
    .addOption(
      new Option('--reading <which>', 'whether an extension that was granted counts')
        .choices(['in-force', 'original'])
        .default('in-force'),
    )
    .option(
      '--durations',
      'also median and ninth decile of days at the centre, at the agency, waiting for the citizen',
    )
    .addOption(groupByOption())
    .action(later(async () => (await import('../running/sla.ts')).run));

const cases = (): Command =>
  withPageOptions(
    commandWith(
      'cases',
      'Lists the cases behind a number of sla: with its options, as they are now, with the verdicts that they count with.',
      'sla cases --cohort decided --month 2026-03 --agency agency-hue-lighting --verdict late --sort dueAt',
    )
      .addOption(
        new Option('--phase <names...>', 'only those that were in these phases at the moment').choices([
          ...phaseNames,
        ]),
      )
      .addOption(new Option('--verdict <names...>', 'only with these verdicts').choices([...verdicts]))
      .addOption(
        new Option(
          '--against-original <readings...>',
          'only with these, extensions left out of account',
        ).choices([...readings]),
      )
      .addOption(
        new Option('--mark <names...>', 'only those to which all of this happened').choices([...caseMarks]),
      )
      .addOption(
        new Option(
          '--happened <what...>',
          'instead of a cohort: those to which any of this happened in the time, as satisfaction and penalties count it',
        ).choices([...happenings]),
      )
      .addOption(
        new Option(
          '--grade <names...>',
          'with --happened published: only with these grades of the round',
        ).choices([...roundGrades]),
      )
      .addOption(
        new Option('--sort <order>', 'in this order; default: as they came into the log').choices([
          ...caseSorts,
        ]),
      ),
    mostRows.slaCases,
  )
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .action(later(async () => (await import('../running/sla-cases.ts')).run));
