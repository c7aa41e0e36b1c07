import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { lifecycleFixture } from '@phananh/core/testing';
import { sqliteEventStore } from '@phananh/sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { phananh } from '../support/in-process.ts';

let directory = '';
let store: readonly string[] = [];
let reportId = '';

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-access-'));
  const path = join(directory, 'cases.db');
  store = ['--store', `sqlite:${path}`];
  const { submit, reports } = await lifecycleFixture('2026-03-02T02:00:00.000Z', {
    makeStore: (options) => sqliteEventStore(path, options),
  });
  reportId = await submit();
  await reports.store.close();
});

afterAll(() => rmSync(directory, { recursive: true }));

test('every command that shows a report is in the access log before it shows it, and so is who reads the log', async () => {
  for (const args of [
    ['report', reportId],
    ['history', reportId],
    ['replay', reportId],
    ['explain', reportId],
    ['export', '--format', 'csv', '--as', 'auditor', '-o', join(directory, 'cases.csv')],
    ['export', '--format', 'csv', '-o', join(directory, 'analyst.csv'), '--as', 'analyst'],
    ['access', '--report', reportId],
  ])
    expect([args, (await phananh(...args, ...store)).code]).toEqual([args, 0]);
  const { code, out } = await phananh('access', '--json', '--report', reportId, ...store);
  expect(code).toBe(0);
  const { entries } = JSON.parse(out);
  expect(entries.map(({ way, of }: { way: string; of: readonly string[] }) => [way, of])).toEqual([
    ...['report', 'history', 'replay', 'explain'].map((name) => [`phananh ${name}`, [`report-${reportId}`]]),
    ['phananh export', []],
    ['phananh access', [`report-${reportId}`]],
  ]);
  for (const { actor, purpose } of entries)
    expect([actor, purpose]).toEqual([{ kind: 'auditor', id: `cli:${userInfo().username}` }, 'audit']);
});

test('what cannot be written down is not shown', async () => {
  const config = join(directory, 'phananh.json');
  writeFileSync(join(directory, 'file'), '');
  writeFileSync(config, JSON.stringify({ accessLog: { folder: join(directory, 'file') } }));
  const { code, out, err } = await phananh('report', reportId, ...store, '--config', config);
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain('access-log-unavailable');
});
