import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { EvidenceError } from '@phananh/core/privacy';
import type { EvidenceStorage } from './storage.ts';

export interface S3Options {
  readonly bucket: string;
  /** Before each id, such as `hue/`. Default: nothing. */
  readonly prefix?: string;
  /** Of a server that is not Amazon's. */
  readonly endpoint?: string;
  readonly region?: string;
  /** Default: as the SDK finds them. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const unavailable = (cause: unknown): EvidenceError =>
  new EvidenceError(
    'evidence-unavailable',
    'the object storage does not do what it was asked for',
    {},
    { cause },
  );

const isMissing = (error: unknown): boolean =>
  error instanceof Error && ['NotFound', 'NoSuchKey'].includes(error.name);

/**
 * Objects in a bucket of S3, or of a server that speaks it. Each is read back after it was written, by length and digest: some servers
 * store something else than what they were sent and say that all went well. The SDK, an optional peer, is loaded here and nowhere else.
 *
 * @throws `evidence-unavailable` where the SDK is not installed
 */
export const s3Storage = async ({
  bucket,
  prefix = '',
  endpoint,
  region = 'us-east-1',
  credentials,
}: S3Options): Promise<EvidenceStorage> => {
  const sdk = await import('@aws-sdk/client-s3').catch((cause: unknown) => {
    throw new EvidenceError(
      'evidence-unavailable',
      'S3 needs the package @aws-sdk/client-s3: npm install @aws-sdk/client-s3',
      {},
      { cause },
    );
  });
  const client = new sdk.S3Client({
    region,
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    ...(credentials && { credentials }),
    // By default a body is sent in chunks with a trailing checksum, which some servers store with the rest.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 3,
  });
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
      let next: string | undefined;
      do {
        const page = await client
          .send(
            new sdk.ListObjectsV2Command({
              Bucket: bucket,
              Prefix: prefix,
              ...(next !== undefined && { ContinuationToken: next }),
            }),
          )
          .catch((error: unknown) => {
            throw unavailable(error);
          });
        for (const { Key: key = '', LastModified: storedAt } of page.Contents ?? []) {
          const id = key.slice(prefix.length);
          if (/^[0-9a-f]{64}$/.test(id)) yield { id, storedAt: storedAt ?? new Date(0) };
        }
        next = page.NextContinuationToken;
      } while (next !== undefined);
    },
    close: async () => client.destroy(),
  };
};
