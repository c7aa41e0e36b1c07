import {
  type Act,
  afterWork,
  give,
  type Life,
  type Surroundings,
  until,
  type Wish,
} from '../simulation/life.ts';
import { minutesOfDay } from '../simulation/working-time.ts';
import { reporterOf, someOperator } from './people.ts';

const hour = 3_600_000;

/**
 * The centre looks at a new report: it asks, turns it down, finds that it is known already, or verifies it.
 *
 * @returns how it is verified, which mostly goes with its assignment; nothing when that was all
 */
export function* intake(world: Surroundings): Generator<Wish, Act | undefined, undefined> {
  const { item, plan, dice } = world;
  // Late now and then, where the whole may be late.
  const slow = plan.timing === 'late' && dice.chance(0.25);
  yield* afterWork(world, slow ? dice.between(minutesOfDay, 3 * minutesOfDay) : dice.between(8, 300));
  if (plan.question?.by === 'centre') yield* question(world, someOperator(dice));
  if (plan.ending === 'rejected') {
    yield* give(rejection(world));
    return undefined;
  }
  if (plan.ending === 'merged') {
    const into = plan.into === undefined ? undefined : world.reportIdOf(plan.into);
    if (into !== undefined) {
      yield* give({ command: 'merge', actor: someOperator(dice), input: { into } });
      return undefined;
    }
  }
  const penalty = plan.fine !== undefined && dice.chance(0.7);
  return {
    command: 'verify',
    actor: someOperator(dice),
    input: {
      category: item.category.code,
      areaCode: item.ward.areaCode,
      priority: dice.chance(0.06) ? 'urgent' : 'normal',
      procedure: penalty ? 'penalty' : 'ordinary',
      ...(dice.chance(0.1) && { labels: [dice.pick(['điểm nóng', 'mùa mưa bão', 'trường học', 'du lịch'])] }),
    },
  };
}

/**
 * Asks the citizen, and waits for the answer or for the end of its term.
 *
 * @param onTheLastDay the day of the answer is the last one then: it comes in the morning, or nobody could be on time
 */
export function* question(world: Surroundings, actor: Act['actor'], onTheLastDay = false): Life {
  const { item, plan, dice, now } = world;
  yield* give({
    command: 'request-information',
    actor,
    input: {
      question: dice.pick([
        'Đề nghị cho biết vị trí chính xác, số nhà hoặc vật mốc gần nhất.',
        'Đề nghị gửi thêm hình ảnh hiện trường.',
        'Sự việc xảy ra vào thời gian nào trong ngày?',
      ]),
      termDays: dice.between(2, 5),
    },
  });
  const { awaiting } = world.report();
  if (awaiting === null) throw new TypeError('nobody waits for the answer to a question');
  const over = Date.parse(awaiting.answerBy.at);
  if (plan.question?.answered !== true) return yield* until(over + 8 * hour);
  const days = Math.floor((over - now()) / (24 * hour));
  const morning = over - dice.between(1, days) * 24 * hour + 8 * hour + dice.between(0, 100) * 60_000;
  yield* until(onTheLastDay ? morning : now() + (over - now()) * (0.05 + dice.fraction() * 0.8));
  yield* give({
    command: 'provide-information',
    actor: item.channel === 'hotline' ? someOperator(dice) : reporterOf(item),
    input: {
      text: `Vị trí ở ${item.address}, ${dice.pick(['ngay đầu kiệt', 'đối diện quán cà phê', 'cạnh trụ điện', 'sát cổng trường'])}.`,
    },
  });
  yield* afterWork(world, onTheLastDay ? 10 : dice.between(5, 90));
}

const rejection = ({ plan, dice }: Surroundings): Act => {
  const actor = someOperator(dice);
  if (plan.question?.answered === false) {
    const message = 'Phản ánh thiếu thông tin, không thể xác minh.';
    return { command: 'reject', actor, input: { reason: 'insufficient', message } };
  }
  const { reason, message } = dice.pick([
    { reason: 'out-of-scope', message: 'Nội dung không thuộc phạm vi phản ánh hiện trường.' },
    { reason: 'unfounded', message: 'Kiểm tra thực tế không có vụ việc như phản ánh.' },
    { reason: 'insufficient', message: 'Phản ánh không rõ địa điểm, đề nghị gửi lại kèm hình ảnh.' },
    { reason: 'abuse', message: 'Nội dung có lời lẽ xúc phạm.' },
    { reason: 'not-our-competence', message: 'Việc này thuộc thẩm quyền của cơ quan khác.' },
  ] as const);
  const competentBody =
    reason === 'not-our-competence' ? { competentBody: 'Tòa án nhân dân có thẩm quyền' } : {};
  return { command: 'reject', actor, input: { reason, message, ...competentBody } };
};
