import { expect, it } from 'vitest';
import {
  createWakefulness,
  mostWaitsBetweenTrials,
  waitsAfterChange,
  waitsAfterFirstTrial,
  waitsOfTrial,
} from './wakefulness.ts';

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

const quiet = { awake: 0.2, asleep: 0.4 };
const contended = { awake: 1.2, asleep: 0.4 };

it('threads wait as the answers come sooner, and turn soon when the machine has changed', () => {
  const wakefulness = createWakefulness();
  waits(wakefulness, 2 * waitsOfTrial, quiet);
  expect(waits(wakefulness, waitsAfterFirstTrial, quiet)).toBe(waitsAfterFirstTrial);
  waits(wakefulness, 100 * mostWaitsBetweenTrials, quiet);

  waits(wakefulness, waitsAfterChange + 2 * waitsOfTrial, contended);
  expect(waits(wakefulness, waitsAfterChange, contended)).toBeLessThanOrEqual(waitsOfTrial);
  waits(wakefulness, 100 * mostWaitsBetweenTrials, contended);

  // What was slow before is as slow asleep; only the trial tells.
  waits(wakefulness, mostWaitsBetweenTrials + 2 * waitsOfTrial, quiet);
  const wereAwake = waits(wakefulness, waitsAfterChange, quiet);
  expect(wereAwake).toBeGreaterThanOrEqual(waitsAfterChange - waitsOfTrial);
});

it('while nothing changes, hardly any wait goes to the way that lost', () => {
  for (const machine of [quiet, contended]) {
    const wakefulness = createWakefulness();
    const wereAwake = waits(wakefulness, 100 * mostWaitsBetweenTrials, machine);
    const lost = machine === quiet ? 100 * mostWaitsBetweenTrials - wereAwake : wereAwake;
    expect(lost).toBeLessThan(120 * waitsOfTrial);
  }
});

it('a mistake of the first trial, when a process has just begun, is found soon', () => {
  const wakefulness = createWakefulness();
  waits(wakefulness, waitsOfTrial, { awake: 2, asleep: 2 });
  waits(wakefulness, waitsOfTrial, quiet);
  expect(wakefulness.awake()).toBe(false);
  waits(wakefulness, waitsAfterFirstTrial + waitsOfTrial, quiet);
  expect(waits(wakefulness, waitsAfterChange / 2, quiet)).toBe(waitsAfterChange / 2);
});

it('one long wait does not outweigh the many', () => {
  const wakefulness = createWakefulness();
  wakefulness.waited(10_000);
  waits(wakefulness, 2 * waitsOfTrial - 1, quiet);
  expect(wakefulness.awake()).toBe(true);
});
