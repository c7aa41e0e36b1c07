import type { Command } from 'commander';
import { settingOption } from '../config/options.ts';
import { commandWith, wholeNumber } from '../options/common-options.ts';
import type { ServeListeners, ServeOptions } from '../running/serve.ts';
import { calendarsOption, policyOption } from '../setup/policy.ts';
import { later } from './later.ts';

export const serve = (listeners: ServeListeners = {}): Command =>
  commandWith('serve', 'Runs the HTTP host.', 'serve --port 4000 --store sqlite:./data/hue.db')
    .addOption(settingOption('listen.port', wholeNumber(0, 65_535)))
    .addOption(settingOption('listen.host'))
    .addOption(settingOption('auth.mode'))
    .addOption(settingOption('log.level'))
    .addOption(policyOption())
    .addOption(calendarsOption())
    .addOption(settingOption('timers'))
    .action(
      later(async () => {
        const { run } = await import('../running/serve.ts');
        return (options: ServeOptions) => run(options, listeners);
      }),
    );
