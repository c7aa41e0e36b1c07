import { createReports, type EventStore, huePolicy, memorySnapshots, type Position } from '@phananh/core';
import { wholeLife } from '../lives/whole.ts';
import { aheadOf } from './ahead.ts';
import { drawCases } from './cases.ts';
import { type ProvinceClock, simulatedTime } from './clock.ts';
import { decisionsOf } from './decisions.ts';
import { diceOf, seededRandom } from './dice.ts';
import { planCases } from './plans.ts';
import { type Progress, playLives } from './play.ts';
import { workingTime } from './working-time.ts';

const millisecondsPerDay = 86_400_000;

export interface SimulationOptions {
  /** How many reports. */
  readonly reports: number;
  readonly seed: string;
  /** An empty store whose `recordedAt` comes from the clock. */
  readonly store: EventStore;
  readonly clock: ProvinceClock;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface Simulated {
  readonly events: number;
  /** Position in the log of the last event. */
  readonly position: Position;
}

/**
 * Plays three years of the province through the ordinary commands. The same number of reports and the same seed give the
 * same log, on every machine and in every store.
 *
 * It decides what people do and when; what comes of it, the engine, its calendar and its policy decide.
 */
export const simulate = async ({
  reports: count,
  seed,
  store,
  clock,
  onProgress,
}: SimulationOptions): Promise<Simulated> => {
  const { calendar } = huePolicy;
  const [from, end] = [Date.parse(simulatedTime.from), Date.parse(simulatedTime.end)];
  const work = workingTime(calendar, from);
  const days = Math.round((end - from) / millisecondsPerDay);
  const cases = drawCases(count, { from, days, calendar, dice: diceOf(`${seed}:cases`) });
  const plans = planCases(cases, { seed, work, end });
  const ahead = aheadOf(store, clock);
  const decisions = decisionsOf(ahead.store);
  const reports = createReports({
    store: decisions.store,
    policy: huePolicy,
    clock,
    random: seededRandom(`${seed}:engine`),
    snapshots: { store: memorySnapshots({ max: 20_000 }) },
  });
  const lives = cases.map((item, index) => {
    const plan = plans[index];
    if (plan === undefined) throw new TypeError(`case ${index} has no plan`);
    return { item, plan, dice: diceOf(`${seed}:case:${index}`), begin: wholeLife };
  });
  const simulated = await playLives(lives, {
    reports,
    decisions,
    breathe: ahead.breathe,
    clock,
    work,
    from,
    end,
    seed,
    onProgress,
  });
  await ahead.settled();
  return simulated;
};
