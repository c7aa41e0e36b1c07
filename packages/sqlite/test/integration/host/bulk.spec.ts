import { type Actor, commandHandler, createReports, huePolicy, type RecordedEvent } from '@phananh/core';
import { findSubject, historyPage, viewOfSubject } from '@phananh/core/engine';
import { desk } from '@phananh/core/read-models';
import {
  actorIdOfKey,
  actsStill,
  type BulkRunState,
  bulkRunWorkflow,
  bulkRunWorkflowWith,
  countsOfRun,
  type KeyEntry,
  type OfficerEntry,
} from '@phananh/core/reports';
import { memoryEventStore, simulatedClock } from '@phananh/core/testing';
import { describe, expect, it } from 'vitest';
import { bulkRunning } from '../../../src/host/run-bulk.ts';
import { runReports } from '../../../src/index.ts';

const citizen: Actor = { kind: 'citizen', id: 'c-17' };
const operator: Actor = { kind: 'operator', id: 'o-1' };
const officer: Actor = { kind: 'agency', id: 'a-1', agencyId: 'lighting' };

const submission = { text: 'Đèn hỏng', location: { lat: 16.46, lng: 107.59 }, channel: 'app' };

/** Some reports that are to be verified, and what carries runs out, on a store in memory. */
const opened = async (count: number) => {
  const clock = simulatedClock('2026-12-07T02:00:00.000Z');
  const store = memoryEventStore({ clock });
  const reports = createReports({ store, policy: huePolicy, clock });
  const handler = commandHandler({ workflow: bulkRunWorkflow, policy: undefined, store, clock });
  await reports.agencies.register(
    { agencyId: 'lighting', name: 'Lighting', kind: 'government' },
    { actor: operator },
  );
  const items = [];
  for (let at = 0; at < count; at += 1) {
    const { id, revision } = await reports.handler.create('submit', submission, { actor: citizen });
    items.push({ reportId: id, revision });
  }
  const start = async (input: object, actor = operator, idempotencyKey?: string): Promise<string> =>
    (await handler.create('start', input, { actor, ...(idempotencyKey !== undefined && { idempotencyKey }) }))
      .id;
  const stateOf = async (id: string): Promise<BulkRunState> => {
    const state = (await handler.load(id))?.state;
    if (state === undefined) throw new TypeError('no run');
    return state;
  };
  const started = async (): Promise<readonly RecordedEvent[]> =>
    (await Array.fromAsync(store.readAll())).filter(({ type }) => type === 'started');
  const eventsOf = async (type: string): Promise<number> =>
    (await Array.fromAsync(store.readAll())).filter((one) => one.type === type).length;
  return { clock, store, reports, handler, items, start, stateOf, started, eventsOf };
};

const verify = { command: 'verify', input: { category: 'den-duong' } };

it('a run gives its command to each case once, as its starter, and says what came of each', async () => {
  const { reports, handler, items, start, stateOf, started, store } = await opened(45);
  const id = await start({ ...verify, items });
  await bulkRunning({ handler, reports }).react(await started());
  const state = await stateOf(id);
  expect(state.phase).toBe('finished');
  expect(countsOfRun(state)).toEqual({ total: 45, done: 45, changed: 0, refused: 0 });
  const verified = (await Array.fromAsync(store.readAll())).filter(({ type }) => type === 'verified');
  expect(verified).toHaveLength(45);
  expect(verified[0]?.metadata).toMatchObject({ actor: operator });
});

it('a case that changed since the preview is reported and not hit, and one that may not be is refused', async () => {
  const { reports, handler, items, start, stateOf, started } = await opened(3);
  const [first, second] = items;
  await reports.handler
    .execute(first?.reportId ?? '', 'support', {}, { actor: { kind: 'citizen', id: 'c-2' } })
    .catch(() => undefined);
  await reports.handler.execute(
    first?.reportId ?? '',
    'comment',
    { text: 'x', audience: 'internal' },
    { actor: operator },
  );
  const { revision } = await reports.handler.execute(
    second?.reportId ?? '',
    'verify',
    { category: 'cay' },
    { actor: operator },
  );
  const id = await start({
    ...verify,
    items: items.map((item) => (item === second ? { ...item, revision } : item)),
  });
  await bulkRunning({ handler, reports }).react(await started());
  expect((await stateOf(id)).outcomes).toEqual([
    { at: 0, outcome: 'changed' },
    { at: 1, outcome: 'refused', code: 'wrong-phase' },
    { at: 2, outcome: 'done' },
  ]);
});

