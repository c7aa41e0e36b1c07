import { describe, expect, it } from 'vitest';
import type { Actor } from '../engine/index.ts';
import { lifecycleFixture, people } from '../testing/index.ts';
import { admin, agency, analyst, auditor, citizen } from './index.ts';

const lighting = 'agency-hue-lighting';

const assigned = async () => {
  const fixture = await lifecycleFixture();
  const reportId = await fixture.submit();
  await fixture.giveAll(reportId, 'verify', 'assign');
  const officer = async () => (await fixture.state(reportId)).assignment?.officer;
  return { ...fixture, reportId, officer };
};

describe('a report that is handed over', () => {
  it('is with that officer, accepted or not, until it leaves the agency', async () => {
    const { give, giveAll, reportId, officer } = await assigned();
    await give(reportId, 'hand-over', { officer: 'an' });
    expect(await officer()).toBe('an');
    // Who takes it without a name leaves it with them.
    await give(reportId, 'accept', {});
    expect(await officer()).toBe('an');
    await give(reportId, 'hand-over', { officer: 'binh', note: 'An is on leave' });
    expect(await officer()).toBe('binh');
    await giveAll(reportId, 'return', 'assign');
    expect(await officer()).toBeNull();
    await give(reportId, 'hand-over', { officer: 'an' });
    await give(reportId, 'accept', { officer: 'Team 2' });
    expect(await officer()).toBe('Team 2');
  });

  it('moves no clock', async () => {
    const { give, state, reportId } = await assigned();
    const before = (await state(reportId)).clocks;
    await give(reportId, 'hand-over');
    expect((await state(reportId)).clocks).toEqual(before);
  });

  it('tells the officer and the note to the agency, the centre and auditors, and neither to citizens, analysts nor the public', async () => {
    const { give, giveAll, reports, reportId } = await assigned();
    await give(reportId, 'hand-over', { officer: 'canary-officer', note: 'canary-note' });
    await giveAll(reportId, 'resolve', 'publish');
    const seen = async (actor: Actor | undefined) => {
      const { assignment } = await reports.get(reportId, { actor });
      const { events } = await reports.history(reportId, { actor });
      return JSON.stringify([assignment, events]);
    };
    for (const actor of [agency('x', lighting), people.operator, auditor('a'), admin('a')]) {
      expect(await seen(actor)).toContain('canary-officer');
      expect(await seen(actor)).toContain('canary-note');
    }
    for (const actor of [people.citizen, citizen('c-99'), analyst('a'), agency('x', 'other'), undefined])
      expect(await seen(actor)).not.toContain('canary');
  });

  it('tells neither once they are redacted, of one event or of all', async () => {
    const { give, reports, state, reportId } = await assigned();
    const shown = async () => {
      const { assignment } = await reports.get(reportId, { actor: people.operator });
      return JSON.stringify(assignment);
    };
    await give(reportId, 'hand-over', { officer: 'an' });
    await give(reportId, 'hand-over', { officer: 'binh' });
    const { officerRevision } = (await state(reportId)).assignment ?? {};
    await give(reportId, 'redact', { field: 'officer', revision: officerRevision, reason: 'x' });
    expect(await shown()).not.toContain('officer');
    await give(reportId, 'hand-over', { officer: 'chi' });
    expect(await shown()).toContain('chi');
    await give(reportId, 'redact', { field: 'officer', reason: 'x' });
    await give(reportId, 'hand-over', { officer: 'dung' });
    expect(await shown()).not.toContain('officer');
  });
});
