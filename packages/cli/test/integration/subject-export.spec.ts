import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lifecycleFixture, people } from '@phananh/core/testing';
import { sqliteEventStore } from '@phananh/sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { phananh } from '../support/in-process.ts';

const here = { location: { lat: 16.4, lng: 107.5 }, channel: 'app' } as const;

let directory = '';
let store: readonly string[] = [];
let reportId = '';

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-subject-'));
  const path = join(directory, 'cases.db');
  store = ['--store', `sqlite:${path}`];
  const { reports, submit, give } = await lifecycleFixture('2026-03-02T02:00:00.000Z', {
    makeStore: (options) => sqliteEventStore(path, options),
  });
  reportId = await submit({ ...here, text: 'hỏng', contact: { phone: '0905123456' } });
  await give(reportId, 'comment', { text: 'said by the citizen' });
  await give(reportId, 'comment', { text: 'said by the centre' }, people.operator);
  await give(reportId, 'request-information', { question: 'Ở đâu?' }, people.operator);
  await give(reportId, 'provide-information', { text: 'taken down for the citizen' }, people.operator);
  await reports.submit({ ...here, text: 'of somebody else' }, { actor: { kind: 'citizen', id: 'c-other' } });
  await reports.store.close();
});

afterAll(() => rmSync(directory, { recursive: true }));

test('everything that is kept of a person is exported, what was taken down for them too, and nothing of others', async () => {
  const { code, out } = await phananh(
    'subject',
    'export',
    `citizen:${people.citizen.id}`,
    '--json',
    ...store,
  );
  expect(code).toBe(0);
  const { kept } = JSON.parse(out);
  expect(kept.map(({ type }: { type: string }) => type)).toEqual([
    'submitted',
    'commented',
    'information-provided',
  ]);
  for (const said of ['0905123456', 'said by the citizen', 'taken down for the citizen'])
    expect(out).toContain(said);
  for (const other of ['said by the centre', 'Ở đâu', 'of somebody else']) expect(out).not.toContain(other);
  const { out: access } = await phananh('access', '--json', ...store);
  expect(JSON.parse(access).entries).toMatchObject([
    {
      way: 'phananh subject export',
      of: [`report-${reportId}`],
      fields: expect.arrayContaining(['text', 'contact']),
    },
  ]);
  expect((await phananh('subject', 'export', 'citizen:nobody', ...store)).code).toBe(1);
  expect((await phananh('subject', 'export', 'nobody', ...store)).code).toBe(2);
});
