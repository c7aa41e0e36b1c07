import fc from 'fast-check';
import { it } from 'vitest';
import { runSchedule, type Step, schedules } from '../schedules.ts';

// Three thousand more are among the slow tests; the schedule that once failed is below.
it('whatever fails, an acknowledged append is in the log once, and a reader misses and repeats nothing', async () => {
  await fc.assert(fc.asyncProperty(schedules, runSchedule), { numRuns: 100, endOnFailure: true });
});

// What the server acknowledged and did not do, the rival did, one place further on.
it('a repeat that is read back in part is found whole', async () => {
  const append = (host: 0 | 1, stream: string, count: number) =>
    ({ kind: 'append', host, stream, count }) as const;
  const steps: readonly Step[] = [
    { kind: 'rivals', stream: 'agency-1', count: 1, same: false },
    { kind: 'fault', call: 'subscribe', fault: { kind: 'break-after', count: 0 } },
    append(1, 'agency-1', 1),
    { kind: 'settle' },
    append(1, 'report-2', 2),
    append(1, 'agency-1', 1),
    append(0, 'report-1', 2),
    append(1, 'report-1', 2),
    { kind: 'rivals', stream: 'agency-1', count: 3, same: true },
    append(0, 'report-2', 1),
    { kind: 'fault', call: 'append', fault: { kind: 'acknowledge-only' } },
    append(1, 'agency-1', 2),
    append(0, 'agency-1', 3),
    append(1, 'report-2', 1),
  ];
  await runSchedule(steps);
});
