import { auditor } from '@phananh/core';
import { type ClockName, clockNames, explanationText } from '@phananh/core/reports';
import { type Command, Option } from 'commander';
import { drawDays } from '../calendar/draw-days.ts';
import { type LanguageOptions, languageOption } from '../calendar/language.ts';
import { type CommonOptions, commandWith, instantOption, wholeNumber } from '../options/common-options.ts';
import { type PastOptions, withMoments } from '../options/past-options.ts';
import { printJson, printLine } from '../output/output.ts';
import { CliError } from '../process/errors.ts';
import { calendarsOption, type PolicyOptions, policyOption, policyToRead } from '../setup/policy.ts';
import { findReportId } from '../store/find-report.ts';
import { openForReading, openReports } from '../store/open-store.ts';

interface ExplainOptions
  extends CommonOptions,
    LanguageOptions,
    PolicyOptions,
    Pick<PastOptions, 'at' | 'knownAt'> {
  readonly clock: ClockName;
  readonly round?: number;
  readonly asOf?: string;
}

export const explain = (): Command =>
  withMoments(
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
    .action(run);

const run = async (named: string, options: ExplainOptions): Promise<void> => {
  const { clock, round, at, asOf = at, knownAt, lang, json } = options;
  if (at !== undefined && asOf !== at)
    throw new CliError('wrong-usage', '--at and --as-of name different moments');
  const id = await findReportId(options, named);
  const store = await openForReading(options);
  try {
    const query = {
      clock,
      ...(round !== undefined && { round }),
      ...(asOf !== undefined && { asOf }),
      ...(knownAt !== undefined && { knownAt }),
    };
    const { policy } = await policyToRead(store, options);
    const explained = await openReports(store, policy).explain(id, query, {
      actor: auditor('cli'),
    });
    if (json === true) {
      printJson({
        ...explained,
        text: { vi: explanationText(explained, 'vi'), en: explanationText(explained, 'en') },
      });
      return;
    }
    const { days, due } = explained;
    if (due !== null && days.length > 0) printLine(`${drawDays(days, due.day, lang)}\n`);
    for (const line of explanationText(explained, lang)) printLine(line);
  } finally {
    await store.close();
  }
};
