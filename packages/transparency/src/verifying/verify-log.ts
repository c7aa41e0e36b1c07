import type { EventStore } from '@phananh/core';
import {
  emptyRange,
  leafMaker,
  readCheckpoint,
  safeSize,
  TransparencyError,
} from '@phananh/core/transparency';
import type { KeptCheckpoint } from '../files/kept-checkpoints.ts';
import { epochsIn, openLogFolder } from '../files/log-folder.ts';
import { nodeCrypto } from '../node-crypto.ts';
import { originOfEpoch, readLogKey, verifierKeys } from '../signing/log-key.ts';
import { resumeLog } from '../signing/resume.ts';
import { type EarlierLog, firstEntry, verifyEarlier } from './earlier-logs.ts';
import { type VerifiedStore, verifyStore } from './verify-store.ts';

/** Where a log lies, and the store that it is of. */
export interface LogPlace {
  readonly store: Pick<EventStore, 'subscribe' | 'readStream' | 'end'>;
  readonly folder: string;
  readonly key: string;
}

/** A log that was verified against its store. */
export interface VerifiedLog extends VerifiedStore {
  readonly origin: string;
  readonly epoch: number;
  /** Those that it continues, the oldest first. */
  readonly earlier: readonly EarlierLog[];
}

/**
 * Verifies a store against the log in its folder: the newest epoch of it, which begins with what the one before it said, and those before
 * it as far as the store is still of them.
 *
 * @param checkpoints notes that somebody kept elsewhere
 * @throws {@link TransparencyError} `log-key-missing`: without its key nobody can tell what entries the events should have
 */
export const verifyLog = async ({
  checkpoints = [],
  onProgress,
  ...place
}: LogPlace & {
  readonly checkpoints?: readonly string[];
  readonly onProgress?: (position: number, events: number) => void;
}): Promise<VerifiedLog> => {
  const { folder, epoch, origin, maker, keys, key } = await openLog(place);
  const kept = checkpoints.map(keptElsewhere);
  const earlierOrigins = new Set(
    Array.from({ length: epoch - 1 }, (_, at) => originOfEpoch(key.origin, at + 1)),
  );
  const isEarlier = ({ checkpoint }: KeptCheckpoint): boolean => earlierOrigins.has(checkpoint.origin);
  const earlier = await verifyEarlier(place.store, {
    folder: place.folder,
    before: epoch,
    key,
    others: kept.filter(isEarlier),
  });
  const found = await verifyStore({
    store: place.store,
    folder,
    maker,
    keys,
    others: kept.filter((one) => !isEarlier(one)),
    first: await firstEntry(folder),
    ...(onProgress && { onProgress }),
  });
  return { ...found, origin, epoch, earlier: earlier.logs, faults: [...earlier.faults, ...found.faults] };
};

/** A checkpoint that somebody kept, of which no folder here says anything. */
const keptElsewhere = (note: string): KeptCheckpoint => {
  const checkpoint = readCheckpoint(note);
  const size = safeSize(checkpoint);
  return { note, checkpoint, size, edge: { ...emptyRange, size }, position: 0 };
};

/**
 * Looks at the newest checkpoint alone: its signature, its tiles, and the last events that it covers. Undefined: nothing was published.
 *
 * @throws {@link TransparencyError} `log-key-missing`, `second-signer`, `log-differs`, `log-behind`
 */
export const checkNewest = async (
  place: LogPlace,
): Promise<{ readonly origin: string; readonly size: number } | undefined> => {
  if (epochsIn(place.folder).length === 0) return undefined;
  const { folder, origin, maker, keys } = await openLog(place);
  const { newest, size } = await resumeLog({ folder, store: place.store, maker, keys });
  return newest && { origin, size };
};

const openLog = async ({ folder: place, key: path }: LogPlace) => {
  const epoch = epochsIn(place).at(-1) ?? 1;
  const folder = openLogFolder(place, epoch);
  const key = readLogKey(path);
  if (key === undefined) throw new TransparencyError('log-key-missing', `${path} is not there`, { path });
  const origin = originOfEpoch(key.origin, epoch);
  const maker = leafMaker({ origin, pseudonymKey: key.pseudonymKey, hashes: nodeCrypto });
  return { epoch, folder, origin, maker, key, keys: await verifierKeys(key, epoch) };
};
