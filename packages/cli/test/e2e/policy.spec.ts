import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { overlaid, vietnamDays } from '@phananh/core/calendar';
import { huePolicyData } from '@phananh/core/reports';
import { get, lamp, post, until } from '@phananh/test-support/api';
import { startHost } from '@phananh/test-support/host-process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { phananhProcess } from '../support/command.ts';
import { smallHeader, smallMap } from '../support/imports.ts';
import { phananh } from '../support/in-process.ts';

const day = (count: number) => ({ count, unit: 'working-day' as const });
/** Another province: five days and not seven, on a calendar of its own. */
const strict = {
  ...huePolicyData,
  name: 'strict',
  calendar: 'quang-tri',
  clocks: { ...huePolicyData.clocks, overall: { ...huePolicyData.clocks.overall, term: { term: day(5) } } },
};

let files: {
  readonly [name in 'policy' | 'calendar' | 'newer' | 'dayOff' | 'nobody' | 'map' | 'cases']: string;
};
let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-policy-'));
  const file = (name: string, content: object | string): string => {
    const path = join(directory, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const days = (compiledOn: string) => overlaid(vietnamDays, { id: 'quang-tri', compiledOn });
  files = {
    policy: file('strict.json', strict),
    calendar: file('quang-tri.json', days('2026-10-16')),
    newer: file('quang-tri-2027.json', days('2026-11-28')),
    // Whatever today is, five working days have a Thursday among them.
    dayOff: file('quang-tri-off.json', {
      ...days('2026-11-29'),
      patterns: [{ from: '2026-11-01', weeklyRestDays: ['Thu', 'Sat', 'Sun'] }],
    }),
    nobody: file('operator.key', 'dev:operator:o-1'),
    map: file('map.json', smallMap({ zone: 'Asia/Ho_Chi_Minh' })),
    cases: file('cases.csv', smallCases),
  };
});

afterAll(() => rmSync(directory, { recursive: true }));

const smallCases = `${smallHeader}\n1,2026-11-20 09:00,,2026-12-01 09:00,open,Đường bộ,Đèn hỏng\n`;
const storeOf = (name: string) => `sqlite:${join(directory, `${name}.db`)}`;
const shownPolicy = async (store: string) =>
  JSON.parse((await phananh('policy', 'show', '--json', '--store', store)).out);

