/** What the process that makes copies is told, by its arguments. */
export interface CopyOrder {
  readonly pixels: number;
  readonly copyPixels: number;
  readonly thumbnailPixels: number;
}

/** What it says on standard output before the bytes of the copy and of the thumbnail. */
export interface CopyHead {
  readonly copy: Made;
  readonly thumbnail: Made;
}

interface Made {
  readonly size: number;
  readonly width: number;
  readonly height: number;
}
