import { systemClock } from '@phananh/core/engine';
import { orNone } from '../options/case-filter-options.ts';
import { type TimeOptions, timesOf } from '../options/cohort-options.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { grouped, table } from '../output/table.ts';
import { sayGaps, sayLists } from '../store/gaps.ts';
import { withReadModels } from '../store/open-read-models.ts';

export interface BacklogOptions extends CommonOptions, TimeOptions {
  readonly from?: string;
  readonly to?: string;
  readonly agency?: readonly string[];
  readonly label?: readonly string[];
}

export const run = async (options: BacklogOptions): Promise<void> => {
  const now = systemClock.now();
  const asOf = options.asOf ?? options.knownAt ?? now;
  const [days, zone] = await withReadModels(options, async (models, _, { policy: { calendar } }) => {
    sayGaps(models, options.workflows);
    sayLists(options.workflows);
    const to = options.to ?? calendar.dayOf(asOf);
    const from = options.from ?? calendar.addCalendarDays(to, -30);
    const { agency, label } = options;
    const found = await models.backlog({
      from,
      to,
      ...timesOf(options),
      ...(agency !== undefined && { agencyId: agency.map(orNone) }),
      ...(label !== undefined && { label: label.map(orNone) }),
      now,
    });
    return [found, calendar.zone] as const;
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
  say(`at the end of each day, days after the moment as it left them; as of ${shownIn(zone)(asOf)}`);
};
