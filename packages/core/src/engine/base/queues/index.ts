/**
 * What goes on at once, and in which order: places of which there are so many (`slots`), tasks that wait for those with the same
 * key (`keyedQueue`), and callers who take turns and are refused when too many wait (`fairQueue`).
 */
export { type FairQueue, type FairQueueLimits, fairQueue } from './fair-queue.ts';
export { type KeyedQueue, keyedQueue } from './keyed-queue.ts';
export { type Slots, slots } from './slots.ts';
