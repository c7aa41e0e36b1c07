import { Receipt } from '@phananh/core/sla';
import { Command, Option } from 'commander';
import { languageOption } from '../calendar/language.ts';
import { calendarOption, projectOption } from '../calendar/load-calendar.ts';
import { units } from '../calendar/term-words.ts';
import { later } from './later.ts';

export const due = (): Command =>
  new Command('due')
    .description('Computes a due day and explains it, day by day.')
    .option('--start <instant|day>', 'the instant of the event, with its offset, or its local day')
    .option('--days <n>', 'how many of the unit')
    .addOption(new Option('--unit <unit>', 'of the term').choices([...units]).default('working-day'))
    .addOption(
      new Option('--receipt <rule>', 'how a receipt on a day off is counted')
        .choices([...Receipt.options])
        .default('as-received'),
    )
    .addOption(calendarOption())
    .addOption(projectOption())
    .addOption(languageOption())
    .option(
      '--batch',
      'reads JSON lines {"start","n"}, {"start","unit","n"} or {"from","to"}; writes {"due"} or {"workingDays"} for each',
    )
    .option('--json', 'for machines: JSON on standard output, everything else on standard error')
    .addHelpText(
      'after',
      '\nExample:\n  $ phananh due --start 2025-04-26T09:00:00+07:00 --days 7\n  $ phananh due --batch < terms.jsonl',
    )
    .action(later(async () => (await import('../running/due.ts')).run));
