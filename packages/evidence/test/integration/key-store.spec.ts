import { randomUUID } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyStore } from '@phananh/core/privacy';
import { keyStoreConformance } from '@phananh/core/testing/conformance';
import { fileKeyWrapper } from '@phananh/sqlite';
import { inTemporaryDirectory, temporaryFiles } from '@phananh/test-support/temporary';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { folderKeyObjects, type KeyObjects, objectKeyStore, s3KeyObjects } from '../../src/index.ts';
import { s3Server } from '../support/s3-server.ts';

const nextFile = temporaryFiles();
const wrapper = fileKeyWrapper(nextFile());
const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/** Stores, each with the door that another process would come in by. */
const doors = (open: (place: string) => KeyObjects | Promise<KeyObjects>) => {
  const places = new WeakMap<KeyStore, string>();
  const at = async (place: string): Promise<KeyStore> => {
    const store = objectKeyStore(await open(place), wrapper);
    places.set(store, place);
    return store;
  };
  return { at, another: (store: KeyStore) => at(places.get(store) ?? '') };
};

/** What an object has, with its bytes as they are. */
const keptIn = (text: string): string => {
  const { tree = '' } = Object(JSON.parse(text)) as { readonly tree?: string };
  return `${text} ${Buffer.from(tree, 'base64').toString('latin1')}`;
};

const inFolders = doors(folderKeyObjects);
keyStoreConformance({
  name: 'keys in a shared folder',
  makeStore: () => inFolders.at(nextFile()),
  another: inFolders.another,
  runs: 15,
});

describe('in a bucket', () => {
  let endpoint = '';
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ endpoint, close } = await s3Server());
  });
  afterAll(() => close());
  const inBucket = doors((prefix) => s3KeyObjects({ bucket: 'keys', prefix, endpoint, credentials }));
  keyStoreConformance({
    name: 'keys in a bucket',
    makeStore: () => inBucket.at(`${randomUUID()}/`),
    another: inBucket.another,
    runs: 15,
  });
});

describe('a bucket', () => {
  const storeIn = async (server: { readonly endpoint: string; close(): Promise<void> }) => {
    onTestFinished(() => server.close());
    const { endpoint } = server;
    const store = objectKeyStore(await s3KeyObjects({ bucket: 'keys', endpoint, credentials }), wrapper);
    onTestFinished(() => store.close());
    return store;
  };
  const unfit = { code: 'key-store-unfit' };

  it.each([
    ['keeps versions', { versioning: 'Enabled' }, 'it keeps versions'],
    ['has kept versions', { versioning: 'Suspended' }, 'it keeps versions, or did'],
    ['does not say whether it does', { denies: true }, 's3:GetBucketVersioning'],
  ])('that %s is refused at the start, and takes no key', async (_, how, why) => {
    const server = await s3Server(how);
    const store = await storeIn(server);
    await expect(store.verify()).rejects.toMatchObject({ ...unfit, message: expect.stringContaining(why) });
    await expect(store.create('citizen:a')).rejects.toMatchObject(unfit);
    expect([...server.objects]).toEqual([]);
  });

  it('whose versions were switched on since does not say that a key was destroyed', async () => {
    const how: { versioning?: string } = {};
    const store = await storeIn(await s3Server(how));
    await store.create('citizen:a');
    how.versioning = 'Enabled';
    await expect(store.destroy('citizen:a')).rejects.toMatchObject(unfit);
    expect(await store.stateOf('citizen:a')).toBe('here');
  });

  it('that knows no conditional writes takes no key', async () => {
    const server = new S3rver({
      port: 0,
      address: '127.0.0.1',
      silent: true,
      directory: inTemporaryDirectory(),
      configureBuckets: [{ name: 'keys', configs: [] }],
    });
    const { port } = await server.run();
    const store = await storeIn({ endpoint: `http://127.0.0.1:${port}`, close: () => server.close() });
    await store.verify();
    await expect(store.create('citizen:a')).rejects.toMatchObject(unfit);
  });

  it('that is down is told as such, and nobody is taken for erased', async () => {
    const store = objectKeyStore(
      await s3KeyObjects({ bucket: 'keys', endpoint: 'http://127.0.0.1:9', credentials }),
      wrapper,
    );
    const down = { code: 'evidence-unavailable' };
    for (const ask of [store.get, store.stateOf, store.create])
      await expect(ask('citizen:a')).rejects.toMatchObject(down);
    await store.close();
  });
});