describe('the policy that a log is written under', () => {
  test('is what the first import was given, and what every command goes by that is given none', async () => {
    const store = storeOf('imported');
    const importing = ['import', files.cases, '--map', files.map, '--json', '--store', store];
    const first = await phananh(...importing, '--policy', files.policy, '--calendars', files.calendar);
    expect([first.code, first.err]).toEqual([0, expect.any(String)]);
    expect(await shownPolicy(store)).toMatchObject({
      name: 'strict',
      calendars: ['quang-tri@2026-10-16', expect.stringMatching(/^vn@/)],
      adopted: { by: userInfo().username, reason: null },
    });
    const again = await phananh(...importing);
    expect(JSON.parse(again.out)).toMatchObject({ unchanged: 1, events: 0 });
    const rebuilt = await phananh('rebuild', '--json', '--store', store);
    expect(rebuilt.code).toBe(0);
    // Read models on another calendar would be built anew.
    const figures = await phananh('sla', '--json', '--store', store);
    expect(JSON.parse(figures.out)).toMatchObject({ cases: 1 });
    expect((await phananh('doctor', '--store', store)).out).toContain('strict on quang-tri@2026-10-16');
  });

  test('is held against another one: reading says so and goes on, writing is refused until it is adopted', async () => {
    const store = storeOf('held');
    const importing = ['import', files.cases, '--map', files.map, '--store', store];
    await phananh(...importing);
    const refused = await phananh(...importing, '--policy', files.policy, '--calendars', files.calendar);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('policy-differs: the log is')]);
    const served = await phananhProcess(
      'serve',
      '--port',
      '0',
      '--store',
      store,
      '--calendars',
      files.calendar,
    );
    expect([served.code, served.err]).toEqual([1, expect.stringContaining('policy-differs: the log is')]);
    const preview = ['redate', '--store', store, '--policy', files.policy, '--calendars', files.calendar];
    const previewed = await phananh(...preview);
    expect([previewed.code, previewed.err]).toEqual([
      0,
      expect.stringContaining('not under strict; this is'),
    ]);
    const applied = await phananh(...preview, '--apply', '--reason', 'x');
    expect([applied.code, applied.err]).toEqual([1, expect.stringContaining('policy-differs')]);
    const adopting = ['policy', 'adopt', files.policy, '--calendars', files.calendar, '--store', store];
    const adopted = await phananh(...adopting, '--reason', 'Quyết định 01/2027');
    expect([adopted.code, adopted.out]).toEqual([0, expect.stringContaining('Quyết định 01/2027')]);
    expect((await phananh(...preview)).err).not.toContain('this is computed');
    // A newer version of a calendar, without the policy: the same way.
    await phananh('policy', 'adopt', '--calendars', files.newer, '--reason', 'lịch 2027', '--store', store);
    expect(await shownPolicy(store)).toMatchObject({
      name: 'strict',
      calendars: ['quang-tri@2026-11-28', expect.stringMatching(/^vn@/)],
      formerCalendars: ['quang-tri@2026-10-16'],
    });
  });

  test('is adopted through the host that holds the store, which goes on under it at its address', async () => {
    const file = join(directory, 'hosted.db');
    const host = await startHost(file);
    const before = await post(`${host.url}/v1/reports`, 'citizen:c-17', lamp);
    const adopting = ['policy', 'adopt', files.policy, '--calendars', files.calendar, '--json'];
    const adopted = await phananh(...adopting, '--reason', 'Quyết định 01/2027', '--store', `sqlite:${file}`);
    expect([adopted.code, JSON.parse(adopted.out)]).toMatchObject([0, { name: 'strict' }]);
    const dueDay = async (id: string) => {
      const { body } = await get(`${host.url}/v1/reports/${id}`, 'operator:o-1');
      return body.clocks?.find(({ clock }: { clock: string }) => clock === 'overall').due.day;
    };
    // A host that starts again is away for a moment.
    const after = await until(
      () => post(`${host.url}/v1/reports`, 'citizen:c-17', lamp).catch(() => ({ status: 0, body: {} })),
      ({ status }) => status === 201,
    );
    expect(await dueDay(after.body.reportId)).not.toBe(await dueDay(before.body.reportId));
    expect((await dueDay(after.body.reportId)) < (await dueDay(before.body.reportId))).toBe(true);
    // Two at once: the host of one of them starts again while the other asks, and both are told what holds.
    const newer = ['policy', 'adopt', '--calendars', files.newer, '--reason', 'lịch 2027', '--json'];
    const adopt = () => phananhProcess(...newer, '--store', `sqlite:${file}`);
    for (const { code, out, err } of await Promise.all([adopt(), adopt()])) {
      expect([code, err]).toEqual([0, expect.any(String)]);
      expect(JSON.parse(out).calendars).toContain('quang-tri@2026-11-28');
    }
    expect(await host.end()).toBe(0);
  });

  test('is adopted at a host elsewhere by the key of an admin, and due days are moved there, each once', async () => {
    const file = join(directory, 'elsewhere.db');
    const at = ['--store', `sqlite:${file}`];
    const host = await startHost(file, '--calendars', files.calendar, '--policy', files.policy);
    const commands = 'policy.adopt,policy.moves,report.re-date';
    const key = ['keys', 'create', '--name', 'lịch', '--kind', 'admin', '--commands', commands, '--reads'];
    const created = JSON.parse((await phananh(...key, '--json', ...at)).out);
    const keyFile = join(directory, 'admin.key');
    writeFileSync(keyFile, created.key);
    const far = ['--url', host.url, '--key-file', keyFile];
    const reports: string[] = [];
    let position = 0;
    for (let index = 0; index < 2; index += 1) {
      const { body } = await post(`${host.url}/v1/reports`, 'citizen:c-17', lamp);
      reports.push(body.reportId);
      position = body.position;
    }
    const listed = await get(`${host.url}/v1/reports?after=${position}`, 'operator:o-1');
    expect(listed.body.cases).toHaveLength(2);
    const nothing = await phananh('redate', '--json', ...far);
    expect([nothing.code, nothing.out, nothing.err]).toEqual([0, '', expect.stringContaining('0 due days')]);

    // Another day off, before anybody put it in force: shown, and not moved.
    const given = ['--calendars', files.dayOff];
    const foretold = await phananh('redate', '--json', ...given, ...far);
    expect(foretold.err).toContain('this is computed under what was given');
    const moves = foretold.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(new Set(moves.map(({ reportId }) => reportId))).toEqual(new Set(reports));
    expect(new Set(moves.map(({ direction }) => direction))).toEqual(new Set(['later']));
    const early = await phananh('redate', ...given, '--apply', '--reason', 'x', ...far);
    expect([early.code, early.err]).toEqual([1, expect.stringContaining('policy-differs')]);

    const why = 'Thông báo 1/2026';
    const adopted = await phananh('policy', 'adopt', ...given, '--reason', why, '--json', ...far);
    expect([adopted.code, adopted.err]).toEqual([0, expect.stringContaining('starts again under it')]);
    expect(JSON.parse(adopted.out)).toMatchObject({
      name: 'strict',
      adopted: { by: `key:${created.apiKeyId}`, reason: why },
      formerCalendars: ['quang-tri@2026-10-16'],
    });
    // A host that starts again is away for a moment.
    const again = () => phananh('policy', 'adopt', ...given, '--reason', why, '--json', ...far);
    const repeated = await until(again, ({ code }) => code === 0);
    expect([repeated.err, JSON.parse(repeated.out)]).toEqual([
      expect.stringContaining('nothing was done'),
      JSON.parse(adopted.out),
    ]);

    const applied = await phananh('redate', '--apply', '--reason', why, '--json', ...far);
    expect([applied.code, applied.err]).toEqual([
      0,
      expect.stringContaining(`${moves.length} moved, 0 refused`),
    ]);
    const { body } = await get(`${host.url}/v1/reports/${reports[0]}/history`, 'admin:ad-1');
    const reDated = body.events.filter(({ type }: { type: string }) => type === 're-dated');
    expect(reDated).toHaveLength(moves.filter(({ reportId }) => reportId === reports[0]).length);
    expect(reDated[0].actor).toEqual({ kind: 'admin', id: `key:${created.apiKeyId}` });
    expect((await phananh('redate', '--json', ...far)).out).toBe('');

    const shown = await phananh('policy', '--json', ...far);
    expect(shown.out).toBe((await phananh('policy', '--json', ...at)).out);
    const refused = await phananh('policy', 'show', '--url', host.url, '--key-file', files.nobody);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('forbidden')]);
    expect(await host.end()).toBe(0);
  });
});
