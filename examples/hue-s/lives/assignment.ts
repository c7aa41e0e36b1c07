import type { Agency } from '../province/agencies.ts';
import { type Act, afterWork, give, type Life, type Surroundings, until } from '../simulation/life.ts';
import { otherAgency } from '../simulation/plans.ts';
import { officerOf, someOperator } from './people.ts';

/** The centre finds the body that has to do with a report; some give it back first. */
export function* assignment(world: Surroundings, verified: Act): Life {
  const { item, plan, dice } = world;
  const first = plan.returns > 0 || dice.chance(0.01) ? otherAgency(item.agency, dice) : item.agency;
  if (dice.chance(0.3)) {
    yield* give(verified);
    yield* afterWork(world, dice.between(5, 180));
    yield* assign(world, first);
  } else yield* assign(world, first, verified);
  for (let returned = 1; returned <= plan.returns; returned++) {
    yield* giveBack(world);
    if (plan.stuck === 'without-agency') return;
    yield* afterWork(world, dice.between(15, 240));
    yield* assign(world, returned === plan.returns ? item.agency : otherAgency(item.agency, dice));
  }
  if (world.report().assignment?.agencyId === item.agency.agencyId) return;
  // The centre sees itself that it was the wrong one.
  yield* afterWork(world, dice.between(10, 120));
  yield* assign(world, item.agency);
}

function* assign(world: Surroundings, to: Agency, ...before: readonly Act[]): Life {
  const { item, dice } = world;
  if (!world.isInvited(to)) yield { invite: to };
  const { returns, phase } = world.report();
  const actor = someOperator(dice);
  const { agencyId } = to;
  if (returns >= 3) {
    const note = 'Xác định thẩm quyền theo quyết định phân cấp quản lý.';
    return yield* give({ command: 'decide-competence', actor, input: { agencyId, note } });
  }
  const note = phase === 'assigned' ? { note: 'Chuyển lại cho đúng cơ quan.' } : {};
  const other = dice.chance(0.04) ? otherAgency(item.agency, dice) : undefined;
  const supporter = other?.agencyId === agencyId ? undefined : other;
  if (supporter !== undefined && !world.isInvited(supporter)) yield { invite: supporter };
  const supporting = supporter && { supporting: [supporter.agencyId] };
  yield* give(...before, { command: 'assign', actor, input: { agencyId, ...note, ...supporting } });
}

/** Most see within a day that a report is not theirs; some say so when the time is nearly over. */
function* giveBack(world: Surroundings): Life {
  const { item, plan, dice, report, now } = world;
  const agencyId = report().assignment?.agencyId ?? '';
  const waits =
    plan.timing === 'late' && plan.returns < 3 && item.agency.habit !== 'good' && dice.chance(0.4);
  const due = report().clocks.findLast(({ clock }) => clock === 'resolution')?.due?.at;
  if (waits && due !== undefined)
    yield* until(Math.max(now(), Date.parse(due) - dice.between(30, 240) * 60_000));
  else yield* afterWork(world, dice.between(20, 300));
  yield* give({
    command: 'return',
    actor: officerOf(agencyId, dice),
    input: {
      reason: dice.pick([
        'Tuyến đường không thuộc đơn vị quản lý.',
        'Không thuộc địa bàn.',
        'Thuộc thẩm quyền của đơn vị khác.',
      ]),
      ...(dice.chance(0.7) && { proposedAgencyId: item.agency.agencyId }),
    },
  });
}
