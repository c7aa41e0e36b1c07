import { existsSync } from 'node:fs';
import { PhananhError, StoreLocked } from '@phananh/core';
import { readModels } from '@phananh/sqlite';
import { errorEntry } from '../errors.ts';
import { openForReading, openForWriting, readModelsPath, type StoreAddress } from '../open-store.ts';
import type { Finding } from './finding.ts';

/** The store's file: whether it is ours, of a version that is known, and who writes to it. Makes nothing. */
export const checkStore = async (address: StoreAddress): Promise<readonly Finding[]> => {
  const { path } = address;
  if (!existsSync(path)) {
    const todo = 'Nothing to do: serve or import makes it. If there should be one, check --store.';
    return [{ what: 'store', state: 'warning', found: `${path} does not exist yet`, todo }];
  }
  try {
    await openForReading(address).close();
  } catch (error) {
    return [failure('store', error)];
  }
  return [
    { what: 'store', state: 'good', found: `${path} is ours and of a known version` },
    await checkWriter(address),
  ];
};

/** Opening for writing is how to learn who holds the lock: it is the system's, and has no file to read it from. */
const checkWriter = async (address: StoreAddress): Promise<Finding> => {
  try {
    await openForWriting(address).close();
    return { what: 'writer', state: 'good', found: 'nobody writes to it now' };
  } catch (error) {
    return error instanceof StoreLocked
      ? { what: 'writer', state: 'good', found: error.message }
      : failure('writer', error);
  }
};

/** How far the read models are behind the log. */
export const checkProjections = async (address: StoreAddress): Promise<Finding> => {
  const what = 'read models';
  if (!existsSync(address.path) || !existsSync(readModelsPath(address))) {
    return { what, state: 'good', found: 'none yet; serve makes them' };
  }
  try {
    const store = openForReading(address);
    const models = readModels(readModelsPath(address));
    try {
      const stopped = models.failure();
      if (stopped !== undefined) {
        const todo = `Delete ${readModelsPath(address)}: it is computed from the log again.`;
        return { what, state: 'bad', found: `stopped at ${stopped.position}: ${stopped.message}`, todo };
      }
      const [parked, ...others] = models.parked();
      if (parked !== undefined) {
        const { stream, revision, type, message } = parked;
        const more = others.length === 0 ? '' : `, and ${others.length} more`;
        const found = `parked: ${stream} at revision ${revision} (${type}): ${message}${more}`;
        return { what, state: 'bad', found, todo: 'Update, or mend what wrote it; then rebuild.' };
      }
      let behind = 0;
      for await (const _ of store.readAll({ after: models.position() ?? 0, limit: mostCounted })) behind += 1;
      const found = behind === mostCounted ? `${behind} events or more behind` : `${behind} events behind`;
      return behind === 0
        ? { what, state: 'good', found: 'up to date' }
        : {
            what,
            state: 'warning',
            found,
            todo: 'A running host catches up by itself; so does the next sla.',
          };
    } finally {
      await models.close();
      await store.close();
    }
  } catch (error) {
    return failure(what, error);
  }
};

const mostCounted = 10_000;

const failure = (what: string, error: unknown): Finding => {
  const help = error instanceof PhananhError ? errorEntry(error.code)?.help : undefined;
  const message = error instanceof Error ? error.message : String(error);
  return { what, state: 'bad', found: message, ...(help !== undefined && { todo: help }) };
};
