/** How many waits tell one way of waiting from the other, and how often the one that lost is tried again. */
export const waitsOfTrial = 64;
export const waitsBetweenTrials = 40 * waitsOfTrial;

/** Counts no more for one wait: the log is copied into the file now and then, which says nothing about waiting. */
const mostMilliseconds = 5;

/**
 * Whether threads that work for each other wait awake or asleep, found out by trying.
 *
 * A core with nothing to do sleeps too, and in a virtual machine it can take as long to wake up, with cold caches, as the
 * disk takes to sync: waiting awake then makes the answers come nearly twice as fast. But where another thread wants the core,
 * whoever has waited awake is put behind it, and the answers come at a third of the speed. Which of the two it is depends
 * on the machine, and changes with what else runs there. So the time to the answer decides.
 */
export interface Wakefulness {
  /** How to wait now. */
  awake(): boolean;
  /** Tells how long the wait was. */
  waited(milliseconds: number): void;
}

interface Trial {
  waits: number;
  milliseconds: number;
}

const newTrial = (): Trial => ({ waits: 0, milliseconds: 0 });
const meanOf = ({ waits, milliseconds }: Trial): number => milliseconds / waits;

export const createWakefulness = (): Wakefulness => {
  let awake = true;
  let tried: Trial | undefined;
  let trying: Trial | undefined = newTrial();
  let waitsUntilTrial = 0;

  const endTrial = (before: Trial | undefined, now: Trial): void => {
    if (before === undefined) {
      // The first of two: the other way is tried next.
      tried = now;
      trying = newTrial();
      awake = !awake;
      return;
    }
    if (meanOf(before) < meanOf(now)) awake = !awake;
    tried = undefined;
    trying = undefined;
    waitsUntilTrial = waitsBetweenTrials;
  };

  return {
    awake: () => awake,
    waited(milliseconds) {
      if (trying === undefined) {
        waitsUntilTrial -= 1;
        if (waitsUntilTrial === 0) trying = newTrial();
        return;
      }
      trying.waits += 1;
      trying.milliseconds += Math.min(milliseconds, mostMilliseconds);
      if (trying.waits === waitsOfTrial) endTrial(tried, trying);
    },
  };
};

/** Where there is nothing to choose. */
export const asleep: Wakefulness = { awake: () => false, waited: () => {} };
