import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { EvidenceError } from '@phananh/core/privacy';
import { isMissing, s3Client, unavailable } from './s3-client.ts';
import type { S3Options } from './s3-options.ts';
import { claimNameOf, type EvidenceStorage, isId } from './storage.ts';

/** Of claims, before the id. */
const claimed = 'used-by/';

/**
 * Objects in a bucket of S3, or of a server that speaks it. Each is read back after it was written, by length and digest: some servers
 * store something else than what they were sent and say that all went well.
 *
 * @throws `evidence-unavailable` where the SDK is not installed
 */
export const s3Storage = async (options: S3Options): Promise<EvidenceStorage> => {
  const { bucket, prefix = '' } = options;
  const { sdk, client } = await s3Client(options);
  const at = (id: string) => ({ Bucket: bucket, Key: `${prefix}${id}` });

  async function* read(id: string, range?: { readonly start: number; readonly end: number }) {
    let body: unknown;
    try {
      const wanted = range && { Range: `bytes=${range.start}-${range.end}` };
      ({ Body: body } = await client.send(new sdk.GetObjectCommand({ ...at(id), ...wanted })));
    } catch (error) {
      if (isMissing(error))
        throw new EvidenceError('evidence-corrupt', `${id} is not stored any more`, {}, { cause: error });
      throw unavailable(error);
    }
    if (!(body instanceof Readable)) throw unavailable(new TypeError('an answer without a body'));
    const parts: AsyncIterable<Uint8Array> = body;
    try {
      yield* parts;
    } catch (error) {
      throw unavailable(error);
    }
  }

  const remove: EvidenceStorage['delete'] = async (id) => {
    try {
      await client.send(new sdk.DeleteObjectCommand(at(id)));
    } catch (error) {
      if (!isMissing(error)) throw unavailable(error);
    }
  };

  /** What stands after the prefix. */
  async function* names(from = '') {
    let next: string | undefined;
    do {
      const wanted = { Bucket: bucket, Prefix: `${prefix}${from}` };
      const page = await client
        .send(
          new sdk.ListObjectsV2Command({ ...wanted, ...(next !== undefined && { ContinuationToken: next }) }),
        )
        .catch((error: unknown) => {
          throw unavailable(error);
        });
      for (const { Key: key = '', LastModified: storedAt } of page.Contents ?? [])
        yield { name: key.slice(prefix.length), storedAt: storedAt ?? new Date(0) };
      next = page.NextContinuationToken;
    } while (next !== undefined);
  }

  /** @throws `evidence-unavailable` where something else is there than what was sent */
  const demandStored = async (id: string, size: number): Promise<void> => {
    const hash = createHash('sha256');
    let length = 0;
    for await (const bytes of read(id)) {
      hash.update(bytes);
      length += bytes.length;
    }
    if (length === size && hash.digest('hex') === id) return;
    await remove(id);
    throw unavailable(new Error(`${id} was stored as ${length} bytes of ${size}, or as others`));
  };

  return {
    put: async ({ id, path, size }) => {
      const body = createReadStream(path);
      try {
        await client.send(new sdk.PutObjectCommand({ ...at(id), Body: body, ContentLength: size }));
      } catch (error) {
        throw unavailable(error);
      } finally {
        body.destroy();
      }
      await demandStored(id, size);
      await rm(path, { force: true });
    },
    size: async (id) => {
      try {
        return (await client.send(new sdk.HeadObjectCommand(at(id)))).ContentLength;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw unavailable(error);
      }
    },
    read,
    delete: remove,
    async *list() {
      for await (const { name, storedAt } of names()) if (isId(name)) yield { id: name, storedAt };
    },
    claims: async () => {
      const ids: string[] = [];
      for await (const { name } of names(claimed)) {
        // Somebody may take one away meanwhile.
        const text = await Array.fromAsync(read(name)).catch((error: unknown) => {
          if (error instanceof EvidenceError && error.code === 'evidence-corrupt') return [];
          throw error;
        });
        ids.push(Buffer.concat(text).toString('utf8'));
      }
      return ids.filter(isId);
    },
    claim: async (id) => {
      try {
        await client.send(new sdk.PutObjectCommand({ ...at(`${claimed}${claimNameOf(id)}`), Body: id }));
      } catch (error) {
        throw unavailable(error);
      }
    },
    unclaim: (id) => remove(`${claimed}${claimNameOf(id)}`),
    close: async () => client.destroy(),
  };
};
