import { type Command, InvalidArgumentError } from 'commander';
import { type TimeOptions, timesOf, withTimeOptions } from '../options/cohort-options.ts';
import { type CommonOptions, commandWith } from '../options/common-options.ts';
import { sayGaps, sayLists } from '../output/gaps.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { grouped, table } from '../output/table.ts';
import { withReadModels } from '../store/open-store.ts';

interface BacklogOptions extends CommonOptions, TimeOptions {
  readonly from?: string;
  readonly to?: string;
  readonly agency?: string;
}

export const backlog = (): Command =>
  withTimeOptions(
    commandWith(
      'backlog',
      'What was open, overdue and waiting for the citizen at the end of each day, by phase.',
      'backlog --from 2026-11-01 --to 2026-11-30 --agency agency-hue-lighting',
    ),
  )
    .option('--from <day>', 'first day; default 30 days before the last', dayOption)
    .option('--to <day>', 'last day; default that of the moment, as it is then', dayOption)
    .option('--agency <id>', 'only what is with this agency')
    .action(run);

const dayOption = (text: string): string => {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(text) : undefined;
  if (at !== undefined && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError('a day is written as 2026-11-23');
};

const run = async (options: BacklogOptions): Promise<void> => {
  const now = new Date().toISOString();
  const asOf = options.asOf ?? options.knownAt ?? now;
  const days = await withReadModels(options, (models, _, { policy: { calendar } }) => {
    sayGaps(models, options.workflows);
    sayLists(options.workflows);
    const to = options.to ?? calendar.dayOf(asOf);
    const from = options.from ?? calendar.addCalendarDays(to, -30);
    const { agency: agencyId } = options;
    return models.backlog({
      from,
      to,
      ...timesOf(options),
      ...(agencyId !== undefined && { agencyId }),
      now,
    });
  });
  if (options.json === true) {
    for (const day of days) printJson({ asOf, ...day });
    return;
  }
  const phases = Object.keys(days[0]?.phases ?? {});
  printLine(
    table(
      ['day', 'open', 'overdue', 'waiting for the citizen', ...phases],
      days.map(({ day, open, overdue, paused, phases: byPhase }) => [
        day,
        ...[open, overdue, paused, ...phases.map((phase) => byPhase[phase]?.open ?? 0)].map(grouped),
      ]),
    ),
  );
  say(`at the end of each day, days after the moment as it left them; as of ${asOf}`);
};
