import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** What a PMTiles file says of itself at its beginning. */
export interface TilesFile {
  readonly path: string;
  readonly size: number;
  readonly shallowestZoom: number;
  readonly deepestZoom: number;
  readonly bounds: {
    readonly south: number;
    readonly west: number;
    readonly north: number;
    readonly east: number;
  };
}

const headerBytes = 127;

/** Kinds of pictures, as the header numbers them. 1 is of vectors, which are not drawn here. */
const pictures: ReadonlySet<number> = new Set([2, 3, 4, 5]);

/**
 * Looks at the header of a PMTiles file of version 3.
 *
 * @throws TypeError for what is none, or has no pictures; what reading the file throws
 * @see https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
 */
export const openTilesFile = (path: string): TilesFile => {
  const header = Buffer.alloc(headerBytes);
  const file = openSync(path, 'r');
  try {
    readSync(file, header, 0, headerBytes, 0);
  } finally {
    closeSync(file);
  }
  if (header.toString('latin1', 0, 7) !== 'PMTiles' || header[7] !== 3)
    throw new TypeError(`${path} is no PMTiles file of version 3`);
  if (!pictures.has(header.readUInt8(99)))
    throw new TypeError(
      `${path} has no pictures (PNG, JPEG, WebP, AVIF): only a raster PMTiles file is shown`,
    );
  const degrees = (at: number): number => header.readInt32LE(at) / 1e7;
  return {
    path,
    size: statSync(path).size,
    shallowestZoom: header.readUInt8(100),
    deepestZoom: header.readUInt8(101),
    bounds: { west: degrees(102), south: degrees(106), east: degrees(110), north: degrees(114) },
  };
};
