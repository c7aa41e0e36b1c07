import { citizen, createReports, huePolicy, operator } from '@phananh/core';
import { readModels } from '@phananh/sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { eventStoreDbEventStore } from '../../src/index.ts';
import { startTestServer } from '../server/server.ts';

it('the lifecycle and the read models run on it', async () => {
  const server = await startTestServer();
  onTestFinished(() => server.stop());
  const { connectionString } = server;
  const dropped: string[] = [];
  const log = { warn: (_: object, message: string) => dropped.push(message) };

  // #region open
  const store = eventStoreDbEventStore({
    connectionString, // 'esdb+discover://user:password@cluster.example:2113'
    onSubscriptionDropped: ({ error, pause }) =>
      log.warn({ error, pause }, 'the event store does not answer; trying again'),
  });
  const reports = createReports({ store, policy: huePolicy });
  const models = readModels(':memory:', { policy: huePolicy });
  // #endregion open
  onTestFinished(async () => {
    await models.close();
    await store.close();
  });

  const location = { lat: 16.4637, lng: 107.5909 };
  const { reportId } = await reports.submit({ text: 'Đèn đường hỏng', location }, { actor: citizen('c-17') });
  await reports.verify(reportId, { category: 'lighting' }, { actor: operator('o-3') });
  await models.catchUp(store);
  expect(server.log.records.map(({ stream, type }) => `${stream} ${type}`)).toEqual(
    expect.arrayContaining([expect.stringContaining(`report-${reportId} `)]),
  );
  expect(models.position()).toBe(server.log.records.at(-1)?.position);

  const command = { commandId: 'c0000000-0000-4000-8000-000000000017', actor: citizen('c-18') };
  const [first, second] = await Promise.all([
    reports.submit({ text: 'Rác', location }, command),
    reports.submit({ text: 'Rác', location }, command),
  ]);
  expect(second.reportId).toBe(first.reportId);
});
