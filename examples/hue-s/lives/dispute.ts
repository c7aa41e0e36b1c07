import { afterWork, give, type Life, type Surroundings, until } from '../simulation/life.ts';
import { minutesOfDay } from '../simulation/working-time.ts';
import { reporterOf, someOperator } from './people.ts';

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
