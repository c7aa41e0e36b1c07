import { createReadStream, statSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { CliError } from '../../process/errors.ts';
import { inflated } from './inflated.ts';
import { zipMember } from './zip-member.ts';

/** A file of cases as text, and how much of it has been read. */
export interface SourceText {
  readonly text: AsyncIterable<string>;
  /** Bytes of the file as it lies on the disk, compressed or not. */
  readonly size: number;
  readonly bytesRead: () => number;
}

export interface SourceFormat {
  /** A label of the WHATWG encoding standard: `utf-8`, `latin1`, `utf-16le`, `windows-1258` … */
  readonly encoding: string;
  /** Which member of a zip, as a glob. */
  readonly member: string;
}

/**
 * Opens a file, as it is or compressed with gzip or zip: told by its first bytes, because names lie.
 * Throws {@link CliError}: `unreadable-source`, and while it is read `cut-source` after what was whole.
 */
export const openSource = async (path: string, { encoding, member }: SourceFormat): Promise<SourceText> => {
  const size = sizeOf(path);
  const magic = await firstBytes(path);
  let read = 0;
  const onRead = (bytes: number) => {
    read += bytes;
  };
  const isZip = zipMagics.some((one) => magic.equals(one));
  const isGzip = magic.subarray(0, gzipMagic.length).equals(gzipMagic);
  const bytes = isZip
    ? zipMember(path, member, onRead)
    : isGzip
      ? inflated(fileBytes(path, onRead), createGunzip())
      : fileBytes(path, onRead);
  return { text: decoded(bytes, encoding), size, bytesRead: () => read };
};

const sizeOf = (path: string): number => {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new CliError('unreadable-source', `there is no file ${path}`);
  if (!found.isFile()) throw new CliError('unreadable-source', `${path} is not a file`);
  return found.size;
};

/** All four bytes: a header may begin with PK. A member, an empty archive, one in parts (APPNOTE 4.3.7, 4.3.16, 8.5.3). */
const zipMagics = ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'].map((text) => Buffer.from(text, 'latin1'));
/** Signature and the only method there is (RFC 1952, 2.3.1). */
const gzipMagic = Buffer.from([0x1f, 0x8b, 0x08]);

const firstBytes = async (path: string): Promise<Buffer> => {
  for await (const piece of createReadStream(path, { end: 3 })) return piece;
  return Buffer.alloc(0);
};

async function* fileBytes(
  path: string,
  onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of createReadStream(path)) {
    onRead(piece.length);
    yield piece;
  }
}

/**
 * Fatal: a file in another encoding is refused rather than taken in with � in the place of letters. Drops byte order marks: a
 * file that went through two programs has one of each.
 */
async function* decoded(
  bytes: AsyncIterable<Uint8Array>,
  encoding: string,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decode = (piece?: Uint8Array): string => {
    try {
      return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
    } catch (cause) {
      throw piece === undefined
        ? new CliError('cut-source', 'the file ends within a character', { cause })
        : new CliError('unreadable-source', `the file is not in ${encoding}: set \`format.encoding\``, {
            cause,
          });
    }
  };
  let begun = false;
  const behindMarks = (text: string): string => {
    if (begun) return text;
    const rest = text.replace(/^\uFEFF+/, '');
    begun = rest !== '';
    return rest;
  };
  for await (const piece of bytes) yield behindMarks(decode(piece));
  yield behindMarks(decode());
}
