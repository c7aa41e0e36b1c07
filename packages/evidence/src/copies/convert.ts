import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type CopyLimits, startLimited } from './make-copies.ts';

/** A program that makes a JPEG of a HEIC photo: Debian's `heif-convert` for one. */
export interface Converter {
  readonly command: string;
  /** `{in}` and `{out}` stand for the files. Default: `['{in}', '{out}']`. */
  readonly args?: readonly string[];
}

/** In memory where the system has that: nothing of a photo lies on a disk unencrypted. */
const privateFolder = async (): Promise<string> => {
  const inMemory = '/dev/shm';
  const found = await stat(inMemory).catch(() => undefined);
  return mkdtemp(join(found?.isDirectory() === true ? inMemory : tmpdir(), 'phananh-'));
};

/**
 * Converts a photo to JPEG by the program that the operator named, under the limits of copies. The files between are in a folder that
 * only this user may read and go when it is done.
 *
 * @returns what to read the JPEG from, to be closed; undefined where the program failed
 */
export const convert = async (
  photo: AsyncIterable<Uint8Array>,
  { command, args = ['{in}', '{out}'] }: Converter,
  limits: CopyLimits,
  signal: AbortSignal,
): Promise<({ readonly jpeg: AsyncIterable<Uint8Array> } & AsyncDisposable) | undefined> => {
  const folder = await privateFolder();
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const [from, to] = [join(folder, 'photo.heic'), join(folder, 'photo.jpg')];
    await pipeline(photo, createWriteStream(from, { mode: 0o600 }));
    const words = args.map((arg) => arg.replace('{in}', from).replace('{out}', to));
    const child = startLimited([command, ...words], limits);
    const kill = (): void => void child.kill('SIGKILL');
    const late = setTimeout(kill, limits.copySeconds * 1_000);
    signal.addEventListener('abort', kill, { once: true });
    child.stdin?.end();
    child.stdout?.resume();
    const [code] = await once(child, 'close');
    clearTimeout(late);
    signal.removeEventListener('abort', kill);
    signal.throwIfAborted();
    const found = code === 0 ? await stat(to).catch(() => undefined) : undefined;
    if (found === undefined) {
      await remove();
      return undefined;
    }
    return { jpeg: createReadStream(to), [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
};
