import { describe, expect, it } from 'vitest';
import { InvalidQuery, NotFound } from '../engine/index.ts';
import { lifecycleFixture, people } from '../testing/lifecycle.ts';
import { admin, citizen, system } from './actors.ts';

const typesOf = (events: readonly { readonly type: string }[]) => events.map(({ type }) => type);

describe('a report is read', () => {
  it('by the code itself as it is, whoever may see it', async () => {
    const { reports, submit } = await lifecycleFixture();
    const reportId = await submit();
    expect(await reports.get(reportId)).toMatchObject({
      reportId,
      phase: 'submitted',
      revision: 0,
      reporter: 'c-17',
      trackingCode: expect.stringMatching(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/),
    });
    expect(typesOf((await reports.history(reportId)).events)).toEqual(['submitted']);
  });

  it('by an actor as they may see it, and by nobody known as a stranger does', async () => {
    const { reports, submit } = await lifecycleFixture();
    const reportId = await submit();
    const own = await reports.get(reportId, { actor: people.citizen });
    expect(own.allowedCommands).toContain('withdraw');
    expect(own).not.toHaveProperty('reporter');
    for (const actor of [citizen('c-18'), undefined]) {
      await expect(reports.get(reportId, { actor })).rejects.toThrow(NotFound);
      await expect(reports.history(reportId, { actor })).rejects.toThrow(NotFound);
    }
  });

  it('not when there is none', async () => {
    const { reports } = await lifecycleFixture();
    await expect(reports.get('0190a5dd-0000-7000-8000-000000000000')).rejects.toThrow(NotFound);
    await expect(reports.history('0190a5dd-0000-7000-8000-000000000000')).rejects.toThrow(NotFound);
  });

  it('judged as of the revision, and not as of today', async () => {
    const { reports, submit, give, clock } = await lifecycleFixture();
    const reportId = await submit();
    await give(reportId, 'verify');
    clock.advance(60 * 86_400_000);
    expect(await reports.get(reportId)).toMatchObject({ verdicts: { final: { verdict: 'overdue' } } });
    for (const past of [{ revision: 0 }, { revision: 1 }])
      expect(await reports.get(reportId, past)).toMatchObject({
        clocks: [{ clock: 'overall', verdict: 'open' }, { clock: 'verification' }],
        verdicts: { final: { verdict: 'open' } },
      });
  });

  it('as it was, with what is redacted now left out, and not as it is still to be', async () => {
    const { reports, submit, give, clock } = await lifecycleFixture();
    const reportId = await submit();
    const before = clock.now();
    clock.advance(60_000);
    await give(reportId, 'verify');
    await give(reportId, 'redact', { field: 'text', reason: 'Tên người' }, admin('ad-1'));
    const past = await reports.get(reportId, { at: before });
    expect(past).toMatchObject({ phase: 'submitted', revision: 0 });
    expect(past).not.toHaveProperty('text');
    expect(past).not.toHaveProperty('allowedCommands');
    expect(await reports.get(reportId, { revision: 1 })).toMatchObject({ phase: 'verified' });
    await expect(reports.get(reportId, { revision: 9 })).rejects.toThrow(NotFound);
    const { events } = await reports.history(reportId, { actor: people.operator });
    expect(events[0]?.data).not.toHaveProperty('text');
  });

  it('page by page, the pages of one moment whatever comes meanwhile', async () => {
    const { reports, submit, giveAll, give } = await lifecycleFixture();
    const reportId = await submit();
    await giveAll(reportId, 'verify', 'assign', 'accept', 'resolve');
    const seen: string[] = [];
    const whole = typesOf((await reports.history(reportId)).events);
    let page = await reports.history(reportId, { limit: 2 });
    const { revision } = page;
    for (;;) {
      seen.push(...typesOf(page.events));
      expect(page.events.length).toBeLessThanOrEqual(2);
      if (page.next === undefined) break;
      await give(reportId, 'comment', { text: 'Thêm', audience: 'public' }, people.operator);
      page = await reports.history(reportId, { limit: 2, fromRevision: page.next, toRevision: revision });
    }
    expect(seen).toEqual(whole);
    expect((await reports.history(reportId)).events.length).toBeGreaterThan(whole.length);
  });

  it('page by page by who sees only some of it, without empty pages', async () => {
    const { reports, submit, giveAll, give } = await lifecycleFixture();
    const reportId = await submit();
    for (let n = 0; n < 5; n++)
      await give(reportId, 'comment', { text: 'Nội bộ', audience: 'internal' }, people.operator);
    await giveAll(reportId, 'verify');
    const first = await reports.history(reportId, { actor: people.citizen, limit: 1 });
    expect(typesOf(first.events)).toEqual(['submitted']);
    const second = await reports.history(reportId, {
      actor: people.citizen,
      limit: 1,
      fromRevision: first.next ?? 0,
    });
    expect(typesOf(second.events)).toEqual(['verified']);
    expect(second.next).toBeUndefined();
  });
});

