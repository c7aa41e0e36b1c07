import { existsSync } from 'node:fs';
import { StoreLocked } from '@phananh/core';
import { openForReading, openForWriting } from '../open-store.ts';
import type { StoreAddress } from '../store-address.ts';
import { type Finding, failure } from './finding.ts';

/** The store's file: whether it is ours, of a version that is known, and who writes to it. Makes nothing. */
export const checkStoreFile = async (
  address: StoreAddress & { readonly scheme: 'sqlite' },
): Promise<readonly Finding[]> => {
  const { path } = address;
  if (!existsSync(path)) {
    const todo = 'Nothing to do: serve or import makes it. If there should be one, check --store.';
    return [{ what: 'store', state: 'warning', found: `${path} does not exist yet`, todo }];
  }
  try {
    await (await openForReading(address)).close();
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
    await (await openForWriting(address)).close();
    return { what: 'writer', state: 'good', found: 'nobody writes to it now' };
  } catch (error) {
    return error instanceof StoreLocked
      ? { what: 'writer', state: 'good', found: error.message }
      : failure('writer', error);
  }
};
