import type { Command } from 'commander';
import { groupByOption, withFigureRangeOptions, withTimeOptions } from '../options/cohort-options.ts';
import { commandWith } from '../options/common-options.ts';
import { later } from './later.ts';

export const penalties = (): Command =>
  withTimeOptions(
    withFigureRangeOptions(
      commandWith(
        'penalties',
        'Fines imposed in a time, and those revoked in it, whenever they were imposed.',
        'penalties --from 2026-01-01T00:00:00+07:00 --group-by month',
      ),
      'imposed or revoked',
    ),
  )
    .addOption(groupByOption())
    .action(later(async () => (await import('../running/penalties.ts')).run));
