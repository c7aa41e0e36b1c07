import type { Case } from './cases.ts';
import type { Dice } from './dice.ts';
import { minutesOfDay, type WorkingTime } from './working-time.ts';

/** How much of its work a body gets done, measured by what comes in over the years; below 1 it never catches up. */
const capacity = { good: 1.5, ordinary: 1.18, bad: 1.02, gaming: 1.1 } as const;
/** How far a body is from an ordinary one. */
const sluggishness = { good: -38, ordinary: 0, bad: 42, gaming: -14 } as const;

/**
 * How slow each case is going to be handled, in points: the habit of its body, the length of the body's queue on the
 * day that it comes, and chance.
 */
export const scoresOf = (cases: readonly Case[], work: WorkingTime, dice: Dice): readonly number[] => {
  const perBody = Map.groupBy(cases, ({ agency }) => agency.agencyId);
  const [first, last] = [cases[0], cases.at(-1)];
  const days =
    first && last ? (work.placeOf(last.submittedAt) - work.placeOf(first.submittedAt)) / minutesOfDay : 1;
  const queues = new Map<string, { length: number; place: number }>();
  return cases.map(({ agency: { agencyId, habit }, submittedAt }) => {
    const place = work.placeOf(submittedAt);
    const perDay = ((perBody.get(agencyId)?.length ?? 1) / days) * capacity[habit];
    const queue = queues.get(agencyId) ?? { length: 0, place };
    const done = ((place - queue.place) / minutesOfDay) * perDay;
    const length = Math.max(0, queue.length - done) + 1;
    queues.set(agencyId, { length, place });
    const waitDays = length / perDay;
    return sluggishness[habit] + Math.min(waitDays, 20) * 3 + dice.fraction() * 100;
  });
};