describe('a folder of keys', () => {
  it('has none of them unwrapped, and only its owner may read it', async () => {
    const folder = join(inTemporaryDirectory(), 'keys');
    const store = objectKeyStore(folderKeyObjects(folder), wrapper);
    await store.verify();
    await expect(stat(folder)).rejects.toMatchObject({ code: 'ENOENT' });
    const { key } = await store.create('citizen:a');
    const names = await readdir(folder);
    // The key, what those of single values are derived from, and what was tried out. Nothing of how they were written is left.
    expect(names.toSorted()).toEqual([
      expect.stringMatching(/^[0-9a-f]{64}$/),
      expect.stringMatching(/^[0-9a-f]{64}-0$/),
      'probe',
    ]);
    for (const path of ['', ...names]) expect((await stat(join(folder, path))).mode & 0o077, path).toBe(0);
    for (const name of names) {
      const bytes = await readFile(join(folder, name));
      for (const form of ['hex', 'base64', 'latin1'] as const)
        expect(bytes.toString('latin1')).not.toContain(Buffer.from(key).toString(form));
    }
  });

  it('overwrites what it destroys, and a key that is damaged can be destroyed', async () => {
    const folder = join(inTemporaryDirectory(), 'keys');
    const store = objectKeyStore(folderKeyObjects(folder), wrapper);
    await store.create('citizen:a');
    const [name = ''] = (await readdir(folder)).filter((one) => one.length === 64);
    const path = join(folder, name);
    const kept = await readFile(path, 'utf8');
    await writeFile(path, kept.slice(0, -9));
    for (const ask of [store.get, store.create, store.verify])
      await expect(ask('citizen:a')).rejects.toMatchObject({ code: 'key-unreadable' });
    await store.destroy('citizen:a');
    expect(await store.stateOf('citizen:a')).toBe('destroyed');
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ subject: 'citizen:a', wrapped: null });
  });

  it('whoever was cut off while they destroyed one value is gone on for by the next, and nothing of it is left', async () => {
    const folder = join(inTemporaryDirectory(), 'keys');
    const objects = folderKeyObjects(folder);
    const store = objectKeyStore(objects, wrapper);
    const { tree } = await store.create('citizen:a');
    const root = Buffer.from(tree.get('') ?? []).toString('latin1');
    const cut = objectKeyStore({ ...objects, replace: () => Promise.reject(new Error('killed')) }, wrapper);
    const [first, second] = ['0'.repeat(16), 'f'.repeat(16)] as const;
    await expect(cut.puncture('citizen:a', [first])).rejects.toThrow('killed');
    await store.puncture('citizen:a', [second]);
    const left = (await store.get('citizen:a'))?.tree ?? new Map();
    // What was cut off had been written down, and is not lost by who comes after it.
    for (const path of left.keys())
      expect([first.startsWith(path), second.startsWith(path)]).toEqual([false, false]);
    for (const name of await readdir(folder))
      expect(keptIn(await readFile(join(folder, name), 'utf8'))).not.toContain(root);
  });

  it('that was moved under the name of another subject opens nothing', async () => {
    const folder = join(inTemporaryDirectory(), 'keys');
    const store = objectKeyStore(folderKeyObjects(folder), wrapper);
    await store.create('citizen:a');
    const [first = ''] = (await readdir(folder)).filter((one) => one.length === 64);
    await store.create('citizen:b');
    const [second = ''] = (await readdir(folder)).filter((one) => one.length === 64 && one !== first);
    await writeFile(join(folder, second), await readFile(join(folder, first)));
    await expect(store.get('citizen:b')).rejects.toMatchObject({ code: 'key-unreadable' });
  });
});
