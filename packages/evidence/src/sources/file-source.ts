import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { notFetched } from './not-fetched.ts';

/**
 * A file in a folder, named by somebody else: nothing outside of the folder is read, wherever names and links lead.
 *
 * @throws `photo-not-fetched`
 */
export async function* fileIn(folder: string, name: string): AsyncGenerator<Uint8Array, void> {
  // A name with a zero byte is no name.
  const path = name.includes('\0') ? undefined : await realpath(join(folder, name)).catch(() => undefined);
  if (path === undefined) throw notFetched('there is no such file');
  const root = await realpath(folder);
  if (!path.startsWith(root.endsWith(sep) ? root : root + sep))
    throw notFetched('it is not in the folder of photos');
  yield* fileAt(path);
}

/**
 * A file as it is named.
 *
 * @throws `photo-not-fetched` where there is none, and for what is no file: a pipe would be waited for
 */
export async function* fileAt(path: string): AsyncGenerator<Uint8Array, void> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    throw notFetched('it cannot be read', error);
  });
  try {
    if (!(await file.stat()).isFile()) throw notFetched('it is no file');
    yield* file.createReadStream({ autoClose: false });
  } finally {
    await file.close();
  }
}
