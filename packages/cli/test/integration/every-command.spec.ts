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
  reports: () => [
    ['--phase', 'assigned', ...store],
    ['--count', ...store],
    ['--zoom', '12', ...store],
  ],
  published: () => [[...store], ['--count', ...store], ['--zoom', '12', ...store]],
  'published figures': () => [['--from', '2026-01', '--group-by', 'month', ...store]],
  history: () => [[reportId, ...store]],
  explain: () => [
    [reportId, ...store],
    [reportId, '--revision', '0', ...store],
  ],
  diff: () => [[reportId, '--from', '0', '--to', '2', ...store]],
  replay: () => [
    [reportId, ...store],
    ['--all', '--check', ...store],
  ],
  redactions: () => [[reportId, ...store]],
  redact: () => [[reportId, '--field', 'category', '--reason', 'Ghi nhầm tên người', ...store]],
  subject: () => [['export', 'citizen:c-17', ...store]],
  erase: () => [['citizen:c-99', '--ground', 'Công dân yêu cầu', ...store]],
  requests: () => [['list', ...store]],
  access: () => [[...store], ['--report', reportId, '--actor', 'auditor', ...store]],
  due: () => [['--start', '2026-11-23T08:30:00+07:00', '--days', '3']],
  calendar: () => [['2026']],
  policy: () => [['show', ...store]],
  redate: () => [[...store]],
  attach: () => [[reportId, join(directory, 'lamp.png'), ...store]],
  keys: () => [['list', ...store]],
  officers: () => [['list', ...store]],
  list: () => [[...store]],
  sla: () => [['--durations', '--known-at', '2026-03-05T00:00:00+07:00', ...store]],
  'sla cases': () => [['--label', 'storm', ...store]],
  ranking: () => [['--minimum-cases', '0', '--group-by', 'month', ...store]],
  satisfaction: () => [[...store]],
  penalties: () => [[...store]],
  backlog: () => [['--label', 'storm', ...store]],
  signals: () => [[...store]],
  export: () => [['--format', 'csv', '-o', join(directory, 'out', 'cases.csv'), ...store]],
  rebuild: () => [[...store]],
  parked: () => [[...store]],
  timers: () => [[...store], ['--due-before', '2026-03-03T00:00:00+07:00', '--limit', '1', ...store]],
  copy: () => [['--from', store[1] ?? '', '--to', `sqlite:${join(directory, 'copied.db')}`]],
  backup: () => [[join(directory, 'backup'), ...store]],
  restore: () => [[join(directory, 'backup'), '--store', `sqlite:${join(directory, 'restored.db')}`]],
  whatif: () => [['--policy', join(directory, 'policy.json'), ...store]],
  doctor: () => [[...store]],
  config: () => [['show', ...store]],
  verify: () => [store],
  bundle: () => [[reportId, '-o', join(directory, 'out', 'bundle.json'), ...store]],
  log: () => [['key', ...store]],
  canned: () => [
    ['write', 'resolve', '--name', 'Đã xong', '--vi', 'Đã xong việc.', ...store],
    ['list', '--command', 'resolve', ...store],
  ],
  bulk: () => [
    [
      'preview',
      're-date',
      '--input',
      '{"clock":"overall","reason":"x"}',
      '--filter',
      'phase=submitted',
      ...store,
    ],
    ['list', ...store],
  ],
};

/** No log is signed here: that is told, and is no success. */
const exits: { readonly [command: string]: number } = { bundle: 1, verify: 1, log: 1 };

