import { groupsOverlap, type SlaGroup } from '@phananh/core/read-models';
import { say } from './output.ts';

/** Says it where the figures of groups do not add up to those of all. */
export const sayOverlap = (groupBy: readonly SlaGroup[]): void => {
  if (groupsOverlap(groupBy))
    say('a case counts in the group of each of its labels: sums over the groups are no total');
};
