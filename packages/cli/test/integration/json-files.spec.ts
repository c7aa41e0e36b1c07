import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { vietnamCalendar, vietnamDays } from '@phananh/core/calendar';
import { huePolicyData, silentLog } from '@phananh/core/reports';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { newLogKey, readLogKey, writeLogKey } from '@phananh/transparency';
import { describe, expect, test } from 'vitest';
import { readManifest } from '../../src/backup/manifest.ts';
import { loadCalendar } from '../../src/calendar/load-calendar.ts';
import { readSecret } from '../../src/config/kinds.ts';
import { loadMap } from '../../src/index.ts';
import { answerLines } from '../../src/running/due-batch.ts';
import { givenPolicy } from '../../src/setup/policy.ts';
import { workflowsOfPackage } from '../../src/setup/workflows.ts';
import { trustIn } from '../../src/transparency/outside-trust.ts';
import { smallMap } from '../support/imports.ts';
import { phananh } from '../support/in-process.ts';

const kinds: readonly [string, object, (path: string) => unknown][] = [
  ['policy', huePolicyData, (policy) => givenPolicy({ policy }, silentLog)],
  ['map', smallMap(), loadMap],
  ['calendar', vietnamDays, (path) => loadCalendar(path)],
  ['calendar of a policy', vietnamDays, (path) => givenPolicy({ calendars: [path] }, silentLog)],
];

describe.each(kinds)('a JSON file: a %s', (_, data, load) => {
  const loaded = async (content: string | Uint8Array) => {
    const path = join(inTemporaryDirectory(), 'a.json');
    writeFileSync(path, content);
    return load(path);
  };
  const [name = ''] = Object.keys(data);
  const value = JSON.stringify(Object.values(data)[0]);
  const written = JSON.stringify(data, null, 2);

  test('is refused where a key stands twice, in either order, with the line', async () => {
    const first = written.replace('{', `{\n"${name}": null,`);
    const last = written.replace(
      /\n\}$/,
      `,\n"\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}": ${value}\n}`,
    );
    const lines = written.split('\n').length;
    for (const [content, line] of [
      [first, 3],
      [last, lines],
    ] as const)
      await expect((async () => loaded(content))()).rejects.toThrow(
        new RegExp(`line ${line}: /${name} stands twice in its object`),
      );
  });

  test('is taken with a byte order mark, and refused when it is no UTF-8 or no JSON', async () => {
    // A function among what is compared is another one each time.
    const shown = (one: unknown) => JSON.stringify(one);
    expect(shown(await loaded(`\ufeff\ufeff\ufeff${written}`))).toBe(shown(await loaded(written)));
    await expect((async () => loaded(Buffer.from(written, 'utf16le')))()).rejects.toThrow(
      /no JSON|not in UTF-8/,
    );
    const broken = Buffer.concat([Buffer.from(written.slice(0, -1)), Buffer.from([0xff])]);
    await expect((async () => loaded(broken))()).rejects.toThrow('is not in UTF-8');
    await expect((async () => loaded(written.slice(0, -1)))()).rejects.toThrow(/line \d+: .*is no JSON/);
  });
});

test('a line of a batch is refused where a key stands twice', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  input.end('\ufeff{"start":"2026-11-25","n":1}\n{"start":"2026-11-25","n":1,"n":2}\n');
  const failed = await answerLines(vietnamCalendar(), 'as-received', input, output);
  output.end();
  expect(failed).toBe(1);
  const [due = '', error = ''] = (await text(output)).split('\n');
  expect(JSON.parse(due)).toEqual({ due: '2026-11-26' });
  expect(JSON.parse(error)).toMatchObject({
    error: { code: 'malformed-line', message: '/n stands twice in its object' },
  });
});

describe("byte order marks before a file that is no command's own kind of JSON", () => {
  const marks = '\ufeff\ufeff';
  const marked = (content: string): string => {
    const path = join(inTemporaryDirectory(), 'marked');
    writeFileSync(path, `${marks}${content}`);
    return path;
  };

  test('a receipt', async () => {
    const { code, err } = await phananh('verify', '--receipt', marked('{"v":1}'));
    expect([code, err]).toEqual([1, expect.stringContaining('is no receipt')]);
  });

  test('a secret', () => {
    expect(readSecret(marked('of the issuer\r\n'))).toBe('of the issuer');
  });

  test('who is trusted', async () => {
    await expect(trustIn(marked('# nobody\nquorum none\n'))).rejects.toThrow('names no log');
  });

  test('what a backup has', () => {
    const folder = inTemporaryDirectory();
    const said = {
      format: 'phananh backup',
      version: 1,
      takenAt: '2026-11-30T00:00:00.000Z',
      evidence: [],
      keys: [],
    };
    writeFileSync(join(folder, 'backup.json'), `${marks}${JSON.stringify(said)}`);
    expect(readManifest(folder)).toMatchObject(said);
  });

  test('the key of a log', () => {
    const [path, key] = [join(inTemporaryDirectory(), 'log.key'), newLogKey('example.org/log')];
    writeLogKey(path, key);
    expect(readLogKey(marked(readFileSync(path, 'utf8')))).toEqual(readLogKey(path));
  });

  test('the package that names workflows', () => {
    const before = process.cwd();
    process.chdir(inTemporaryDirectory());
    try {
      writeFileSync('package.json', `${marks}{"phananh":{"workflows":"./w.js"}}`);
      expect(workflowsOfPackage()).toBe('./w.js');
    } finally {
      process.chdir(before);
    }
  });
});
