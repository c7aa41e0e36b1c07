import type { Command } from 'commander';
import { commandWith, reasonOption } from '../options/common-options.ts';
import { withRemote } from '../options/remote-options.ts';
import { calendarsOption, policyOption } from '../setup/policy.ts';
import { later } from './later.ts';

export const redate = (): Command =>
  withRemote(
    commandWith(
      'redate',
      'Shows which open due days the calendars in force would move, and which way; with --apply moves them.',
      'redate --calendars vn-2026.json --apply --reason "Thông báo 12729/VPCP-KGVX"',
    ),
  )
    .addOption(policyOption())
    .addOption(calendarsOption())
    .option('--apply', 'moves them, an event for each; without it nothing is done')
    .option('--earlier', "moves those too that would be due earlier, on the operator's word")
    .option('--reason <text>', 'why, for the event; needed with --apply', reasonOption)
    .action(later(async () => (await import('../running/redate.ts')).run));
