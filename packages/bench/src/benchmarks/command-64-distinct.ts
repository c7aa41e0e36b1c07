import type { Benchmark } from '../benchmark.ts';
import { compare } from '../contenders/contenders.ts';

export const command64Distinct: Benchmark = {
  name: 'command-64-distinct',
  workload:
    'The same commands with 64 in flight, each on a report of its own. A failed command ends its report; the next begins.',
  bars: [
    {
      subject: 'phananh, snapshots in memory',
      limit: { demand: 'at least', value: 15_000, unit: 'commands/s' },
    },
  ],
  run: () =>
    compare('lifecycles-64-in-flight', [
      'phananh',
      'phananh, snapshots in memory',
      'emmett + emmett-sqlite',
      'act + act-sqlite',
    ]),
};
