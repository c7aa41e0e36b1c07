/** A part of a file, both ends included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What of a photo or video somebody wants. */
export type EvidenceForm = 'original' | 'copy' | 'thumbnail';

/** A photo or video that may be read, as it is now. */
export interface EvidenceFile {
  /** Of the stored bytes: another one when they are replaced. It says nothing about what they are of. */
  readonly id: string;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  /** Both ends included. Default: all of it. */
  read(range?: ByteRange): AsyncIterable<Uint8Array>;
}
