import { mostTimers } from '@phananh/core/engine';
import type { Command } from 'commander';
import { commandWith, instantOption } from '../options/common-options.ts';
import { withPageOptions } from '../options/page-options.ts';
import { later } from './later.ts';

export const timers = (): Command =>
  withPageOptions(
    commandWith(
      'timers',
      'Lists which timers fire next, and which are due and late: of each report, or other subject, the one that fires next, the earliest first.',
      'timers --due-before 2026-12-24T00:00:00+07:00',
    ).option(
      '--due-before <instant>',
      'only those that fire before this instant, or should have',
      instantOption,
    ),
    mostTimers,
  ).action(later(async () => (await import('../running/timers.ts')).run));
