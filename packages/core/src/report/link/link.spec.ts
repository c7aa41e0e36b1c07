import { describe, expect, it } from 'vitest';
import type { Actor } from '../../engine/index.ts';
import { lifecycleFixture, people } from '../../testing/index.ts';
import { guestIdOf, holderIdOf } from '../holder.ts';
import { huePolicy } from '../policy.ts';

const digest = (letter: string): string => letter.repeat(64);
const day = 86_400_000;

const linked = async (policy = huePolicy) => {
  const fixture = await lifecycleFixture(undefined, { policy });
  const { reports } = fixture;
  const reportId = await fixture.submit();
  const holder: Actor = { kind: 'citizen', id: holderIdOf(reportId) };
  const issue = (letter: string, actor: Actor = people.citizen) =>
    reports.links.issue({ reportId, digest: digest(letter) }, { actor });
  const renew = (letter: string, actor: Actor = people.citizen) =>
    reports.links.renew(reportId, { reportId, digest: digest(letter) }, { actor });
  const open = (letter: string) =>
    reports.links.open(reportId, { reportId, digest: digest(letter), held: digest('f') }, { actor: holder });
  return { ...fixture, reportId, holder, issue, renew, open };
};

describe('the one-time link of a report', () => {
  it('opens once, and says so the second time', async () => {
    const { issue, open } = await linked();
    await issue('a');
    expect((await open('a')).state).toMatchObject({ phase: 'opened', held: { digest: digest('f') } });
    await expect(open('a')).rejects.toMatchObject({ code: 'link-spent' });
  });

  it('opens for nobody who guesses, and in its time only', async () => {
    const { issue, open, clock } = await linked();
    await issue('a');
    await expect(open('b')).rejects.toMatchObject({ code: 'link-unknown' });
    clock.advance(30 * day + 1);
    await expect(open('a')).rejects.toMatchObject({ code: 'link-expired' });
  });

  it('can be opened, and is held, for as long as the policy says', async () => {
    const { issue, open, clock } = await linked({
      ...huePolicy,
      reporterLink: { opensDays: 2, heldDays: 3 },
    });
    const opensUntil = (await issue('a')).state.opensUntil;
    expect(Date.parse(opensUntil) - Date.parse(clock.now())).toBe(2 * day);
    const { held } = (await open('a')).state;
    expect(Date.parse(held?.until ?? '') - Date.parse(clock.now())).toBe(3 * day);
  });

  it('opens nothing once what its reporter wrote was erased, and no other is made', async () => {
    const { issue, renew, open, give, reportId } = await linked();
    await issue('a');
    await give(reportId, 'erase-personal-data', { person: 'citizen:c-17' }, people.system);
    const refused = { code: 'link-erased' };
    await expect(open('a')).rejects.toMatchObject(refused);
    await expect(renew('b')).rejects.toMatchObject(refused);
    const other = await linked();
    await other.give(other.reportId, 'erase-personal-data', { person: 'citizen:c-17' }, people.system);
    await expect(other.issue('a')).rejects.toMatchObject(refused);
  });

  it('opens the report of a living person whose contact is over its term', async () => {
    const { issue, renew, open, give, reportId } = await linked();
    await issue('a');
    await give(reportId, 'erase-personal-data', { only: 'contact' }, people.system);
    await open('a');
    await renew('b');
  });

  it('takes the place of the one before, and of what a device has by it', async () => {
    const { issue, renew, open } = await linked();
    await issue('a');
    await open('a');
    expect((await renew('b')).state).toMatchObject({ phase: 'issued', held: null });
    await expect(open('a')).rejects.toMatchObject({ code: 'link-spent' });
    await open('b');
    await expect(renew('a')).rejects.toMatchObject({ code: 'link-spent' });
  });

  it('is made by the reporter, by whoever holds it, and by the centre where nobody reported it who could sign in', async () => {
    const { reports, issue, renew, holder } = await linked();
    const stranger: Actor = { kind: 'citizen', id: 'somebody-else' };
    for (const actor of [stranger, people.operator])
      await expect(issue('a', actor)).rejects.toMatchObject({ code: 'link-not-theirs' });
    await issue('a');
    await expect(renew('b', people.operator)).rejects.toMatchObject({ code: 'link-not-theirs' });
    await renew('b', holder);
    const guest: Actor = { kind: 'citizen', id: guestIdOf('1') };
    for (const [actor, channel] of [
      [people.operator, 'hotline'],
      [guest, 'web'],
    ] as const) {
      const input = { text: 'x', location: { address: 'y' }, channel };
      const { id } = await reports.handler.create('submit', input, { actor });
      await reports.links.issue({ reportId: id, digest: digest('c') }, { actor: people.operator });
    }
  });

  it('keeps of its secret what nobody sees who reads the log', async () => {
    const { reports, issue, reportId } = await linked();
    await issue('a');
    const { workflow } = reports.links.handler;
    for (const view of Object.values(workflow.views)) {
      expect(view.state).toEqual(['phase', 'opensUntil']);
      expect(view.events.issued).toEqual(['opensUntil']);
    }
    expect((await reports.get(reportId)).trackingCode).toBeDefined();
  });
});

describe('whoever holds the link of a report', () => {
  const published = async () => {
    const fixture = await linked();
    const { giveAll, give, reportId } = fixture;
    await giveAll(reportId, 'verify', 'assign', 'resolve');
    await give(reportId, 'publish', { publicText: 'x', visibility: 'reporter-only' });
    return fixture;
  };

  it('is its reporter: reads it as such, and answers, rates, disputes and withdraws', async () => {
    const { reports, give, reportId, holder } = await published();
    expect((await reports.get(reportId, { actor: holder })).allowedCommands).toEqual(
      expect.arrayContaining(['rate', 'dispute', 'comment']),
    );
    await give(reportId, 'rate', { grade: 'satisfied' }, holder);
    await give(reportId, 'dispute', { reason: 'x' }, holder);
    const other = await linked();
    await other.give(other.reportId, 'withdraw', {}, other.holder);
  });

  it('is nobody to any other report', async () => {
    const { reports, submit, give, holder } = await published();
    const other = await submit();
    await expect(reports.get(other, { actor: holder })).rejects.toMatchObject({ code: 'not-found' });
    await expect(give(other, 'withdraw', {}, holder)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('says what is of the person that the report is of, whose erasure takes it along', async () => {
    const { reports, give, reportId, holder } = await linked();
    await give(reportId, 'comment', { text: 'canary' }, holder);
    const erased = await reports.handler.execute(
      reportId,
      'erase-personal-data',
      { person: `citizen:${people.citizen.id}` },
      { actor: { kind: 'system', id: 'erasures' } },
    );
    expect(JSON.stringify(erased.state.comments)).not.toContain('canary');
  });
});
