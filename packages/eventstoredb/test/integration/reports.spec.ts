import { citizen, huePolicy, operator } from '@phananh/core';
import { startTestServer } from '@phananh/eventstoredb-test-server';
import { runReports } from '@phananh/sqlite';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { expect, it, onTestFinished } from 'vitest';
import { eventStoreDbEventStore } from '../../src/index.ts';

const newFile = temporaryFiles();

it('the lifecycle runs on it with everything that belongs to a host', async () => {
  const server = await startTestServer();
  onTestFinished(() => server.stop());
  const { connectionString } = server;
  const dropped: string[] = [];
  const log = { warn: (_: object, message: string) => dropped.push(message) };
  const file = newFile();

  // #region open
  const store = eventStoreDbEventStore({
    connectionString, // 'esdb+discover://user:password@cluster.example:2113'
    onSubscriptionDropped: ({ error, pause }) =>
      log.warn({ error, pause }, 'the event store does not answer; trying again'),
  });
  // How the thread that computes the read models opens the same log, over a connection of its own.
  const module = import.meta.resolve('@phananh/eventstoredb/projection-log');
  const host = await runReports({
    store,
    log: { module, address: connectionString },
    readModels: file, // './data/portal.read.db'
    policy: huePolicy,
  });
  // #endregion open
  onTestFinished(() => host.close());
  const { reports, readModels } = host;

  const location = { lat: 16.4637, lng: 107.5909 };
  const { reportId } = await reports.submit({ text: 'Đèn đường hỏng', location }, { actor: citizen('c-17') });
  const { position } = await reports.verify(reportId, { category: 'lighting' }, { actor: operator('o-3') });
  expect(await readModels.whenApplied(position, { timeoutMilliseconds: 10_000 })).toBe(true);
  expect(server.log.records.map(({ stream, type }) => `${stream} ${type}`)).toEqual(
    expect.arrayContaining([expect.stringContaining(`report-${reportId} `)]),
  );
  expect((await readModels.cases({ now: new Date().toISOString() })).cases).toMatchObject([{ reportId }]);
  expect(readModels.following()).toMatchObject({ connected: true });

  const command = { commandId: 'c0000000-0000-4000-8000-000000000017', actor: citizen('c-18') };
  const [first, second] = await Promise.all([
    reports.submit({ text: 'Rác', location }, command),
    reports.submit({ text: 'Rác', location }, command),
  ]);
  expect(second.reportId).toBe(first.reportId);
});