/** The same where something is wrong that nobody typed wrongly: a store that is not there, a file that is none. */
const failing: { readonly [command: string]: () => readonly (readonly string[])[] } = {
  import: () => [[join(directory, 'no.csv'), '--map', join(samples, 'map.json'), ...missing()]],
  report: () => [
    ['no-such', ...store],
    [reportId, '--at', '2020-01-01T00:00:00+07:00', ...store],
    [reportId, '--revision', '99', ...store],
  ],
  reports: () => [missing()],
  published: () => [missing()],
  'published figures': () => [missing()],
  history: () => [[reportId, '--known-at', '2020-01-01T00:00:00+07:00', ...store]],
  explain: () => [
    [reportId, '--at', '2020-01-01T00:00:00+07:00', ...store],
    [reportId, '--round', '9', ...store],
    [reportId, '--revision', '99', ...store],
  ],
  diff: () => [[reportId, '--from', '2020-01-01T00:00:00+07:00', '--to', '1', ...store]],
  replay: () => [
    [reportId, '--revision', '99', ...store],
    ['--all', '--check', ...missing()],
  ],
  redactions: () => [['no-such', ...store]],
  redact: () => [['no-such', '--field', 'text', '--reason', 'x', ...store]],
  subject: () => [['export', 'citizen:nobody', ...store]],
  erase: () => [['citizen:c-99', '--ground', 'x', ...missing()]],
  requests: () => [['list', ...missing()]],
  access: () => [['--report', 'no-such', ...store]],
  due: () => [['--start', '2050-11-23T08:30:00+07:00', '--days', '3']],
  calendar: () => [['2050'], ['check', join(directory, 'no.json')]],
  policy: () => [['adopt', join(directory, 'no.json'), '--reason', 'x', ...store]],
  redate: () => [missing()],
  attach: () => [['no-such', join(directory, 'lamp.png'), ...store]],
  keys: () => [['list', ...missing()]],
  officers: () => [['list', ...missing()]],
  sla: () => [missing()],
  'sla cases': () => [missing()],
  ranking: () => [missing()],
  satisfaction: () => [missing()],
  penalties: () => [missing()],
  backlog: () => [missing()],
  signals: () => [missing()],
  export: () => [
    ['--format', 'csv', '-o', join(directory, 'out'), ...store],
    ['--format', 'csv', '-o', join(directory, 'x.csv'), ...missing()],
  ],
  rebuild: () => [missing()],
  timers: () => [missing()],
  parked: () => [missing(), ['skip', 'report-1', '--reason', 'x', ...store]],
  copy: () => [['--from', missing()[1] ?? '', '--to', `sqlite:${join(directory, 'never.db')}`]],
  backup: () => [[join(directory, 'never'), ...missing()]],
  bundle: () => [['no-such', '-o', join(directory, 'out', 'none.json'), ...store]],
  restore: () => [[join(directory, 'no-backup'), '--store', `sqlite:${join(directory, 'never.db')}`]],
  whatif: () => [['--policy', join(directory, 'no.json'), ...store]],
  verify: () => [store, ['--receipt', join(directory, 'no.json')]],
  log: () => [['key', ...store]],
  canned: () => [
    ['list', ...missing()],
    ['write', 'accept', '--name', 'x', '--vi', 'x', ...store],
    ['remove', '019a3f2e-7c1b-7000-8000-0123456789ab', ...store],
  ],
  bulk: () => [
    ['list', ...missing()],
    ['result', '019a3f2e-7c1b-7000-8000-0123456789ab', ...store],
  ],
};
const missing = () => ['--store', `sqlite:${join(directory, 'missing.db')}`];

/** They find what is wrong, which is what they are for; what they cannot be asked is wrong usage. */
const neverFailing = ['list', 'doctor', 'config'];

/** They run on until they are ended: their lines are held elsewhere. */
const leftOut = ['serve', 'witness'];

const commands = createProgram().commands.map((one) => one.name());

test('every command is called here, or left out with its reason', () => {
  const lacking = (calls: object, others: readonly string[]) =>
    commands.filter((name) => !others.includes(name) && !Object.hasOwn(calls, name));
  expect(lacking(called, leftOut)).toEqual([]);
  expect(lacking(failing, [...leftOut, ...neverFailing])).toEqual([]);
});

const instantInUtc = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z/;

describe.each(Object.entries(called))('phananh %s', (name, calls) => {
  test('tells people times with their offset, never in UTC, and nothing as JSON', async () => {
    for (const args of calls()) {
      const { code, out, err } = await phananh(...name.split(' '), ...args);
      expect([args, code, err]).toEqual([args, exits[name] ?? 0, expect.anything()]);
      expect(out + err).not.toMatch(instantInUtc);
      expect(out).not.toMatch(/\{"|\[\{/);
    }
  });

  test('says in JSON on standard error that it was called wrongly, wherever its options stand, and exits with 2', async () => {
    for (const args of [
      [...name.split(' '), '--json', '--no-such-option'],
      ['--json', '--no-such-option', ...name.split(' ')],
    ]) {
      const { code, out, err } = await phananh(...args);
      expect([code, out]).toEqual([2, '']);
      const { error } = JSON.parse(err);
      expect(error).toMatchObject({ code: 'wrong-usage', help: expect.any(String) });
      expect(error.message).not.toContain("'--json'");
    }
  });
});

describe.each(Object.entries(failing))('phananh %s that fails', (name, calls) => {
  test('says why in one JSON error on standard error, to people without JSON and UTC, and exits with 1', async () => {
    for (const args of calls()) {
      const machine = await phananh(...name.split(' '), ...args, '--json');
      expect([args, machine.code, machine.err]).toEqual([
        args,
        1,
        expect.stringMatching(/^\{"error":.*\}\n$/),
      ]);
      expect(JSON.parse(machine.err)).toMatchObject({
        error: { code: expect.stringMatching(/^[a-z-]+$/), message: expect.any(String) },
      });
      expect(JSON.parse(machine.err).error.code).not.toBe('internal');
      const { code, out, err } = await phananh(...name.split(' '), ...args);
      expect([args, code]).toEqual([args, 1]);
      expect(out + err).not.toMatch(instantInUtc);
      expect(err).not.toMatch(/\{"|node:internal/);
    }
  });
});
