import { readFileSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into a process with `--import`: measures it from within and writes what it found when the process exits.
 * A SIGUSR2 begins a measurement of the event loop, the next one ends it; so for each measurement.
 */

/** What is written, as JSON, into the file that `PHANANH_BENCH_OBSERVED` names. */
export interface Observed {
  readonly peakMebibytes: number;
  /** Of each measurement: 99 of 100 turns of a timer of one millisecond took no longer, itself included. */
  readonly eventLoopP99Milliseconds: readonly number[];
}

const observe = (file: string): void => {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const measured: number[] = [];
  let measuring = false;
  process.on('SIGUSR2', () => {
    measuring = !measuring;
    if (measuring) {
      delay.reset();
      delay.enable();
    } else {
      delay.disable();
      measured.push(delay.percentile(99) / 1e6);
    }
  });
  process.on('exit', () => {
    const observed: Observed = {
      peakMebibytes: peakKibibytes() / 1024,
      eventLoopP99Milliseconds: measured,
    };
    writeFileSync(file, JSON.stringify(observed));
  });
};

/** Of this program alone: what the system calls the most of a process begins with that of the one that started it. */
const peakKibibytes = (): number => {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS;
  const [, peak] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(peak);
};

const file = process.env.PHANANH_BENCH_OBSERVED;
// Worker threads inherit `--import`.
if (isMainThread && file !== undefined) observe(file);
