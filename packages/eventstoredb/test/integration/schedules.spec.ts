import fc from 'fast-check';
import { it } from 'vitest';
import { runSchedule, schedules } from '../schedules.ts';

it('whatever fails, an acknowledged append is in the log once, and a reader misses and repeats nothing', async () => {
  await fc.assert(fc.asyncProperty(schedules, runSchedule), { numRuns: 200, endOnFailure: true });
});
