import { citizen } from '@phananh/core';
import { isFinal, reportWorkflow } from '@phananh/core/reports';
import { give, type Life, type Surroundings, until } from '../simulation/life.ts';
import { redaction } from './afterwards.ts';
import { officerOf, reporterOf, someOperator } from './people.ts';

/** What others do about a report beside its way: they support it, and all sorts of people comment. */
export function* neighbours(world: Surroundings): Life {
  const { item, dice, now, report } = world;
  if (dice.chance(0.006)) world.beside(redaction(world));
  const supporters = dice.chance(0.14) ? dice.between(1, 4) : 0;
  for (let supporter = 0; supporter < supporters; supporter++) {
    yield* until(now() + dice.between(30, 2 * 1440) * 60_000);
    if (isFinal(report().phase)) return;
    // Numbers of their own: nobody supports the own report, and nobody twice.
    const actor = citizen(`c-s${supporter}-${dice.between(1, 9_999)}`);
    // Who may not see the report cannot have the same problem.
    if (reportWorkflow.audienceOf(report(), actor) === undefined) continue;
    yield* give({ command: 'support', actor, input: {} });
  }
  if (!dice.chance(0.13)) return;
  yield* until(now() + dice.between(60, 4 * 1440) * 60_000);
  const { assignment } = report();
  const said = dice.fraction();
  if (said < 0.4 && item.channel !== 'hotline') {
    const text = dice.pick(['Mong sớm được xử lý.', 'Hôm nay tình trạng nặng hơn.', 'Cảm ơn đã tiếp nhận.']);
    yield* give({ command: 'comment', actor: reporterOf(item), input: { text } });
  } else if (said < 0.7 && assignment !== null) {
    const text = dice.pick(['Đơn vị đã cử người kiểm tra hiện trường.', 'Đang chờ vật tư.']);
    yield* give({
      command: 'comment',
      actor: officerOf(assignment.agencyId, dice),
      input: { text, audience: 'internal' },
    });
  } else {
    const text = 'Đã nhắc cơ quan xử lý qua điện thoại.';
    yield* give({ command: 'comment', actor: someOperator(dice), input: { text, audience: 'internal' } });
  }
}
