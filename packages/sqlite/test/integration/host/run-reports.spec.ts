import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { citizen, huePolicy, operator, type Reports } from '@phananh/core';
import { ClockUnsure, StoreLocked, StoreUnavailable } from '@phananh/core/engine';
import { memoryEventStore, simulatedClock } from '@phananh/core/testing';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { describe, expect, it, vi } from 'vitest';
import { type RunFailure, type RunningReports, runReports } from '../../../src/index.ts';
import { outputOf, startChild } from '../../child.ts';

const newFile = temporaryFiles();

const policy = huePolicy;
/** Monday, 7 December 2026, 09:00 in Hue, and a day by which everything is overdue. */
const monday = '2026-12-07T02:00:00.000Z';
const overdue = '2027-01-20T02:00:00.000Z';

const lamp = { text: 'Đèn đường hỏng', location: { lat: 16.4637, lng: 107.5909 } };
const submitted = async (reports: Reports) =>
  (await reports.submit(lamp, { actor: citizen('c-17') })).reportId;

/** Awaits an event of the log: whoever runs appends it in their own time. */
const eventOf = async ({ reports: { store } }: RunningReports, type: string): Promise<string> => {
  for await (const { events } of store.subscribe({ signal: new AbortController().signal })) {
    const found = events.find((event) => event.type === type);
    if (found !== undefined) return found.stream;
  }
  throw new TypeError('the log ended');
};

describe.each([
  ['a file', (file: string) => ({ file })],
  ['another store', () => ({ store: memoryEventStore(), readModels: ':memory:' })],
])('over %s', (_, place) => {
  it('marks what is overdue, lists it, and is closed with its store', async () => {
    const clock = simulatedClock(monday);
    await using host = await runReports({ ...place(newFile()), policy, clock });
    const reportId = await submitted(host.reports);
    clock.set(overdue);
    expect(await eventOf(host, 'overdue-marked')).toBe(`report-${reportId}`);
    const { position } = await host.reports.get(reportId);
    expect(await host.readModels.whenApplied(position, { timeoutMilliseconds: 10_000 })).toBe(true);
    const { cases } = await host.readModels.cases({ verdict: ['overdue'], now: clock.now() });
    expect(cases.map((row) => row.reportId)).toEqual([reportId]);
    await host.close();
    await expect(host.reports.get(reportId)).rejects.toThrow(StoreUnavailable);
  });

  it('fires no timers when another host does', async () => {
    const clock = simulatedClock(monday);
    await using host = await runReports({ ...place(newFile()), policy, clock, timers: false });
    expect(host.timers).toBeUndefined();
  });

  it('gives the commands that events cause, from its checkpoint on', async () => {
    await using host = await runReports({ ...place(newFile()), policy });
    const { reports } = host;
    const [one, other] = [await submitted(reports), await submitted(reports)];
    // Appended beside the command handler, as another host would that stopped before it could react.
    await reports.store.append(`report-${one}`, [mergedInto(other)], { expectedRevision: 0 });
    expect(await eventOf(host, 'absorbed')).toBe(`report-${other}`);
    expect(await reports.get(other)).toMatchObject({ absorbed: [one] });
  });
});

it('guards a clock that it is given: never behind the log, and not relied on far behind it', async () => {
  const clock = simulatedClock(monday);
  await using host = await runReports({ file: newFile(), policy, clock, timers: false });
  const { reports } = host;
  const reportId = await submitted(reports);
  clock.advance(-2 * 60_000);
  await reports.verify(reportId, { category: 'lighting' }, { actor: operator('o-3') });
  clock.advance(-2 * 86_400_000);
  await expect(submitted(reports)).rejects.toThrow(ClockUnsure);
  const recorded: string[] = [];
  for await (const { metadata } of reports.store.readStream(`report-${reportId}`)) {
    recorded.push(metadata.recordedAt);
    expect(metadata.occurredAt).toBe(monday);
  }
  expect(recorded).toEqual([...recorded].sort());
  clock.set(overdue);
  await submitted(reports);
});

const mergedInto = (into: string) => ({
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  type: 'merged',
  version: 1,
  data: { into },
  metadata: {
    actor: { kind: 'operator', id: 'o-3' },
    commandId: 'merged-elsewhere',
    commandDigest: '',
    correlationId: 'merged-elsewhere',
    causationId: null,
    occurredAt: new Date().toISOString(),
  },
});

describe('a host of reports', () => {
  it.each(['in a thread', 'on one thread'])(
    'leaves nothing open that keeps a process alive, %s',
    async (how) => {
      const file = newFile();
      const child = startChild('run-reports', file, `${file}.read`, how);
      const ended = once(child, 'exit');
      expect(await outputOf(child)).toBe('closed\n');
      expect(await ended).toEqual([0, null]);
    },
  );

  it('computes its read models in a thread, and goes on where it ended', async () => {
    const file = newFile();
    let reacted = 0;
    const recorded = (_: string, position = 0) => {
      reacted = position;
    };
    const first = await runReports({ file, policy, clock: { ...simulatedClock(monday), recorded } });
    const reportId = await submitted(first.reports);
    await first.readModels.whenApplied(4, { timeoutMilliseconds: 10_000 });
    // Reactions follow the log by themselves, and write how far they came when they end.
    await expect.poll(() => reacted, { timeout: 10_000 }).toBe(4);
    await first.close();
    await using again = await runReports({ file, policy });
    const { cases } = await again.readModels.cases({ now: new Date().toISOString() });
    expect(cases).toMatchObject([{ reportId }]);
    // After the policy that the log began with.
    expect(await again.readModels.checkpoints.load('process-manager@2')).toBe(4);
    await again.close();
  });

  it('may be one of a file, and leaves it alone when there is one', async () => {
    const file = newFile();
    await using host = await runReports({ file, policy });
    await expect(runReports({ file, policy })).rejects.toThrow(StoreLocked);
    await submitted(host.reports);
  });

  it('takes the read models of another store for itself', async () => {
    const readModels = newFile();
    const first = await runReports({ store: memoryEventStore(), readModels, policy });
    const store = memoryEventStore();
    await expect(runReports({ store, readModels, policy })).rejects.toThrow(StoreLocked);
    await first.close();
    // Taken over is closed, also when nothing came of it.
    await expect(store.append('report-1', [mergedInto('x')], { expectedRevision: 'any' })).rejects.toThrow(
      StoreUnavailable,
    );
  });

  it('is refused by a store that cannot be read, and leaves nothing behind', async () => {
    const closed = vi.fn();
    const store = {
      ...memoryEventStore(),
      readStream: () => {
        throw new StoreUnavailable('gone');
      },
      close: async () => closed(),
    };
    const readModels = newFile();
    await expect(runReports({ store, readModels, policy })).rejects.toThrow('gone');
    expect(closed).toHaveBeenCalledOnce();
    expect(existsSync(readModels)).toBe(false);
  });

  it('tells what failed beside the commands', async () => {
    const told = Promise.withResolvers<RunFailure>();
    const real = memoryEventStore();
    const clock = simulatedClock(monday);
    let broken = false;
    const store = {
      ...real,
      append: (...args: Parameters<typeof real.append>) =>
        broken ? Promise.reject(new StoreUnavailable('disk full')) : real.append(...args),
    };
    await using host = await runReports({
      store,
      readModels: ':memory:',
      policy,
      clock,
      onError: told.resolve,
    });
    const reportId = await submitted(host.reports);
    broken = true;
    clock.set(overdue);
    expect(await told.promise).toMatchObject({ what: 'timer', stream: `report-${reportId}`, attempts: 1 });
  });
});
