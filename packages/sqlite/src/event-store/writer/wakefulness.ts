/** How many waits tell one way of waiting from the other. */
export const waitsOfTrial = 64;
/** How soon the way that lost is tried again: after a change soon, because it may have been a mistake, and then ever later. */
export const fewestWaitsBetweenTrials = 4 * waitsOfTrial;
export const mostWaitsBetweenTrials = 640 * waitsOfTrial;
/** How soon when waits take another time than they did. */
export const waitsUntilSuspicion = 40 * waitsOfTrial;

/** Waits that take so many times as long as before, or as much shorter, say that the machine may have changed. */
const change = 1.5;

/** The longest waits of a trial are left out: the log is copied into the file or memory tidied now and then, whatever the way. */
const waitsLeftOut = 2;

/**
 * Whether threads that work for each other wait awake or asleep, found out by trying.
 *
 * A core with nothing to do sleeps too, and in a virtual machine it can take as long to wake up, with cold caches, as the
 * disk takes to sync: waiting awake then makes the answers come nearly twice as fast. But where another thread wants the core,
 * whoever has waited awake is put behind it, and the answers come at a third of the speed. Which of the two it is depends
 * on the machine, and changes with what else runs there. So the time to the answer decides. The way that loses costs up to
 * the answers of a trial, so that it is tried the more seldom the longer nothing has changed.
 */
export interface Wakefulness {
  /** How to wait now. */
  awake(): boolean;
  /** Tells how long the wait was. */
  waited(milliseconds: number): void;
}

export const createWakefulness = (): Wakefulness => {
  let awake = true;
  /** A trial measures the way that is in force, then tries the other. Between trials the one that won is watched. */
  let doing: 'measuring' | 'trying' | 'watching' = 'measuring';
  let measured = 0;
  /** What the way that won took. Undefined before the first trial. */
  let usual: number | undefined;
  let interval = fewestWaitsBetweenTrials;
  let waitsSinceTrial = 0;
  const waits = new Float64Array(waitsOfTrial);
  let count = 0;

  const endTrial = (other: number): void => {
    const hasChanged = other < measured;
    if (!hasChanged) awake = !awake;
    // The first trial says little: a process that has just begun becomes faster with each wait.
    if (usual !== undefined)
      interval = hasChanged ? fewestWaitsBetweenTrials : Math.min(2 * interval, mostWaitsBetweenTrials);
    usual = Math.min(measured, other);
    waitsSinceTrial = 0;
    doing = 'watching';
  };
  const watch = (mean: number, before: number): void => {
    waitsSinceTrial += waitsOfTrial;
    const isSuspect = mean > before * change || mean < before / change;
    // Measured anew: the waits that drew attention to themselves were longer or shorter than they usually are.
    if (waitsSinceTrial >= (isSuspect ? Math.min(interval, waitsUntilSuspicion) : interval))
      doing = 'measuring';
  };
  const judge = (mean: number): void => {
    if (doing === 'trying') {
      endTrial(mean);
    } else if (doing === 'measuring' || usual === undefined) {
      measured = mean;
      awake = !awake;
      doing = 'trying';
    } else {
      watch(mean, usual);
    }
  };

  return {
    awake: () => awake,
    waited(milliseconds) {
      waits[count] = milliseconds;
      count += 1;
      if (count < waitsOfTrial) return;
      count = 0;
      judge(meanOf(waits.sort().subarray(0, waitsOfTrial - waitsLeftOut)));
    },
  };
};

const meanOf = (numbers: Float64Array): number => {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum / numbers.length;
};

/** Where there is nothing to choose. */
export const asleep: Wakefulness = { awake: () => false, waited: () => {} };
