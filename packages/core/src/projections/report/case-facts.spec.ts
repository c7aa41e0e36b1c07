import { expect, it } from 'vitest';
import { type LifecycleFixture, lifecycleFixture } from './../../testing/index.ts';
import { type CaseFacts, foldCase } from './case-facts.ts';

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
