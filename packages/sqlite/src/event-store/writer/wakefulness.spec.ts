import { expect, it } from 'vitest';
import {
  createWakefulness,
  fewestWaitsBetweenTrials,
  mostWaitsBetweenTrials,
  waitsOfTrial,
  waitsUntilSuspicion,
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

/** Waits of a trial: measured, tried. */
const trial = 2 * waitsOfTrial;

it('threads wait as the answers come sooner, and turn soon when the machine has changed', () => {
  const wakefulness = createWakefulness();
  waits(wakefulness, trial, quiet);
  expect(waits(wakefulness, fewestWaitsBetweenTrials, quiet)).toBe(fewestWaitsBetweenTrials);
  waits(wakefulness, 100 * mostWaitsBetweenTrials, quiet);

  waits(wakefulness, waitsUntilSuspicion + 2 * trial, contended);
  expect(waits(wakefulness, waitsUntilSuspicion, contended)).toBeLessThanOrEqual(4 * waitsOfTrial);
  waits(wakefulness, 100 * mostWaitsBetweenTrials, contended);

  // What was slow before is as slow asleep; only the trial tells.
  waits(wakefulness, mostWaitsBetweenTrials + 2 * trial, quiet);
  const wereAwake = waits(wakefulness, waitsUntilSuspicion, quiet);
  expect(wereAwake).toBeGreaterThanOrEqual(waitsUntilSuspicion - 4 * waitsOfTrial);
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
  waits(wakefulness, fewestWaitsBetweenTrials + trial, quiet);
  expect(waits(wakefulness, fewestWaitsBetweenTrials, quiet)).toBe(fewestWaitsBetweenTrials);
});

it('some slow waits, whose reason is elsewhere, turn nothing', () => {
  const wakefulness = createWakefulness();
  waits(wakefulness, 10 * mostWaitsBetweenTrials, quiet);
  const slow = { awake: 0.6, asleep: 0.6 };
  let wereAwake = 0;
  for (let time = 0; time < 100; time++) {
    wereAwake += waits(wakefulness, waitsOfTrial, slow);
    wereAwake += waits(wakefulness, 9 * waitsOfTrial, quiet);
  }
  expect(wereAwake).toBeGreaterThan(0.95 * 100 * 10 * waitsOfTrial);
});

it('the longest waits of a trial do not outweigh the many', () => {
  const wakefulness = createWakefulness();
  wakefulness.waited(10_000);
  wakefulness.waited(10_000);
  waits(wakefulness, trial - 2, quiet);
  expect(wakefulness.awake()).toBe(true);
});
