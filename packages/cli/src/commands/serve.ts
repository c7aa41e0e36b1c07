import { type Command, Option } from 'commander';
import { commandWith, wholeNumber } from '../options/common-options.ts';
import type { ServeListeners, ServeOptions } from '../running/serve.ts';
import { calendarsOption, policyOption } from '../setup/policy.ts';
import { later } from './later.ts';

export const serve = ({ onListening }: ServeListeners = {}): Command =>
  commandWith('serve', 'Runs the HTTP host.', 'serve --port 4000 --store sqlite:./data/hue.db')
    .option('--port <number>', 'port to listen on; 0 takes a free one', wholeNumber(0, 65_535), 3000)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(new Option('--auth <how>', 'who is believed to be whom').choices(['dev']).default('dev'))
    .addOption(
      new Option('--log-level <level>', 'what is logged on standard error')
        .choices(['debug', 'info', 'warn', 'error', 'silent'])
        .default('warn'),
    )
    .addOption(policyOption())
    .addOption(calendarsOption())
    .option('--no-timers', 'fires no timers: another host over the same log does')
    .action(
      later(async () => {
        const { run } = await import('../running/serve.ts');
        return (options: ServeOptions) => run(options, onListening);
      }),
    );
