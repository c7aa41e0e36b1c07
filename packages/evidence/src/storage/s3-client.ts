import type { S3Client } from '@aws-sdk/client-s3';
import { EvidenceError } from '@phananh/core/privacy';
import type { S3Options } from './s3-options.ts';

type Sdk = typeof import('@aws-sdk/client-s3');

export const unavailable = (cause: unknown): EvidenceError =>
  new EvidenceError(
    'evidence-unavailable',
    'the object storage does not do what it was asked for',
    {},
    { cause },
  );

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && ['NotFound', 'NoSuchKey'].includes(error.name);

/**
 * The SDK, an optional peer, which is loaded here and nowhere else, and a client of it.
 *
 * @throws `evidence-unavailable` where it is not installed
 */
export const s3Client = async ({
  region = 'us-east-1',
  endpoint,
  credentials,
}: S3Options): Promise<{ readonly sdk: Sdk; readonly client: S3Client }> => {
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
  return { sdk, client };
};
