import { matchesGlob } from 'node:path';
import type { Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { normalText } from '@phananh/core/engine';
import { type Entry, open, type ZipFile } from 'yauzl';
import { CliError } from '../../process/errors.ts';
import { inflated } from './inflated.ts';

const stored = 0;
const deflated = 8;

/** The bytes of the one member of a zip whose name matches a glob, with its checksum checked at the end. */
export async function* zipMember(
  path: string,
  member: string,
  onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const zip = await openZip(path);
  try {
    const entry = await onlyMember(zip, path, member);
    let checksum = 0;
    for await (const piece of contentOf(zip, entry, path, onRead)) {
      checksum = crc32(piece, checksum);
      yield piece;
    }
    if (checksum !== entry.crc32) throw new CliError('cut-source', `${entry.fileName} in ${path} is damaged`);
  } finally {
    zip.close();
  }
}

const openZip = (path: string): Promise<ZipFile> =>
  new Promise((resolve, reject) => {
    open(path, { lazyEntries: true, autoClose: false }, (cause, zip) => {
      if (cause === null) return resolve(zip);
      reject(new CliError('cut-source', `${path} is not a whole zip: ${cause.message}`, { cause }));
    });
  });

const entriesOf = (zip: ZipFile): Promise<readonly Entry[]> =>
  new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    zip.on('entry', (entry: Entry) => {
      entries.push(entry);
      zip.readEntry();
    });
    zip.once('end', () => resolve(entries));
    zip.once('error', reject);
    zip.readEntry();
  });

const onlyMember = async (zip: ZipFile, path: string, member: string): Promise<Entry> => {
  const entries = await entriesOf(zip);
  // Some systems write the names of files decomposed; a map is read in NFC.
  const sought = normalText(member);
  const matching = entries.filter(({ fileName }) => {
    const name = normalText(fileName);
    return matchesGlob(name, sought) || matchesGlob(name, `**/${sought}`);
  });
  const [entry] = matching;
  if (entry !== undefined && matching.length === 1) return entry;
  const names = entries.map(({ fileName }) => fileName).join(', ');
  throw new CliError(
    'unreadable-source',
    `${matching.length === 0 ? 'no member' : `${matching.length} members`} of ${path} match ${member}; it has ${names}`,
  );
};

const contentOf = async function* (
  zip: ZipFile,
  entry: Entry,
  path: string,
  onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { compressionMethod, fileName } = entry;
  if (entry.isEncrypted() || (compressionMethod !== stored && compressionMethod !== deflated)) {
    throw new CliError(
      'unreadable-source',
      `${fileName} in ${path} is encrypted or compressed in a rare way`,
    );
  }
  const isDeflated = compressionMethod === deflated;
  const raw = counted(await rawContent(zip, entry, isDeflated), onRead);
  yield* isDeflated ? inflated(raw, createInflateRaw()) : raw;
};

/** The bytes as they are in the zip: decompressing is ours, so that what stands before damage is not lost. */
const rawContent = (zip: ZipFile, entry: Entry, isDeflated: boolean): Promise<Readable> =>
  new Promise((resolve, reject) => {
    const options = { decompress: isDeflated ? false : null, decrypt: null, start: null, end: null };
    zip.openReadStream(entry, options, (cause, stream) => (cause === null ? resolve(stream) : reject(cause)));
  });

async function* counted(
  pieces: AsyncIterable<Uint8Array>,
  onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of pieces) {
    onRead(piece.length);
    yield piece;
  }
}
