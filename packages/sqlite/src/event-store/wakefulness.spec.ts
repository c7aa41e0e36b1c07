import { expect, it } from 'vitest';
import { createWakefulness, waitsBetweenTrials, waitsOfTrial } from './wakefulness.ts';

/** Waits so often, with this time to the answer awake and asleep; tells how often it was awake. */
const waits = (
  wakefulness: ReturnType<typeof createWakefulness>,
  times: number,
  { awake, asleep }: { readonly awake: number; readonly asleep: number },
): number => {
  let wereAwake = 0;
  for (let time = 0; time < times; time++) {
    const isAwake = wakefulness.awake();
    wereAwake += Number(isAwake);
    wakefulness.waited(isAwake ? awake : asleep);
  }
  return wereAwake;
};

it('threads wait as the answers come sooner, and try the other way again when the machine may have changed', () => {
  const wakefulness = createWakefulness();
  waits(wakefulness, 2 * waitsOfTrial, { awake: 0.2, asleep: 0.4 });
  expect(waits(wakefulness, waitsBetweenTrials, { awake: 0.2, asleep: 0.4 })).toBe(waitsBetweenTrials);

  const contended = { awake: 1.2, asleep: 0.4 };
  waits(wakefulness, 2 * waitsOfTrial, contended);
  expect(waits(wakefulness, waitsBetweenTrials, contended)).toBe(0);
  // Few waits go to the way that lost.
  expect(waits(wakefulness, 100 * waitsBetweenTrials, contended)).toBeLessThan(4 * waitsBetweenTrials);
});

it('one long wait does not outweigh the many', () => {
  const wakefulness = createWakefulness();
  wakefulness.waited(10_000);
  waits(wakefulness, 2 * waitsOfTrial - 1, { awake: 0.2, asleep: 0.4 });
  expect(wakefulness.awake()).toBe(true);
});
