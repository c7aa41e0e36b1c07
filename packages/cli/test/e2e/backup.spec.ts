import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sqliteEventStore } from '@phananh/sqlite';
import { get, type Json, lamp, post } from '@phananh/test-support/api';
import { collect } from '@phananh/test-support/collect';
import { startHost, startHostWith } from '@phananh/test-support/host-process';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it, onTestFinished } from 'vitest';
import { phananhProcess, repositoryRoot } from '../support/command.ts';
import { phananh } from '../support/in-process.ts';

const eventsIn = async (path: string) => {
  const store = await sqliteEventStore(path, { readonly: true });
  const events = await collect(store.readAll());
  await store.close();
  return events;
};

it('a host is backed up and restored while citizens submit: every event is there, and the host goes on', async () => {
  const root = inTemporaryDirectory();
  const log = join(root, 'log.db');
  const host = await startHost(log);
  onTestFinished(() => host.kill());
  let isOver = false;
  const accepted: string[] = [];
  const citizen = async (id: number): Promise<void> => {
    while (!isOver) {
      const { status, body } = await post(`${host.url}/v1/reports`, `citizen:c-${id}`, lamp);
      expect(status).toBe(201);
      accepted.push(body.reportId);
    }
  };
  const citizens = [1, 2, 3, 4].map(citizen);
  await expect.poll(() => accepted.length).toBeGreaterThan(20);
  const before = [...accepted];
  const [folder, keys] = [join(root, 'backup'), join(root, 'keys')];
  const written = await phananhProcess(
    'backup',
    folder,
    '--keys',
    keys,
    '--store',
    `sqlite:${log}`,
    '--json',
  );
  expect(written.code, written.err).toBe(0);
  isOver = true;
  await Promise.all(citizens);
  const restored = join(root, 'restored', 'log.db');
  const put = await phananhProcess('restore', folder, '--keys', keys, '--store', `sqlite:${restored}`);
  expect(put.code, put.err).toBe(0);
  const events = await eventsIn(restored);
  expect(events).toEqual((await eventsIn(log)).slice(0, events.length));
  const streams = new Set(events.map(({ stream }) => stream));
  for (const id of before) expect(streams).toContain(`report-${id}`);
  expect((await fetch(`${host.url}/readyz`)).status).toBe(200);
  expect(await host.end()).toBe(0);
  // A host starts on what was restored.
  const again = await startHost(restored);
  expect((await fetch(`${again.url}/healthz`)).status).toBe(200);
  expect(await again.end()).toBe(0);
});

/** A one-pixel PNG. */
const photo = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

it('a photo is there again after a restore with the keys, which no folder has beside it', async () => {
  const root = inTemporaryDirectory();
  const [data, keys] = [join(root, 'backup'), join(root, 'safe')];
  const from = `sqlite:${join(root, 'log.db')}`;
  const citizen = { authorization: 'Bearer dev:citizen:c-17' };
  const host = await startHost(join(root, 'log.db'));
  onTestFinished(() => host.kill());
  const form = new FormData();
  form.set('file', new Blob([photo]), 'lamp.png');
  const uploaded = await fetch(`${host.url}/v1/attachments`, {
    method: 'POST',
    headers: citizen,
    body: form,
  });
  const { attachmentId }: Json = await uploaded.json();
  const attachments = [attachmentId];
  const made = await post(`${host.url}/v1/reports`, 'citizen:c-17', { ...lamp, attachments });
  expect(made.status).toBe(201);
  for (const together of [data, join(data, 'keys')]) {
    const refused = await phananh('backup', data, '--store', from, '--keys', together);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('keys-beside-data') });
  }
  // While the host has the database of keys open.
  const written = await phananh('backup', data, '--store', from, '--keys', keys);
  expect(written.code, written.err).toBe(0);
  expect(await host.end()).toBe(0);

  const restored = async (name: string, ...withKeys: readonly string[]) => {
    const address = `sqlite:${join(root, name, 'log.db')}`;
    const put = await phananh('restore', data, '--store', address, ...withKeys);
    expect(put.code, put.err).toBe(0);
    return ['serve', '--port', '0', '--store', address];
  };
  const original = async (serve: readonly string[], env: { readonly [name: string]: string } = {}) => {
    const again = await startHostWith(env, ...serve);
    onTestFinished(() => again.kill());
    const answer = await fetch(`${again.url}/v1/attachments/${attachmentId}/original`, { headers: citizen });
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(await again.end()).toBe(0);
    return { status: answer.status, bytes };
  };
  const there = await original(await restored('with', '--keys', keys));
  expect(there.status).toBe(200);
  expect(there.bytes.equals(photo)).toBe(true);
  // No host makes keys in the place of those that the backup was restored without, unless it is told that they are lost.
  const without = await restored('without');
  const refused = await phananh(...without);
  expect(refused).toMatchObject({ code: 1, err: expect.stringMatching(/^key-missing: /m) });
  // What the data alone gives back is no photo.
  const gone = await original(without, { PHANANH_EVIDENCE_LOST_KEYS: 'true' });
  expect(gone.status).not.toBe(200);
  expect(gone.bytes.includes(photo.subarray(16))).toBe(false);
});

