import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { lamp, post } from '@phananh/test-support/api';
import { startHost } from '@phananh/test-support/host-process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main, repositoryRoot, start } from '../support/command.ts';
import { phananh } from '../support/in-process.ts';

let directory = '';
let store = '';
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'phananh-export-'));
  store = `sqlite:${join(directory, 'export.db')}`;
  const host = await startHost(join(directory, 'export.db'));
  expect((await post(`${host.url}/v1/reports`, 'citizen:c-17', lamp)).status).toBe(201);
  await host.end();
});
afterAll(() => rmSync(directory, { recursive: true }));

const exportTo = (output: string) =>
  phananh('export', '--store', store, '--format', 'csv', '--what', 'events', '--output', output);

/** What lies there but the store and its read models. */
const exported = () => readdirSync(directory).filter((name) => !name.startsWith('export.'));

describe('phananh export', () => {
  test('writes the file whole, and nothing beside it', async () => {
    mkdirSync(join(directory, 'whole'));
    const { code } = await exportTo(join(directory, 'whole', 'events.csv'));
    expect(code).toBe(0);
    expect(readdirSync(join(directory, 'whole'))).toEqual(['events.csv']);
    expect(readFileSync(join(directory, 'whole', 'events.csv'), 'utf8')).toContain('submitted');
  });

  test('writes to standard output without a file, and says the rest on standard error', async () => {
    await exportTo(join(directory, 'same.csv'));
    const rows = (text: string) => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z(?=,0,)/g, '…');
    const file = rows(readFileSync(join(directory, 'same.csv'), 'utf8'));
    const asked = ['export', '--store', store, '--format', 'csv', '--what', 'events', '--json'];
    for (const [code, out, err] of [
      await phananh(...asked).then((ran) => [ran.code, ran.out, ran.err] as const),
      await phananh(...asked, '-o', '-').then((ran) => [ran.code, ran.out, ran.err] as const),
    ]) {
      expect(code).toBe(0);
      expect(rows(out)).toBe(file);
      expect(JSON.parse(err)).toMatchObject({ output: '-', bytes: Buffer.byteLength(out) });
    }
    expect(existsSync(join(repositoryRoot, '-'))).toBe(false);
  });

  test('ends quietly when nobody reads on', async () => {
    const child = start('export', '--store', store, '--format', 'csv', '-o', '-');
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
    });
    child.stdout.destroy();
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(said).not.toContain('EPIPE');
  });

  test('fails, and says so, when the disk that standard output is on is full', async () => {
    const full = openSync('/dev/full', 'w');
    const asked = ['export', '--store', store, '--format', 'csv', '--json'];
    const child = spawn(process.execPath, [main, ...asked], { stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    const ended = once(child, 'close');
    const said = await text(child.stderr ?? Readable.from([]));
    expect(await ended).toEqual([1, null]);
    expect(JSON.parse(said)).toMatchObject({
      error: { code: 'unwritable-output', message: expect.stringContaining('standard output') },
    });
  });

  test.each([
    ['a folder that is not there', 'nowhere/events.csv'],
    ['a folder in the place of the file', 'folder'],
  ])('names %s, and leaves nothing behind', async (_, place) => {
    mkdirSync(join(directory, 'folder'), { recursive: true });
    const before = exported();
    const { code, err } = await exportTo(join(directory, place));
    expect(code).toBe(1);
    expect(err).toMatch(/^unwritable-output: /);
    expect(err).not.toContain('node:internal');
    expect(exported()).toEqual(before);
  });
});
