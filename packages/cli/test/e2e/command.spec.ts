import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openForReading } from '../../src/store/open-store.ts';
import { parseStoreAddress } from '../../src/store/store-address.ts';
import { repositoryRoot, start } from '../support/command.ts';
import { phananh } from '../support/in-process.ts';
import { zipOf } from '../support/zip.ts';

const example = join(repositoryRoot, 'packages', 'cli', 'samples');
const cases = join(example, 'cases.csv');
const map = join(example, 'map.json');

let directory = '';
let count = 0;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const file = (name: string, content?: string | Uint8Array): string => {
  const path = join(directory, name);
  if (content !== undefined) writeFileSync(path, content);
  return path;
};
const newStore = (): string => {
  count += 1;
  return `sqlite:${file(`${count}.db`)}`;
};
/** A store with the example, each test a copy of its own of the one that was imported. */
let imported: Promise<string> | undefined;
const storeOfExample = async (): Promise<string> => {
  imported ??= (async () => {
    const store = newStore();
    await importCases(cases, store);
    return store;
  })();
  const [from, copy] = [await imported, newStore()].map((address) => address.slice('sqlite:'.length));
  for (const ending of ['.db', '.read.db', '.keys.db', '.key'])
    copyFileSync(`${from?.slice(0, -'.db'.length)}${ending}`, `${copy?.slice(0, -'.db'.length)}${ending}`);
  return `sqlite:${copy}`;
};
const importCases = async (source: string, store: string, ...more: readonly string[]) =>
  phananh('import', source, '--map', map, '--store', store, '--json', ...more);

const expected = { rows: 30, imported: 26, rejected: 4, whole: true };

describe('phananh import', () => {
  test('imports the example, tells every rejected row, and again changes nothing', async () => {
    const store = newStore();
    const rejects = file('rejects.csv');
    const first = await importCases(cases, store, '--rejects', rejects);
    expect(first.code).toBe(1);
    expect(JSON.parse(first.out)).toMatchObject(expected);
    expect(first.err).toContain('line 12, case HUE-2026-0010: impossible-time');
    expect(readFileSync(rejects, 'utf8').trim().split('\n')).toHaveLength(5);
    const second = await importCases(cases, store, '--rejects', file('rejects.jsonl'), '--allow-rejects');
    expect(second.code).toBe(0);
    expect(JSON.parse(second.out)).toMatchObject({ imported: 0, unchanged: 26, rejected: 4, events: 0 });
    const [line = ''] = readFileSync(file('rejects.jsonl'), 'utf8').split('\n');
    expect(JSON.parse(line)).toMatchObject({ line: 12, caseId: 'HUE-2026-0010', code: 'impossible-time' });
  });

  test('reads gzip, zip and UTF-16', async () => {
    const content = readFileSync(cases);
    for (const source of [file('a.gz', gzipSync(content)), file('a.zip', zipOf('in/cases.csv', content))]) {
      expect(JSON.parse((await importCases(source, newStore())).out)).toMatchObject(expected);
    }
    const utf16 = file('utf16.csv', Buffer.from(content.toString('utf8'), 'utf16le'));
    const utf16Map = JSON.parse(readFileSync(map, 'utf8'));
    utf16Map.format.encoding = 'utf-16le';
    const other = file('utf16.json', JSON.stringify(utf16Map));
    const ran = await phananh('import', utf16, '--map', other, '--store', newStore(), '--json');
    expect(JSON.parse(ran.out)).toMatchObject(expected);
  });

  test.each<[string, (content: Buffer) => Buffer]>([
    ['csv', (content) => content.subarray(0, content.length - 40)],
    ['gz', (content) => gzipSync(content).subarray(0, -600)],
    ['zip', (content) => zipOf('cases.csv', content).subarray(0, -10)],
  ])('of a %s that is cut ends with 1 and says so', async (name, cut) => {
    const source = file(`cut.${name}`, cut(readFileSync(cases)));
    const { code, err, out } = await importCases(source, newStore());
    expect(code).toBe(1);
    expect(err).toContain('cut-source');
    if (name === 'csv') expect(JSON.parse(out)).toMatchObject({ imported: 25, whole: false });
    if (name === 'gz') expect(JSON.parse(out).imported).toBeGreaterThan(5);
  });

  test('names each mistake of a map, and imports nothing', async () => {
    const bad = file(
      'bad.json',
      JSON.stringify({
        name: 'Bad Name',
        zone: 'Asia/Hue',
        timeFormats: ['YYYY'],
        caseId: 'id',
        steps: [{ command: 'submit', at: 'x', input: { text: { colum: 'x' } } }],
      }),
    );
    const { code, err } = await phananh('import', cases, '--map', bad, '--store', newStore());
    expect(code).toBe(1);
    for (const part of ['invalid-map', 'name is not a name', 'zone is not', 'timeFormats[0]', 'colum']) {
      expect(err).toContain(part);
    }
  });

  test('that is interrupted keeps what it took in, goes on from there, and leaves nothing beside the store', async () => {
    const [header = '', row = ''] = readFileSync(cases, 'utf8').split('\n');
    const rowsOfFile = 3_000;
    const rows = Array.from({ length: rowsOfFile }, (_, n) => row.replace('HUE-2026-0001', `N-${n}`));
    const source = file('many.csv', [header, ...rows, ''].join('\n'));
    const path = file('interrupted.db');
    const child = start('import', source, '--map', map, '--store', `sqlite:${path}`, '--json');
    let out = '';
    child.stdout.on('data', (text) => {
      out += text;
    });
    const hasBegun = () => (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 500_000;
    // Looking at a file costs next to nothing, and a late signal would find nothing to interrupt.
    while (!hasBegun()) await setTimeout(5);
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([1, null]);
    const { imported } = JSON.parse(out);
    expect(imported).toBeGreaterThan(0);
    expect(imported).toBeLessThan(rowsOfFile);
    for (const beside of ['-wal', '-shm']) expect(existsSync(`${path}${beside}`)).toBe(false);
    const again = await importCases(source, `sqlite:${path}`);
    expect(JSON.parse(again.out)).toMatchObject({ unchanged: imported, imported: rowsOfFile - imported });
    const sla = await phananh('sla', '--store', `sqlite:${path}`, '--json');
    expect(JSON.parse(sla.out).cases).toBe(rowsOfFile);
  });

  test('names missing columns', async () => {
    const source = file('columns.csv', 'Mã phản ánh;Nội dung\n1;x\n');
    const { code, err } = await importCases(source, newStore());
    expect(code).toBe(1);
    expect(JSON.parse(err).error).toMatchObject({
      code: 'missing-columns',
      message: expect.stringMatching(/^the file has no column .*Ngày tiếp nhận/),
    });
  });

  test('prints the schema of maps', async () => {
    const { out, code } = await phananh('import', '--map-schema');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ type: 'object' });
  });
});

