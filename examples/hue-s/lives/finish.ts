import { give, type Life, type Surroundings, until } from '../simulation/life.ts';
import type { Timing } from '../simulation/plans.ts';
import { minutesOfDay } from '../simulation/working-time.ts';
import { dueOf } from './dues.ts';
import { officerOf, someOperator } from './people.ts';

/** The work itself, the result, and the centre's word on it, so that the overall clock stops as the case is meant to go. */
export function* finish(world: Surroundings, timing: Timing, last: boolean): Life {
  const { item, plan, dice, work, now, report } = world;
  if (last && (plan.stuck === 'with-agency' || (plan.stuck === 'recent' && dice.chance(0.7)))) return;
  const here = work.placeOf(now());
  const publishing = placeOfPublication(world, timing);
  const moments = (plan.sentBack && last ? [0, 0, 0] : [0])
    .map(() => here + (publishing - here) * (0.3 + dice.fraction() * 0.68))
    .sort((a, b) => a - b);
  const [resolved = here, sentBack, resolvedAgain] = moments;
  if (sentBack === undefined && item.agency.habit === 'gaming' && timing === 'on-time')
    yield* untilTheLastMinute(world, publishing);
  else yield* until(work.instantAt(resolved));
  yield* resolve(world);
  if (last && (plan.stuck === 'approval' || plan.stuck === 'recent')) return;
  if (sentBack !== undefined && resolvedAgain !== undefined) {
    yield* until(work.instantAt(sentBack));
    const reason = dice.pick([
      'Ảnh chưa cho thấy kết quả.',
      'Báo cáo chưa nêu rõ biện pháp xử lý.',
      'Đề nghị bổ sung biên bản.',
    ]);
    yield* give({ command: 'send-back', actor: someOperator(dice), input: { reason } });
    yield* until(work.instantAt(resolvedAgain));
    yield* resolve(world);
  }
  yield* until(work.instantAt(publishing));
  demandTiming(
    timing,
    now(),
    dueOf(report(), 'overall', 'originalDue'),
    dueOf(report(), 'overall'),
    item.index,
  );
  yield* give({
    command: 'publish',
    actor: someOperator(dice),
    input: {
      publicText: `${report().resolution?.result ?? ''} Cảm ơn người dân đã phản ánh.`,
      visibility: dice.chance(0.03) ? 'reporter-only' : 'public',
    },
  });
}

/** Where on the axis of office minutes the centre publishes. */
const placeOfPublication = (
  { item, dice, work, now, report, end, plan }: Surroundings,
  timing: Timing,
): number => {
  const here = work.placeOf(now());
  const original = work.placeOf(dueOf(report(), 'overall', 'originalDue'));
  const inForce = work.placeOf(dueOf(report(), 'overall'));
  const latest = work.placeOf(end) - 20;
  const { habit } = item.agency;
  switch (timing) {
    case 'on-time': {
      const limit = Math.min(original - 1, plan.stuck === undefined ? latest : original - 1);
      if (habit === 'gaming') return Math.max(here, limit - dice.between(5, 300));
      // The good ones are done in half of the time.
      const least = here + Math.min(240, (limit - here) / 2);
      return least + (limit - least) * dice.fraction() * (habit === 'good' ? 0.55 : 1);
    }
    case 'extended':
      return Math.max(
        here,
        original + (inForce - 1 - original) * (habit === 'gaming' ? 0.97 : dice.fraction()),
      );
    case 'late': {
      const days = dice.chance(0.25) ? dice.between(4, 18) : dice.between(0, 5);
      return Math.min(
        latest,
        Math.max(here, inForce) + days * minutesOfDay + dice.between(10, minutesOfDay - 10),
      );
    }
  }
};

/** Who games the clock is done minutes before midnight of the day on which the own term ends. */
function* untilTheLastMinute({ dice, now, report, work }: Surroundings, publishing: number): Life {
  const last = dueOf(report(), 'resolution') - dice.between(4, 55) * 60_000;
  // The centre still has to publish it in time.
  if (last > now() && work.placeOf(last) <= publishing) yield* until(last);
}

function* resolve({ item, dice }: Surroundings): Life {
  const outcome = dice.weighted(outcomes, ({ weight }) => weight).outcome;
  const result = outcome === 'fixed' ? dice.pick(item.category.results) : notFixed[outcome];
  yield* give({
    command: 'resolve',
    actor: officerOf(item.agency.agencyId, dice),
    input: { result, outcome },
  });
}

const outcomes = [
  { outcome: 'fixed', weight: 86 },
  { outcome: 'planned', weight: 7 },
  { outcome: 'no-fault-found', weight: 5 },
  { outcome: 'not-fixed', weight: 2 },
] as const;
const notFixed = {
  planned: 'Đã khảo sát, đưa vào kế hoạch sửa chữa quý tới.',
  'no-fault-found': 'Đã kiểm tra hiện trường, không còn tình trạng như phản ánh.',
  'not-fixed': 'Chưa bố trí được kinh phí để xử lý.',
} as const;

/** A mistake of the simulation, not of the engine: nobody may be made late or on time by another way than by acting so. */
const demandTiming = (
  timing: Timing,
  now: number,
  original: number,
  inForce: number,
  index: number,
): void => {
  const came: Timing = now < original ? 'on-time' : now < inForce ? 'extended' : 'late';
  if (came !== timing) throw new TypeError(`case ${index} was to be ${timing} and comes to be ${came}`);
};
