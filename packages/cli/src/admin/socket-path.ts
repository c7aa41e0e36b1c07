import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { isFileError, replaceFileSync } from '@phananh/files';
import { CliError } from '../process/errors.ts';
import { readModelsPath } from '../store/read-models-path.ts';
import type { StorePlace } from '../store/store-address.ts';

/** Bytes of a socket's path: `sun_path` has 104 on macOS and the BSDs and 108 on Linux, with a zero at its end. */
const longestPath = 103;

/**
 * Where a host can be reached from its own machine: beside an SQLite store, or beside the read models of a store that is
 * elsewhere. The same from every directory and by every link. Where that path is too long for a socket, the host listens on a short one and
 * writes it beside the store; on Windows it is a named pipe.
 *
 * @returns undefined where no host listens
 */
export const adminSocketPath = (
  place: StorePlace,
  platform: NodeJS.Platform = process.platform,
): string | undefined => {
  const path = pathBeside(place);
  if (platform === 'win32') return pipe(path);
  // The environment of whoever asks is not that of the host. Where nothing is written nobody listens.
  return isShort(path) ? path : readShort(path);
};

const pipe = (path: string): string => `\\\\.\\pipe\\phananh-${digestOf(path)}`;

/** Where the host itself listens, and what it does when it listens no more. Its own environment says where short paths are. */
export const claimAdminSocketPath = (
  place: StorePlace,
): { readonly path: string; readonly release: () => void } => {
  const path = pathBeside(place);
  if (process.platform === 'win32') return { path: pipe(path), release: () => {} };
  if (isShort(path)) return { path, release: () => {} };
  const short = join(ownDirectory(), `${digestOf(path)}.sock`);
  const told = toldIn(path);
  replaceFileSync(told, short, { isDurable: false });
  return { path: short, release: () => rmSync(told, { force: true }) };
};

const pathBeside = (place: StorePlace): string =>
  `${canonical(place.store.scheme === 'sqlite' ? place.store.path : readModelsPath(place))}.sock`;

const isShort = (path: string): boolean => Buffer.byteLength(path) <= longestPath;

/** The file that says where the socket is. */
const toldIn = (path: string): string => `${path}.path`;

const readShort = (path: string): string | undefined => {
  try {
    const short = readFileSync(toldIn(path), 'utf8');
    return isAbsolute(short) && isShort(short) ? short : undefined;
  } catch {
    return undefined;
  }
};

/** The directory may not be there yet: nothing runs there then. */
const canonical = (path: string): string => {
  const absolute = resolve(path);
  for (const known of [absolute, dirname(absolute)]) {
    try {
      const real = realpathSync(known);
      return known === absolute ? real : join(real, basename(absolute));
    } catch (error) {
      if (!isFileError(error, 'ENOENT')) throw error;
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
