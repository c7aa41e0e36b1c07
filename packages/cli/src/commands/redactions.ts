import type { Command } from 'commander';
import { commandWith } from '../options/common-options.ts';
import { later } from './later.ts';

export const redactions = (): Command =>
  commandWith(
    'redactions',
    'Shows what of the texts of a report somebody may want to hide before it is published: telephone numbers, identity cards, plates, e-mail addresses. It hides nothing.',
    'redactions 7QK2M-9XR4T',
  )
    .argument('<id|trackingCode>')
    .action(later(async () => (await import('../running/redactions.ts')).run));
