import { join } from 'node:path';
import { isFileError } from '@phananh/files';
import { namedAsStored } from '../backup/evidence-faults.ts';
import { digestOfFile, filesBelow } from '../backup/files.ts';
import { evidenceFolderOf, isStoredName } from '../backup/parts.ts';
import type { Settings } from '../config/settings.ts';
import { grouped } from '../output/table.ts';
import { openForReading } from '../store/open-store.ts';
import type { StorePlace } from '../store/store-address.ts';
import { type Finding, failure } from './finding.ts';

const what = 'stored photos and videos';
const todo = 'Put it back from a backup: phananh backup keeps each as it was stored.';
const mostShown = 10;

/**
 * Whether each photo, video and copy that the log names is stored, and is what its id says: the SHA-256 of its stored bytes. Reads all of
 * them. Of those in a bucket it says that they were not looked at.
 */
export const checkPhotos = async (place: StorePlace, settings: Settings): Promise<readonly Finding[]> => {
  if (settings.evidence.s3 !== undefined) {
    const found = 'those in a bucket are not looked at: only the bucket can say that it has them';
    return [{ what, state: 'warning', found }];
  }
  const folder = evidenceFolderOf(place, settings);
  try {
    await using closing = new AsyncDisposableStack();
    const store = await openForReading(place);
    closing.defer(() => store.close());
    // Before the files are looked at: whatever it names was stored before.
    const named = await namedAsStored(store);
    const stored = new Map(
      filesBelow(folder)
        .filter(isStoredName)
        .map((path) => [path.slice(3), path]),
    );
    const altered: string[] = [];
    for (const [id, path] of stored) {
      const digest = await digestOrGone(join(folder, path));
      if (digest !== undefined && digest !== id) altered.push(`${id} is altered`);
    }
    const absent = [...named].filter((id) => !stored.has(id));
    // What a host has given up since is missed by nobody.
    const stillNamed = absent.length === 0 ? named : await namedAsStored(store);
    const missing = absent.filter((id) => stillNamed.has(id)).map((id) => `${id} is missing`);
    const faults = [...missing, ...altered];
    if (faults.length > 0) return shown(faults);
    if (named.size === 0) return [];
    return [{ what, state: 'good', found: `${grouped(named.size)} are there, each as its id says` }];
  } catch (error) {
    return [failure(what, error)];
  }
};

/** Undefined: a host has given it up in the meantime. */
const digestOrGone = async (path: string): Promise<string | undefined> => {
  try {
    return (await digestOfFile(path)).sha256;
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return undefined;
    throw error;
  }
};

const shown = (faults: readonly string[]): readonly Finding[] => {
  const more = faults.length - mostShown;
  const lines = [...faults.slice(0, mostShown), ...(more > 0 ? [`and ${grouped(more)} more`] : [])];
  return lines.map((found): Finding => ({ what, state: 'bad', found, todo }));
};
