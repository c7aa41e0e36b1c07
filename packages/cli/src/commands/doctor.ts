import type { Command } from 'commander';
import { commandWith } from '../options/common-options.ts';
import { calendarsOption, policyOption } from '../setup/policy.ts';
import { later } from './later.ts';

export const doctor = (): Command =>
  commandWith('doctor', 'Looks at what phananh stands on: what is wrong, and what to do.', 'doctor --json')
    .addOption(policyOption())
    .addOption(calendarsOption())
    .option('--confirm-clock', 'tells the running host that the clock of its machine is right')
    .action(later(async () => (await import('../running/doctor.ts')).run));
