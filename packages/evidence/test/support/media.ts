import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

const box = (type: string, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
};

/** An MP4 as far as it is looked at: what it is, how long, and pictures that nobody looks at. */
export const videoOf = ({
  seconds,
  picturesFirst,
  isLong,
  pictures = Buffer.alloc(200, 7),
}: {
  readonly seconds: number;
  readonly picturesFirst: boolean;
  readonly isLong: boolean;
  readonly pictures?: Buffer;
}): Buffer => {
  const header = Buffer.alloc(isLong ? 112 : 100);
  header[0] = isLong ? 1 : 0;
  header.writeUInt32BE(1_000, isLong ? 20 : 12);
  if (isLong) header.writeBigUInt64BE(BigInt(seconds * 1_000), 24);
  else header.writeUInt32BE(seconds * 1_000, 16);
  const kind = box('ftyp', Buffer.from('isom\0\0\u0002\0isomiso2mp41', 'latin1'));
  const what = box('moov', box('udta', Buffer.alloc(4)), box('mvhd', header));
  const shown = box('mdat', pictures);
  return Buffer.concat(picturesFirst ? [kind, shown, what] : [kind, what, shown]);
};

const words = (...numbers: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(numbers.length * 4);
  for (const [place, number] of numbers.entries()) bytes.writeUInt32BE(number, place * 4);
  return bytes;
};

/** What of an MP4 says how long it is, wherever encoders write that. Seconds; absent: the part is not there, or says 0. */
export interface SaidLengths {
  readonly head?: number;
  readonly track?: number;
  readonly pictures?: number;
  readonly edited?: number;
  /** `mehd`. */
  readonly extended?: number;
  /** Each is a fragment of so many pictures of a second. */
  readonly fragments?: readonly number[];
  /** Where the length of a fragment's pictures stands. Default `trex`. */
  readonly lengthIn?: 'trex' | 'tfhd' | 'trun' | 'nowhere';
  /** From where each fragment goes on (`tfdt`). Default: from the one before. */
  readonly from?: number;
  readonly heads?: number;
}

/** An MP4 as cameras that stream write it, as far as its length is looked at. Its head has 1,000 units a second, its track 90,000. */
export const saidVideo = ({
  head = 0,
  track = 0,
  pictures,
  edited,
  extended,
  fragments = [],
  lengthIn = 'trex',
  from,
  heads = 1,
}: SaidLengths): Buffer => {
  const second = 90_000;
  const moov = box(
    'moov',
    box('mvhd', words(0, 0, 0, 1_000, head * 1_000), Buffer.alloc(80)),
    box(
      'trak',
      box('tkhd', words(0, 0, 0, 7, 0, 0), Buffer.alloc(60)),
      ...(edited === undefined ? [] : [box('edts', box('elst', words(0, 1, edited * 1_000, 0, 0x1_0000)))]),
      box(
        'mdia',
        box('mdhd', words(0, 0, 0, second, track * second, 0)),
        box(
          'minf',
          box('stbl', box('stts', pictures === undefined ? words(0, 0) : words(0, 1, pictures, second))),
        ),
      ),
    ),
    ...(fragments.length === 0
      ? []
      : [
          box(
            'mvex',
            ...(extended === undefined ? [] : [box('mehd', words(0, extended * 1_000))]),
            box('trex', words(0, 7, 1, lengthIn === 'trex' ? second : 0, 0, 0)),
          ),
        ]),
  );
  const moofs = fragments.flatMap((count) => [
    box(
      'moof',
      box('mfhd', words(0, 1)),
      box(
        'traf',
        lengthIn === 'tfhd' ? box('tfhd', words(0x8, 7, second)) : box('tfhd', words(0, 7)),
        ...(from === undefined ? [] : [box('tfdt', words(0, from * second))]),
        lengthIn === 'trun'
          ? box('trun', words(0x301, count, 0, ...Array.from({ length: count }, () => [second, 99]).flat()))
          : box('trun', words(0, count)),
      ),
    ),
    box('mdat', Buffer.alloc(count)),
  ]);
  const kind = box('ftyp', Buffer.from('iso5\0\0\u0002\0iso5iso6mp41', 'latin1'));
  return Buffer.concat([kind, ...Array.from({ length: heads }, () => moov), ...moofs]);
};

/** Where it was taken and by what: what no copy may tell. */
export const canary = 'Canary-Phone-4711';

const ofPhone = {
  IFD0: { Make: canary, Model: canary },
  IFD3: {
    GPSLatitudeRef: 'N',
    GPSLatitude: '16/1 27/1 49/1',
    GPSLongitudeRef: 'E',
    GPSLongitude: '107/1 35/1 27/1',
  },
};

/** A photo that lies on its side and says where it was taken. */
export const phonePhoto = (width = 64, height = 48): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#336699' } })
    .withExif(ofPhone)
    .withMetadata({ orientation: 6 })
    .withExifMerge(ofPhone)
    .jpeg()
    .toBuffer();

/** A blue photo with a red corner, which is top left as it is stored: where it is seen `orientation` says (EXIF, 1 to 8). */
export const turnedPhoto = async (format: 'jpeg' | 'png' | 'webp', orientation: number): Promise<Buffer> => {
  const corner = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#f00' } })
    .png()
    .toBuffer();
  return sharp({ create: { width: 120, height: 80, channels: 3, background: '#00f' } })
    .composite([{ input: corner, left: 0, top: 0 }])
    .withExif(ofPhone)
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><note>${canary}</note></x:xmpmeta>`)
    .withMetadata({ orientation })
    .withExifMerge(ofPhone)
    [format]()
    .toBuffer();
};

const pngPart = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([words(data.length), body, words(crc32(body))]);
};

/**
 * A real PNG of one black bit a pixel, whose rows come seven times over (Adam7, ISO 15948, 8.2): whoever decodes it holds all of it.
 * 20,000 × 20,000 pixels are 49 kB here and more than a gigabyte there.
 */
export const pngBomb = (side: number): Buffer => {
  const passes = [
    [0, 8, 0, 8],
    [4, 8, 0, 8],
    [0, 4, 4, 8],
    [2, 4, 0, 4],
    [0, 2, 2, 4],
    [1, 2, 0, 2],
    [0, 1, 1, 2],
  ] as const;
  const bytes = passes.map(([left, across, top, down]) => {
    const [columns, rows] = [Math.ceil((side - left) / across), Math.ceil((side - top) / down)];
    return rows * (1 + Math.ceil(columns / 8));
  });
  const pixels = deflateSync(Buffer.alloc(bytes.reduce((sum, one) => sum + one, 0)));
  const kind = Buffer.concat([words(side, side), Buffer.from([1, 0, 0, 0, 1])]);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    pngPart('IHDR', kind),
    pngPart('IDAT', pixels),
    pngPart('IEND', Buffer.alloc(0)),
  ]);
};
