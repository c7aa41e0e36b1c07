import { type Act, afterWork, give, type Life, type Surroundings, until } from '../simulation/life.ts';
import type { Timing } from '../simulation/plans.ts';
import { dispute } from './dispute.ts';
import { extension } from './extension.ts';
import { finish } from './finish.ts';
import { question } from './intake.ts';
import { officerOf, officersOf, someOperator } from './people.ts';

/** A body handles what it was given: round after round, until nobody disputes it. */
export function* handling(world: Surroundings): Life {
  const { plan, dice } = world;
  const again = plan.dispute === 'upheld' || plan.stuck === 'second-round';
  // The first round of two has a timing of its own: the figures are those of the last one.
  const first: Timing = again ? dice.pick(['on-time', 'on-time', 'extended']) : plan.timing;
  yield* round(world, first, !again);
  if (world.report().phase !== 'published') return;
  if (plan.dispute === undefined && !again) return;
  yield* dispute(world);
  if (again) yield* round(world, plan.timing, true);
}

function* round(world: Surroundings, timing: Timing, last: boolean): Life {
  const { item, plan, dice } = world;
  const officer = officerOf(item.agency.agencyId, dice);
  yield* afterWork(world, dice.between(15, item.agency.habit === 'good' ? 150 : 400));
  const accept: Act = {
    command: 'accept',
    actor: officer,
    input: dice.chance(0.6) ? { officer: `Tổ ${dice.between(1, 4)}` } : {},
  };
  // Now and then somebody says at once who of them is to work on it.
  if (dice.chance(0.04)) yield* give(accept, handOver(world));
  else yield* give(accept);
  if (last && plan.stuck === 'second-round') return;
  const { fine } = plan;
  if (last && fine !== undefined) {
    if (world.report().procedure !== 'penalty') {
      const reason = 'Có dấu hiệu vi phạm hành chính.';
      yield* give({
        command: 'reclassify',
        actor: someOperator(dice),
        input: { procedure: 'penalty', reason },
      });
    }
    const decisionNo = `${item.index + 1}/QĐ-XPHC`;
    const legalBasis = dice.pick([
      'Nghị định 45/2022/NĐ-CP',
      'Nghị định 144/2021/NĐ-CP',
      'Nghị định 16/2022/NĐ-CP',
      'Nghị định 100/2019/NĐ-CP',
    ]);
    yield* afterWork(world, dice.between(30, 240));
    yield* give({
      command: 'impose-penalty',
      actor: officer,
      input: { decisionNo, amount: fine.amount, legalBasis },
    });
  } else if (dice.chance(0.015)) {
    yield* give({
      command: 'reclassify',
      actor: someOperator(dice),
      input: {
        priority: world.report().priority === 'urgent' ? 'normal' : 'urgent',
        reason: 'Đánh giá lại mức độ theo tình hình thực tế.',
      },
    });
  }
  if (plan.question?.by === 'agency') yield* askAgency(world, timing);
  yield* extension(world, timing);
  yield* finish(world, timing, last);
}

const handOver = ({ item, dice, report }: Surroundings): Act => {
  const { agencyId } = item.agency;
  const officers = officersOf(agencyId).filter(({ id }) => id !== report().assignment?.officer);
  const note = dice.chance(0.3) ? { note: 'Phụ trách địa bàn.' } : {};
  return {
    command: 'hand-over',
    actor: officerOf(agencyId, dice),
    input: { officer: dice.pick(officers).id, ...note },
  };
};

/** Bodies ask when they do not find a place; those that game the clock ask on the last day, when it pauses. */
function* askAgency(world: Surroundings, timing: Timing): Life {
  const { item, dice, report, now, work } = world;
  const officer = officerOf(item.agency.agencyId, dice);
  const due = report().clocks.findLast(({ clock, stoppedAt }) => clock === 'resolution' && stoppedAt === null)
    ?.due?.at;
  const last = due === undefined ? 0 : work.instantAt(work.placeOf(Date.parse(due)) - dice.between(20, 200));
  const onTheLastDay = item.agency.habit === 'gaming' && timing === 'on-time' && last > now();
  if (onTheLastDay) yield* until(last);
  else yield* afterWork(world, dice.between(20, 240));
  yield* question(world, officer, onTheLastDay);
}
