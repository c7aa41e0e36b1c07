import type { Benchmark } from '../benchmark.ts';
import { compare } from '../contenders/contenders.ts';

export const command64One: Benchmark = {
  name: 'command-64-one',
  workload:
    'Comments with 64 in flight on one report, whose stream grows. Afterwards it is read: every answered command must be there once, at revisions without a gap.',
  bars: [{ subject: 'phananh, snapshots in memory' }],
  run: () =>
    compare('comments-64-in-flight', [
      'phananh, snapshots in memory',
      'emmett + emmett-sqlite',
      'act + act-sqlite',
    ]),
};
