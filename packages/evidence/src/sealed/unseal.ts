import { createDecipheriv, timingSafeEqual } from 'node:crypto';
import { type ByteRange, type DataKey, EvidenceError } from '@phananh/core/privacy';
import {
  type ChunkPlace,
  chunkBytes,
  chunksOf,
  fileKeyOf,
  headerBytes,
  nonceOf,
  partsOf,
  placeOf,
  plainSizeOf,
  tagBytes,
} from './format.ts';

/** Stored bytes that can be read from anywhere. */
export interface Stored {
  readonly size: number;
  read(range: ByteRange): AsyncIterable<Uint8Array>;
}

/**
 * What a stored file is of, or a part of it. The first byte comes when the chunk that it is in is known to be whole and in its place.
 *
 * @throws `evidence-corrupt` for what was altered, cut or moved, and for what another key encrypted; before the first byte where that is
 *   known then
 */
export async function* unsealed(
  stored: Stored,
  { key }: Pick<DataKey, 'key'>,
  range: ByteRange = { start: 0, end: plainSizeOf(stored.size) - 1 },
): AsyncGenerator<Buffer, void> {
  const chunks = chunksOf(stored.size);
  const header = Buffer.concat(await Array.fromAsync(stored.read({ start: 0, end: headerBytes - 1 })));
  const { salt, commitment } = partsOf(header);
  const fileKey = fileKeyOf(key, salt);
  if (!timingSafeEqual(commitment, fileKey.commitment))
    throw new EvidenceError('evidence-corrupt', 'what is stored was encrypted by another key');
  const first = Math.floor(range.start / chunkBytes);
  const last = Math.floor(range.end / chunkBytes);
  let place = first;
  for await (const sealedChunk of chunksIn(stored.read(placeOf(first, last, stored.size)))) {
    if (place > last) throw corrupt(place);
    const plain = openChunk(sealedChunk, { fileKey, header, place, isLast: place === chunks - 1 });
    const from = place === first ? range.start - first * chunkBytes : 0;
    yield plain.subarray(from, place === last ? range.end - last * chunkBytes + 1 : undefined);
    place += 1;
  }
  if (place <= last) throw corrupt(place);
}

async function* chunksIn(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
  const size = chunkBytes + tagBytes;
  let parts: Uint8Array[] = [];
  let held = 0;
  for await (const bytes of stored) {
    let rest = bytes;
    while (held + rest.length >= size) {
      const taken = size - held;
      yield Buffer.concat([...parts, rest.subarray(0, taken)]);
      rest = rest.subarray(taken);
      parts = [];
      held = 0;
    }
    if (rest.length > 0) parts.push(rest);
    held += rest.length;
  }
  if (held > 0) yield Buffer.concat(parts);
}

const openChunk = (sealedChunk: Buffer, { fileKey, header, place, isLast }: ChunkPlace): Buffer => {
  try {
    const decipher = createDecipheriv('aes-256-gcm', fileKey.key, nonceOf(place, isLast), {
      authTagLength: tagBytes,
    })
      .setAAD(header)
      .setAuthTag(sealedChunk.subarray(-tagBytes));
    return Buffer.concat([decipher.update(sealedChunk.subarray(0, -tagBytes)), decipher.final()]);
  } catch (cause) {
    throw corrupt(place, cause);
  }
};

const corrupt = (place: number, cause?: unknown): EvidenceError =>
  new EvidenceError(
    'evidence-corrupt',
    `chunk ${place} of what is stored is not what was stored`,
    {},
    { cause },
  );
