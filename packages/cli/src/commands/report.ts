import type { Command } from 'commander';
import { commandWith } from '../options/common-options.ts';
import { withPast } from '../options/past-options.ts';
import { later } from './later.ts';

export const report = (): Command =>
  withPast(
    commandWith(
      'report',
      'Shows a report as it is, or as it was.',
      'report 7QK2M-9XR4T --at 2026-11-20T17:00:00+07:00',
    ).argument('<id|trackingCode>'),
  ).action(later(async () => (await import('../running/report.ts')).run));
