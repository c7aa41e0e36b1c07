import { describe, expect, it } from 'vitest';
import { code, overall, published } from '../../test/support/lifecycle.ts';
import { lifecycleFixture, people } from './../testing/index.ts';
import { agency, citizen } from './index.ts';

const day = 86_400_000;
const roads = 'agency-hue-roads';
const lighting = 'agency-hue-lighting';

describe('the way of a report', () => {
  it('goes from submission to the closing word through every phase', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await lifecycle.submit();
    const phases = [];
    for (const command of ['verify', 'assign', 'accept', 'resolve', 'publish', 'rate'] as const) {
      await lifecycle.give(reportId, command);
      phases.push((await lifecycle.state(reportId)).phase);
    }
    lifecycle.clock.advance(30 * day);
    await lifecycle.give(reportId, 'close');
    expect([...phases, (await lifecycle.state(reportId)).phase]).toEqual([
      'verified',
      'assigned',
      'assigned',
      'resolved',
      'published',
      'published',
      'closed',
    ]);
  });

  it('tells in which phase it is, and what can be done, when a command comes in the wrong one', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await lifecycle.submit();
    await expect(lifecycle.give(reportId, 'publish')).rejects.toMatchObject({
      code: 'wrong-phase',
      details: {
        phase: 'submitted',
        allowedCommands: [
          'request-information',
          'verify',
          'reject',
          'merge',
          'add-attachments',
          'comment',
          'reclassify',
          'redact',
          'keep-text',
          'hold-data',
        ],
      },
    });
  });

  it('refuses the wrong role, another citizen, and an agency that the report is not with', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await lifecycle.submit();
    expect(await code(lifecycle.give(reportId, 'verify', undefined, people.citizen))).toBe('forbidden');
    expect(await code(lifecycle.give(reportId, 'withdraw', undefined, citizen('c-18')))).toBe('forbidden');
    await lifecycle.giveAll(reportId, 'verify', 'assign');
    expect(await code(lifecycle.give(reportId, 'resolve', undefined, agency('x', roads)))).toBe('forbidden');
  });

  it('appends nothing when it refuses', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await lifecycle.submit();
    await code(lifecycle.give(reportId, 'publish'));
    await code(lifecycle.give(reportId, 'verify', { category: 'lighting', colour: 'red' }));
    expect((await lifecycle.reports.handler.load(reportId))?.revision).toBe(0);
  });
});

describe('assignment', () => {
  it('goes to registered and active agencies only', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await lifecycle.submit();
    await lifecycle.give(reportId, 'verify');
    expect(await code(lifecycle.give(reportId, 'assign', { agencyId: 'nobody' }))).toBe('unknown-agency');
    const { agencies } = lifecycle.reports;
    await agencies.suspend(lighting, { reason: 'merged' }, { actor: people.operator });
    expect(await code(lifecycle.give(reportId, 'assign'))).toBe('agency-suspended');
    await agencies.reinstate(lighting, {}, { actor: people.operator });
    expect(await code(lifecycle.give(reportId, 'assign'))).toBe('accepted');
  });

  it('needs a reason to be changed, keeps the overall clock and starts the agency its own', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await lifecycle.submit();
    await lifecycle.giveAll(reportId, 'verify', 'assign');
    const before = await overall(lifecycle, reportId);
    lifecycle.clock.advance(2 * day);
    expect(await code(lifecycle.give(reportId, 'assign', { agencyId: roads }))).toBe('reason-required');
    expect(await code(lifecycle.give(reportId, 'assign', { agencyId: lighting, note: 'x' }))).toBe(
      'already-assigned',
    );
    await lifecycle.give(reportId, 'assign', { agencyId: roads, note: 'đường tỉnh' });
    expect(await overall(lifecycle, reportId)).toEqual(before);
    const resolutions = (await lifecycle.state(reportId)).clocks.filter(
      ({ clock }) => clock === 'resolution',
    );
    expect(resolutions.map(({ cancelledAt }) => cancelledAt === null)).toEqual([false, true]);
  });

  it('that came back three times demands a decision on competence, which binds', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await lifecycle.submit();
    await lifecycle.give(reportId, 'verify');
    expect(await code(lifecycle.give(reportId, 'decide-competence'))).toBe('never-returned');
    for (let returns = 0; returns < 3; returns++) await lifecycle.giveAll(reportId, 'assign', 'return');
    expect(await code(lifecycle.give(reportId, 'assign'))).toBe('competence-decision-required');
    await lifecycle.give(reportId, 'decide-competence');
    expect(await code(lifecycle.give(reportId, 'return'))).toBe('binding-assignment');
  });
});

