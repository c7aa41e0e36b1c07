import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { get, lamp, post, until } from '@phananh/test-support/api';
import { startHost } from '@phananh/test-support/host-process';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { expect, it, onTestFinished } from 'vitest';
import { phananh } from '../support/in-process.ts';

/** One pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const files = temporaryFiles();

const archive = async (): Promise<string> => {
  const server = createServer((_, response) => response.end(png));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/lamp.png`;
};

const folderWith = (): ((name: string) => string) => {
  const folder = `${files()}.d`;
  mkdirSync(folder);
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('lamp.png'), png);
  writeFileSync(at('words.png'), 'words');
  // More than a socket holds: it is refused while it is sent.
  writeFileSync(at('long.png'), Buffer.alloc(8_000_000, 'no photo '));
  writeFileSync(at('near.json'), '{"evidence":{"fetchNetworks":["127.0.0.0/8"]}}');
  writeFileSync(at('admin.key'), 'dev:admin:ad-1');
  return at;
};

it('photos and videos are added to a report by the store itself, through the host that holds it and by its address, all or none', async () => {
  const at = folderWith();
  const store = ['--store', `sqlite:${at('a.db')}`];
  const host = await startHost(at('a.db'));
  const { body } = await post(`${host.url}/v1/reports`, 'citizen:c-17', lamp);
  const { reportId, trackingCode } = body;
  const photosOf = async (): Promise<readonly string[]> =>
    (await get(`${host.url}/v1/reports/${reportId}`)).body.attachments;
  const near = [await archive(), '--allow-http', '--config', at('near.json')];
  const far = ['--url', host.url, '--key-file', at('admin.key')];

  const bySocket = await phananh('attach', trackingCode, at('lamp.png'), ...near, '--json', ...store);
  expect([bySocket.code, bySocket.err]).toEqual([0, '']);
  const { attachments: first } = JSON.parse(bySocket.out);
  expect(first).toHaveLength(2);
  expect(await photosOf()).toEqual(first);

  const byAddress = await phananh('attach', reportId, at('lamp.png'), ...near, ...far);
  expect([byAddress.code, byAddress.err]).toEqual([0, '']);
  const both = await photosOf();
  expect(both).toEqual([...first, ...byAddress.out.trim().split('\n').slice(1)]);
  expect(both).toHaveLength(4);
  // Its answer was lost: whoever asks the same again is answered the same, and nothing is added twice.
  const again = await phananh('attach', reportId, at('lamp.png'), ...near, ...far);
  expect([again.code, again.out]).toEqual([0, byAddress.out]);
  const create = ['keys', 'create', '--name', 'x', '--kind', 'admin', '--json', ...store];
  const made = await phananh(...create, '--commands', 'attachment.upload,report.add-attachments');
  writeFileSync(at('blind.key'), JSON.parse(made.out).key);
  const blind = ['--url', host.url, '--key-file', at('blind.key')];
  const byKey = await phananh('attach', reportId, at('lamp.png'), ...blind);
  const byKeyAgain = await phananh('attach', reportId, at('lamp.png'), ...blind);
  expect([byKey.code, byKeyAgain.code, byKeyAgain.err]).toEqual([0, 0, '']);
  // By whom it was given is part of the command; which they were, a key that reads nothing is not told.
  expect(byKeyAgain.out).toMatch(/^1 were added to \S+ before, by event \d+\.\n$/);
  const all = await photosOf();
  expect(all).toEqual([...both, ...byKey.out.trim().split('\n').slice(1)]);
  expect(all).toHaveLength(5);

  for (const where of [store, far])
    for (const [source, code] of [
      [at('none.png'), 'photo-not-fetched'],
      [at('words.png'), 'attachment-type-refused'],
      [at('long.png'), 'attachment-type-refused'],
      ['https://127.0.0.1/lamp.png', 'photo-not-fetched'],
      ['http://169.254.169.254/latest', 'photo-not-fetched'],
    ] as const) {
      const refused = await phananh('attach', reportId, at('lamp.png'), source, ...where);
      expect([source, refused.code, refused.err]).toEqual([source, 1, expect.stringContaining(`${code}: `)]);
      expect(refused.err).toContain(`Nothing was added. It ended with ${source}`);
    }
  expect(await photosOf()).toEqual(all);
  const { code, err } = await phananh('attach', trackingCode, at('lamp.png'), ...far);
  expect([code, err]).toEqual([2, expect.stringContaining('named by its id')]);

  // Who gave it stands in the log, and the host makes the copies.
  const one = `${host.url}/v1/attachments/${first[1]}`;
  const { body: ready } = await until(
    () => get(`${one}/status`, 'operator:o-1'),
    ({ body: { publicCopy } }) => publicCopy === 'ready',
  );
  expect(ready).toMatchObject({ phase: 'attached', type: 'image/png' });
  expect(await host.end()).toBe(0);

  const alone = await phananh('attach', reportId, at('lamp.png'), '--json', ...store);
  expect([alone.code, alone.err]).toEqual([0, '']);
  const { out } = await phananh('history', reportId, '--json', ...store);
  const events = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const added = events.filter(({ type }) => type === 'attachments-added');
  const self = userInfo().username;
  expect(added.map(({ actor }) => actor.id)).toEqual([self, 'ad-1', expect.any(String), self]);
  expect(readFileSync(at('a.db')).includes(png.subarray(0, 8))).toBe(false);
});

it('no report is added to that is not there, and no more at once than one event holds', async () => {
  const at = folderWith();
  const store = ['--store', `sqlite:${at('a.db')}`];
  const host = await startHost(at('a.db'));
  const id = '019a3f2e-7c1b-7000-8000-0123456789ab';
  const missing = await phananh('attach', id, at('lamp.png'), ...store);
  expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('not-found')]);
  const many = await phananh('attach', id, ...Array(21).fill(at('lamp.png')), ...store);
  expect([many.code, many.err]).toEqual([2, expect.stringContaining('at most 20')]);
  expect(await host.end()).toBe(0);
});
