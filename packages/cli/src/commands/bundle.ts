import type { Command } from 'commander';
import { commandWith } from '../options/common-options.ts';
import { later } from './later.ts';

export const bundle = (): Command =>
  commandWith(
    'bundle',
    'Writes one report with its proofs, for an auditor, who verifies it offline. Without personal values.',
    'bundle 7QK2M-9XR4T -o report.bundle.json',
  )
    .argument('<id|trackingCode>')
    .option(
      '--with-personal',
      'with what is personal, as auditors see it; that it was shown stands in the access log',
    )
    .option('-o, --output <file>', 'where to; - or nothing: to the standard output')
    .action(later(async () => (await import('../running/bundle.ts')).run));
