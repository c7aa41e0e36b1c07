import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EvidenceError } from '@phananh/core/privacy';

/** Stored bytes on their way: written, synced, with the id that they have from now on. */
export interface Spooled {
  readonly path: string;
  readonly size: number;
  /** SHA-256 of the stored bytes, in hex. */
  readonly id: string;
}

/**
 * Writes what is sealed already to a file of its own. Of what fails nothing is left.
 *
 * @throws `evidence-unavailable` where it cannot be written; what the bytes throw, as it is
 */
export const spool = async (folder: string, bytes: AsyncIterable<Uint8Array>): Promise<Spooled> => {
  const path = join(folder, randomUUID());
  const hash = createHash('sha256');
  let size = 0;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(path, 'wx', 0o600);
    try {
      for await (const part of bytes) {
        hash.update(part);
        size += part.length;
        await writeAll(file, part);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    return { path, size, id: hash.digest('hex') };
  } catch (error) {
    await rm(path, { force: true }).catch(() => {});
    throw asUnavailable(error);
  }
};

/** A disk that is nearly full takes a part of what it is given, and says so in a number alone. */
const writeAll = async (file: FileHandle, bytes: Uint8Array): Promise<void> => {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at);
    at += bytesWritten;
  }
};

/** What the file system says, as whoever uploads may be told it. */
export const asUnavailable = (error: unknown): unknown =>
  error instanceof Error && 'syscall' in error && !(error instanceof EvidenceError)
    ? new EvidenceError('evidence-unavailable', 'nothing can be stored now', {}, { cause: error })
    : error;

/** Deletes what uploads left behind whose process ended. */
export const sweepSpool = async (folder: string, olderThan: Date): Promise<void> => {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const { mtime } = await stat(path).catch(() => ({ mtime: olderThan }));
    if (mtime < olderThan) await rm(path, { force: true });
  }
};
