import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { huePolicy } from '@phananh/core';
import { policyDataOf } from '@phananh/core/reports';
import { lifecycleFixture, people } from '@phananh/core/testing';
import { sqliteEventStore } from '@phananh/sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProgram } from '../../src/index.ts';
import { repositoryRoot } from '../support/command.ts';
import { phananh } from '../support/in-process.ts';

const samples = join(repositoryRoot, 'packages', 'cli', 'samples');
/** One pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
let directory = '';
let store: readonly string[] = [];
let reportId = '';

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-every-'));
  const path = join(directory, 'cases.db');
  store = ['--store', `sqlite:${path}`];
  const fixture = await lifecycleFixture('2026-03-02T02:00:00.000Z', {
    makeStore: (options) => sqliteEventStore(path, options),
  });
  const { submit, give, clock, reports } = fixture;
  reportId = await submit();
  await give(reportId, 'verify', { category: 'lighting', labels: ['storm'] });
  await give(reportId, 'assign', { agencyId: 'agency-hue-lighting' });
  clock.advance(3_600_000);
  await give(reportId, 'request-information', { question: 'Ở đâu?' }, people.operator).catch(() => {});
  await submit();
  await reports.store.close();
  await phananh('keys', 'create', '--name', 'k', '--kind', 'analyst', '--expires', '90d', ...store);
  writeFileSync(join(directory, 'policy.json'), JSON.stringify(policyDataOf(huePolicy)));
  mkdirSync(join(directory, 'out'));
  writeFileSync(join(directory, 'lamp.png'), png);
});

afterAll(() => rmSync(directory, { recursive: true }));

/** Every command as people call it; those that are left out say why. */
const called: { readonly [command: string]: () => readonly (readonly string[])[] } = {
  import: () => [
    [
      join(samples, 'cases.csv'),
      '--map',
      join(samples, 'map.json'),
      '--allow-rejects',
      '--store',
      `sqlite:${join(directory, 'imported.db')}`,
    ],
  ],
  report: () => [[reportId, ...store]],
  history: () => [[reportId, ...store]],
  explain: () => [[reportId, ...store]],
  diff: () => [[reportId, '--from', '0', '--to', '2', ...store]],
  replay: () => [
    [reportId, ...store],
    ['--all', '--check', ...store],
  ],
  redactions: () => [[reportId, ...store]],
  due: () => [['--start', '2026-11-23T08:30:00+07:00', '--days', '3']],
  calendar: () => [['2026']],
  policy: () => [['show', ...store]],
  redate: () => [[...store]],
  attach: () => [[reportId, join(directory, 'lamp.png'), ...store]],
  keys: () => [['list', ...store]],
  officers: () => [['list', ...store]],
  list: () => [[...store]],
  sla: () => [['--durations', '--known-at', '2026-03-05T00:00:00+07:00', ...store]],
  ranking: () => [['--minimum-cases', '0', '--group-by', 'month', ...store]],
  satisfaction: () => [[...store]],
  penalties: () => [[...store]],
  backlog: () => [['--label', 'storm', ...store]],
  signals: () => [[...store]],
  export: () => [['--format', 'csv', '-o', join(directory, 'out', 'cases.csv'), ...store]],
  rebuild: () => [[...store]],
  parked: () => [[...store]],
  copy: () => [['--from', store[1] ?? '', '--to', `sqlite:${join(directory, 'copied.db')}`]],
  backup: () => [[join(directory, 'backup'), ...store]],
  restore: () => [[join(directory, 'backup'), '--store', `sqlite:${join(directory, 'restored.db')}`]],
  whatif: () => [['--policy', join(directory, 'policy.json'), ...store]],
  doctor: () => [[...store]],
  config: () => [['show', ...store]],
  verify: () => [store],
  log: () => [['key', ...store]],
};

/** It runs on until it is ended: its lines are held elsewhere. */
const leftOut = ['serve'];

const commands = createProgram().commands.map((one) => one.name());

test('every command is called here, or left out with its reason', () => {
  expect(commands.filter((name) => !leftOut.includes(name) && !Object.hasOwn(called, name))).toEqual([]);
});

const instantInUtc = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z/;

describe.each(Object.entries(called))('phananh %s', (name, calls) => {
  test('tells people times with their offset, never in UTC, and nothing as JSON', async () => {
    for (const args of calls()) {
      const { code, out, err } = await phananh(name, ...args);
      expect([args, code, out + err]).not.toEqual([args, 2, expect.anything()]);
      expect(out + err).not.toMatch(instantInUtc);
      expect(out).not.toMatch(/\{"|\[\{/);
    }
  });

  test('says in JSON on standard error that it was called wrongly, and exits with 2', async () => {
    const { code, out, err } = await phananh(name, '--json', '--no-such-option');
    expect([code, out]).toEqual([2, '']);
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'wrong-usage', help: expect.any(String) } });
  });
});
