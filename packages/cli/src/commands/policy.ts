import type { Command } from 'commander';
import { commandWith, reasonOption } from '../options/common-options.ts';
import { withRemote } from '../options/remote-options.ts';
import { calendarsOption } from '../setup/policy.ts';
import { later } from './later.ts';

export const policy = (): Command => {
  const shown = withRemote(
    commandWith(
      'show',
      'Shows the policy and the calendars that the log is written under.',
      'policy show --json',
    ),
  )
    .exitOverride()
    .action(later(async () => (await import('../running/policy.ts')).showAsPart));
  const adopted = withRemote(
    commandWith(
      'adopt',
      'Puts another policy, or other calendars, in force: through the host that holds the store, or without one.',
      'policy adopt hue-2027.json --calendars vn-2027.json --reason "Quyết định 01/2027/QĐ-UBND"',
    ),
  )
    .argument('[file]', 'the policy as JSON; default the one that is in force, for another calendar')
    .addOption(calendarsOption())
    .requiredOption('--reason <text>', 'why: it stands in the log', reasonOption)
    .exitOverride()
    .action(later(async () => (await import('../running/policy.ts')).adopt));
  return withRemote(
    commandWith(
      'policy',
      'The policy and the calendars that the log is written under; adopt puts another one in force.',
      'policy show',
    ),
  )
    .addCommand(shown)
    .addCommand(adopted)
    .action(later(async () => (await import('../running/policy.ts')).show));
};
