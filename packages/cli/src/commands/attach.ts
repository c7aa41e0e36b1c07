import type { Command } from 'commander';
import { commandWith } from '../options/common-options.ts';
import { withRemote } from '../options/remote-options.ts';
import { later } from './later.ts';

export const attach = (): Command =>
  withRemote(
    commandWith(
      'attach',
      'Adds photos or videos to a report that came another way: by post, on a stick, from another system. All of them or none.',
      'attach 7QK2M-9XR4T lamp.jpg https://photos.example/4711.jpg',
    ),
  )
    .argument('<id|trackingCode>', 'with --url the id')
    .argument('<file|url...>', 'addresses are fetched over https, from hosts that everybody can reach')
    .option(
      '--allow-http',
      'fetches over http too, where whoever stands between can read and change what is sent',
    )
    .action(later(async () => (await import('../running/attach.ts')).run));
