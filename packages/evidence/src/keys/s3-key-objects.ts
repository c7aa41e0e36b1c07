import { EvidenceError } from '@phananh/core/privacy';
import { isMissing, s3Client, unavailable } from '../storage/s3-client.ts';
import type { S3Options } from '../storage/s3-options.ts';
import type { KeyObjects } from './key-objects.ts';

const isNamed = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof Error && names.includes(error.name);

/**
 * Objects in a bucket of S3, or of a server that speaks it and knows conditional writes (`If-None-Match`). A bucket that keeps versions,
 * or once did, keeps what was destroyed: it is refused.
 */
export const s3KeyObjects = async (options: S3Options): Promise<KeyObjects> => {
  const { bucket, prefix = '' } = options;
  const { sdk, client } = await s3Client(options);
  const at = (name: string) => ({ Bucket: bucket, Key: `${prefix}${name}` });
  const put = (name: string, bytes: Uint8Array, condition: { readonly IfNoneMatch?: '*' } = {}) =>
    client.send(new sdk.PutObjectCommand({ ...at(name), Body: bytes, ...condition }));
  return {
    get: async (name) => {
      try {
        const { Body: body } = await client.send(new sdk.GetObjectCommand(at(name)));
        return await body?.transformToByteArray();
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw unavailable(error);
      }
    },
    create: async (name, bytes) => {
      try {
        await put(name, bytes, { IfNoneMatch: '*' });
        return true;
      } catch (error) {
        if (isNamed(error, 'PreconditionFailed')) return false;
        throw unavailable(error);
      }
    },
    replace: async (name, bytes) => {
      try {
        await put(name, bytes);
      } catch (error) {
        throw unavailable(error);
      }
    },
    async *names() {
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
        for (const { Key: key = '' } of page.Contents ?? []) yield key.slice(prefix.length);
        next = page.NextContinuationToken;
      } while (next !== undefined);
    },
    demandForgetful: async () => {
      const status = await client.send(new sdk.GetBucketVersioningCommand({ Bucket: bucket })).then(
        ({ Status }) => Status,
        (error: unknown) => {
          // A server that knows no versions keeps none.
          if (isNamed(error, 'NotImplemented')) return undefined;
          if (isNamed(error, 'AccessDenied'))
            throw unfit('it does not say whether it keeps versions: allow s3:GetBucketVersioning');
          throw unavailable(error);
        },
      );
      if (status !== undefined) throw unfit(`it keeps versions, or did (${status}): take another bucket`);
    },
    close: async () => client.destroy(),
  };
};

export const unfit = (why: string): EvidenceError => new EvidenceError('key-store-unfit', why);
