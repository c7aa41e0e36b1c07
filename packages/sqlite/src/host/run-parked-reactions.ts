import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '@phananh/core';
import { type ProcessManager, retryReactions } from '@phananh/core/engine';
import type { ReactionTable } from '../reactions/parked-reactions.ts';

/** How often is looked whether somebody wants something to be tried again. */
const period = 500;

/** Milliseconds between two attempts of what may go well by itself; longer and longer while none does. */
const firstPause = 60_000;
const longestPause = 900_000;

/** Tries parked reactions again until the signal: those that somebody wants at once, those that may pass by themselves now and then. */
export const runParkedReactions = async (
  {
    manager,
    store,
    reactions,
  }: {
    /** Of every workflow that runs here. */
    readonly manager: ProcessManager;
    readonly store: EventStore;
    readonly reactions: ReactionTable;
  },
  {
    signal,
    onError,
    every = period,
    now = () => performance.now(),
  }: {
    readonly signal: AbortSignal;
    readonly onError: (error: unknown) => void;
    readonly every?: number;
    /** Milliseconds of a clock that never goes back. */
    readonly now?: () => number;
  },
): Promise<void> => {
  let pause = firstPause;
  // What was parked before the start is tried with it.
  let next = now();
  while (!signal.aborted) {
    try {
      const own = now() >= next ? reactions.standing().filter(({ mayPass }) => mayPass) : [];
      if (now() >= next) {
        pause = own.length === 0 ? firstPause : Math.min(pause * 2, longestPause);
        next = now() + pause;
      }
      const wanted = reactions.wanted();
      const meant = new Set(wanted.map(keyOf));
      const all = [...wanted, ...own.filter((one) => !meant.has(keyOf(one)))];
      const given = all.length === 0 ? 0 : await retryReactions(all, { manager, store, parked: reactions });
      if (given > 0) {
        pause = firstPause;
        // Where one goes well the others may too.
        next = now();
      }
    } catch (error) {
      if (signal.aborted) return;
      onError(error);
    }
    await sleep(every, undefined, { signal }).catch(() => {});
  }
};

const keyOf = ({ eventId, index }: { readonly eventId: string; readonly index: number | null }): string =>
  `${eventId}/${index}`;
