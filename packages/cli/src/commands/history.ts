import type { Command } from 'commander';
import { commandWith } from '../options/common-options.ts';
import { withPast } from '../options/past-options.ts';
import { later } from './later.ts';

export const history = (): Command =>
  withPast(
    commandWith(
      'history',
      'Shows what happened to a report, event by event.',
      'history 7QK2M-9XR4T --at 2026-11-20T17:00:00+07:00',
    ).argument('<id|trackingCode>'),
  ).action(later(async () => (await import('../running/history.ts')).run));
