import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { citizen, createReports } from '@phananh/core';
import { calendarKnownOn, compileCalendar, vietnamDays } from '@phananh/core/calendar';
import { huePolicyData, slaPolicy } from '@phananh/core/reports';
import { simulatedClock } from '@phananh/core/testing';
import { sqliteEventStore } from '@phananh/sqlite';
import { get } from '@phananh/test-support/api';
import { startHost } from '@phananh/test-support/host-process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { phananhWith, repositoryRoot } from '../support/command.ts';
import { phananh } from '../support/in-process.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const shipped = join(repositoryRoot, 'packages/core/src/calendar/data/vn-official-days.json');

describe('phananh due', () => {
  test('draws the days, tells each one, and says until when', async () => {
    const { code, out } = await phananh(
      'due',
      '--start',
      '2025-04-26T09:00:00+07:00',
      '--days',
      '7',
      '--lang',
      'en',
    );
    expect(code).toBe(0);
    expect(out).toContain('26 ▸');
    expect(out).toContain('9 7◆');
    expect(out).toContain('not counted, day off: Victory Day [6150/TB-BLDTBXH (2024-12-03)]');
    expect(out).toContain('Due 2025-05-09, to the end of the day: late from 2025-05-10T00:00:00+07:00 on.');
    const vietnamese = await phananhWith(
      { env: { LANG: 'vi_VN.UTF-8', LC_ALL: '' } },
      ...['due', '--start', '2026-11-20', '--days', '2'],
    );
    expect(vietnamese.out).toContain('Ngày Văn hóa Việt Nam');
  });

  test('answers every line of a batch with a line, in order, and says how many it could not', async () => {
    const lines = [
      ['{"start":"2025-04-26T09:00:00+07:00","n":7}', '{"due":"2025-05-09"}'],
      ['{"start":"2026-01-31","unit":"month","n":1}', '{"due":"2026-03-02"}'],
      ['{"start":"2024-02-29T10:00:00+07:00","unit":"year","n":1}', '{"due":"2025-02-28"}'],
      ['{"start":"2026-02-13T02:00:00Z","unit":"calendar-day","n":3}', '{"due":"2026-02-23"}'],
      [
        '{"start":"2026-11-23T11:00:00+07:00","unit":"working-hour","n":1}',
        '{"due":"2026-11-23T06:30:00.000Z"}',
      ],
      ['{"from":"2026-11-20","to":"2026-11-30"}', '{"workingDays":5}'],
      ['{"from":"2026-11-30","to":"2026-11-20"}', '{"workingDays":-5}'],
      ['{"start":"2026-11-20T17:00:00Z","n":1}', '{"due":"2026-11-23"}'],
      ['', 'malformed-line'],
      ['[]', 'malformed-line'],
      ['{"start":"2026-01-05","n":"\u2028"}', 'malformed-line'],
      [`{"start":"2026-01-05","n":1${' '.repeat(200_000)}}`, 'malformed-line'],
      ['{"start":"2026-01-05","n":1,"zone":"UTC"}', 'malformed-line'],
      ['{"start":"2026-01-05","n":"1"}', 'malformed-line'],
      ['{"start":"2026-01-05","unit":"week","n":1}', 'malformed-line'],
      ['{"start":"2026-01-05T10:00:00","n":1}', 'invalid-instant'],
      ['{"start":"2026-02-30","n":1}', 'invalid-instant'],
      ['{"start":"2026-01-05","n":0}', 'invalid-term'],
      ['{"start":"2026-01-05","n":-1}', 'invalid-term'],
      ['{"start":"2026-01-05","n":1.5}', 'invalid-term'],
      ['{"start":"2026-01-05","n":1000000000}', 'invalid-term'],
      ['{"start":"2027-12-30","n":5}', 'calendar-not-covered'],
      ['{"start":"2017-12-30","n":5}', 'calendar-not-covered'],
    ] as const;
    const input = lines.map(([line]) => line).join('\n');
    const { code, out, err } = await phananhWith({ input }, 'due', '--batch');
    const answers = out.trimEnd().split('\n');
    expect(answers).toHaveLength(lines.length);
    for (const [index, [line, expected]] of lines.entries()) {
      const answer = answers[index] ?? '';
      const told = expected.startsWith('{') ? answer : JSON.parse(answer).error.code;
      expect(told, line).toBe(expected);
    }
    expect([code, err.trim()]).toEqual([1, '15 lines could not be answered']);
  });

  test('gives the same answers whatever zone the process is in, and loads no date-holidays', async () => {
    const starts = Array.from({ length: 400 }, (_, index) =>
      new Date(Date.parse('2025-12-20T11:00:00Z') + index * 3_600_000 * 7).toISOString(),
    );
    const input = starts.flatMap((start) => [1, 7].map((n) => JSON.stringify({ start, n }))).join('\n');
    const answers = await Promise.all(
      ['UTC', 'Asia/Ho_Chi_Minh', 'Pacific/Auckland', 'America/Los_Angeles', 'Asia/Kathmandu'].map(
        async (TZ) => (await phananhWith({ input, env: { TZ } }, 'due', '--batch')).out,
      ),
    );
    expect(answers[0]?.split('\n')).toHaveLength(801);
    expect(new Set(answers).size).toBe(1);
    const core = createRequire(join(repositoryRoot, 'packages/cli/package.json')).resolve(
      '@phananh/core/calendar',
    );
    const loaded = `import { createRequire } from 'node:module'; import { vietnamCalendar } from ${JSON.stringify(core)};
      vietnamCalendar().isWorkingDay('2026-11-24');
      console.log(Object.keys(createRequire(import.meta.url).cache).filter((path) => path.includes('date-holidays')).length)`;
    const script = join(directory, 'loaded.mjs');
    writeFileSync(script, loaded);
    const { execFileSync } = await import('node:child_process');
    expect(execFileSync(process.execPath, [script], { encoding: 'utf8' }).trim()).toBe('0');
  });

  test('deems a receipt on a day off received on the next working day when the rule says so', async () => {
    const on = async (...more: readonly string[]) =>
      JSON.parse((await phananh('due', '--start', '2026-11-21', '--days', '1', '--json', ...more)).out).due;
    expect(await on()).toBe('2026-11-23');
    expect(await on('--receipt', 'deemed-next-working-day')).toBe('2026-11-25');
  });

  test('projects on request only, and says so', async () => {
    const asked = ['due', '--start', '2028-01-20', '--days', '5', '--lang', 'en'];
    const refused = await phananh(...asked);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('calendar-not-covered')]);
    const { out } = await phananh(...asked, '--project', '2028');
    expect(out).toContain('PROJECTED');
    expect(out).toContain('vn@2026-11-23+2028');
  });

  test.each([
    [['due'], 2],
    [['due', '--start', '2026-01-05', '--days', 'seven'], 2],
    [['due', '--start', '2026-01-05', '--days', '0'], 2],
    [['due', '--start', '2026-01-05T00:00:00', '--days', '1'], 2],
    [['due', '--start', '2026-01-05', '--days', '1', '--calendar', 'no-such-file.json'], 1],
    [['due', '--batch', '--days', '1'], 2],
  ])('%j ends with %i', async (args, code) => {
    expect((await phananh(...args)).code).toBe(code);
  });
});

