import type { Command } from 'commander';
import { commandWith } from '../options/common-options.ts';
import { placeOption } from '../options/past-options.ts';
import { later } from './later.ts';

export const diff = (): Command =>
  commandWith(
    'diff',
    'Shows what changed of a report between two revisions or moments, and what happened between.',
    'diff 7QK2M-9XR4T --from 3 --to 2026-12-31T17:00:00+07:00',
  )
    .argument('<id|trackingCode>')
    .requiredOption('--from <revision|instant>', 'from this revision or moment', placeOption)
    .requiredOption('--to <revision|instant>', 'to this one', placeOption)
    .action(later(async () => (await import('../running/diff.ts')).run));
