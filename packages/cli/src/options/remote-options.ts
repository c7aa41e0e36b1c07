import { type Command, Option } from 'commander';

/** Adds `--url` and `--key-file`: the command is given to a host by its address, and not to a store. */
export const withRemote = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--url <address>',
        'gives it to a host by its address, with an API key that may do it; default: to the store, or to the host on this machine that holds it',
      ).env('PHANANH_URL'),
    )
    .addOption(
      new Option('--key-file <file>', 'the key for --url; or PHANANH_KEY in the environment').env(
        'PHANANH_KEY_FILE',
      ),
    );