describe('an extension', () => {
  it('that is asked for in time moves the due day, and the round is on time by the extension only', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await lifecycle.submit();
    await lifecycle.giveAll(reportId, 'verify', 'assign', 'request-extension');
    const [before] = await overall(lifecycle, reportId);
    await lifecycle.give(reportId, 'grant-extension', { workingDays: 3 });
    expect([before?.due, (await overall(lifecycle, reportId))[0]?.due]).toEqual(['2026-03-11', '2026-03-16']);
    lifecycle.clock.set('2026-03-16T16:59:59.999Z');
    await lifecycle.giveAll(reportId, 'resolve', 'publish');
    expect((await overall(lifecycle, reportId))[0]?.verdicts).toEqual({
      verdict: 'on-time-extended',
      againstOriginal: 'late',
      againstInForce: 'on-time',
    });
  });

  it('that is asked for too late needs an override and leaves the round late', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await lifecycle.submit();
    await lifecycle.giveAll(reportId, 'verify', 'assign');
    lifecycle.clock.advance(20 * day);
    await lifecycle.give(reportId, 'request-extension', { workingDays: 20, reason: 'quên' });
    expect(await code(lifecycle.give(reportId, 'grant-extension', {}))).toBe('override-required');
    await lifecycle.give(reportId, 'grant-extension', { override: true });
    await lifecycle.giveAll(reportId, 'resolve', 'publish');
    expect((await overall(lifecycle, reportId))[0]?.verdicts?.verdict).toBe('late');
  });

  it('is one request at a time, decided by the centre', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await lifecycle.submit();
    await lifecycle.giveAll(reportId, 'verify', 'assign');
    expect(await code(lifecycle.give(reportId, 'grant-extension'))).toBe('no-extension-pending');
    await lifecycle.give(reportId, 'request-extension');
    expect(await code(lifecycle.give(reportId, 'request-extension'))).toBe('extension-pending');
    await lifecycle.give(reportId, 'deny-extension');
    expect((await lifecycle.state(reportId)).pendingExtension).toBeNull();
  });
});

describe('approval and publication', () => {
  it('sends a result back on the same clock of the agency', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await lifecycle.submit();
    await lifecycle.giveAll(reportId, 'verify', 'assign', 'resolve', 'send-back');
    const { clocks, phase } = await lifecycle.state(reportId);
    expect(phase).toBe('assigned');
    expect(clocks.filter(({ clock }) => clock === 'resolution')).toMatchObject([
      { stoppedAt: null, round: 1 },
    ]);
  });

  it('shows attachments of the report only', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await lifecycle.submit();
    await lifecycle.giveAll(reportId, 'verify', 'assign', 'resolve');
    const foreign = { publicText: 'xong', attachments: ['a'.repeat(64)] };
    expect(await code(lifecycle.give(reportId, 'publish', foreign))).toBe('attachment-not-shown');
  });

  it('lets the citizen rate and dispute within the window, and the centre close after it', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await published(lifecycle);
    expect(await code(lifecycle.give(reportId, 'close'))).toBe('window-open');
    await lifecycle.give(reportId, 'rate', { grade: 'unsatisfied' });
    await lifecycle.give(reportId, 'rate', { grade: 'acceptable' });
    expect((await lifecycle.state(reportId)).ratings.map(({ grade }) => grade)).toEqual([
      'unsatisfied',
      'acceptable',
    ]);
    lifecycle.clock.advance(30 * day);
    expect(await code(lifecycle.give(reportId, 'rate'))).toBe('window-over');
    expect(await code(lifecycle.give(reportId, 'dispute'))).toBe('window-over');
    expect(await code(lifecycle.give(reportId, 'close'))).toBe('accepted');
  });
});

describe('a dispute', () => {
  it('that is upheld opens a second round with clocks of its own; the first verdict stays', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await lifecycle.submit();
    await lifecycle.giveAll(reportId, 'verify', 'assign');
    lifecycle.clock.advance(20 * day);
    await lifecycle.giveAll(reportId, 'resolve', 'publish', 'dispute', 'uphold-dispute');
    const state = await lifecycle.state(reportId);
    expect([state.phase, state.round]).toEqual(['assigned', 2]);
    await lifecycle.giveAll(reportId, 'resolve', 'publish');
    expect((await overall(lifecycle, reportId)).map(({ verdicts }) => verdicts?.verdict)).toEqual([
      'late',
      'on-time',
    ]);
  });

  it('that is dismissed leaves the report published', async () => {
    const lifecycle = await lifecycleFixture();
    const reportId = await published(lifecycle);
    await lifecycle.giveAll(reportId, 'dispute', 'dismiss-dispute');
    const { phase, round, disputes } = await lifecycle.state(reportId);
    expect([phase, round, disputes[0]?.decision]).toEqual(['published', 1, 'dismissed']);
  });
});

describe('merging', () => {
  it('is noted in the report that absorbs, once, whatever repeats the reaction', async () => {
    const lifecycle = await lifecycleFixture();
    const [kept, duplicate] = [await lifecycle.submit(), await lifecycle.submit()];
    await lifecycle.give(duplicate, 'merge', { into: kept });
    for await (const event of lifecycle.reports.handler.history(duplicate)) {
      await lifecycle.reports.processManager.react([event]);
    }
    expect((await lifecycle.state(kept)).absorbed).toEqual([duplicate]);
    expect((await lifecycle.state(duplicate)).phase).toBe('merged');
  });

  it('of two reports into each other at once absorbs one of them', async () => {
    const lifecycle = await lifecycleFixture();
    const [a, b] = [await lifecycle.submit(), await lifecycle.submit()];
    await Promise.all([
      lifecycle.give(a, 'merge', { into: b }),
      code(lifecycle.give(b, 'merge', { into: a })),
    ]);
    const merged = [(await lifecycle.state(a)).phase, (await lifecycle.state(b)).phase];
    expect(merged).toContain('merged');
  });

  it('needs another report that is open', async () => {
    const lifecycle = await lifecycleFixture();
    const [a, b] = [await lifecycle.submit(), await lifecycle.submit()];
    expect(await code(lifecycle.give(a, 'merge', { into: a }))).toBe('merge-into-itself');
    await lifecycle.give(b, 'withdraw');
    expect(await code(lifecycle.give(a, 'merge', { into: b }))).toBe('merge-target');
    expect(await code(lifecycle.give(a, 'merge'))).toBe('merge-target');
  });
});