it('after a host was killed, what it had said is in a backup of what it left, and comes back with the keys from their own folder', async () => {
  const root = inTemporaryDirectory();
  const data = join(root, 'data');
  const store = ['--store', `sqlite:${join(data, 'log.db')}`];
  const host = await startHost(join(data, 'log.db'));
  onTestFinished(() => host.kill());
  const acknowledged = new Map<string, string>();
  const citizen = async (id: number): Promise<void> => {
    for (;;) {
      const authorization = `Bearer dev:citizen:c-${id}`;
      const form = new FormData();
      form.set('file', new Blob([photo, Buffer.alloc(100_000, `photo of ${id}`)]), 'lamp.png');
      const uploaded = await fetch(`${host.url}/v1/attachments`, {
        method: 'POST',
        headers: { authorization },
        body: form,
      });
      const { attachmentId }: Json = await uploaded.json();
      const attachments = [attachmentId];
      const { body } = await post(`${host.url}/v1/reports`, `citizen:c-${id}`, { ...lamp, attachments });
      acknowledged.set(body.reportId, attachmentId);
    }
  };
  const citizens = [1, 2, 3, 4].map((id) => citizen(id).catch(() => {}));
  await expect.poll(() => acknowledged.size).toBeGreaterThan(8);
  await host.kill();
  await Promise.all(citizens);
  const [folder, keys] = [join(root, 'backup'), join(root, 'safe')];
  const written = await phananh('backup', folder, '--keys', keys, ...store);
  expect(written.code, written.err).toBe(0);
  // The machine is lost with all that it had.
  rmSync(data, { recursive: true });
  const put = await phananh('restore', folder, '--keys', keys, ...store);
  expect(put.code, put.err).toBe(0);
  const again = await startHost(join(data, 'log.db'));
  onTestFinished(() => again.kill());
  for (const [reportId, attachmentId] of acknowledged) {
    const { status, body } = await get(`${again.url}/v1/reports/${reportId}`, 'operator:o-3');
    expect([status, body.attachments]).toEqual([200, [attachmentId]]);
    const original = await fetch(`${again.url}/v1/attachments/${attachmentId}/original`, {
      headers: { authorization: 'Bearer dev:operator:o-3' },
    });
    const bytes = Buffer.from(await original.arrayBuffer());
    expect([original.status, bytes.length, bytes.subarray(0, photo.length).equals(photo)]).toEqual([
      200,
      photo.length + 100_000,
      true,
    ]);
  }
  const more = await post(`${again.url}/v1/reports`, 'citizen:c-1', lamp);
  expect(more.status).toBe(201);
  expect(await again.end()).toBe(0);
});

it.runIf(process.platform === 'linux' && existsSync('/usr/bin/prlimit'))(
  'a disk that is full during a backup leaves no backup, and says so',
  async () => {
    const root = inTemporaryDirectory();
    const log = join(root, 'log.db');
    const imported = await phananhProcess(
      'import',
      join(repositoryRoot, 'packages/cli/samples/cases.csv'),
      '--map',
      join(repositoryRoot, 'packages/cli/samples/map.json'),
      '--allow-rejects',
      '--store',
      `sqlite:${log}`,
    );
    expect(imported.code, imported.err).toBe(0);
    const folder = join(root, 'backup');
    // Files of this process may have 32 KiB: what is over is refused as on a full disk.
    const { status, stderr } = spawnSync(
      '/usr/bin/prlimit',
      [
        '--fsize=32768',
        process.execPath,
        join(repositoryRoot, 'packages/cli/src/main.ts'),
        'backup',
        folder,
        '--store',
        `sqlite:${log}`,
      ],
      { encoding: 'utf8', env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' } },
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/store-unavailable|unwritable-output/);
    const restored = await phananhProcess('restore', folder, '--store', `sqlite:${join(root, 'r.db')}`);
    expect(restored).toMatchObject({ code: 1, err: expect.stringContaining('backup-unfinished') });
  },
);
