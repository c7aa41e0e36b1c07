import { createCipheriv, randomBytes } from 'node:crypto';
import type { DataKey } from '@phananh/core/privacy';
import { type ChunkPlace, chunkBytes, fileKeyOf, headerOf, nonceOf, saltBytes } from './format.ts';

/** Encrypts what comes, a chunk at a time: nothing else of it is held. */
export async function* sealed(
  plain: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { id, key }: Pick<DataKey, 'id' | 'key'>,
): AsyncGenerator<Buffer, void> {
  const salt = randomBytes(saltBytes);
  const fileKey = fileKeyOf(key, salt);
  const header = headerOf(id, salt, fileKey);
  yield header;
  let place = 0;
  // A chunk is sealed when it is known whether another one follows. It is the same memory for all of them: a new one for each would
  // be garbage of as many bytes as the file has.
  const chunk = Buffer.allocUnsafe(chunkBytes);
  let filled = 0;
  for await (const bytes of plain) {
    for (let taken = 0; taken < bytes.length; ) {
      if (filled === chunkBytes) {
        yield* sealChunk(chunk, { fileKey, header, place, isLast: false });
        place += 1;
        filled = 0;
      }
      const part = bytes.subarray(taken, taken + chunkBytes - filled);
      chunk.set(part, filled);
      filled += part.length;
      taken += part.length;
    }
  }
  yield* sealChunk(chunk.subarray(0, filled), { fileKey, header, place, isLast: true });
}

const sealChunk = (plain: Buffer, { fileKey, header, place, isLast }: ChunkPlace): readonly Buffer[] => {
  const cipher = createCipheriv('aes-256-gcm', fileKey.key, nonceOf(place, isLast)).setAAD(header);
  const encrypted = cipher.update(plain);
  // Of this cipher nothing is left at the end but the tag.
  cipher.final();
  return [encrypted, cipher.getAuthTag()];
};
