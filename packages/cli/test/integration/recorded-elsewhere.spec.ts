import { createReports, huePolicy } from '@phananh/core';
import { type EventStoreDbEventStore, eventStoreDbEventStore } from '@phananh/eventstoredb';
import { startTestServer } from '@phananh/eventstoredb-test-server';
import { expect, onTestFinished, test } from 'vitest';
import { importText, smallHeader, smallMap } from '../support/imports.ts';

const row = (id: string, opened: string) => `${id},${opened},,2026-03-09 17:00,x,Parks,Hole`;
const file = (...rows: readonly string[]) => `${[smallHeader, ...rows].join('\n')}\n`;

/** Imports of processes that follow each other, on a server that looks for ids in one stream only and was started again between them. */
const importing = async () => {
  const server = await startTestServer({});
  const open: EventStoreDbEventStore[] = [];
  onTestFinished(async () => {
    await Promise.all(open.map((store) => store.close()));
    await server.stop();
  });
  let isFirst = true;
  return async (text: string) => {
    if (!isFirst) await server.restart();
    isFirst = false;
    const store = eventStoreDbEventStore({ connectionString: server.connectionString });
    open.push(store);
    return importText(createReports({ store, policy: huePolicy }), smallMap(), text);
  };
};

test('a row that tells the beginning of its case otherwise is no second case on any store, and what differs is named', async () => {
  const imported = await importing();
  expect(await imported(file(row('A1', '2026-03-02 09:00')))).toMatchObject({ imported: 1 });
  const again = await imported(file(row('A1', '2026-03-02 09:30'), row('A2', '2026-03-02 09:30')));
  expect(again).toMatchObject({ imported: 1, rejected: 1 });
  expect(again.rejects[0]?.message).toContain('submit: when 2026-03-02T14:00:00.000Z, now 2026-03-02T14:30');
  expect(await imported(file(row('A1', '2026-03-02 09:00')))).toMatchObject({ unchanged: 1, events: 0 });
});

test('a file that has a case twice, with two beginnings, brings it in once on any store', async () => {
  const imported = await importing();
  const twice = await imported(file(row('A1', '2026-03-02 09:00'), row('A1', '2026-03-02 09:30')));
  expect(twice).toMatchObject({ imported: 1, rejected: 1, rejectedBy: { 'idempotency-conflict': 1 } });
});
