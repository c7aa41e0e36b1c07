import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSubject, type JsonObject } from '../engine/index.ts';
import { auditor, huePolicy, reportWorkflow } from '../report/index.ts';
import { policyDigestOf } from '../sla/index.ts';
import { lifecycleFixture, people } from '../testing/index.ts';
import { liveThrough, randomHistory } from '../testing/random-history.ts';
import { differenceOf, pastNamed } from './difference.ts';
import { commandOf, type ReplayStep, replayOfSubject, replayPage } from './replay.ts';

const byAuditor = { actor: auditor('a') };

const lived = async () => {
  const fixture = await lifecycleFixture();
  const reportId = await fixture.submit();
  for (const command of ['verify', 'assign', 'resolve', 'publish'] as const) {
    fixture.clock.advance(3_600_000);
    await fixture.give(reportId, command);
  }
  return { ...fixture, reportId };
};

describe('the life of a report, step by step', () => {
  it('tells command, actor, event and what it changed, under which policy', async () => {
    const { reports, reportId } = await lived();
    const found = await findSubject(reports.handler, reportId, byAuditor);
    const steps = await Array.fromAsync(replayOfSubject(reports.handler, found));
    expect(steps.map(({ event, command }) => [event.type, command])).toEqual([
      ['submitted', { name: 'submit' }],
      ['verified', { name: 'verify' }],
      ['assigned', { name: 'assign' }],
      ['resolved', { name: 'resolve' }],
      ['published', { name: 'publish' }],
    ]);
    expect(steps[0]).toMatchObject({ before: null, policyDigest: policyDigestOf(huePolicy) });
    expect(steps[1]?.changes).toContainEqual({ pointer: '/phase', from: 'submitted', to: 'verified' });
    expect(steps[1]?.event.actor).toEqual(people.operator);
  });

  it('is one chain to the report as it was at each revision, whatever happened', async () => {
    await fc.assert(
      fc.asyncProperty(randomHistory(), async (history) => {
        const fixture = await lifecycleFixture();
        const [first] = await liveThrough(fixture, history.slice(0, 40));
        const { reports } = fixture;
        const reportId = first?.stream.slice('report-'.length) ?? '';
        const found = await findSubject(reports.handler, reportId, byAuditor);
        const steps: ReplayStep[] = [];
        for await (const step of replayOfSubject(reports.handler, found)) steps.push(step);
        expect(steps.length).toBe(found.current.revision + 1);
        for (const [index, { event, before, after }] of steps.entries()) {
          const { revision } = event;
          const {
            position: _,
            revision: __,
            ...shown
          } = await reports.get(reportId, { revision, ...byAuditor });
          expect(withoutTime(after)).toEqual(withoutTime(shown));
          expect(before === null ? null : withoutTime(before)).toEqual(
            index === 0 ? null : withoutTime(steps[index - 1]?.after ?? {}),
          );
        }
      }),
      { numRuns: 10 },
    );
  });

  it('comes in pages that go on where the one before ended', async () => {
    const { reports, reportId } = await lived();
    const found = await findSubject(reports.handler, reportId, byAuditor);
    const first = await replayPage(reports.handler, found, { limit: 2 });
    expect([first.steps.map(({ event }) => event.revision), first.next]).toEqual([[0, 1], 2]);
    const second = await replayPage(reports.handler, found, { limit: 3, fromRevision: 2 });
    expect([second.steps.map(({ event }) => event.revision), second.next]).toEqual([[2, 3, 4], undefined]);
    expect(second.steps[0]?.before).toMatchObject({ phase: 'verified' });
    await expect(replayPage(reports.handler, found, { limit: 101 })).rejects.toMatchObject({
      code: 'invalid-query',
    });
  });

  it('names the commands that could have made an event from before names were recorded', async () => {
    const { reports, reportId } = await lived();
    const [submitted, , assigned] = await Array.fromAsync(reports.handler.history(reportId));
    const old = (event: typeof submitted) =>
      event && commandOf(reportWorkflow, { ...event, metadata: { ...event.metadata, command: undefined } });
    expect(old(submitted)).toEqual({ oneOf: ['submit'] });
    expect(old(assigned)).toEqual({ oneOf: ['assign', 'decide-competence', 'uphold-dispute'] });
  });
});

describe('the difference of two moments', () => {
  it('is told between revisions and instants, either way', async () => {
    const { reports, reportId, clock } = await lived();
    const between = (from: string, to: string) =>
      differenceOf(reports.handler, reportId, { from: pastNamed(from), to: pastNamed(to), ...byAuditor });
    const forth = await between('1', clock.now());
    expect(forth).toMatchObject({ from: { revision: 1 }, to: { revision: 4, asOf: clock.now() } });
    expect(forth.changes).toContainEqual({ pointer: '/phase', from: 'verified', to: 'published' });
    const back = await between(clock.now(), '1');
    expect(back.changes).toContainEqual({ pointer: '/phase', from: 'published', to: 'verified' });
    expect((await between('4', '4')).changes).toEqual([]);
  });

  it('tells what only time changed', async () => {
    const { reports, reportId, submit, clock } = { ...(await lived()) };
    expect(reportId).not.toBe('');
    const open = await submit();
    const start = clock.now();
    clock.advance(90 * 86_400_000);
    const { changes } = await differenceOf(reports.handler, open, {
      from: { at: start },
      to: { at: clock.now() },
      ...byAuditor,
    });
    expect(changes).toContainEqual({ pointer: '/verdicts/final/verdict', from: 'open', to: 'overdue' });
  });

  it('needs two moments that the report has', async () => {
    const { reports, reportId } = await lived();
    const given = { from: { revision: 0 }, to: { revision: 9 }, ...byAuditor };
    await expect(differenceOf(reports.handler, reportId, given)).rejects.toMatchObject({ code: 'not-found' });
    await expect(differenceOf(reports.handler, reportId, { ...given, to: {} })).rejects.toMatchObject({
      code: 'invalid-query',
    });
  });
});

/** What only the moment of looking changes: verdicts of open clocks. */
const withoutTime = (state: JsonObject): JsonObject => {
  const { verdicts: _, clocks: __, ...rest } = state;
  return rest;
};