describe('phananh calendar', () => {
  test('draws a year with its days off and make-up days, each with its source', async () => {
    const { code, out, err } = await phananh('calendar', '2026', '--lang', 'en');
    expect(code).toBe(0);
    expect(out).toContain('16× 17× 18× 19× 20× 21· 22·');
    expect(out).toMatch(/2026-08-22 {2}Sat {2}\+ make-up working day for 2026-08-31 .* 9441\/TB-BNV/);
    expect(err).toContain('249 working days in 2026');
  });

  test('lists the days for machines, and refuses a year that is not covered', async () => {
    const days = (await phananh('calendar', '2026', '--json')).out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(days).toHaveLength(365);
    expect(days.filter(({ works }) => works)).toHaveLength(249);
    const refused = await phananh('calendar', '2031');
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('calendar-not-covered')]);
  });

  test('checks a file and names each fault with its line', async () => {
    expect((await phananh('calendar', 'check', shipped)).code).toBe(0);
    const broken = join(directory, 'broken.json');
    const text = readFileSync(shipped, 'utf8');
    writeFileSync(broken, text.replace('"2026-01-10",', '"2026-01-02",'));
    const { code, out } = await phananh('calendar', 'check', broken);
    const line = text.split('\n').findIndex((each) => each.includes('"2026-01-10",')) + 1;
    expect(code).toBe(1);
    expect(out).toContain(
      `:${line}: /makeUpWorkingDays/4/date 2026-01-02 is a make-up working day and a day off`,
    );
    const asJson = JSON.parse((await phananh('calendar', 'check', broken, '--json')).out);
    expect(asJson).toMatchObject({
      valid: false,
      issues: expect.arrayContaining([expect.objectContaining({ line })]),
    });
    expect((await phananh('calendar', 'check', join(directory, 'none.json'))).code).toBe(1);
  });
});

