import { describe, expect, it } from 'vitest';
import type { Actor } from '../engine/index.ts';
import { lifecycleFixture } from '../testing/index.ts';
import { holderIdOf } from './holder.ts';
import { isShownNearby } from './nearby.ts';
import { huePolicy } from './policy.ts';

const policy = { ...huePolicy, showsNearby: true };
const neighbour: Actor = { kind: 'citizen', id: 'neighbour' };

const verified = async (given: { readonly showsNearby?: boolean } = { showsNearby: true }) => {
  const fixture = await lifecycleFixture(undefined, { policy: { ...huePolicy, ...given } });
  const reportId = await fixture.submit();
  await fixture.give(reportId, 'verify', { category: 'lighting' });
  const support = (actor: Actor = neighbour) => fixture.give(reportId, 'support', {}, actor);
  const isShown = async (): Promise<boolean> => isShownNearby(await fixture.state(reportId), policy);
  return { ...fixture, reportId, support, isShown };
};

describe('a report that is shown nearby', () => {
  it('can be supported by whoever may not read it, once', async () => {
    const { support, reports, reportId, state } = await verified();
    await expect(reports.get(reportId, { actor: neighbour })).rejects.toMatchObject({ code: 'not-found' });
    await support();
    expect((await state(reportId)).supporters).toHaveLength(1);
    await expect(support()).rejects.toMatchObject({ code: 'already-supported' });
    // Beside it they may do nothing.
    await expect(reports.comment(reportId, { text: 'x' }, { actor: neighbour })).rejects.toMatchObject({
      code: 'forbidden',
      visible: false,
    });
  });

  it('is none where the policy does not say so', async () => {
    const { support } = await verified({});
    await expect(support()).rejects.toMatchObject({ code: 'forbidden', visible: false });
  });

  it.each([
    ['is urgent', 'reclassify', { priority: 'urgent', reason: 'x' }],
    ['has something hidden', 'redact', { field: 'text', reason: 'x' }],
    ['was turned down', 'reject', { reason: 'unfounded', message: 'x' }],
  ] as const)('is none that %s', async (_, command, input) => {
    const { give, reportId, support, isShown } = await verified();
    expect(await isShown()).toBe(true);
    await give(reportId, command, input);
    expect(await isShown()).toBe(false);
    await expect(support()).rejects.toMatchObject({ code: 'forbidden', visible: false });
  });

  it('is none that nobody verified, or that was erased', async () => {
    const { reports, submit, state, reportId, isShown } = await verified();
    expect(isShownNearby(await state(await submit()), policy)).toBe(false);
    const { submittedBy } = await state(reportId);
    const person = `citizen:${submittedBy.id}`;
    const system = { actor: { kind: 'system', id: 'erasures' } };
    await reports.handler.execute(reportId, 'erase-personal-data', { person }, system);
    expect(await isShown()).toBe(false);
  });

  it('is supported by nobody whom no account tells apart', async () => {
    const { support, submit } = await verified();
    const other = await submit();
    for (const id of ['guest:1', holderIdOf(other)])
      await expect(support({ kind: 'citizen', id })).rejects.toMatchObject({ code: 'account-needed' });
  });
});
