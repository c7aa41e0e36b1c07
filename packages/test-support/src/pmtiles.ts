/** Pictures for every place to a zoom, all of them the same one, as a PMTiles file of version 3. @param kind as the header numbers kinds of tiles: 2 is PNG */
export const pmtilesOf = (
  picture: Uint8Array,
  { deepestZoom = 6, kind = 2 }: { readonly deepestZoom?: number; readonly kind?: number } = {},
): Uint8Array => {
  const headerBytes = 127;
  const tiles = Array.from({ length: deepestZoom + 1 }, (_, zoom) => 4 ** zoom).reduce(
    (sum, one) => sum + one,
    0,
  );
  // One entry: from the first tile on, so many times, so long, at the beginning of the data.
  const directory = Buffer.from([1, 0, tiles, picture.length, 1].flatMap(varint));
  const metadata = Buffer.from('{}');
  const header = Buffer.alloc(headerBytes);
  header.write('PMTiles');
  header[7] = 3;
  const [metadataAt, dataAt] = [
    headerBytes + directory.length,
    headerBytes + directory.length + metadata.length,
  ];
  const numbers = [
    headerBytes,
    directory.length,
    metadataAt,
    metadata.length,
    dataAt,
    0,
    dataAt,
    picture.length,
  ];
  for (const [at, one] of [...numbers, tiles, 1, 1].entries())
    header.writeBigUInt64LE(BigInt(one), 8 + 8 * at);
  // Clustered; directories and tiles as they are.
  for (const [at, one] of [1, 1, 1, kind, 0, deepestZoom].entries()) header[96 + at] = one;
  for (const [at, degrees] of [102, 8, 110, 24].entries()) header.writeInt32LE(degrees * 1e7, 102 + 4 * at);
  return Buffer.concat([header, directory, metadata, picture]);
};

const varint = (value: number): readonly number[] =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];

/** One red pixel. */
export const redPixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
  'base64',
);
