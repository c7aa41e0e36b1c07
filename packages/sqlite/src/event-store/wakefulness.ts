/** How many waits tell one way of waiting from the other. */
export const waitsOfTrial = 64;
/** How soon the way that lost is tried again after a change, and at the latest while nothing changes. */
export const waitsAfterChange = 40 * waitsOfTrial;
export const mostWaitsBetweenTrials = 16 * waitsAfterChange;
/** The first trial says little: a process that has just begun becomes faster with each wait. */
export const waitsAfterFirstTrial = 4 * waitsOfTrial;

/** Waits that take so many times as long as before, or as much shorter, say that the machine has changed. */
const change = 1.5;

/** Counts no more for one wait: the log is copied into the file now and then, which says nothing about waiting. */
const mostMilliseconds = 5;

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
  /** What the other way took, while this one is tried against it. */
  let rival: number | undefined;
  /** What the way that won took. Undefined before the first trial. */
  let usual: number | undefined;
  let interval = waitsAfterFirstTrial;
  let waitsSinceTrial = 0;
  let waits = 0;
  let milliseconds = 0;

  const tryOther = (mean: number): void => {
    rival = mean;
    awake = !awake;
  };
  const endTrial = (before: number, now: number): void => {
    if (usual !== undefined)
      interval = now < before ? waitsAfterChange : Math.min(2 * interval, mostWaitsBetweenTrials);
    if (before <= now) awake = !awake;
    usual = Math.min(before, now);
    rival = undefined;
    waitsSinceTrial = 0;
  };
  const judge = (mean: number): void => {
    if (rival !== undefined) endTrial(rival, mean);
    else if (usual === undefined) tryOther(mean);
    else {
      waitsSinceTrial += waitsOfTrial;
      const hasChanged = mean > usual * change || mean < usual / change;
      if (waitsSinceTrial >= (hasChanged ? Math.min(interval, waitsAfterChange) : interval)) tryOther(mean);
    }
  };

  return {
    awake: () => awake,
    waited(took) {
      waits += 1;
      milliseconds += Math.min(took, mostMilliseconds);
      if (waits < waitsOfTrial) return;
      judge(milliseconds / waits);
      waits = 0;
      milliseconds = 0;
    },
  };
};

/** Where there is nothing to choose. */
export const asleep: Wakefulness = { awake: () => false, waited: () => {} };