it('a host that ends in the middle of a run, before it could note anything, goes on after its start: each case once', async () => {
  const { reports, handler, items, start, stateOf, started, eventsOf } = await opened(30);
  const id = await start({ ...verify, items });
  let given = 0;
  const dying = {
    handler: {
      ...reports.handler,
      execute: async (...args: Parameters<typeof reports.handler.execute>) => {
        given += 1;
        if (given === 8) throw new TypeError('killed');
        return reports.handler.execute(...args);
      },
    },
  };
  // Nor can it note anything any more.
  const unable = { ...handler, execute: async () => Promise.reject(new TypeError('killed')) };
  await expect(bulkRunning({ handler: unable, reports: dying }).react(await started())).rejects.toThrow(
    'killed',
  );
  expect(await eventsOf('verified')).toBe(7);
  expect((await stateOf(id)).outcomes).toEqual([]);
  await bulkRunning({ handler, reports }).react(await started());
  expect(countsOfRun(await stateOf(id))).toEqual({ total: 30, done: 30, changed: 0, refused: 0 });
  expect(await eventsOf('verified')).toBe(30);
  // And once more, as another host would.
  await bulkRunning({ handler, reports }).react(await started());
  expect(await eventsOf('verified')).toBe(30);
  expect(await eventsOf('progressed')).toBe(2);
});

it('whose role is taken in the middle gives no command any more, and what they had done is not called refused', async () => {
  const { reports, handler, items, start, stateOf, started } = await opened(6);
  for (const { reportId } of items) {
    await reports.handler.execute(reportId, 'verify', { category: 'den-duong' }, { actor: operator });
    await reports.handler.execute(reportId, 'assign', { agencyId: 'lighting' }, { actor: operator });
  }
  const assigned = await Promise.all(
    items.map(async ({ reportId }) => ({
      reportId,
      revision: (await reports.handler.load(reportId))?.revision ?? 0,
    })),
  );
  const id = await start({ command: 'accept', input: {}, items: assigned }, officer);
  let asked = 0;
  const mayAct = async () => {
    asked += 1;
    return asked <= 3;
  };
  const unable = { ...handler, execute: async () => Promise.reject(new TypeError('killed')) };
  await expect(bulkRunning({ handler: unable, reports, mayAct }).react(await started())).rejects.toThrow(
    'killed',
  );
  await bulkRunning({ handler, reports, mayAct }).react(await started());
  expect((await stateOf(id)).outcomes.map(({ outcome, code }) => code ?? outcome)).toEqual([
    'done',
    'done',
    'done',
    'rights-ended',
    'rights-ended',
    'rights-ended',
  ]);
});

describe('who started a run', () => {
  const startedAt = '2026-12-07T02:00:00.000Z';
  const key: KeyEntry = {
    phase: 'active',
    kind: 'operator',
    agencyId: null,
    commands: ['bulkRun.start', 'report.verify'],
    expiresAt: '2026-12-07T05:00:00.000Z',
  };
  const asked = (actor: Actor, more = {}) => ({
    actor,
    command: 'verify',
    startedAt,
    now: startedAt,
    ...more,
  });
  const machine = { kind: 'operator', id: actorIdOfKey('k1') };

  it('by a key goes on as long as it is good, with what it is for itself', async () => {
    const by = (entry: Partial<KeyEntry> | undefined) =>
      actsStill({ key: async (id) => (id === 'k1' && entry ? { ...key, ...entry } : undefined) });
    expect(await by({})(asked(machine))).toBe(true);
    expect(await by({ commands: ['report.*'] })(asked(machine))).toBe(true);
    expect(await by({})(asked(machine, { now: '2026-12-07T05:00:00.000Z' }))).toBe(false);
    // To start runs is not to give every command by them.
    expect(await by({})(asked(machine, { command: 'publish' }))).toBe(false);
    expect(await by({ commands: ['bulkRun.*'] })(asked(machine))).toBe(false);
    expect(await by({ phase: 'revoked' })(asked(machine))).toBe(false);
    expect(await by({ kind: 'agency' })(asked(machine))).toBe(false);
    expect(await by({ agencyId: 'lighting' })(asked(machine))).toBe(false);
    expect(await by(undefined)(asked(machine))).toBe(false);
    expect(await actsStill({})(asked(machine))).toBe(false);
  });

  it('of an agency goes on as long as the registry says so; others, whom none knows, for a day', async () => {
    const by = (entry: Partial<OfficerEntry>) =>
      actsStill({
        officer: async () => ({ phase: 'active', agencyId: 'lighting', role: 'officer', ...entry }),
      });
    const later = { now: '2026-12-10T02:00:00.000Z' };
    expect(await by({})(asked(officer, later))).toBe(true);
    expect(await by({ phase: 'suspended' })(asked(officer))).toBe(false);
    expect(await by({ agencyId: 'parks' })(asked(officer))).toBe(false);
    expect(await by({})(asked(operator, { now: '2026-12-08T01:59:59.999Z' }))).toBe(true);
    expect(await by({})(asked(operator, { now: '2026-12-08T02:00:00.000Z' }))).toBe(false);
  });
});

