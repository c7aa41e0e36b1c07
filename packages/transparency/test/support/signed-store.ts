import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { leafMaker } from '@phananh/core/transparency';
import { sqliteEventStore } from '@phananh/sqlite';
import { newEvent } from '@phananh/test-support/new-event';
import { tamper } from '@phananh/test-support/tamper';
import { inTemporaryDirectory, temporaryFiles } from '@phananh/test-support/temporary';
import { beforeAll } from 'vitest';
import {
  type LogFault,
  logSigners,
  nodeCrypto,
  openLogFolder,
  readLogKey,
  runLog,
  type VerifiedStore,
  type VerifyStoreOptions,
  verifyStore,
} from '../../src/index.ts';

/** Where a store lies, its log and the key of it. */
export interface SignedPlace {
  readonly store: string;
  readonly folder: string;
  readonly key: string;
}

/** The name that the log is configured with. */
export const signedOrigin = 'log.example.vn/phananh';

/** Signs what a store has that no checkpoint covers. */
export const sign = async (place: SignedPlace): Promise<void> => {
  const store = await sqliteEventStore(place.store);
  const errors: unknown[] = [];
  const log = await runLog({
    store,
    folder: place.folder,
    key: place.key,
    origin: signedOrigin,
    onError: (error) => errors.push(error),
  });
  await log.close();
  await store.close();
  if (errors.length > 0) throw errors[0];
};

/** Appends so many events to ten streams. */
export const fill = async (place: Pick<SignedPlace, 'store'>, count: number): Promise<void> => {
  const store = await sqliteEventStore(place.store);
  for (let at = 0; at < count; at++)
    await store.append(`report-${at % 10}`, [newEvent({ grade: 1, at })], { expectedRevision: 'any' });
  await store.close();
};

/** A copy of it that a test may alter. */
const copyOf = (original: SignedPlace): SignedPlace => {
  const folder = inTemporaryDirectory();
  const place = { store: join(folder, 'x.db'), folder: join(folder, 'log'), key: join(folder, 'log.key') };
  cpSync(original.store, place.store);
  cpSync(original.folder, place.folder, { recursive: true });
  cpSync(original.key, place.key);
  return place;
};

/** Verifies a place by the key of the original: what is in the place vouches for nothing. */
const verifiedBy = async (
  original: SignedPlace,
  place: SignedPlace,
  more: Partial<VerifyStoreOptions> = {},
): Promise<VerifiedStore> => {
  const key = readLogKey(original.key);
  if (key === undefined) throw new Error('no key');
  const store = await sqliteEventStore(place.store, { readonly: true });
  const origin = `${signedOrigin}/1`;
  const maker = leafMaker({ origin, pseudonymKey: key.pseudonymKey, hashes: nodeCrypto });
  const keys = (await logSigners(key, 1)).map((signer) => signer.key);
  try {
    return await verifyStore({ store, folder: openLogFolder(place.folder, 1), maker, keys, ...more });
  } finally {
    await store.close();
  }
};

/** A store of 600 events under 3 checkpoints, from which each test takes a copy, and what is found in one that was altered. */
export const signedStore = () => {
  const made = temporaryFiles();
  let original: SignedPlace | undefined;
  beforeAll(async () => {
    const base = made();
    const place = { store: base, folder: `${base}.log`, key: `${base}.log.key` };
    for (const count of [200, 300, 100]) {
      await fill(place, count);
      await sign(place);
    }
    original = place;
  });
  const signed = (): SignedPlace => {
    if (original === undefined) throw new TypeError('nothing is signed yet');
    return original;
  };
  const copied = (): SignedPlace => copyOf(signed());
  const verified = (place: SignedPlace, more?: Partial<VerifyStoreOptions>): Promise<VerifiedStore> =>
    verifiedBy(signed(), place, more);
  const faultsAfter = async (
    change: (place: SignedPlace) => void | Promise<void>,
    more?: Partial<VerifyStoreOptions>,
  ): Promise<readonly LogFault[]> => {
    const place = copied();
    await change(place);
    return (await verified(place, more)).faults;
  };
  return { signed, copied, verified, faultsAfter };
};

/** Changes rows of the store as a hand does that makes every checksum right again. */
export const changing =
  (sql: string, ...values: readonly (string | number)[]) =>
  ({ store }: Pick<SignedPlace, 'store'>): void =>
    tamper(store, ({ run }) => run(sql, ...values));
