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

/** Where it was taken and by what: what no copy may tell. */
export const canary = 'Canary-Phone-4711';

/** A photo that lies on its side and says where it was taken. */
export const phonePhoto = (width = 64, height = 48): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#336699' } })
    .withExif({
      IFD0: { Make: canary, Model: canary },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '16/1 27/1 49/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '107/1 35/1 27/1',
      },
    })
    .withMetadata({ orientation: 6 })
    .withExifMerge({
      IFD0: { Make: canary, Model: canary },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '16/1 27/1 49/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '107/1 35/1 27/1',
      },
    })
    .jpeg()
    .toBuffer();
