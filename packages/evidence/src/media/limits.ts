/** What is taken in. */
export interface EvidenceLimits {
  /** Most bytes of a photo. Default 25 MiB. */
  readonly photoBytes: number;
  /** Most bytes of a video. Default 200 MiB. */
  readonly videoBytes: number;
  /** Most pixels of a photo. Default 64 million: what phones make, and not what only fills memory. */
  readonly photoPixels: number;
  /** Longest video. Default 180 s. */
  readonly videoSeconds: number;
  /** Least that must come, in the mean of each {@link stretchMilliseconds}. Default 4 KiB a second. */
  readonly bytesPerSecond: number;
  /** How long it may take in all. Default 15 minutes. */
  readonly uploadSeconds: number;
  /** Most uploads at once of all. Default 64. */
  readonly uploads: number;
  /** Most uploads at once of one actor. Default 4. */
  readonly uploadsOfOne: number;
}

export const defaultLimits: EvidenceLimits = {
  photoBytes: 25 * 1024 * 1024,
  videoBytes: 200 * 1024 * 1024,
  photoPixels: 64_000_000,
  videoSeconds: 180,
  bytesPerSecond: 4 * 1024,
  uploadSeconds: 15 * 60,
  uploads: 64,
  uploadsOfOne: 4,
};

/** How long a sender may be slower than the least rate before it is cut off. */
export const stretchMilliseconds = 10_000;
