import { createHmac, hkdfSync } from 'node:crypto';
import { EvidenceError } from '@phananh/core/privacy';

/**
 * How the bytes of a photo or video are stored: a header, then chunks of 64 KiB that are each encrypted by AES-256-GCM and know their
 * place and whether they are the last one (the STREAM construction, Hoang, Reyhanitabar, Rogaway and Vizár 2015; RFC 8188 has the
 * same idea). So any part can be read alone, and nothing can be cut off, moved or put together from two.
 *
 * The key of each file follows from the data key and a salt of the file: a nonce is its place only. AES-GCM does not commit to its key:
 * the header does.
 */
const magic = Buffer.from('PHNEVID1', 'latin1');
const keyIdBytes = 16;
export const saltBytes = 32;
const commitmentBytes = 32;
export const headerBytes = magic.length + keyIdBytes + saltBytes + commitmentBytes;
export const chunkBytes = 65_536;
export const tagBytes = 16;
const sealedChunkBytes = chunkBytes + tagBytes;

/** What a file is encrypted by. */
export interface FileKey {
  readonly key: Buffer;
  readonly commitment: Buffer;
}

export const fileKeyOf = (dataKey: Uint8Array, salt: Uint8Array): FileKey => {
  const derived = Buffer.from(hkdfSync('sha256', dataKey, salt, 'phananh evidence v1', 64));
  return {
    key: derived.subarray(0, 32),
    commitment: createHmac('sha256', derived.subarray(32)).update(salt).digest(),
  };
};

export const headerOf = (keyId: string, salt: Uint8Array, { commitment }: FileKey): Buffer =>
  Buffer.concat([magic, Buffer.from(keyId, 'hex'), salt, commitment]);

/** The salt in a header, and what it commits to. @throws `evidence-corrupt` for what is no header */
export const partsOf = (header: Buffer): { readonly salt: Buffer; readonly commitment: Buffer } => {
  if (header.length !== headerBytes || !header.subarray(0, magic.length).equals(magic))
    throw new EvidenceError('evidence-corrupt', 'what is stored does not begin as a sealed file');
  const salt = header.subarray(magic.length + keyIdBytes, -commitmentBytes);
  return { salt, commitment: header.subarray(-commitmentBytes) };
};

/** The nonce of a chunk: its place, and whether it is the last one. A key encrypts one file. */
/** Of which file a chunk is, and where in it. */
export interface ChunkPlace {
  readonly fileKey: FileKey;
  readonly header: Buffer;
  readonly place: number;
  readonly isLast: boolean;
}

export const nonceOf = (place: number, isLast: boolean): Buffer => {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(place, 5, 6);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
};

/** How many chunks a stored file has. @throws `evidence-corrupt` where no file has that size */
export const chunksOf = (storedSize: number): number => {
  const body = storedSize - headerBytes;
  const chunks = Math.ceil(body / sealedChunkBytes);
  // The last chunk has at least a byte.
  if (chunks < 1 || body - (chunks - 1) * sealedChunkBytes <= tagBytes)
    throw new EvidenceError('evidence-corrupt', `no sealed file has ${storedSize} bytes`);
  return chunks;
};

/** How many bytes a stored file is of. */
export const plainSizeOf = (storedSize: number): number =>
  storedSize - headerBytes - chunksOf(storedSize) * tagBytes;

/** Where the chunks from `first` to `last` stand in a stored file: from a byte to a byte, both included. */
export const placeOf = (first: number, last: number, storedSize: number) => ({
  start: headerBytes + first * sealedChunkBytes,
  end: Math.min(headerBytes + (last + 1) * sealedChunkBytes, storedSize) - 1,
});
