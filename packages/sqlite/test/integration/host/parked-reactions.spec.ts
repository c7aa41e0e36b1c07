import { join } from 'node:path';
import { type EventStore, operator } from '@phananh/core';
import { memoryEventStore } from '@phananh/core/testing';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import BetterSqlite from 'better-sqlite3';
import { expect, it, vi } from 'vitest';
import { readModels, runReports } from '../../../src/index.ts';

const lamp = { text: 'Đèn đường hỏng', location: { lat: 16.46, lng: 107.59 } };

/** Two reports over a log in which nothing can be absorbed as long as that is so, and a host beside files of its own. */
const scene = async () => {
  const directory = inTemporaryDirectory();
  const log = memoryEventStore();
  let isBroken = true;
  const store: EventStore = {
    ...log,
    append: async (stream, events, options) => {
      if (isBroken && events.some(({ type }) => type === 'absorbed')) throw new TypeError('a mistake');
      return log.append(stream, events, options);
    },
    close: async () => {},
  };
  const path = join(directory, 'one.read.db');
  const told: unknown[] = [];
  const host = (readModels = path) =>
    runReports({ store, readModels, onError: (failure) => told.push(failure) });
  return {
    store,
    path,
    told,
    host,
    other: join(directory, 'two.read.db'),
    mend: () => {
      isBroken = false;
    },
  };
};

type Host = Awaited<ReturnType<typeof runReports>>;

/** A merge that causes what cannot be given. @returns the report that should have absorbed the other */
const merged = async ({ reports, reactions }: Host): Promise<string> => {
  const by = { actor: operator('o-1') };
  const [{ reportId: into }, { reportId }] = [await reports.submit(lamp, by), await reports.submit(lamp, by)];
  await reports.merge(reportId, { into }, by);
  await vi.waitFor(() => expect(reactions.standing()).toHaveLength(1), { timeout: 10_000 });
  return into;
};

it('keeps a reaction that fails beside its checkpoint, through restarts and rebuilds, and gives it when it is retried', async () => {
  const { store, path, told, host, mend } = await scene();
  const first = await host();
  const into = await merged(first);
  const parked = { index: 0, command: 'absorb', subjectId: into, message: 'a mistake', mayPass: false };
  expect(first.reactions.standing()).toMatchObject([parked]);
  expect(told).toMatchObject([{ what: 'reaction', command: { command: 'absorb' } }]);
  await first.close();
  const models = readModels(path);
  await models.rebuild(store);
  expect(models.reactions.standing()).toMatchObject([parked]);
  await models.close();
  await using again = await host();
  expect(again.reactions.standing()).toMatchObject([parked]);
  mend();
  expect(again.reactions.want({})).toHaveLength(1);
  await vi.waitFor(() => expect(again.reactions.standing()).toEqual([]), { timeout: 10_000 });
  const { events } = await again.reports.history(into);
  expect(events.map(({ type }) => type)).toContain('absorbed');
});

it('leaves out what somebody skipped, with the reason, however often everything is computed anew', async () => {
  const { store, path, host, mend } = await scene();
  const first = await host();
  await merged(first);
  expect(first.reactions.leaveOut({}, 'merged by hand')).toHaveLength(1);
  await first.close();
  const models = readModels(path);
  await models.rebuild(store);
  await models.close();
  mend();
  await using again = await host();
  expect(again.reactions.leftOut()).toMatchObject([{ command: 'absorb', reason: 'merged by hand' }]);
  expect([again.reactions.standing(), again.reactions.wanted()]).toEqual([[], []]);
});

it('is each host its own: what one has left out another one gives', async () => {
  const { host, other, mend } = await scene();
  const first = await host();
  const into = await merged(first);
  first.reactions.leaveOut({}, 'not here');
  await first.close();
  mend();
  await using second = await host(other);
  await vi.waitFor(
    async () => {
      const { events } = await second.reports.history(into);
      expect(events.map(({ type }) => type)).toContain('absorbed');
    },
    { timeout: 10_000 },
  );
  expect(second.reactions.leftOut()).toEqual([]);
});

it('keeps what is of a workflow that it was not given, also what may pass by itself, and forgets nothing of it', async () => {
  const { path, host } = await scene();
  const parked = {
    eventId: '019cac46-1500-7525-a5db-c16e31803990',
    index: 0,
    stream: 'loan-1',
    revision: 1,
    position: 7,
    type: 'lost',
    workflow: 'fine',
    subjectId: '2',
    command: 'charge',
    message: 'the till was away',
    mayPass: true,
  };
  const first = await host();
  first.reactions.park(parked);
  await first.close();
  // As a version before wrote it, which did not know what is missing.
  const before = new BetterSqlite(path);
  before.exec('ALTER TABLE parked_reactions DROP COLUMN missing');
  before.close();
  await using running = await host();
  const kept = [{ ...parked, attempts: 1, missing: 'loan' }];
  await vi.waitFor(() => expect(running.reactions.standing()).toMatchObject(kept), { timeout: 10_000 });
  expect(running.reactions.want({})).toHaveLength(1);
  await vi.waitFor(() => expect(running.reactions.wanted()).toEqual([]), { timeout: 10_000 });
  expect(running.reactions.standing()).toMatchObject(kept);
});
