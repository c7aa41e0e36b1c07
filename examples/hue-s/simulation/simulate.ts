import {
  type Clock,
  createReports,
  type EventStore,
  huePolicy,
  instantOf,
  memorySnapshots,
  type Position,
} from '@phananh/core';
import { wholeLife } from '../lives/whole.ts';
import { drawCases } from './cases.ts';
import { decisionsOf } from './decisions.ts';
import { diceOf, seededRandom } from './dice.ts';
import { planCases } from './plans.ts';
import { type Progress, playLives } from './play.ts';
import { workingTime } from './working-time.ts';

const millisecondsPerDay = 86_400_000;

/** Three years, by days of the province. */
export const simulatedTime = { from: '2023-11-20', to: '2026-11-20' } as const;

export interface SimulationOptions {
  /** How many reports. */
  readonly reports: number;
  readonly seed: string;
  /** Opens the store, whose `recordedAt` is to come from the clock of the simulation. */
  readonly open: (clock: Clock) => EventStore;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

export interface Simulated {
  readonly store: EventStore;
  readonly events: number;
  /** Position in the log of the last event. */
  readonly position: Position;
  /** When it ended, in simulated time. */
  readonly end: string;
}

/**
 * Plays the life of the province through the ordinary commands. The same number of reports and the same seed give the same log.
 *
 * It decides what people do and when; what comes of it, the engine, its calendar and its policy decide.
 */
export const simulate = async (options: SimulationOptions): Promise<Simulated> => {
  const { reports: count, seed, open, onProgress, signal } = options;
  const { calendar } = huePolicy;
  const from = Date.parse(calendar.startOf(simulatedTime.from));
  const end = Date.parse(calendar.startOf(calendar.addCalendarDays(simulatedTime.to, 1)));
  const work = workingTime(calendar, from);
  const dice = diceOf(`${seed}:cases`);
  const days = Math.round((end - from) / millisecondsPerDay);
  const cases = drawCases(count, { from, days, calendar, dice });
  const plans = planCases(cases, { seed, work, end });

  let now = instantOf(from);
  const clock: Clock = { now: () => now };
  const store = open(clock);
  const decisions = decisionsOf(store);
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
  const { events, position } = await playLives(lives, {
    reports,
    decisions,
    setClock: (instant) => {
      now = instant;
    },
    work,
    from,
    end,
    seed,
    onProgress,
    signal,
  });
  return { store, events, position, end: instantOf(end) };
};
