import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { startHost } from '@phananh/test-support/host-process';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../support/command.ts';
import { phananh } from '../support/in-process.ts';

const example = join(repositoryRoot, 'packages', 'cli', 'samples');

const stored = new URL('../stored/2026-11-29/log.db.gz', import.meta.url);

const imported = async () => {
  const directory = inTemporaryDirectory();
  const path = join(directory, 'log.db');
  const store = `sqlite:${path}`;
  const ran = await phananh(
    'import',
    join(example, 'cases.csv'),
    '--map',
    join(example, 'map.json'),
    '--allow-rejects',
    '--store',
    store,
  );
  expect(ran.code).toBe(0);
  return { directory, path, store };
};

test('doctor looks through the whole store, and names each event that is not what was written', async () => {
  const { path, store } = await imported();
  const sound = await phananh('doctor', '--store', store);
  expect(sound).toMatchObject({
    code: 0,
    out: expect.stringMatching(/✓ contents: .* each is what was written/),
  });
  const bytes = readFileSync(path);
  // A digit of the digest in one event, and a letter of the name in another.
  for (const text of ['"commandDigest":"', '"correlationId":"'])
    bytes.write('?', bytes.lastIndexOf(text) + text.length);
  writeFileSync(path, bytes);
  const { code, out } = await phananh('doctor', '--store', store);
  expect(code).toBe(1);
  expect(out).toMatch(
    /✗ contents: the event at position \d+ \(revision \d+ of [\w-]+\) is not what was written/,
  );
});

test('a store that is gone is not begun anew where read models know it, unless that is asked for', async () => {
  const { path, store } = await imported();
  rmSync(path);
  for (const command of [
    ['serve', '--port', '0'],
    ['import', join(example, 'cases.csv'), '--map', join(example, 'map.json')],
  ]) {
    const { code, err } = await phananh(...command, '--store', store);
    expect(code).toBe(1);
    expect(err).toContain('store-behind');
    expect(err).toContain('--accept-log');
  }
  expect(existsSync(path)).toBe(false);
  // Another log, which somebody put there.
  writeFileSync(path, gunzipSync(readFileSync(stored)));
  expect((await phananh('sla', '--store', store)).err).toContain('store-behind');
  expect((await phananh('rebuild', '--store', store)).err).toContain('store-behind');
  expect((await phananh('rebuild', '--store', store, '--accept-log')).code).toBe(0);
  expect((await phananh('sla', '--store', store)).code).toBe(0);
});

test('a host whose store is deleted refuses what it cannot keep, and says that it is not ready', async () => {
  const { path } = await imported();
  const host = await startHost(path);
  try {
    expect((await fetch(`${host.url}/readyz`)).status).toBe(200);
    rmSync(path);
    const answer = await fetch(`${host.url}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'not-ready', checks: ['store'] });
  } finally {
    await host.end();
  }
});

test('a store of before is upgraded once, and says so', async () => {
  const path = join(inTemporaryDirectory(), 'log.db');
  writeFileSync(path, gunzipSync(readFileSync(stored)));
  const first = await phananh('sla', '--store', `sqlite:${path}`);
  expect(first).toMatchObject({ code: 0, err: expect.stringContaining('given a checksum, once') });
  const second = await phananh('sla', '--store', `sqlite:${path}`);
  expect(second).toMatchObject({ code: 0, out: first.out });
  expect(second.err).not.toContain('checksum');
  expect((await phananh('doctor', '--store', `sqlite:${path}`)).out).toContain('each is what was written');
});
