import type { EventStore } from '@phananh/core';
import {
  base64Of,
  type ContinuedLeaf,
  emptyRange,
  leafMaker,
  leavesOfBundle,
  readCheckpoint,
  safeSize,
  TransparencyError,
  textOfUtf8,
  utf8,
} from '@phananh/core/transparency';
import { epochsIn, type LogFolder, openLogFolder } from '../files/log-folder.ts';
import { nodeCrypto } from '../node-crypto.ts';
import { originOfEpoch, readLogKey, verifierKeys } from '../signing/log-key.ts';
import { resumeLog } from '../signing/resume.ts';
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
}

/**
 * Verifies a store against the log in its folder: the newest epoch of it, which begins with what the one before it said.
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
  const { folder, epoch, origin, maker, keys } = await openLog(place);
  const others = checkpoints.map((note) => {
    const checkpoint = readCheckpoint(note);
    const size = safeSize(checkpoint);
    return { note, checkpoint, size, edge: { ...emptyRange, size }, position: 0 };
  });
  const first = epoch === 1 ? undefined : await firstEntry(folder);
  const found = await verifyStore({
    store: place.store,
    folder,
    maker,
    keys,
    others,
    first,
    ...(onProgress && { onProgress }),
  });
  const unlike = first === undefined || isContinued(first, place.folder, epoch);
  return {
    ...found,
    origin,
    epoch,
    faults: unlike
      ? found.faults
      : [
          ...found.faults,
          {
            kind: 'fork',
            entry: 0,
            what: 'the log continues a checkpoint that is not the last one of the log before it',
          },
        ],
  };
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
  return { epoch, folder, origin, maker, keys: await verifierKeys(key, epoch) };
};

/** The entry before all events of a log that continues another one. */
const firstEntry = async (folder: LogFolder): Promise<Uint8Array | undefined> => {
  const size = folder.kept.newest()?.size ?? 0;
  const bundle = await folder.readEntries({ index: 0, width: Math.min(size, 256) });
  return bundle && leavesOfBundle(bundle)?.[0];
};

const isContinued = (first: Uint8Array, folder: string, epoch: number): boolean => {
  const { previous }: Partial<ContinuedLeaf> = JSON.parse(textOfUtf8(first) ?? 'null') ?? {};
  const last = openLogFolder(folder, epoch - 1).kept.newest();
  return last !== undefined && previous?.note === base64Of(nodeCrypto.sha256(utf8(last.note)));
};