it('a run shows nobody what can be redacted in a report, and gives it to each', async () => {
  const { reports, handler, items, start, stateOf, started, store } = await opened(2);
  const message = 'Ông An, 0912 345 678, đã được trả lời.';
  const id = await start({ command: 'reject', input: { reason: 'out-of-scope', message }, items });
  await bulkRunning({ handler, reports }).react(await started());
  expect(countsOfRun(await stateOf(id))).toMatchObject({ done: 2 });
  const rejected = (await Array.fromAsync(store.readAll())).filter(({ type }) => type === 'rejected');
  expect(rejected.map(({ data }) => data.message)).toEqual([message, message]);
  for (const kind of ['operator', 'admin', 'auditor']) {
    const found = await findSubject(handler, id, { actor: { kind, id: 'x-1' } });
    const { events } = await historyPage(handler, found, { fromRevision: 0, limit: 10 });
    const shown = JSON.stringify([viewOfSubject(handler, found), events]);
    expect(shown).not.toContain('0912');
  }
  // Nor one that was started by another version of this software.
  const upcast = bulkRunWorkflow.events.started.upcasters?.[1];
  const old = { command: 'assign', input: { agencyId: 'lighting', note: message }, items: [] };
  expect(upcast?.(old)).toEqual({ ...old, input: { agencyId: 'lighting' }, texts: { note: message } });
});

it('a run that is cancelled leaves the rest alone', async () => {
  const { reports, handler, items, start, stateOf, started, eventsOf } = await opened(50);
  const id = await start({ ...verify, items });
  let noted = 0;
  const watching = {
    ...handler,
    execute: async (...args: Parameters<typeof handler.execute>) => {
      const done = await handler.execute(...args);
      noted += 1;
      if (noted === 1) await handler.execute(id, 'cancel', { reason: 'Nhầm' }, { actor: operator });
      return done;
    },
  };
  await bulkRunning({ handler: watching, reports }).react(await started());
  expect((await stateOf(id)).phase).toBe('cancelled');
  expect(await eventsOf('verified')).toBe(20);
});

it('the same run that is asked for twice is one run', async () => {
  const { items, start, eventsOf } = await opened(2);
  const key = 'the-same-run-asked-twice';
  expect(await start({ ...verify, items }, operator, key)).toBe(
    await start({ ...verify, items }, operator, key),
  );
  expect(await eventsOf('started')).toBe(1);
});

it('a run is refused that no command is for, that says something personal, names a report twice, or is too long', async () => {
  const { items, start, store, clock } = await opened(3);
  const refused = (input: object, actor = operator) =>
    start({ items, ...input }, actor).then(
      () => 'started',
      ({ code }) => code,
    );
  expect(await refused({ command: 'submit', input: {} })).toBe('no-bulk-command');
  expect(await refused({ command: 'accept', input: {} })).toBe('no-bulk-command');
  expect(await refused({ command: 'comment', input: { text: 'x', audience: 'public' } })).toBe(
    'no-bulk-command',
  );
  expect(await refused({ command: 'accept', input: { officer: 'Nguyễn An' } }, officer)).toBe(
    'not-kept-in-bulk',
  );
  expect(await refused({ command: 'verify', input: { colour: 'red' } })).toBe('no-such-input');
  expect(await refused({ ...verify, items: [...items, ...items] })).toBe('twice-in-run');
  expect(await refused(verify)).toBe('started');
  const narrow = commandHandler({
    workflow: bulkRunWorkflowWith({ most: 2 }),
    policy: undefined,
    store,
    clock,
  });
  await expect(narrow.create('start', { ...verify, items }, { actor: operator })).rejects.toMatchObject({
    code: 'too-many-cases',
  });
});

it('a host carries out what is started, and its list says how far it is', async () => {
  const running = await runReports({
    store: memoryEventStore(),
    readModels: ':memory:',
    policy: huePolicy,
    workflows: [...desk],
    onError: ({ error }) => {
      throw error;
    },
  });
  await using _ = running;
  const { reports, workflows, readModels } = running;
  const handler = workflows.find((one) => one.handler.workflow.name === 'bulkRun')?.handler;
  const { id: reportId, revision } = await reports.handler.create('submit', submission, { actor: citizen });
  const made = await handler?.create(
    'start',
    { ...verify, items: [{ reportId, revision }] },
    { actor: operator },
  );
  const isDone = async () => (await handler?.load(made?.id ?? ''))?.state as BulkRunState;
  while ((await isDone()).phase === 'running') await new Promise((resolve) => setTimeout(resolve, 10));
  let last = 0;
  for await (const { position } of reports.store.readAll()) last = position;
  await readModels.whenApplied(last, { timeoutMilliseconds: 10_000 });
  const { rows } = await readModels.list({
    list: 'bulk-runs',
    reader: operator,
    now: '2026-12-07T02:00:00.000Z',
  });
  expect(rows).toMatchObject([{ phase: 'finished', command: 'verify', total: 1, done: 1, starter: 'o-1' }]);
});
