import type { Command } from 'commander';
import { settingOption } from '../config/options.ts';
import { type Flagged, flags } from '../config/settings.ts';
import { commandWith } from '../options/common-options.ts';
import { parseReadModels, parseStoreAddress } from '../store/store-address.ts';
import { later } from './later.ts';

/** Every option that has a setting: what is shown is what any command would get. */
const withEverySetting = (command: Command): Command => {
  const parsers: { readonly [Name in Flagged]?: (text: string) => unknown } = {
    store: parseStoreAddress,
    readModels: parseReadModels,
  };
  const has = new Set(command.options.map(({ long }) => long));
  // The keys of a table are texts to the types.
  for (const name of Object.keys(flags) as Flagged[]) {
    const option = settingOption(name, parsers[name]);
    if (!has.has(option.long)) command.addOption(option);
  }
  return command;
};

export const config = (): Command => {
  const checked = withEverySetting(
    commandWith(
      'check',
      'Says whether the configuration holds: the file, the environment, and the files that they name.',
      'config check --config /etc/phananh/phananh.jsonc',
    ),
  )
    .exitOverride()
    .action(later(async () => (await import('../running/config.ts')).check));
  const shown = withEverySetting(
    commandWith(
      'show',
      'Shows every setting and where its value comes from. Secrets are not shown.',
      'config show --config phananh.jsonc',
    ),
  )
    .exitOverride()
    .action(later(async () => (await import('../running/config.ts')).show));
  return commandWith(
    'config',
    'The configuration: a flag over the environment over a file over the default.',
    'config show',
  )
    .addCommand(checked)
    .addCommand(shown)
    .action(later(async () => (await import('../running/config.ts')).show));
};
