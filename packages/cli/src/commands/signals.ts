import { mostRows } from '@phananh/core/read-models';
import type { Command } from 'commander';
import { commandWith, momentOption } from '../options/common-options.ts';
import { withPageOptions } from '../options/page-options.ts';
import { signalNames, signalsOption } from '../options/signal-names.ts';
import { later } from './later.ts';

export const signals = (): Command =>
  withPageOptions(
    commandWith(
      'signals',
      'Signs that a clock was served rather than the citizen, each with its case, the latest first: where to look, no verdict.',
      'signals --from 2026-01-01T00:00:00+07:00 --agency agency-hue-lighting agency-hue-police --signal returned-before-expiry',
    )
      .option('--from <moment>', 'at or after this instant, or this day on', momentOption)
      .option('--to <moment>', 'before this instant, or this day', momentOption)
      .option('--signal <names>', `comma-separated: ${signalNames.join(', ')}`, signalsOption)
      .option('--agency <ids...>', 'only of reports that these agencies had; empty: that none had')
      .option('--category <names...>', 'only of these categories; empty: of none')
      .option('--label <names...>', 'only with any of these labels; empty: with none')
      .option('--area <codes...>', 'only of these areas; empty: of none'),
    mostRows.gamingSignals,
  ).action(later(async () => (await import('../running/signals.ts')).run));
