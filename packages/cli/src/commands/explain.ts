import { clockNames } from '@phananh/core/reports';
import { type Command, Option } from 'commander';
import { languageOption } from '../calendar/language.ts';
import { commandWith, instantOption, wholeNumber } from '../options/common-options.ts';
import { withPast } from '../options/past-options.ts';
import { calendarsOption, policyOption } from '../setup/policy.ts';
import { later } from './later.ts';

export const explain = (): Command =>
  withPast(
    commandWith(
      'explain',
      'Explains a deadline: every day that counts or does not, drawn as a calendar, and the verdict.',
      'explain 7QK2M-9XR4T --clock resolution --at 2026-12-31T17:00:00+07:00',
    ).argument('<id|trackingCode>'),
  )
    .addOption(new Option('--clock <clock>', 'which clock').choices([...clockNames]).default('overall'))
    .option('--round <number>', 'of which round; default the last one', wholeNumber(1, 1_000))
    .option('--as-of <instant>', 'the same as --at: its name in figures', instantOption)
    .addOption(policyOption())
    .addOption(calendarsOption())
    .addOption(languageOption())
    .action(later(async () => (await import('../running/explain.ts')).run));
