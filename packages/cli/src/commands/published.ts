import { mostRows, publicGroups, publishedSorts } from '@phananh/core/read-models';
import { type Command, Option } from 'commander';
import { bboxOption } from '../options/case-filter-options.ts';
import { commandWith, momentOption, monthOption } from '../options/common-options.ts';
import { withListFormOptions } from '../options/list-form-options.ts';
import { withPageOptions } from '../options/page-options.ts';
import { later } from './later.ts';

export const published = (): Command => list().addCommand(figures());

const list = (): Command =>
  withPageOptions(
    withListFormOptions(
      commandWith(
        'published',
        'Lists what was published for everybody, as everybody may see it.',
        'published --category lighting --submitted-from 2026-01-01',
      ),
    )
      .option('--category <names...>', 'only of these categories; empty: of none')
      .option('--area <codes...>', 'only of these areas; empty: of none')
      .option('--bbox <degrees>', 'only within west,south,east,north, WGS 84, of rounded places', bboxOption)
      .option(
        '--submitted-from <moment>',
        'only submitted at or after this instant, or this day on',
        momentOption,
      )
      .option('--submitted-to <moment>', 'only submitted before this instant, or this day', momentOption)
      .option('--q <words>', 'words of the text, with or without diacritics; all must occur')
      .addOption(
        new Option('--sort <order>', 'in this order; default the latest publication first').choices([
          ...publishedSorts,
        ]),
      ),
    mostRows.published,
  ).action(later(async () => (await import('../running/published.ts')).run));

const figures = (): Command =>
  commandWith(
    'figures',
    'How reports are handled, as everybody may know it: by whole months, small groups together.',
    'published figures --from 2026-01 --group-by category',
  )
    .option('--from <month>', 'from this month on, such as 2026-01', monthOption)
    .option('--to <month>', 'before this month', monthOption)
    .addOption(new Option('--group-by <what>', 'by this').choices([...publicGroups]))
    .exitOverride()
    .action(later(async () => (await import('../running/published-figures.ts')).run));
