import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lifecycleFixture, people } from '@phananh/core/testing';
import { sqliteEventStore } from '@phananh/sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { phananh } from '../support/in-process.ts';

let directory = '';
let store: readonly string[] = [];
let called = '';

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-requests-'));
  const path = join(directory, 'cases.db');
  store = ['--store', `sqlite:${path}`];
  const { reports } = await lifecycleFixture('2026-03-02T02:00:00.000Z', {
    makeStore: (options) => sqliteEventStore(path, options),
  });
  const report = { text: 'Đèn hỏng', location: { lat: 16.46, lng: 107.59 }, channel: 'hotline' };
  called = (await reports.handler.create('submit', report, { actor: people.operator })).id;
  await reports.store.close();
});

afterAll(() => rmSync(directory, { recursive: true }));

test('a request about personal data is taken, seen among those that wait, answered and ended by the command', async () => {
  const requests = async (...args: readonly string[]) => phananh('requests', ...args, ...store);
  const listed = async (...args: readonly string[]) =>
    JSON.parse((await requests('list', '--json', ...args)).out);
  const asked = await requests('ask', '--kind', 'copy', '--person', `report:${called}`, '--json');
  expect(asked.code).toBe(0);
  const { dataRequestId: id } = JSON.parse(asked.out);
  expect(await listed()).toMatchObject([{ dataRequestId: id, kind: 'copy', phase: 'asked' }]);
  expect((await phananh('requests', ...store)).out).toContain(id);
  const early = await requests('extend', id, '--reason', 'x', '--json');
  expect([early.code, early.err]).toEqual([1, expect.stringContaining('wrong-phase')]);
  expect((await requests('grant', id, '--ground', 'Điều 14')).out).toContain(id);
  expect((await requests('extend', id, '--reason', 'ở nhiều hệ thống')).code).toBe(0);
  expect((await requests('deliver', id)).code).toBe(0);
  expect(await listed()).toEqual([]);
  expect(await listed('--all')).toMatchObject([{ dataRequestId: id, phase: 'fulfilled' }]);

  const other = JSON.parse(
    (
      await requests(
        'ask',
        '--kind',
        'erasure',
        '--person',
        'citizen:c-17',
        '--phone',
        '0905123456',
        '--json',
      )
    ).out,
  ).dataRequestId;
  expect((await requests('refuse', other, '--basis', 'unfounded', '--ground', 'x')).code).toBe(0);
  const noted = await requests('note-processor-done', id, '--confirmation', 'Công văn 12', '--json');
  expect([noted.code, noted.err]).toEqual([1, expect.stringContaining('wrong-phase')]);
  const nobody = await requests('ask', '--kind', 'copy', '--person', 'officer:o-1', '--json');
  expect([nobody.code, nobody.err]).toEqual([1, expect.stringContaining('invalid-command')]);
  expect((await requests('refuse', other, '--basis', 'whim', '--ground', 'x')).code).toBe(2);
  expect((await requests('ask', '--kind', 'copy')).code).toBe(2);
});
