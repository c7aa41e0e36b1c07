import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkingStreams, type ReplayFault } from '../audit/index.ts';
import { calendarKnownOn, compileCalendar, vietnamDays } from '../calendar/index.ts';
import type { JsonObject, RecordedEvent } from '../engine/index.ts';
import { lifecycleFixture } from '../testing/index.ts';
import { type HistoryStep, liveThrough, randomHistory } from '../testing/random-history.ts';
import {
  agencyHistory,
  createReports,
  huePolicyData,
  operator,
  policiesOfLog,
  recomputingDues,
  reportPolicyForWriting,
  reportWorkflow,
  type SlaPolicy,
  slaPolicy,
} from './index.ts';

const checksOf = async (log: readonly RecordedEvent[]) =>
  checkingStreams(reportWorkflow, recomputingDues(await policiesOfLog(log), await agencyHistory(log)));

const shown = (faults: readonly ReplayFault[]) =>
  faults.map(({ revision, check, isChecked }) => [revision, check, isChecked]);

/** A report through a question, an extension and a reclassification, and the whole log. */
const lived = async (policy?: SlaPolicy) => {
  const fixture = await lifecycleFixture('2026-03-02T02:00:00.000Z', policy && { policy });
  const reportId = await fixture.submit();
  const { give, clock, reports } = fixture;
  const given = [
    ['verify'],
    ['assign'],
    ['request-information'],
    ['provide-information'],
    ['request-extension'],
    ['grant-extension'],
    ['reclassify', { procedure: 'penalty', reason: 'Xử phạt' }],
    ['resolve'],
    ['publish'],
  ] as const;
  for (const [command, input] of given) {
    clock.advance(20 * 3_600_000);
    await give(reportId, command, input);
  }
  const log = await Array.fromAsync(reports.store.readAll());
  return { ...fixture, reportId, log, events: await Array.fromAsync(reports.handler.history(reportId)) };
};

const changed = (
  events: readonly RecordedEvent[],
  revision: number,
  change: (event: RecordedEvent) => RecordedEvent,
): readonly RecordedEvent[] => events.map((event) => (event.revision === revision ? change(event) : event));

const withData =
  (data: (given: JsonObject) => JsonObject) =>
  (event: RecordedEvent): RecordedEvent => ({ ...event, data: data(event.data) });

describe('stored reports, held against the code of today', () => {
  it('differ in nothing, whatever happened, imported or not', async () => {
    await fc.assert(
      fc.asyncProperty(randomHistory(), fc.boolean(), async (steps: HistoryStep[], asImport) => {
        const fixture = await lifecycleFixture();
        const events = await liveThrough(fixture, steps, { asImport });
        const log = await Array.fromAsync(fixture.reports.store.readAll());
        expect((await checksOf(log))(events)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it('are told where a due instant, a phase, an actor or the data is another', async () => {
    const { events, log } = await lived();
    const check = await checksOf(log);
    expect(check(events)).toEqual([]);
    const anotherDue = withData((data) => JSON.parse(JSON.stringify(data).replaceAll(/T17:00/g, 'T16:59')));
    expect(shown(check(changed(events, 0, anotherDue)))[0]).toEqual([0, 'due', true]);
    const late = withData(({ afterDue: _, ...data }) => ({ ...data, afterDue: true }));
    expect(shown(check(changed(events, 5, late)))[0]).toEqual([5, 'due', true]);
    const byCitizen = (event: RecordedEvent): RecordedEvent => ({
      ...event,
      metadata: { ...event.metadata, actor: { kind: 'citizen', id: 'c-17' } },
    });
    expect(shown(check(changed(events, 1, byCitizen)))).toEqual([[1, 'command', true]]);
    const otherCommand = (event: RecordedEvent): RecordedEvent => ({
      ...event,
      metadata: { ...event.metadata, command: 'withdraw' },
    });
    expect(check(changed(events, 1, otherCommand))[0]?.message).toBe('withdraw does not emit it');
    const before = (event: RecordedEvent): RecordedEvent => ({
      ...event,
      metadata: { ...event.metadata, command: undefined, policyDigest: undefined },
    });
    expect(check(events.map(before))).toEqual([]);
    const unknown = withData((data) => ({ ...data, priority: 'at once' }));
    expect(shown(check(changed(events, 1, unknown)))).toEqual([[1, 'schema', true]]);
    const [submitted, , ...rest] = events;
    const swapped = [submitted, ...rest].flatMap((event, revision) =>
      event ? [{ ...event, revision }] : [],
    );
    expect(shown(check(swapped))[0]).toEqual([1, 'command', true]);
  });

  it('are computed on the policy and the calendar that they were decided under', async () => {
    const then = compileCalendar(calendarKnownOn(vietnamDays, '2025-12-24'));
    const [first, second] = [
      slaPolicy({ ...huePolicyData, name: 'first' }, [then]),
      slaPolicy({ ...huePolicyData, name: 'second' }, [compileCalendar(vietnamDays)]),
    ];
    const { reports: other, clock } = await lifecycleFixture('2025-12-24T02:00:00.000Z');
    const { store } = other;
    const adopt = (given: SlaPolicy, reason?: string) =>
      reportPolicyForWriting(store, { given, reason, actor: { kind: 'admin', id: 'a' }, clock });
    await adopt(first, 'Đầu tiên');
    const submit = async (policy: SlaPolicy) =>
      createReports({ store, clock, policy }).submit(
        { text: 'Đèn đường hỏng', location: { lat: 16.46, lng: 107.59 } },
        { actor: operator('o-3') },
      );
    const old = await submit(first);
    await adopt(second, 'Nghị quyết mới');
    const anew = await submit(second);
    const log = await Array.fromAsync(store.readAll());
    const check = await checksOf(log);
    for (const { stream } of [old, anew]) {
      const events = log.filter((event) => event.stream === stream);
      expect(check(events)).toEqual([]);
      const silent = events.map((event) => ({
        ...event,
        metadata: { ...event.metadata, policyDigest: undefined },
      }));
      expect(check(silent)).toEqual([]);
      const foreign = events.map((event) => ({
        ...event,
        metadata: { ...event.metadata, policyDigest: 'f'.repeat(64) },
      }));
      expect(shown(check(foreign))).toEqual([[0, 'due', false]]);
    }
    // A log that lost its policies says on which calendar an event was computed, and that it has not got it.
    const reportsOnly = log.filter(({ stream }) => stream === old.stream);
    const [unknown] = (await checksOf(reportsOnly))(
      reportsOnly.map((event) => ({ ...event, metadata: { ...event.metadata, policyDigest: undefined } })),
    );
    expect(unknown?.isChecked).toBe(false);
    expect(unknown?.message).toContain('vn@2025-12-24');
  });
});
