import { randomBytes } from 'node:crypto';
import { stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { temporaryFiles } from '@phananh/test-support/temporary';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EvidenceStorage, fileStorage, s3Storage } from '../../src/index.ts';
import { spool } from '../../src/sealed/spool.ts';

const folder = temporaryFiles()();
const bytesOf = async (parts: AsyncIterable<Uint8Array>) => Buffer.concat(await Array.fromAsync(parts));

const put = async (storage: EvidenceStorage, bytes: Buffer) => {
  const source = (async function* () {
    yield bytes;
  })();
  const spooled = await spool(join(folder, 'incoming'), source);
  await storage.put(spooled);
  await expect(stat(spooled.path)).rejects.toMatchObject({ code: 'ENOENT' });
  return spooled.id;
};

const promises = (open: () => Promise<EvidenceStorage>) => () => {
  let storage: EvidenceStorage;
  beforeAll(async () => {
    storage = await open();
  });
  afterAll(() => storage.close());

  it('gives back what was put, whole and any part', async () => {
    const bytes = randomBytes(300_000);
    const id = await put(storage, bytes);
    expect(await storage.size(id)).toBe(300_000);
    expect((await bytesOf(storage.read(id))).equals(bytes)).toBe(true);
    const part = await bytesOf(storage.read(id, { start: 70_000, end: 70_010 }));
    expect(part.equals(bytes.subarray(70_000, 70_011))).toBe(true);
  });

  it('takes the same once more, and lists what it has', async () => {
    const bytes = randomBytes(1_000);
    const id = await put(storage, bytes);
    expect(await put(storage, bytes)).toBe(id);
    const ids = (await Array.fromAsync(storage.list())).map((one) => one.id);
    expect(ids.filter((one) => one === id)).toEqual([id]);
  });

  it('keeps claims until they are taken away, and not as something that is stored', async () => {
    const [one, two] = ['1'.repeat(64), '2'.repeat(64)];
    expect(await storage.claims()).toEqual([]);
    for (const id of [one, two, two]) await storage.claim(id);
    expect((await storage.claims()).toSorted()).toEqual([one, two]);
    for (const id of [one, one]) await storage.unclaim(id);
    expect(await storage.claims()).toEqual([two]);
    expect((await Array.fromAsync(storage.list())).map(({ id }) => id)).not.toContain(two);
    expect(await storage.size(two)).toBeUndefined();
  });

  it('has nothing of what was deleted, or never put', async () => {
    const id = await put(storage, randomBytes(1_000));
    await storage.delete(id);
    await storage.delete(id);
    expect(await storage.size(id)).toBeUndefined();
    await expect(bytesOf(storage.read(id))).rejects.toMatchObject({ code: 'evidence-corrupt' });
    expect((await Array.fromAsync(storage.list())).map((one) => one.id)).not.toContain(id);
  });
};

describe(
  'files',
  promises(async () => fileStorage(join(folder, 'stored'))),
);

it('only their owner may read files', async () => {
  const storage = fileStorage(join(folder, 'private'));
  const id = await put(storage, randomBytes(10));
  for (const path of [
    join(folder, 'private'),
    join(folder, 'private', id.slice(0, 2)),
    join(folder, 'private', id.slice(0, 2), id),
  ])
    expect(((await stat(path)).mode & 0o077).toString(8), path).toBe('0');
});

it('files on a disk that cannot be written are refused as unavailable', async () => {
  await writeFile(join(folder, 'a-file'), '');
  const storage = fileStorage(join(folder, 'a-file'));
  await expect(put(storage, randomBytes(10))).rejects.toMatchObject({ code: 'evidence-unavailable' });
});

const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
const bucket = 'evidence';

describe('objects of an S3 server', () => {
  const server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory: join(folder, 's3'),
    configureBuckets: [{ name: bucket, configs: [] }],
  });
  let endpoint: string;
  beforeAll(async () => {
    const { port } = await server.run();
    endpoint = `http://127.0.0.1:${port}`;
  });
  afterAll(() => server.close());

  describe(
    'are stored as files are',
    promises(() => s3Storage({ bucket, prefix: 'hue/', endpoint, credentials })),
  );

  it('that stores something else than it was sent is found out', async () => {
    const objects = new Map<string, number>();
    const lying = createServer(async (request, response) => {
      let length = 0;
      for await (const bytes of request) length += bytes.length;
      const path = request.url?.split('?')[0] ?? '';
      if (request.method === 'PUT') objects.set(path, length + 80);
      if (request.method === 'GET') response.end(Buffer.alloc(objects.get(path) ?? 0));
      else response.end();
    });
    await new Promise<void>((resolve) => lying.listen(0, '127.0.0.1', resolve));
    const address = lying.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const storage = await s3Storage({ bucket, endpoint: `http://127.0.0.1:${port}`, credentials });
    await expect(put(storage, randomBytes(1_000))).rejects.toMatchObject({ code: 'evidence-unavailable' });
    await storage.close();
    lying.close();
  });

  it('that is down are refused as unavailable', async () => {
    const storage = await s3Storage({ bucket, endpoint: 'http://127.0.0.1:9', credentials });
    await expect(put(storage, randomBytes(10))).rejects.toMatchObject({ code: 'evidence-unavailable' });
    await expect(storage.size('a'.repeat(64))).rejects.toMatchObject({ code: 'evidence-unavailable' });
    await storage.close();
  });
});

// Any other server, such as MinIO: S3_URL=http://key:secret@127.0.0.1:9000/bucket
const { S3_URL } = process.env;
describe.runIf(S3_URL !== undefined)(
  'objects of the server of S3_URL are stored as files are',
  promises(async () => {
    const { username, password, pathname, origin } = new URL(S3_URL ?? '');
    return s3Storage({
      bucket: pathname.slice(1),
      endpoint: origin,
      credentials: {
        accessKeyId: decodeURIComponent(username),
        secretAccessKey: decodeURIComponent(password),
      },
    });
  }),
);
