import { spawnSync } from 'node:child_process';
import { mkdir, open, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { citizen, createReports, type EventStore, huePolicy } from '@phananh/core';
import { StoreUnavailable } from '@phananh/core/engine';
import { memoryEventStore, memoryKeyStore } from '@phananh/core/testing';
import { createHost, developmentAuth } from '@phananh/http';
import type { Json } from '@phananh/test-support/api';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import S3rver from 's3rver';
import { expect, it, onTestFinished, vi } from 'vitest';
import { type EvidenceStorage, fileStorage, runEvidence, s3Storage } from '../../src/index.ts';
import { spool } from '../../src/sealed/spool.ts';
import { phonePhoto } from '../support/media.ts';

const hue = citizen('c-17');

const start = async (
  folder: string,
  {
    storage = fileStorage(join(folder, 'stored')),
    store = memoryEventStore(),
  }: { readonly storage?: EvidenceStorage; readonly store?: EventStore } = {},
) => {
  const reports = createReports({ store, policy: huePolicy });
  const keys = memoryKeyStore();
  const photos = runEvidence({ reports, keys, storage, folder, copies: false, onError: () => {} });
  const host = await createHost({
    reports,
    evidence: photos.evidence,
    authenticate: developmentAuth({ isSaid: true }),
    log: { level: 'silent' },
    close: photos.close,
  });
  onTestFinished(() => host.close());
  const url = await host.listen({ host: '127.0.0.1', port: 0 });
  const upload = async (bytes: Buffer) => {
    const body = new FormData();
    body.set('file', new Blob([new Uint8Array(bytes)]), 'lamp.jpg');
    const headers = { authorization: 'Bearer dev:citizen:c-17' };
    const answer = await fetch(`${url}/v1/attachments`, { method: 'POST', headers, body });
    const said: Json = await answer.json();
    return { status: answer.status, code: said.code, attachmentId: said.attachmentId };
  };
  const events = async () =>
    (await Array.fromAsync(reports.store.readAll({ streamPrefix: 'attachment-' }))).length;
  const incoming = () => readdir(join(folder, 'incoming'));
  return { reports, evidence: photos.evidence, upload, events, incoming };
};

const unavailable = { status: 503, code: 'evidence-unavailable' };

/** A disk of a megabyte, where this user may make one. */
const smallDisk = async (): Promise<string | undefined> => {
  const folder = join(inTemporaryDirectory(), 'disk');
  await mkdir(folder);
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'phananh-test', folder]);
  if (status !== 0) return undefined;
  onTestFinished(() => void spawnSync('umount', [folder]));
  return folder;
};

it('a disk that becomes full while something is uploaded is told as such, and nothing is half done', async (context) => {
  const folder = await smallDisk();
  if (folder === undefined) return context.skip('no file system can be mounted here');
  const { upload, events, incoming } = await start(folder);
  const photo = await phonePhoto();
  const large = Buffer.concat([photo, Buffer.alloc(2_000_000, 'tail')]);
  for (let time = 0; time < 3; time += 1) expect(await upload(large)).toMatchObject(unavailable);
  expect([await events(), await incoming()]).toEqual([0, []]);
  expect(await readdir(join(folder, 'stored')).catch(() => [])).toEqual([]);
  // What has room is taken in: nothing of the others lies around.
  const next = Buffer.concat([photo, Buffer.alloc(700_000, 'tail')]);
  expect(await upload(next)).toMatchObject({ status: 201 });
});

it('a disk that takes a part of what it is given is given the rest', async () => {
  const folder = inTemporaryDirectory();
  await writeFile(join(folder, 'any'), '');
  await using any = await open(join(folder, 'any'));
  const files = Object.getPrototypeOf(any);
  const { write } = files;
  vi.spyOn(files, 'write').mockImplementation(function (this: unknown, ...args: unknown[]) {
    const [bytes, at = 0] = args as [Uint8Array, number?];
    return write.call(this, bytes, at, Math.min(7, bytes.length - at));
  });
  onTestFinished(() => void vi.restoreAllMocks());
  const source = (async function* () {
    yield Buffer.alloc(1_000, 'photo');
  })();
  const { path } = await spool(folder, source);
  expect((await stat(path)).size).toBe(1_000);
});

it('a bucket that is down while something is uploaded is told as such, and nothing is half done', async () => {
  const folder = inTemporaryDirectory();
  const on = (port: number) =>
    new S3rver({
      port,
      address: '127.0.0.1',
      silent: true,
      directory: join(folder, 's3'),
      configureBuckets: [{ name: 'evidence', configs: [] }],
    });
  const server = on(0);
  const { port } = await server.run();
  const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
  const storage = await s3Storage({ bucket: 'evidence', endpoint: `http://127.0.0.1:${port}`, credentials });
  const { upload, events, incoming, evidence } = await start(folder, { storage });
  const photo = Buffer.concat([await phonePhoto(), Buffer.alloc(300_000, 'tail')]);
  const before = await upload(photo);
  expect(before.status).toBe(201);
  await server.close();
  expect(await upload(photo)).toMatchObject(unavailable);
  expect([await events(), await incoming()]).toEqual([1, []]);
  await expect(evidence.find(before.attachmentId, 'original', hue)).rejects.toMatchObject({
    code: 'evidence-unavailable',
  });
  const again = on(port);
  await again.run();
  onTestFinished(() => again.close());
  expect(await upload(photo)).toMatchObject({ status: 201 });
  const { read } = await evidence.find(before.attachmentId, 'original', hue);
  expect(Buffer.concat(await Array.fromAsync(read())).equals(photo)).toBe(true);
});

it('what was recorded though nobody heard of it keeps its bytes, and what was refused leaves none', async () => {
  const folder = inTemporaryDirectory();
  const memory = memoryEventStore();
  let fails: 'after' | 'instead' | undefined = 'after';
  const store: EventStore = {
    ...memory,
    append: async (stream, events, options) => {
      if (!stream.startsWith('attachment-') || fails === undefined)
        return memory.append(stream, events, options);
      if (fails === 'after') await memory.append(stream, events, options);
      throw new StoreUnavailable('the connection broke');
    },
  };
  const { reports, evidence, events } = await start(folder, { store });
  const photo = await phonePhoto();
  const source = async function* () {
    yield photo;
  };
  await evidence.upload(source(), { actor: hue }).catch(() => {});
  expect(await events()).toBe(1);
  fails = undefined;
  const [event] = await Array.fromAsync(reports.store.readAll({ streamPrefix: 'attachment-' }));
  const { read } = await evidence.find(event?.stream.slice('attachment-'.length) ?? '', 'original', hue);
  expect(Buffer.concat(await Array.fromAsync(read())).equals(photo)).toBe(true);
  const stored = async () =>
    (await readdir(join(folder, 'stored'), { recursive: true })).filter((name) => name.length > 60).length;
  const commandId = 'the-same-command-twice';
  await evidence.upload(source(), { actor: hue, commandId });
  expect(await stored()).toBe(2);
  await expect(evidence.upload(source(), { actor: hue, commandId })).rejects.toThrow();
  expect(await stored()).toBe(2);
});
