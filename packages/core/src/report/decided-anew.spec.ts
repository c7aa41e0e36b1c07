import { describe, expect, it } from 'vitest';
import { checkingStreams } from '../audit/index.ts';
import { vietnamCalendar } from '../calendar/index.ts';
import { type JsonObject, type RecordedEvent, timers, timersActor } from '../engine/index.ts';
import { lifecycleFixture, memoryTimerIndex } from '../testing/index.ts';
import {
  admin,
  agencyHistory,
  huePolicyData,
  policiesOfLog,
  recomputingDues,
  reportPolicyForWriting,
  reportWorkflow,
  type SlaPolicy,
  slaPolicy,
  system,
} from './index.ts';

/** A policy that takes everything in years, and how a person is reached after two of silence. */
const keeping = (name: string, count: number) =>
  slaPolicy(
    {
      ...huePolicyData,
      name,
      retention: [
        { rule: 'all', after: { count, unit: 'year' } },
        { rule: 'contact', after: { count: 2, unit: 'year' }, from: 'last-event', erases: 'contact' },
      ],
    },
    [vietnamCalendar()],
  );
const policy = keeping('keeping', 5);
const silent = slaPolicy({ ...huePolicyData, name: 'silent' }, [vietnamCalendar()]);

/** A log under a policy that it says itself, whose timers fire. */
const opened = async (under: SlaPolicy = policy) => {
  const fixture = await lifecycleFixture('2026-03-02T02:00:00.000Z', { policy: under, erases: true });
  const { reports, clock } = fixture;
  await reportPolicyForWriting(reports.store, { given: under, reason: 'x', actor: admin('a'), clock });
  const index = memoryTimerIndex(reports.store, [reports.handler]);
  const firing = timers({ index, handlers: [reports.handler], clock });
  const at = async (instant: string): Promise<void> => {
    clock.set(instant);
    await index.catchUp();
    await firing.tick();
  };
  const eventsOf = (id: string) => Array.fromAsync(reports.handler.history(id));
  const check = async (events: readonly RecordedEvent[]) => {
    const log = await Array.fromAsync(reports.store.readAll());
    const dues = recomputingDues(await policiesOfLog(log), await agencyHistory(log));
    return checkingStreams(
      reportWorkflow,
      dues,
    )(events).map(({ revision, check, isChecked, message }) => ({
      told: [revision, check, isChecked],
      message,
    }));
  };
  return { ...fixture, at, eventsOf, check };
};

/** A report through its rungs, a question without an answer, a result, and both terms. */
const lived = async () => {
  const fixture = await opened();
  const { at, give, giveAll, submit, eventsOf } = fixture;
  const id = await submit();
  await giveAll(id, 'verify', 'request-information');
  for (const day of ['03-09', '03-16', '03-20', '03-27', '04-03', '04-10'])
    await at(`2026-${day}T02:00:00.000Z`);
  await giveAll(id, 'assign');
  for (const day of ['04-20', '05-04', '05-18']) await at(`2026-${day}T02:00:00.000Z`);
  await giveAll(id, 'resolve', 'publish', 'dispute', 'dismiss-dispute');
  for (const day of ['2026-09-01', '2029-01-01', '2032-01-01']) await at(`${day}T02:00:00.000Z`);
  await give(id, 'comment', { text: 'cảm ơn', audience: 'public' });
  await at('2040-01-01T02:00:00.000Z');
  return { ...fixture, events: await eventsOf(id) };
};

const forged = (
  events: readonly RecordedEvent[],
  type: string,
  change: (event: RecordedEvent) => Partial<RecordedEvent>,
): { readonly events: readonly RecordedEvent[]; readonly revision: number } => {
  const revision = events.find((event) => event.type === type)?.revision ?? -1;
  return {
    revision,
    events: events
      .slice(0, revision + 1)
      .map((event) => (event.revision === revision ? { ...event, ...change(event) } : event)),
  };
};

const saying =
  (data: JsonObject) =>
  (event: RecordedEvent): Partial<RecordedEvent> => ({ data: { ...event.data, ...data } });
const happening =
  (occurredAt: string) =>
  ({ metadata }: RecordedEvent): Partial<RecordedEvent> => ({ metadata: { ...metadata, occurredAt } });

