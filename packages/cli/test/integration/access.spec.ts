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
let number = '';
const lamp = { text: 'Đèn hỏng', location: { lat: 16.4637, lng: 107.5909 }, channel: 'app' };

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-access-'));
  const path = join(directory, 'cases.db');
  store = ['--store', `sqlite:${path}`];
  const { submit, reports } = await lifecycleFixture('2026-03-02T02:00:00.000Z', {
    makeStore: (options) => sqliteEventStore(path, options),
  });
  number = join(directory, 'number');
  writeFileSync(number, '+84 905 123 456\n');
  reportId = await submit({ ...lamp, contact: { phone: '0905.123.456' } });
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
    ['reports', '--telephone', number],
    ['access', '--report', reportId],
  ])
    expect([args, (await phananh(...args, ...store)).code]).toEqual([args, 0]);
  const { code, out } = await phananh('access', '--json', '--report', reportId, ...store);
  expect(code).toBe(0);
  const { entries } = JSON.parse(out);
  expect(entries.map(({ way, of }: { way: string; of: readonly string[] }) => [way, of])).toEqual([
    ...['report', 'history', 'replay', 'explain'].map((name) => [`phananh ${name}`, [`report-${reportId}`]]),
    ['phananh export', []],
    ['phananh reports', [`report-${reportId}`]],
    ['phananh access', [`report-${reportId}`]],
  ]);
  for (const { actor, purpose } of entries)
    expect([actor, purpose]).toEqual([{ kind: 'auditor', id: `cli:${userInfo().username}` }, 'audit']);
});

test('every list of officers is in the access log, by whichever command it is shown', async () => {
  const name = ['--name', 'Nguyễn Thị Lan', '--agency', 'agency-hue-lighting'];
  expect((await phananh('officers', 'register', 'issuer-lan', ...name, ...store)).code).toBe(0);
  for (const args of [
    ['officers', 'list'],
    ['officers', 'list', '--json'],
    ['officers'],
    ['list', 'officers'],
  ]) {
    const { code, out } = await phananh(...args, ...store);
    expect([args, code, out.includes('Nguyễn Thị Lan')]).toEqual([args, 0, true]);
  }
  const { out } = await phananh('access', '--json', '--stream', 'officer-issuer-lan', ...store);
  const { entries } = JSON.parse(out);
  const ofThem = entries.filter(({ of }: { readonly of: readonly string[] }) => of.length > 0);
  expect(ofThem.map(({ way, of, fields }: Record<string, unknown>) => [way, of, fields])).toEqual(
    ['phananh officers list', 'phananh officers list', 'phananh officers list', 'phananh list'].map((way) => [
      way,
      ['officer-issuer-lan'],
      ['name'],
    ]),
  );
});

test('words that were searched for are not in it', async () => {
  expect((await phananh('reports', '--q', 'hỏng', '--zoom', '12', ...store)).code).toBe(0);
  const { out } = await phananh('access', '--json', ...store);
  const { entries } = JSON.parse(out);
  expect(entries.at(-1)).toMatchObject({ way: 'phananh reports', of: [], query: { q: '' } });
  expect(out).not.toContain('hỏng');
});

test('the log of one person has what was shown of their reports', async () => {
  const { out } = await phananh('access', '--person', 'citizen:c-17', '--json', ...store);
  const { entries } = JSON.parse(out);
  expect(entries.length).toBeGreaterThan(3);
  for (const { of } of entries) expect([[], [`report-${reportId}`]]).toContainEqual(of);
  const nobody = await phananh('access', '--person', 'citizen:nobody', '--json', ...store);
  for (const { of } of JSON.parse(nobody.out).entries) expect(of).toEqual([]);
  const both = await phananh('access', '--person', 'citizen:c-17', '--report', reportId, ...store);
  expect(both.code).toBe(2);
});

test('what cannot be written down is not shown', async () => {
  const config = join(directory, 'phananh.json');
  writeFileSync(join(directory, 'file'), '');
  writeFileSync(config, JSON.stringify({ accessLog: { folder: join(directory, 'file') } }));
  const { code, out, err } = await phananh('report', reportId, ...store, '--config', config);
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain('access-log-unavailable');
});

test('a caller is found by the number in a file, and by nothing else beside it', async () => {
  const found = await phananh('reports', '--telephone', number, '--json', ...store);
  expect([found.code, JSON.parse(found.out).cases.length]).toEqual([0, 1]);
  writeFileSync(join(directory, 'other'), '0905 123 457');
  const none = await phananh('reports', '--telephone', join(directory, 'other'), '--json', ...store);
  expect(JSON.parse(none.out).cases).toEqual([]);
  const both = await phananh('reports', '--telephone', number, '--phase', 'submitted', ...store);
  expect([both.code, both.err]).toEqual([2, expect.stringContaining('no other filter')]);
  const missing = await phananh('reports', '--telephone', join(directory, 'nowhere'), ...store);
  expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('unreadable-source')]);
});
