import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Clock, huePolicy } from '@phananh/core';
import { readModelsBeside, sqliteEventStore, threadedReadModels } from '@phananh/sqlite';
import { published } from './published.ts';
import { provinceClock } from './simulation/clock.ts';
import type { Progress } from './simulation/play.ts';
import { type Simulated, simulate } from './simulation/simulate.ts';

/** The seed of the demo that everybody sees. */
export const demoSeed = 'hue-s';

export interface LoadOptions {
  readonly reports?: number;
  readonly seed?: string;
  /** Told when there is something to make. */
  readonly onBegun?: () => void;
  readonly onProgress?: (progress: Progress) => void;
  /** Told when every event is there; lists and figures may not be yet. */
  readonly onSimulated?: () => void;
}

/**
 * Makes the demo's store with its read models, unless it is there.
 *
 * It is made beside its place and moved there when it is complete: a store at its place is a whole one, whatever happened
 * to those who made it. What somebody who was cut off has left is thrown away, and the demo begins anew.
 *
 * @returns what was simulated; undefined when the store was there
 * @throws StoreLocked when another process is making it
 */
export const loadDemo = async (
  path: string,
  { reports = published.reports, seed = demoSeed, onBegun, onProgress, onSimulated }: LoadOptions = {},
): Promise<Simulated | undefined> => {
  if (existsSync(path)) return undefined;
  onBegun?.();
  const loading = `${path.replace(/\.db$/, '')}.loading.db`;
  mkdirSync(dirname(path), { recursive: true });
  await throwAway(loading);
  const clock = provinceClock();
  const making = await openLoading(loading, clock);
  const { store, models } = making;
  let simulated: Simulated;
  try {
    simulated = await simulate({ reports, seed, store, clock, ...(onProgress && { onProgress }) });
    onSimulated?.();
    making.lived();
    if (!(await models.whenApplied(simulated.position, { timeoutMilliseconds: patienceMilliseconds })))
      throw new Error('the read models did not come to the end of the events');
    const failure = models.failure();
    if (failure !== undefined) throw new Error(`the read models stopped: ${failure.message}`);
  } finally {
    // Whatever was thrown: what stays open would keep the process alive, and nobody would see the error.
    await making.close();
  }
  renameSync(readModelsBeside(loading), readModelsBeside(path));
  renameSync(loading, path);
  rmSync(`${loading}.lock`, { force: true });
  return simulated;
};

/** A store that is being made, and its read models, which are computed beside the simulation on the other core. */
const openLoading = async (loading: string, clock: Clock) => {
  const store = sqliteEventStore(loading, { clock });
  const lived = new AbortController();
  const models = await threadedReadModels(readModelsBeside(loading), {
    store,
    eventStorePath: loading,
    policy: huePolicy,
    until: lived.signal,
  }).catch(async (error) => {
    await store.close();
    throw error;
  });
  const close = async (): Promise<void> => {
    await models.close();
    await store.close();
  };
  return { store, models, lived: () => lived.abort(), close };
};

/** The read models are behind by seconds; on a busy machine by more. */
const patienceMilliseconds = 600_000;

/** Removes what is left of an attempt. Whoever is still at it has the lock, which is asked for first. */
const throwAway = async (loading: string): Promise<void> => {
  if (existsSync(loading)) await sqliteEventStore(loading).close();
  for (const file of [loading, readModelsBeside(loading)]) {
    for (const part of ['', '-wal', '-shm', '-journal', '.lock']) rmSync(file + part, { force: true });
  }
};
