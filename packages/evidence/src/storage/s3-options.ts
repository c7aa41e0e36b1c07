// Without the SDK, in types too: it is an optional peer, and whoever opens the door without it has the types checked all the same.

/** Where objects lie, and who may. */
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
