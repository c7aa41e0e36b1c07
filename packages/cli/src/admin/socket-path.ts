import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { CliError } from '../process/errors.ts';
import { readModelsPath } from '../store/read-models-path.ts';
import type { StorePlace } from '../store/store-address.ts';

/** Bytes of a socket's path: `sun_path` has 104 on macOS and the BSDs and 108 on Linux, with a zero at its end. */
const longestPath = 103;

/**
 * Where a host can be reached from its own machine: beside an SQLite store, or beside the read models of a store that is
 * elsewhere. The same from every directory and by every link. A path that is too long for a socket gets a short one in a directory of this
 * user alone; on Windows it is a named pipe.
 */
export const adminSocketPath = (place: StorePlace, platform: NodeJS.Platform = process.platform): string => {
  const beside = place.store.scheme === 'sqlite' ? place.store.path : readModelsPath(place);
  const path = `${canonical(beside)}.sock`;
  if (platform === 'win32') return `\\\\.\\pipe\\phananh-${digestOf(path)}`;
  if (Buffer.byteLength(path) <= longestPath) return path;
  return join(ownDirectory(), `${digestOf(path)}.sock`);
};

/** The directory may not be there yet: nothing runs there then. */
const canonical = (path: string): string => {
  const absolute = resolve(path);
  for (const known of [absolute, dirname(absolute)]) {
    try {
      const real = realpathSync(known);
      return known === absolute ? real : join(real, basename(absolute));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  return absolute;
};

const digestOf = (path: string): string => createHash('sha256').update(path).digest('hex').slice(0, 24);

/** Others can write to the directory for temporary files: what is there under our name may be theirs. */
const ownDirectory = (): string => {
  const user = process.getuid?.() ?? 0;
  const directory = join(process.env.XDG_RUNTIME_DIR ?? tmpdir(), `phananh-${user}`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(directory);
  const isOwn = lstatSync(directory).isDirectory() && uid === user && (mode & 0o077) === 0;
  if (isOwn) return directory;
  throw new CliError('no-admin-socket', `${directory} is not a directory of this user alone`);
};
