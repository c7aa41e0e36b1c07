import { Command } from 'commander';
import { languageOption } from '../calendar/language.ts';
import { calendarOption, projectOption, yearOption } from '../calendar/load-calendar.ts';
import { later } from './later.ts';

export const calendar = (): Command => {
  const check = new Command('check')
    .description('Validates a calendar file: every fault with its line.')
    .argument('<file>')
    .option('--json', 'for machines: JSON on standard output, everything else on standard error')
    .addHelpText('after', '\nExample:\n  $ phananh calendar check my-company.json')
    .exitOverride()
    .action(later(async () => (await import('../running/calendar.ts')).checkFile));
  return new Command('calendar')
    .description('Shows the working calendar of a year, or validates a calendar file.')
    .argument('<year>', 'such as 2026; or: check <file>', yearOption)
    .addOption(calendarOption())
    .addOption(projectOption())
    .addOption(languageOption())
    .option('--json', 'for machines: JSON on standard output, everything else on standard error')
    .addHelpText('after', '\nExample:\n  $ phananh calendar 2026\n  $ phananh calendar check my-company.json')
    .addCommand(check)
    .action(later(async () => (await import('../running/calendar.ts')).showYear));
};
