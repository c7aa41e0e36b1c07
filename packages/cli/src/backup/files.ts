import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmdirSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { unwritable } from '../output/output-file.ts';
import { CliError } from '../process/errors.ts';
import { type CopiedFile, manifestName } from './manifest.ts';

/** Files of backups: each is on the disk, with its digest known, before anything counts on it. */

const digesting = () => {
  const hash = createHash('sha256');
  let bytes = 0;
  const through = new Transform({
    transform: (chunk: Buffer, _, done) => {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  return { through, result: () => ({ bytes, sha256: hash.digest('hex') }) };
};

/** Copies a file to where nothing is, in folders that are for their owner alone where there are none, and says what was copied. @throws {@link CliError} `unwritable-output` */
export const copyWithDigest = async (from: string, to: string): Promise<Omit<CopiedFile, 'path'>> => {
  const { through, result } = digesting();
  try {
    mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
    await pipeline(
      createReadStream(from),
      through,
      createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true }),
    );
  } catch (error) {
    throw unwritable(to, error);
  }
  return result();
};

export const digestOfFile = async (path: string): Promise<Omit<CopiedFile, 'path'>> => {
  const { through, result } = digesting();
  through.resume();
  await pipeline(createReadStream(path), through);
  return result();
};

/** @throws {@link CliError} `backup-damaged` */
export const demandSame = (path: string, found: Omit<CopiedFile, 'path'>, written: CopiedFile): void => {
  if (found.sha256 === written.sha256 && found.bytes === written.bytes) return;
  throw new CliError(
    'backup-damaged',
    `${path} has ${found.bytes} bytes with the digest ${found.sha256}, and ${written.bytes} with ${written.sha256} were written`,
  );
};

/** Regular files in a folder, by their paths in it with slashes; none where there is no folder. Links are followed nowhere. */
export const filesBelow = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
        .toSorted()
    : [];

/** Makes a folder, or takes an empty one. @throws {@link CliError} `would-overwrite` */
const makeEmptyFolder = (folder: string): boolean => {
  const there = lstatSync(folder, { throwIfNoEntry: false });
  if (there !== undefined && (!there.isDirectory() || readdirSync(folder).length > 0))
    throw new CliError('would-overwrite', `${folder} is there, and not an empty folder`);
  try {
    return mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined;
  } catch (error) {
    throw unwritable(folder, error);
  }
};

/**
 * Has folders filled, new ones or empty ones. Of those that were made and nothing came into, none stays when that fails.
 *
 * @throws {@link CliError} `would-overwrite`
 */
export const inEmptyFolders = async <Result>(
  folders: readonly string[],
  fill: () => Promise<Result>,
): Promise<Result> => {
  const made: string[] = [];
  try {
    for (const folder of folders) if (makeEmptyFolder(folder)) made.push(folder);
    return await fill();
  } catch (error) {
    for (const folder of made) if (readdirSync(folder).length === 0) rmdirSync(folder);
    throw error;
  }
};

/** Where a path leads, links followed as far as there are any. */
export const canonicalPath = (path: string): string => {
  const absolute = resolve(path);
  if (existsSync(absolute)) return realpathSync(absolute);
  return dirname(absolute) === absolute
    ? absolute
    : join(canonicalPath(dirname(absolute)), basename(absolute));
};

export const isWithin = (path: string, folder: string): boolean => {
  const way = relative(canonicalPath(folder), canonicalPath(path));
  return way === '' || (!way.startsWith('..') && resolve(way) !== way);
};

/** The folder of the backup that a path lies in, or is; undefined where there is none. */
export const backupAround = (path: string): string | undefined => {
  const folder = canonicalPath(path);
  if (existsSync(join(folder, manifestName))) return folder;
  return dirname(folder) === folder ? undefined : backupAround(dirname(folder));
};
