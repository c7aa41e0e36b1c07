import type { MediaType } from '@phananh/core/reports';

/** How large a photo says that it is. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
}

/**
 * How large a photo is by its head, before anything decodes it: what would fill memory is not even stored. Undefined where the head does
 * not say: the copy is then made under the limits of its own process, or not at all.
 */
export const pixelsOf = (type: MediaType, head: Buffer): Pixels | undefined => {
  switch (type) {
    case 'image/png':
      return ofPng(head);
    case 'image/jpeg':
      return ofJpeg(head);
    case 'image/webp':
      return ofWebp(head);
    case 'image/heic':
      return ofHeic(head);
    default:
      return undefined;
  }
};

/** PNG, 11.2.1: the first chunk is IHDR. */
const ofPng = (head: Buffer): Pixels | undefined =>
  head.length < 24 || head.toString('latin1', 12, 16) !== 'IHDR'
    ? undefined
    : { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };

/** ITU T.81, B.2.2: the frame header. Segments before it say how long they are. */
const ofJpeg = (head: Buffer): Pixels | undefined => {
  let at = 2;
  while (at + 9 < head.length) {
    if (head[at] !== 0xff) return undefined;
    const marker = head[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: head.readUInt16BE(at + 5), width: head.readUInt16BE(at + 7) };
    at += 2 + head.readUInt16BE(at + 2);
  }
  return undefined;
};

/** RFC 9649: the canvas of the extended form, or the frame of the two simple ones. */
const ofWebp = (head: Buffer): Pixels | undefined => {
  if (head.length < 30) return undefined;
  switch (head.toString('latin1', 12, 16)) {
    case 'VP8X':
      return { width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 };
    case 'VP8L': {
      const bits = head.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8 ':
      return { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff };
    default:
      return undefined;
  }
};

/** ISO/IEC 23008-12: the largest of the extents (`ispe`); the others are of tiles and thumbnails. */
const ofHeic = (head: Buffer): Pixels | undefined => {
  let largest: Pixels | undefined;
  for (
    let at = head.indexOf('ispe');
    at !== -1 && at + 16 <= head.length;
    at = head.indexOf('ispe', at + 4)
  ) {
    const found = { width: head.readUInt32BE(at + 8), height: head.readUInt32BE(at + 12) };
    if (largest === undefined || found.width * found.height > largest.width * largest.height) largest = found;
  }
  return largest;
};
