import type { Settings } from '../config/settings.ts';

/** A bucket as it is configured, for who opens it. */
export const bucketOf = ({ bucket, prefix, region, endpoint }: NonNullable<Settings['evidence']['s3']>) => ({
  bucket,
  prefix,
  region,
  ...(endpoint !== undefined && { endpoint }),
});
