import { streamOf } from '@phananh/core/engine';
import { type ClockName, explanationText, reportWorkflow } from '@phananh/core/reports';
import { commandReader, tellShown } from '../access/open-access-log.ts';
import { drawDays } from '../calendar/draw-days.ts';
import type { LanguageOptions } from '../calendar/language.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { type PastOptions, pastIn } from '../options/past-options.ts';
import { printJson, printLine } from '../output/output.ts';
import { CliError } from '../process/errors.ts';
import { type PolicyOptions, policyToRead } from '../setup/policy.ts';
import { findReportId } from '../store/find-report.ts';
import { openForReading } from '../store/open-store.ts';
import { openReports } from '../store/policy-of-place.ts';

export interface ExplainOptions extends CommonOptions, LanguageOptions, PolicyOptions, PastOptions {
  readonly clock: ClockName;
  readonly round?: number;
  readonly asOf?: string;
}

export const run = async (named: string, options: ExplainOptions): Promise<void> => {
  const { clock, round, asOf = options.at, lang, json } = options;
  if (options.at !== undefined && asOf !== options.at)
    throw new CliError('wrong-usage', '--at and --as-of name different moments');
  const { at, ...past } = pastIn({ ...options, ...(asOf !== undefined && { at: asOf }) });
  const id = await findReportId(options, named);
  const store = await openForReading(options);
  try {
    const query = {
      clock,
      ...(round !== undefined && { round }),
      ...(at !== undefined && { asOf: at }),
      ...past,
    };
    const { policy } = await policyToRead(store, options);
    const explained = await openReports(store, policy).explain(id, query, {
      actor: commandReader(),
    });
    await tellShown(options, {
      way: 'phananh explain',
      of: [streamOf(reportWorkflow, id)],
      fields: ['reason'],
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
