import { afterWork, give, type Life, type Surroundings, until } from '../simulation/life.ts';
import { minutesOfDay } from '../simulation/working-time.ts';
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

/** A citizen who disputes, the centre that decides, and the round that follows. */
export function* dispute(world: Surroundings): Life {
  const { item, plan, dice, now } = world;
  const upheld = plan.dispute === 'upheld' || plan.stuck === 'second-round';
  yield* until(now() + dice.between(60, 8 * 1440) * 60_000);
  yield* give({
    command: 'dispute',
    actor: reporterOf(item),
    input: {
      reason: dice.pick([
        'Chưa xử lý dứt điểm, hôm nay vẫn y như cũ.',
        'Trả lời không đúng thực tế tại hiện trường.',
        'Mới làm được một phần rồi bỏ đó.',
      ]),
    },
  });
  yield* afterWork(world, dice.between(60, (dice.chance(0.15) ? 5 : 2) * minutesOfDay));
  if (!upheld) {
    yield* give({
      command: 'dismiss-dispute',
      actor: someOperator(dice),
      input: { reason: 'Đã kiểm tra lại tại hiện trường: kết quả đúng như cơ quan báo cáo.' },
    });
    return;
  }
  yield* give({
    command: 'uphold-dispute',
    actor: someOperator(dice),
    input: { reason: 'Ảnh của người dân cho thấy vụ việc chưa được xử lý dứt điểm.' },
  });
}