describe('what is asked by code is taken as over HTTP', () => {
  const twoHoursLater = async () => {
    const fixture = await lifecycleFixture();
    const reportId = await fixture.submit();
    const submittedAt = fixture.clock.now();
    fixture.clock.advance(7_200_000);
    await fixture.give(reportId, 'verify');
    return { ...fixture, reportId, submittedAt };
  };
  /** The same instant, written as in Hue. */
  const inHue = (at: string): string =>
    `${new Date(Date.parse(at) + 7 * 3_600_000).toISOString().slice(0, 19)}+07:00`;

  it('an instant with another offset is the same instant', async () => {
    const { reports, reportId, submittedAt } = await twoHoursLater();
    for (const at of [submittedAt, inHue(submittedAt), submittedAt.replace('.000', '')]) {
      expect(await reports.get(reportId, { at })).toMatchObject({ phase: 'submitted' });
      expect(await reports.get(reportId, { knownAt: at })).toMatchObject({ phase: 'submitted' });
      expect(await reports.handler.load(reportId, { at })).toMatchObject({ revision: 0 });
      const explained = await reports.explain(reportId, { asOf: at }, { actor: people.operator });
      expect(explained.asOf).toBe(submittedAt);
    }
  });

  it.each([
    ['get', { at: 'yesterday' }],
    ['get', { at: '2026-12-07' }],
    ['get', { at: '2026-12-07T09:00:00' }],
    ['get', { at: null }],
    ['get', { knownAt: 'now' }],
    ['get', { revision: 0, at: '2026-12-07T09:00:00Z' }],
    ...['0', null, -1, 1.5, Number.NaN].map((revision) => ['get', { revision }] as const),
    ...[0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1_001, '5', null].map(
      (limit) => ['history', { limit }] as const,
    ),
    ['history', { fromRevision: -1 }],
    ['history', { toRevision: Number.NaN }],
    ['explain', { asOf: 'yesterday' }],
    ['explain', { knownAt: '' }],
    ['explain', { round: 0 }],
    ['explain', { clock: 'lunch' }],
  ] as const)('and is refused otherwise: %s of %j', async (method, query) => {
    const { reports, reportId } = await twoHoursLater();
    const given = query as object;
    const asked =
      method === 'explain'
        ? reports.explain(reportId, given, { actor: people.operator })
        : reports[method](reportId, given);
    await expect(asked).rejects.toThrow(InvalidQuery);
  });
});

describe('a tracking code', () => {
  it('looks the same where a report is submitted, in its state and where it is read', async () => {
    const { reports } = await lifecycleFixture();
    const input = { text: 'Đèn hỏng', location: { lat: 16.4, lng: 107.5 } };
    const { reportId, trackingCode, state } = await reports.submit(input, { actor: people.citizen });
    expect(trackingCode).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    expect(state.trackingCode).toBe(trackingCode);
    for (const actor of [people.citizen, people.operator, system('import')]) {
      expect((await reports.get(reportId, { actor })).trackingCode).toBe(trackingCode);
      const [submitted] = (await reports.history(reportId, { actor })).events;
      expect(submitted?.data.trackingCode).toBe(trackingCode);
    }
  });
});
