import { existsSync } from 'node:fs';
import { StoreLocked } from '@phananh/core/engine';
import { type CheckedFile, checkStoreFile } from '@phananh/sqlite';
import { grouped } from '../output/table.ts';
import { progressBar } from '../progress/progress.ts';
import { faultOf, openAsStored, openForItself } from '../store/open-store.ts';
import type { StorePlace } from '../store/store-address.ts';
import { type Finding, failure } from './finding.ts';

/** The store's file: whether it is ours, of a version that is known, who writes to it, and whether all of it is right. Makes nothing. */
export const checkStore = async (place: StorePlace, path: string): Promise<readonly Finding[]> => {
  if (!existsSync(path)) {
    const todo = 'Nothing to do: serve or import makes it. If there should be one, check --store.';
    return [{ what: 'store', state: 'warning', found: `${path} does not exist yet`, todo }];
  }
  try {
    await (await openAsStored(place)).close();
  } catch (error) {
    return [failure('store', error)];
  }
  const found = `${path} is ours and of a known version`;
  return [
    { what: 'store', state: 'good', found },
    await checkWriter(place),
    ...(await checkContents(path, place)),
  ];
};

/** Opening for writing is how to learn who holds the lock: it is the system's, and has no file to read it from. */
const checkWriter = async (place: StorePlace): Promise<Finding> => {
  try {
    await (await openForItself(place)).close();
    return { what: 'writer', state: 'good', found: 'nobody writes to it now' };
  } catch (error) {
    return error instanceof StoreLocked
      ? { what: 'writer', state: 'good', found: error.message }
      : failure('writer', error);
  }
};

const mostShown = 10;

const checkContents = async (
  path: string,
  { workflows }: Pick<StorePlace, 'workflows'>,
): Promise<readonly Finding[]> => {
  const what = 'contents';
  let bar: ReturnType<typeof progressBar> | undefined;
  try {
    const checked = await checkStoreFile(path, {
      findFault: faultOf(workflows),
      onProgress: ({ position, of }) => {
        bar ??= progressBar(of);
        bar.update(position, position);
      },
    });
    if (checked.faults.length === 0) return [sound(checked)];
    const todo = 'Stop, keep a copy of the file and its -wal, restore from a backup, and compare.';
    const shown = checked.faults
      .slice(0, mostShown)
      .map(({ message }): Finding => ({ what, state: 'bad', found: message, todo }));
    const more = checked.faults.length - shown.length;
    return more === 0 ? shown : [...shown, { what, state: 'bad', found: `and ${more} more`, todo }];
  } catch (error) {
    return [failure(what, error)];
  } finally {
    bar?.stop();
  }
};

const sound = ({ events, streams, hasChecksums }: CheckedFile): Finding => {
  const what = 'contents';
  const found = `${grouped(events)} events of ${grouped(streams)} streams are whole, in order, and fit their schemas`;
  return hasChecksums
    ? { what, state: 'good', found: `${found}; each is what was written` }
    : {
        what,
        state: 'warning',
        found,
        todo: 'Their checksums are filled when the store is opened for writing.',
      };
};
