import { expect, it } from 'vitest';
import { persistently } from './persistently.ts';
import { toldOnce } from './told-once.ts';

it('tells of a failure once, of another one too, and again after it went well', () => {
  const told: unknown[] = [];
  const telling = toldOnce((error) => told.push((error as Error).message));
  for (const what of ['full', 'full', 'gone', 'gone', 'full']) telling.failed(new Error(what));
  telling.well();
  telling.failed(new Error('full'));
  expect(told).toEqual(['full', 'gone', 'full', 'full']);
});

it('has what is run again and again begin with a short pause, and be told anew, after it went well', async () => {
  const ending = new AbortController();
  const told: string[] = [];
  const begun: number[] = [];
  let runs = 0;
  await persistently(
    async (going) => {
      begun.push(performance.now());
      runs += 1;
      if (runs === 4) going();
      if (runs === 6) ending.abort();
      throw new Error('full');
    },
    { signal: ending.signal, onError: (error) => told.push(String(error)), pause: 5 },
  );
  expect(told).toHaveLength(2);
});
