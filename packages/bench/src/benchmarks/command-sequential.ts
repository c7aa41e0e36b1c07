import type { Benchmark } from '../benchmark.ts';
import { compare } from '../contenders/contenders.ts';

export const commandSequential: Benchmark = {
  name: 'command-sequential',
  workload:
    'Many reports, one after another, from submission to publication (6 commands each): one command at a time, decided on the history of its report, answered when it is on the disk.',
  bars: [
    { subject: 'phananh', limit: { demand: 'at least', value: 4000, unit: 'commands/s' } },
    {
      subject: 'phananh',
      limit: { demand: 'at least', value: 8, unit: '×', timesAsManyAs: 'emmett + emmett-sqlite' },
    },
  ],
  run: () =>
    compare('lifecycles-one-at-a-time', [
      'phananh',
      'phananh, snapshots in memory',
      'emmett + emmett-sqlite',
      'act + act-sqlite',
      'better-sqlite3 alone',
    ]),
};