describe('phananh', () => {
  test.each([
    [['nonsense']],
    [['import']],
    [['sla', '--store', 'postgres://localhost']],
    [['sla', '--from', 'yesterday']],
    [['sla', '--group-by', 'colour']],
    [['serve', '--port', '99999']],
    [['serve', '--host', '0.0.0.0', '--store', 'sqlite:never-made/x.db']],
    [['report', 'x', '--at', '2026-01-01T00:00:00Z', '--revision', '1']],
  ])('%j is wrong usage', async (args) => {
    const { code, out, err } = await phananh(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).not.toContain('    at ');
    expect(existsSync('never-made')).toBe(false);
  });

  test.each(['serve', 'import', 'report', 'history', 'sla', 'doctor'])(
    '%s has help with an example',
    async (name) => {
      const { code, out } = await phananh(name, '--help');
      expect(code).toBe(0);
      expect(out).toContain(`Example:\n  $ phananh ${name}`);
    },
  );

  test('shows a report by its tracking code, its history and the figures', async () => {
    const store = await storeOfExample();
    const figures = await phananh('sla', '--store', store, '--json');
    expect(JSON.parse(figures.out)).toMatchObject({ cases: 26 });
    expect((await phananh('sla', '--store', store, '--group-by', 'agency')).out).toMatch(
      /\d+\.\d% \(\d+\/\d+\)/,
    );
    const { reportId, trackingCode } = await publishedReport(store);
    const byCode = await phananh('report', trackingCode, '--store', store, '--json');
    expect(JSON.parse(byCode.out)).toMatchObject({ reportId, phase: 'published' });
    const past = await phananh('report', reportId, '--store', store, '--revision', '0', '--json');
    expect(JSON.parse(past.out)).toMatchObject({ phase: 'submitted', revision: 0 });
    const { out } = await phananh('history', reportId, '--store', store, '--json');
    const types = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).type);
    expect(types).toEqual(['submitted', 'verified', 'assigned', 'resolved', 'published']);
    expect((await phananh('doctor', '--store', store)).code).toBe(0);
  });

  test('tells that a report is not there, and that a file is no store', async () => {
    const store = await storeOfExample();
    const id = '01890a5d-ac96-774b-bcce-b302099a8057';
    expect(await phananh('report', id, '--store', store)).toMatchObject({ code: 1, out: '' });
    const foreign = file('foreign.db');
    copyFileSync(cases, foreign);
    const { code, err } = await phananh('history', id, '--store', `sqlite:${foreign}`);
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('store-foreign') });
    expect((await phananh('doctor', '--store', `sqlite:${foreign}`)).code).toBe(1);
  });

  test('serve prints one line with its address, keeps figures current beside it, and ends on SIGTERM', async () => {
    const store = await storeOfExample();
    const child = start('serve', '--port', '0', '--store', store);
    const ended = once(child, 'exit');
    let [out, err] = ['', ''];
    child.stdout.on('data', (text) => {
      out += text;
    });
    child.stderr.on('data', (text) => {
      err += text;
    });
    try {
      await once(child.stdout, 'data');
      const [, url = ''] = /^phananh listens on (http:\S+)\n$/.exec(out) ?? [];
      expect((await fetch(`${url}/openapi.json`)).status).toBe(200);
      expect((await phananh('doctor', '--store', store, '--json')).out).toContain('has written to');
      const { out: figures } = await phananh('sla', '--store', store, '--json');
      expect(JSON.parse(figures)).toMatchObject({ cohort: 'submitted' });
      expect(await importCases(cases, store)).toMatchObject({
        code: 1,
        err: expect.stringContaining('store-locked'),
      });
    } finally {
      child.kill('SIGTERM');
    }
    expect(await ended).toEqual([0, null]);
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(err.match(/development authentication/gi)).toHaveLength(1);
  });
});

/** A report that was published, from the store itself. */
const publishedReport = async (
  store: string,
): Promise<{ readonly reportId: string; readonly trackingCode: string }> => {
  const reading = await openForReading({ store: parseStoreAddress(store) });
  const trackingCodes = new Map<string, string>();
  try {
    for await (const { stream, type, data } of reading.readAll({ streamPrefix: 'report-' })) {
      if (type === 'submitted') trackingCodes.set(stream, String(data.trackingCode));
      const trackingCode = trackingCodes.get(stream);
      if (type === 'published' && trackingCode !== undefined) {
        return { reportId: stream.slice('report-'.length), trackingCode };
      }
    }
    throw new Error('no report was published');
  } finally {
    await reading.close();
  }
};
