import { expect, it } from 'vitest';
import { huePolicy } from '../../report/index.ts';
import { type LifecycleFixture, lifecycleFixture } from './../../testing/index.ts';
import type { CaseFacts } from './case-facts.ts';
import { evaluateCase } from './evaluated-case.ts';
import { foldCase } from './fold-case.ts';

const factsOf = async ({ reports }: LifecycleFixture, id: string): Promise<CaseFacts> => {
  let facts: CaseFacts | undefined;
  for await (const event of reports.handler.history(id)) facts = foldCase(facts, event);
  if (facts === undefined) throw new TypeError('no such report');
  return facts;
};

it('a row has the agency that the report has, and since when', async () => {
  const fixture = await lifecycleFixture();
  const { clock, give } = fixture;
  const id = await fixture.submit();
  const steps = [
    ['verify', {}],
    ['assign', { agencyId: 'agency-hue-lighting' }],
    ['return', { reason: 'x' }],
    ['decide-competence', { agencyId: 'agency-hue-lighting', note: 'x' }],
    ['recall', { agencyId: 'agency-hue-lighting', reason: 'x', revision: 4 }],
    ['assign', { agencyId: 'agency-hue-lighting' }],
    ['resolve', {}],
  ] as const;
  for (const [command, input] of steps) {
    clock.advance(60_000);
    await give(id, command, Object.keys(input).length === 0 ? undefined : input);
    const { assignment } = await fixture.state(id);
    const { agencyId, assignedAt } = await factsOf(fixture, id);
    expect({ command, agencyId, assignedAt }).toEqual({
      command,
      agencyId: assignment?.agencyId ?? null,
      assignedAt: assignment?.assignedAt ?? null,
    });
  }
});

it('a row counts the days that somebody had the report, each round of its own, and their sum', async () => {
  const fixture = await lifecycleFixture();
  const { clock, give } = fixture;
  const day = 86_400_000;
  const id = await fixture.submit();
  const steps = [
    ['verify', 1],
    ['assign', 1],
    ['resolve', 2],
    ['publish', 1],
    // Nobody has it: the overall clock of the first round has stopped, that of the second is not started.
    ['dispute', 5],
    ['uphold-dispute', 2],
    ['resolve', 3],
    ['publish', 1],
  ] as const;
  for (const [command, days] of steps) {
    clock.advance(days * day);
    await give(id, command);
  }
  const facts = await factsOf(fixture, id);
  const { times } = evaluateCase(facts, huePolicy.calendar, facts.occurredAt);
  expect(times).toMatchObject({
    total: { calendarDays: 9 },
    centre: { calendarDays: 4 },
    agency: { calendarDays: 5 },
    citizen: { calendarDays: 0 },
  });
  const { total, centre, agency, citizen } = times ?? fail();
  expect(total.workingDays).toBe(
    [centre, agency, citizen].reduce((sum, { workingDays }) => sum + (workingDays ?? 0), 0),
  );
});

const fail = (): never => {
  throw new TypeError('the case is decided');
};
