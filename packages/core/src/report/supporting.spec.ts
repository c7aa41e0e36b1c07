import { describe, expect, it } from 'vitest';
import { lifecycleFixture, people } from './../testing/index.ts';
import { citizen } from './index.ts';

const lighting = 'agency-hue-lighting';
const roads = 'agency-hue-roads';

const code = async (given: Promise<unknown>): Promise<string> =>
  given.then(
    () => 'accepted',
    (error) => error.code,
  );

describe('supporting agencies', () => {
  it('are registered and active, like the one that has the report, and others than that one', async () => {
    const lifecycle = await lifecycleFixture();
    const report = await lifecycle.submit();
    await lifecycle.give(report, 'verify');
    const assignWith = (...supporting: readonly string[]) =>
      code(lifecycle.give(report, 'assign', { agencyId: lighting, supporting }));
    expect(await assignWith('agency-nowhere')).toBe('unknown-agency');
    expect(await assignWith(lighting)).toBe('supports-itself');
    await lifecycle.reports.agencies.suspend(roads, { reason: 'x' }, { actor: people.operator });
    expect(await assignWith(roads)).toBe('agency-suspended');
    await lifecycle.reports.agencies.reinstate(roads, {}, { actor: people.operator });
    expect(await assignWith(roads, roads)).toBe('accepted');
    expect((await lifecycle.state(report)).assignment?.supporting).toEqual([roads]);
  });

  it('are not the ones that have the report: what is theirs to do they see, and do not do', async () => {
    const lifecycle = await lifecycleFixture();
    const report = await lifecycle.submit();
    await lifecycle.give(report, 'verify');
    await lifecycle.give(report, 'assign', { agencyId: lighting, supporting: [roads] });
    const supporter = { kind: 'agency', id: 'officer-1', agencyId: roads };
    expect(await code(lifecycle.give(report, 'accept', {}, supporter))).toBe('forbidden');
    expect(await code(lifecycle.give(report, 'comment', { text: 'x' }, citizen('c-99')))).toBe('forbidden');
  });
});
