import type { Position } from '@phananh/core';
import { readPastDamage } from '@phananh/core/engine';
import type { OpenedStore } from './open-store.ts';

/** Position of the last event; 0: nothing is there. Of a file it is found by halving: the port does not tell it. */
export const endOfLog = async (store: OpenedStore): Promise<Position> => {
  if (store.lastPosition !== undefined) return store.lastPosition();
  const hasAfter = async (after: number): Promise<boolean> => {
    let found = false;
    const note = (): void => {
      found = true;
    };
    for await (const _ of readPastDamage(store, { after, limit: 1 }, note)) note();
    return found;
  };
  let beyond = 1;
  while (await hasAfter(beyond)) beyond *= 2;
  let [low, high] = [0, beyond];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await hasAfter(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
};
