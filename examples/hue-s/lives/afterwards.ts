import { give, type Life, type Surroundings, until } from '../simulation/life.ts';
import type { Grade } from '../simulation/plans.ts';
import { officerOf, reporterOf, someOperator } from './people.ts';

const day = 86_400_000;

/** What follows a result: a grade, sometimes another one, and fines that are taken back. */
export function* afterwards(world: Surroundings): Life {
  const { item, plan, dice, now } = world;
  const published = now();
  const { fine, grade } = plan;
  if (fine?.revoked === true) {
    yield* until(published + dice.between(60, 2 * 1440) * 60_000);
    const input = { decisionNo: `${item.index + 1}/QĐ-XPHC`, legalBasis: `${dice.between(1, 90)}/QĐ-HB` };
    yield* give({ command: 'revoke-penalty', actor: officerOf(item.agency.agencyId, dice), input });
  }
  if (grade === undefined) return;
  yield* until(published + 2 * day + dice.between(0, 9 * 1440) * 60_000);
  if (dice.chance(0.02)) {
    yield* rate(world, dice.pick(['satisfied', 'acceptable', 'unsatisfied']));
    yield* until(now() + dice.between(2, 600) * 60_000);
  }
  yield* rate(world, grade);
}

function* rate({ item, dice }: Surroundings, grade: Grade): Life {
  const comment = dice.chance(0.25) ? { comment: dice.pick(words[grade]) } : {};
  yield* give({ command: 'rate', actor: reporterOf(item), input: { grade, ...comment } });
}

const words: { readonly [G in Grade]: readonly string[] } = {
  satisfied: ['Xử lý rất nhanh, cảm ơn.', 'Hài lòng.', 'Cảm ơn các anh đã làm giữa trời mưa.'],
  acceptable: ['Tạm được.', 'Có làm nhưng hơi lâu.'],
  unsatisfied: ['Xử lý quá chậm.', 'Chỉ trả lời cho có.', 'Vài hôm lại như cũ.'],
};

/** The centre hides a text that tells of other people. */
export function* redaction({ dice, now }: Surroundings): Life {
  yield* until(now() + dice.between(60, 3000) * 60_000);
  const reason = 'Có thông tin cá nhân của người khác.';
  yield* give({ command: 'redact', actor: someOperator(dice), input: { field: 'text', reason } });
}