describe('what is in a report only because a policy says so', () => {
  it('differs in nothing as its commands decided it, whatever fired', async () => {
    const { check, events } = await lived();
    const types = new Set(events.map(({ type }) => type));
    for (const type of [
      'information-requested',
      'information-not-provided',
      'reminded',
      'overdue-marked',
      'escalated',
      'published',
      'dispute-dismissed',
      'closed',
      'retention-ended',
    ])
      expect(types).toContain(type);
    expect(events.filter(({ type }) => type === 'retention-ended')).toHaveLength(4);
    expect(await check(events)).toEqual([]);
  });

  it.each([
    ['reminded', saying({ rung: 'never' })],
    ['reminded', saying({ scheduledAt: '2026-03-03T17:00:00.000Z' })],
    ['reminded', saying({ to: 'centre-head' })],
    ['reminded', happening('2026-03-02T02:00:00.000Z')],
    ['overdue-marked', saying({ dueAt: '2026-03-03T17:00:00.000Z' })],
    ['escalated', saying({ rung: 'minister' })],
    [
      'information-requested',
      saying({ answerBy: { day: '2026-03-01', at: '2026-03-01T17:00:00.000Z', calendar: null } }),
    ],
    ['information-not-provided', happening('2026-03-02T03:00:00.000Z')],
    [
      'published',
      saying({ windowEnds: { day: '2026-05-19', at: '2026-05-19T17:00:00.000Z', calendar: null } }),
    ],
    [
      'dispute-dismissed',
      saying({ windowEnds: { day: '2026-05-19', at: '2026-05-19T17:00:00.000Z', calendar: null } }),
    ],
    ['closed', happening('2026-05-18T03:00:00.000Z')],
    ['retention-ended', saying({ rule: 'of-nobody' })],
    ['retention-ended', saying({ since: '2019-01-01T00:00:00.000Z' })],
    ['retention-ended', saying({ due: { day: '2026-12-01', at: '2026-12-01T17:00:00.000Z' } })],
    ['retention-ended', saying({ erases: 'everything' })],
    ['retention-ended', happening('2026-12-01T17:00:00.000Z')],
  ] as const)('is told where %s was forged (%#)', async (type, change) => {
    const { check, events } = await lived();
    const other = forged(events, type, change);
    const faults = await check(other.events);
    expect(faults.map(({ told }) => told)).toEqual([[other.revision, 'due', true]]);
  });

  it('is told where the policy of its time has no such rule, and of a term that somebody held', async () => {
    const { events } = await lived();
    const ended = events.find(({ type }) => type === 'retention-ended') as RecordedEvent;
    const { check, eventsOf, give, submit, clock } = await opened(silent);
    const id = await submit();
    await give(id, 'withdraw');
    clock.set(ended.metadata.occurredAt);
    const own = await eventsOf(id);
    const last = own.at(-1) as RecordedEvent;
    const inserted = {
      ...last,
      ...ended,
      stream: last.stream,
      revision: last.revision + 1,
      position: last.position + 1,
      metadata: { ...last.metadata, ...ended.metadata, policyDigest: last.metadata.policyDigest },
    } as RecordedEvent;
    const [fault] = await check([...own, inserted]);
    expect(fault).toEqual({
      told: [inserted.revision, 'due', true],
      message: 'its policy would not have it: no-term, the policy has no such term for the report',
    });

    const other = await opened();
    const held = await other.submit();
    await other.give(held, 'withdraw');
    await other.give(held, 'hold-data', { reason: 'x' }, admin('a'));
    await other.at('2040-01-01T00:00:00.000Z');
    await other.give(held, 'release-data', { reason: 'x' }, admin('a'));
    await other.at('2040-01-02T00:00:00.000Z');
    const released = await other.eventsOf(held);
    expect(released.map(({ type }) => type)).toContain('retention-ended');
    expect(await other.check(released)).toEqual([]);
    const stillHeld = released
      .filter(({ type }) => type !== 'data-released')
      .map((event, revision) => ({ ...event, revision }));
    expect((await other.check(stillHeld))[0]?.message).toContain('data-is-held');
  });

  it('stays right when the times of a case of another system are corrected after its term was over, or before', async () => {
    const { at, check, eventsOf, reports, clock } = await opened();
    const importer = system('import:old');
    const on = (day: string) => ({ actor: importer, occurredAt: `2026-02-${day}T03:00:00.000Z` });
    const input = {
      text: 'x',
      channel: 'import' as const,
      category: 'roads',
      location: { lat: 16.4637, lng: 107.5909 },
      legacy: { system: 'old', caseId: '1', dueAt: '2026-02-20T10:00:00.000Z' },
    };
    const { id } = await reports.handler.create('submit', input, on('10'));
    for (const [command, given, day] of [
      ['verify', {}, '11'],
      ['assign', { agencyId: 'agency-hue-lighting' }, '11'],
      ['resolve', { result: 'Đã xử lý' }, '20'],
      ['publish', { publicText: 'Đã xử lý' }, '23'],
    ] as const)
      await reports.handler.execute(id, command, given, on(day));
    const correct = (to: string) =>
      reports.handler.execute(
        id,
        'correct',
        { revision: 4, field: 'occurredAt', to, reason: 'x' },
        { actor: admin('a') },
      );
    await correct('2026-02-24T03:00:00.000Z');
    await at('2028-03-01T00:00:00.000Z');
    expect((await eventsOf(id)).map(({ type }) => type)).toContain('retention-ended');
    for (const to of ['2026-02-22T03:00:00.000Z', '2027-06-01T03:00:00.000Z', '2029-06-01T03:00:00.000Z']) {
      clock.advance(86_400_000 * 500);
      await correct(to);
      await at(clock.now());
    }
    await reports.handler
      .execute(id, 'end-retention', { erases: 'everything' }, { actor: timersActor })
      .catch(() => undefined);
    await at('2040-01-01T00:00:00.000Z');
    const events = await eventsOf(id);
    expect(events.filter(({ type }) => type === 'retention-ended').length).toBeGreaterThan(2);
    expect(await check(events)).toEqual([]);
  });
});