describe('phananh redate', () => {
  test('shows which open due days a newer calendar moves and which way, and moves them when told to', async () => {
    const path = join(directory, 'late.db');
    const store = sqliteEventStore(path);
    const clock = simulatedClock('2025-12-23T02:00:00.000Z');
    const before = compileCalendar(calendarKnownOn(vietnamDays, '2025-12-23'));
    const reports = createReports({ store, clock, policy: slaPolicy(huePolicyData, [before]) });
    const location = { lat: 16.46, lng: 107.59 };
    const { reportId: later } = await reports.submit({ text: 'x', location }, { actor: citizen('c-1') });
    clock.set('2026-01-03T02:00:00.000Z');
    const { reportId: earlier } = await reports.submit({ text: 'x', location }, { actor: citizen('c-1') });
    await store.close();

    const redate = (...more: readonly string[]) => phananh('redate', '--store', `sqlite:${path}`, ...more);
    const preview = await redate('--json');
    expect(
      preview.out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { reportId: later, clock: 'overall', oldDue: '2026-01-02', newDue: '2026-01-05', direction: 'later' },
      {
        reportId: earlier,
        clock: 'overall',
        oldDue: '2026-01-13',
        newDue: '2026-01-12',
        direction: 'earlier',
      },
    ]);
    expect((await redate('--apply')).code).toBe(2);
    const applied = await redate('--apply', '--reason', '12729/VPCP-KGVX');
    expect([applied.code, applied.err]).toEqual([
      0,
      expect.stringContaining('1 moved, 0 refused, 1 left (--earlier)'),
    ]);
    // Beside a host it goes through that one: nobody else may write.
    const host = await startHost(path, '--no-timers');
    const beside = await redate('--apply', '--earlier', '--reason', '12729/VPCP-KGVX');
    expect([beside.code, beside.err]).toEqual([0, expect.stringContaining('1 moved, 0 refused')]);
    const { body } = await get(`${host.url}/v1/reports/${earlier}/history`);
    expect(body.events.at(-1)).toMatchObject({
      type: 're-dated',
      actor: { kind: 'admin', id: userInfo().username },
    });
    await host.end();
    expect((await redate('--json')).out).toBe('');
    const explained = await phananh('explain', earlier, '--store', `sqlite:${path}`, '--lang', 'en');
    expect(explained.out).toContain(
      'from 2026-01-13 to 2026-01-12, 7 working days on vn@2026-11-23: 12729/VPCP-KGVX.',
    );
  });

  test('refuses a policy that cannot be put in force, and says why', async () => {
    const policy = join(directory, 'policy.json');
    const { clocks } = huePolicyData;
    writeFileSync(
      policy,
      JSON.stringify({ ...huePolicyData, clocks: { ...clocks, dispute: { ...clocks.dispute, stops: [] } } }),
    );
    const { code, err } = await phananh(
      'redate',
      '--policy',
      policy,
      '--store',
      `sqlite:${join(directory, 'late.db')}`,
    );
    expect([code, err]).toEqual([1, expect.stringContaining('/clocks/dispute has nothing that stops it')]);
  });
});
