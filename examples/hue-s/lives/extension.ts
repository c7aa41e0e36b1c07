import { afterWork, give, type Life, type Surroundings, until } from '../simulation/life.ts';
import type { Timing } from '../simulation/plans.ts';
import { dueOf } from './dues.ts';
import { officerOf, someOperator } from './people.ts';

/** A body that will not be ready asks for more days before it is late, and the centre decides. */
export function* extension(world: Surroundings, timing: Timing): Life {
  const { plan, dice } = world;
  if (timing === 'extended') {
    if (plan.deniedFirst) yield* request(world, false, 0);
    return yield* request(world, true, plan.deniedFirst ? 0 : 2);
  }
  // Some get more time and are late all the same; some get it and need it not.
  const inTime = dueOf(world.report(), 'overall') < world.end;
  const needless = timing === 'on-time' && plan.stuck === undefined && inTime && dice.chance(0.012);
  const helpless = (timing === 'late' || plan.stuck === 'with-agency') && dice.chance(0.3);
  if (plan.deniedFirst) yield* request(world, false, 1);
  else if (needless || helpless) yield* request(world, true, 1);
}

/** @param daysBefore at most so many days before the clocks that it would extend are due */
function* request(world: Surroundings, granted: boolean, daysBefore: number): Life {
  const { item, dice, work, now, report } = world;
  const here = work.placeOf(now());
  const limit =
    Math.min(work.placeOf(dueOf(report(), 'resolution')), work.placeOf(dueOf(report(), 'overall'))) - 1;
  const early =
    daysBefore === 0 ? Math.min(limit, here + 60) : Math.max(here, limit - dice.between(5, daysBefore * 480));
  if (limit <= here && !granted) return;
  yield* until(work.instantAt(early));
  const workingDays = dice.between(3, 10);
  yield* give({
    command: 'request-extension',
    actor: officerOf(item.agency.agencyId, dice),
    input: {
      workingDays,
      reason: dice.pick([
        'Chờ vật tư thay thế.',
        'Mưa lớn kéo dài, không thi công được.',
        'Cần phối hợp nhiều đơn vị.',
        'Khối lượng công việc lớn, thiếu nhân lực.',
        'Đang xin ý kiến cấp trên.',
      ]),
    },
  });
  const { pendingExtension } = report();
  yield* afterWork(world, granted ? dice.between(10, 300) : dice.between(5, 60));
  const actor = someOperator(dice);
  if (!granted) {
    const reason = dice.pick(['Vật tư đã có sẵn.', 'Lý do không thuyết phục, đề nghị xử lý đúng hạn.']);
    return yield* give({ command: 'deny-extension', actor, input: { reason } });
  }
  const afterDue = pendingExtension?.afterDue === true;
  const input = {
    ...(dice.chance(0.2) && { workingDays: Math.max(2, workingDays - 2) }),
    ...(afterDue && { override: true }),
  };
  yield* give({ command: 'grant-extension', actor, input });
}
