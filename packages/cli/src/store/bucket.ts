/** A bucket as it is configured. */
export interface Bucket {
  readonly bucket: string;
  readonly prefix: string;
  readonly region: string;
  readonly endpoint?: string | undefined;
}

/** The same for who opens it. */
export const bucketOf = ({ bucket, prefix, region, endpoint }: Bucket) => ({
  bucket,
  prefix,
  region,
  ...(endpoint !== undefined && { endpoint }),
});
