import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/** Loaded into a process with `--import`: writes what it took, all threads and its start included, into the file that `PHANANH_BENCH_METERED` names. */
export interface Metered {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

const file = process.env.PHANANH_BENCH_METERED;
// Worker threads inherit `--import`.
if (isMainThread && file !== undefined) {
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    const metered: Metered = { seconds: performance.now() / 1000, cpuSeconds: (user + system) / 1e6 };
    writeFileSync(file, JSON.stringify(metered));
  });
}
