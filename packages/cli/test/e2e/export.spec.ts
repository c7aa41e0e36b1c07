import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lamp, post } from '@phananh/test-support/api';
import { startHost } from '@phananh/test-support/host-process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { phananh } from '../support/command.ts';

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

describe('phananh export', () => {
  test('writes the file whole, and nothing beside it', async () => {
    mkdirSync(join(directory, 'whole'));
    const { code } = await exportTo(join(directory, 'whole', 'events.csv'));
    expect(code).toBe(0);
    expect(readdirSync(join(directory, 'whole'))).toEqual(['events.csv']);
    expect(readFileSync(join(directory, 'whole', 'events.csv'), 'utf8')).toContain('submitted');
  });

  test.each([
    ['a folder that is not there', 'nowhere/events.csv'],
    ['a folder in the place of the file', 'folder'],
  ])('names %s, and leaves nothing behind', async (_, place) => {
    mkdirSync(join(directory, 'folder'), { recursive: true });
    const before = readdirSync(directory);
    const { code, err } = await exportTo(join(directory, place));
    expect(code).toBe(1);
    expect(err).toMatch(/^unwritable-output: /);
    expect(err).not.toContain('node:internal');
    expect(readdirSync(directory)).toEqual(before);
  });
});
