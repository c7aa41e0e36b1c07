import { give, type Life, type Surroundings, until } from '../simulation/life.ts';
import { afterwards } from './afterwards.ts';
import { assignment } from './assignment.ts';
import { handling } from './handling.ts';
import { intake } from './intake.ts';
import { neighbours } from './neighbours.ts';
import { reporterOf, someOperator } from './people.ts';

/** What becomes of a report, from its submission to the citizen's last word. */
export function* wholeLife(world: Surroundings): Life {
  const { item, plan, dice } = world;
  yield* until(item.submittedAt);
  const { text, channel, lat, lng, address, ward, name, phone } = item;
  const called = channel === 'hotline';
  yield* give({
    command: 'submit',
    actor: called ? someOperator(dice) : reporterOf(item),
    input: {
      text,
      channel,
      location: { lat, lng, address, areaCode: ward.areaCode },
      ...(dice.chance(0.3) && { category: item.category.code }),
      ...((called || dice.chance(0.3)) && { contact: { name, phone } }),
    },
  });
  world.beside(neighbours(world));
  if (plan.ending === 'withdrawn') {
    yield* until(item.submittedAt + dice.between(4, 20) * 60_000);
    return yield* give({
      command: 'withdraw',
      actor: reporterOf(item),
      input: { reason: dice.pick(['Đã tự khắc phục.', 'Gửi nhầm địa chỉ.', 'Đã có người đến xử lý.']) },
    });
  }
  const verified = yield* intake(world);
  if (verified === undefined) return;
  yield* assignment(world, verified);
  if (plan.stuck === 'without-agency') return;
  yield* handling(world);
  if (world.report().phase !== 'published') return;
  yield* afterwards(world);
}
