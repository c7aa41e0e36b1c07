/** How many waits are measured before the two ways of waiting are compared. */
export const waitsOfTrial = 64;
/**
 * After how many waits the way that lost is tried again. Soon after the way was changed, because that may have been a mistake; twice as
 * late after each trial that changed nothing.
 */
export const fewestWaitsBetweenTrials = 4 * waitsOfTrial;
export const mostWaitsBetweenTrials = 640 * waitsOfTrial;
/** After how many waits at the latest, when waits take longer or shorter than they did. */
export const waitsUntilSuspicion = 40 * waitsOfTrial;

/** Waits that take this many times as long as before, or as much less, hint that something else runs on the machine now. */
const change = 1.5;

/** The longest waits of a trial are not counted: a checkpoint of SQLite or a garbage collection of V8 fell into them. */
const waitsLeftOut = 2;

/**
 * Decides whether the host and the writer wait for each other awake (in a loop that loads shared memory) or asleep (in `Atomics.wait`).
 *
 * An idle core sleeps, and in a virtual machine waking it up can take as long as the disk takes to sync: two threads that wait awake
 * then answer nearly twice as fast. Where other threads want the core, the system puts the one that looped behind them, and answers
 * come at a third of the speed. Which of the two holds depends on the machine and on what else runs there. Therefore the measured time
 * to the answer decides. A trial of the way that lost slows the answers of that trial down: the longer nothing has changed, the more
 * seldom there is one.
 */
export interface Wakefulness {
  /** Whether the next wait is awake. */
  awake(): boolean;
  /** Tells how long a wait was. */
  waited(milliseconds: number): void;
}

export const createWakefulness = (): Wakefulness => {
  let awake = true;
  /** A trial measures the way in use, then tries the other one. Between two trials the times of the one that won are watched. */
  let doing: 'measuring' | 'trying' | 'watching' = 'measuring';
  let measured = 0;
  /** Mean wait of the way that won, in milliseconds. Undefined before the first trial. */
  let usual: number | undefined;
  let interval = fewestWaitsBetweenTrials;
  let waitsSinceTrial = 0;
  const waits = new Float64Array(waitsOfTrial);
  let count = 0;

  const endTrial = (other: number): void => {
    const hasChanged = other < measured;
    if (!hasChanged) awake = !awake;
    // The first trial tells little: V8 is still compiling, and each wait of a young process is shorter than the one before.
    if (usual !== undefined)
      interval = hasChanged ? fewestWaitsBetweenTrials : Math.min(2 * interval, mostWaitsBetweenTrials);
    usual = Math.min(measured, other);
    waitsSinceTrial = 0;
    doing = 'watching';
  };
  const watch = (mean: number, before: number): void => {
    waitsSinceTrial += waitsOfTrial;
    const isSuspect = mean > before * change || mean < before / change;
    // The way in use is measured anew first: the waits that raised the suspicion were unusual, and not to be compared with.
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

/** For machines on which waiting awake is never right. */
export const asleep: Wakefulness = { awake: () => false, waited: () => {} };
