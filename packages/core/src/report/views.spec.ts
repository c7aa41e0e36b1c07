import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventFor, foldOf, type JsonObject, subjectFor } from '../engine/index.ts';
import { type LifecycleFixture, lifecycleFixture, people } from './../testing/index.ts';
import { agency, analyst, citizen, reportWorkflow } from './index.ts';
import { cutDegrees } from './place.ts';

type Audience = keyof typeof reportWorkflow.views;
const audiences = Object.keys(reportWorkflow.views) as Audience[];

/** What somebody sees of a report: as it is, as it was after each event, and its history. */
const seenBy = async ({ reports, clock }: LifecycleFixture, reportId: string, audience: Audience) => {
  const events = await Array.fromAsync(reports.handler.history(reportId));
  const fold = foldOf(reportWorkflow);
  const states = events.map((event) => {
    fold.add(event);
    return fold.snapshot?.state;
  });
  const current = states.at(-1);
  if (current === undefined) throw new TypeError('the report is gone');
  const context = { now: clock.now(), policy: reports.policy };
  const shown = (state = current) =>
    subjectFor(reportWorkflow, audience, { id: reportId, state, current }, context);
  return {
    now: shown(),
    ever: states.map((state) => shown(state)),
    history: events.flatMap((event) => eventFor(reportWorkflow, audience, current, event) ?? []),
  };
};

const submission = {
  text: 'Đèn hỏng',
  location: { lat: 16.4637, lng: -107.5909, address: '12 Lê Lợi', areaCode: 'thuan-hoa' },
  channel: 'app',
};

/** For which audiences what they see of the state, of the past and of the history has a text. */
const sees = async (fixture: LifecycleFixture, reportId: string, text: string) => {
  const found: { [where: string]: Audience[] } = { now: [], ever: [], history: [] };
  for (const audience of audiences)
    for (const [where, what] of Object.entries(await seenBy(fixture, reportId, audience)))
      if (JSON.stringify(what).includes(text)) found[where]?.push(audience);
  return found;
};

