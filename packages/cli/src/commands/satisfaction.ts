import type { Command } from 'commander';
import { groupByOption, withFigureRangeOptions, withTimeOptions } from '../options/cohort-options.ts';
import { commandWith } from '../options/common-options.ts';
import { later } from './later.ts';

export const satisfaction = (): Command =>
  withTimeOptions(
    withFigureRangeOptions(
      commandWith(
        'satisfaction',
        'Grades of the rounds published in a time, with those that were not rated.',
        'satisfaction --from 2026-01-01T00:00:00+07:00 --group-by agency,month',
      ),
      'rounds published',
    ),
  )
    .addOption(groupByOption())
    .action(later(async () => (await import('../running/satisfaction.ts')).run));
