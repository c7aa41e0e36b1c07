import fc from 'fast-check';
import { it } from 'vitest';
import { runSchedule, schedules } from '../schedules.ts';

it('three thousand schedules of failures', async () => {
  await fc.assert(fc.asyncProperty(schedules, runSchedule), { numRuns: 3_000, endOnFailure: true });
});