describe('what an audience sees in the report and in its history', () => {
  it('is the tracking code for those who may hand it to the citizen', async () => {
    const fixture = await lifecycleFixture();
    const reportId = await fixture.submit(submission);
    const { trackingCode } = await fixture.state(reportId);
    const withIt = ['reporter', 'operator', 'system'];
    const { now, history } = await sees(fixture, reportId, trackingCode);
    expect({ now, history }).toEqual({ now: withIt, history: withIt });
  });

  it('is who the citizens are for those who speak with them and those who check', async () => {
    const fixture = await lifecycleFixture();
    const reportId = await fixture.submit(submission);
    await fixture.giveAll(reportId, 'verify', 'assign', 'resolve', 'publish');
    await fixture.give(reportId, 'support', {}, citizen('c-18'));
    const withIt = ['operator', 'auditor', 'system'];
    const { now, history } = await sees(fixture, reportId, '"c-17"');
    expect({ now, history }).toEqual({ now: withIt, history: withIt });
    expect((await sees(fixture, reportId, '"c-18"')).history).toEqual(withIt);
    // Nor an id that follows from who they are.
    for (const audience of audiences)
      for (const event of (await seenBy(fixture, reportId, audience)).history)
        expect({ audience, has: 'eventId' in event }).toEqual({ audience, has: 'id' in event.actor });
  });

  it('is a result for the reporter only never, when a later one is for everybody', async () => {
    const fixture = await lifecycleFixture();
    const reportId = await fixture.submit(submission);
    const { give, giveAll } = fixture;
    await giveAll(reportId, 'verify', 'assign', 'resolve');
    await give(reportId, 'publish', { publicText: 'between us', visibility: 'reporter-only' });
    await giveAll(reportId, 'dispute', 'dismiss-dispute', 'dispute', 'uphold-dispute', 'resolve');
    await give(reportId, 'publish', { publicText: 'for all', visibility: 'public' });
    const { ever, history } = await sees(fixture, reportId, 'between us');
    const others = ['reporter', 'agency', 'operator', 'auditor', 'admin', 'system'];
    expect({ ever, history }).toEqual({ ever: others, history: others });
    expect((await sees(fixture, reportId, 'for all')).now).toContain('public');
    const shown = (await seenBy(fixture, reportId, 'public')).history;
    const types = shown.map(({ type }) => type);
    expect(shown.find(({ type }) => type === 'dispute-dismissed')?.data).toEqual({});
    expect(types.filter((type) => type === 'published')).toHaveLength(1);
  });

  it('is where it was: exactly for those who handle it, roughly and without the address for all others', async () => {
    const fixture = await lifecycleFixture();
    const reportId = await fixture.submit(submission);
    const forAll = { lat: 16.463, lng: -107.59 };
    const rough = { public: forAll, neighbour: forAll, analyst: { ...forAll, areaCode: 'thuan-hoa' } };
    for (const audience of audiences) {
      const { now, history } = await seenBy(fixture, reportId, audience);
      const expected = new Map(Object.entries(rough)).get(audience) ?? submission.location;
      expect({ audience, location: now.location }).toEqual({ audience, location: expected });
      // Neighbours see no events.
      const first = audience === 'neighbour' ? undefined : expected;
      expect({ audience, location: history[0]?.data.location }).toEqual({ audience, location: first });
    }
  });

  it('is no word that anybody wrote for analysts, and no photo', async () => {
    const fixture = await lifecycleFixture();
    const { reports, give } = fixture;
    const reportId = await fixture.submit({ ...submission, text: 'words 1', attachments: ['a'.repeat(64)] });
    const steps: readonly (readonly [Parameters<typeof give>[1], JsonObject])[] = [
      ['comment', { text: 'words 2' }],
      ['request-information', { question: 'words 3' }],
      ['provide-information', { text: 'words 4', attachments: ['b'.repeat(64)] }],
      ['verify', { category: 'lighting' }],
      ['assign', { agencyId: 'agency-hue-lighting', note: 'words 5' }],
      ['accept', { officer: 'words 6' }],
      ['hand-over', { officer: 'words-26', note: 'words 27' }],
      ['request-extension', { workingDays: 1, reason: 'words 7' }],
      ['grant-extension', { reason: 'words 8' }],
      ['reclassify', { priority: 'urgent', reason: 'words 9' }],
      ['impose-penalty', { decisionNo: '1', amount: 1, legalBasis: 'words 10' }],
      ['resolve', { result: 'words 11', attachments: ['c'.repeat(64)] }],
      ['send-back', { reason: 'words 12' }],
      ['return', { reason: 'words 13' }],
      ['decide-competence', { agencyId: 'agency-hue-lighting', note: 'words 14' }],
      ['resolve', { result: 'words 15' }],
      ['publish', { publicText: 'words 16', attachments: ['a'.repeat(64)] }],
      ['rate', { grade: 'unsatisfied', comment: 'words 17' }],
      ['dispute', { reason: 'words 18', attachments: ['d'.repeat(64)] }],
      ['dismiss-dispute', { reason: 'words 19' }],
      ['redact', { field: 'contact', reason: 'words 20' }],
    ];
    for (const [command, input] of steps) await give(reportId, command, input);
    const rejected = await fixture.submit({ ...submission, text: 'words 21' });
    await give(rejected, 'reject', {
      reason: 'not-our-competence',
      message: 'words 22',
      competentBody: 'words 23',
    });
    const withdrawn = await fixture.submit({ ...submission, text: 'words 24' });
    await give(withdrawn, 'withdraw', { reason: 'words 25' });
    for (const id of [reportId, rejected, withdrawn]) {
      const shown = JSON.stringify(await seenBy(fixture, id, 'analyst'));
      expect(shown).not.toMatch(/words|Lê Lợi|([abcd])\1{20}/);
      expect(reportWorkflow.audienceOf(await fixture.state(id), analyst('an-1'))).toBe('analyst');
    }
    expect(JSON.stringify(await seenBy(fixture, reportId, 'analyst'))).toContain('"grade":"unsatisfied"');
    expect(reports.policy.name).toBeDefined();
  });

  it('is nothing more for an agency that had it and has it no more', async () => {
    const fixture = await lifecycleFixture();
    const reportId = await fixture.submit(submission);
    const lighting = people.agency;
    const roads = agency('officer-1', 'agency-hue-roads');
    const audienceOf = async (actor: typeof roads) =>
      reportWorkflow.audienceOf(await fixture.state(reportId), actor);
    await fixture.giveAll(reportId, 'verify', 'assign');
    const supporting = { agencyId: 'agency-hue-roads', supporting: ['agency-hue-lighting'], note: 'x' };
    expect([await audienceOf(lighting), await audienceOf(roads)]).toEqual(['agency', undefined]);
    await fixture.give(reportId, 'assign', supporting);
    expect([await audienceOf(lighting), await audienceOf(roads)]).toEqual(['agency', 'agency']);
    await fixture.give(reportId, 'assign', { agencyId: 'agency-hue-lighting', note: 'x' });
    expect([await audienceOf(lighting), await audienceOf(roads)]).toEqual(['agency', undefined]);
    await fixture.giveAll(reportId, 'resolve', 'publish');
    expect(await audienceOf(roads)).toBe('public');
  });
});

describe('a coordinate that is cut', () => {
  it.each([
    [16.4637, 16.463],
    [-16.4637, -16.463],
    [1.005, 1.005],
    [4.035, 4.035],
    [0.0009, 0],
    [-0.0009, 0],
    [107, 107],
    [-180, -180],
  ])('of %d is %d', (exact, cut) => {
    expect(cutDegrees(exact)).toBe(cut);
  });

  it('has its first three decimals as they are written, and is the same when it is cut again', () => {
    const degrees = fc.oneof(
      fc.double({ min: -180, max: 180, noNaN: true }),
      fc.integer({ min: -180_000_000, max: 180_000_000 }).map((millionths) => millionths / 1e6),
      fc.integer({ min: -180_000, max: 180_000 }).map((thousandths) => thousandths / 1e3),
    );
    fc.assert(
      fc.property(degrees, (exact) => {
        const written = Math.abs(exact) < 1e-6 ? '0' : String(exact);
        const [, kept = '0'] = written.match(/^(-?\d+(?:\.\d{1,3})?)/) ?? [];
        expect(cutDegrees(exact)).toBe(Number(kept) === 0 ? 0 : Number(kept));
        expect(cutDegrees(cutDegrees(exact))).toBe(cutDegrees(exact));
      }),
      { numRuns: 2_000 },
    );
  });
});
