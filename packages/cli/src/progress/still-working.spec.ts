import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stillWorking } from './still-working.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('what takes more than a second is told for as long as it goes on', () => {
  const told: string[] = [];
  const end = stillWorking('reading the log', { tell: (text) => told.push(text()), now: () => Date.now() });
  vi.advanceTimersByTime(900);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1_200);
  expect([told[0], told.at(-1)]).toEqual(['reading the log … 1 s', 'reading the log … 2 s']);
  end();
  const count = told.length;
  vi.advanceTimersByTime(5_000);
  expect(told).toHaveLength(count);
});
