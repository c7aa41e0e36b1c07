import { sameBytes, type VerifierKey, verifyNote } from '@phananh/core/transparency';
import type { KeptCheckpoint } from '../files/kept-checkpoints.ts';
import type { LogFolder } from '../files/log-folder.ts';
import { nodeCrypto } from '../node-crypto.ts';
import { type Compared, compareWithStore, type StoreToCompare } from './compare-with-store.ts';
import type { LogFault } from './faults.ts';
import { nameDifferences } from './name-differences.ts';
import { type PublishedHashes, publishedHashes, publishedRoots } from './published-hashes.ts';

export interface VerifyStoreOptions extends StoreToCompare {
  readonly folder: LogFolder;
  /** The keys that checkpoints of this log may be signed by: from outside the folder. */
  readonly keys: readonly VerifierKey[];
  /** Checkpoints that somebody kept elsewhere, such as a witness. */
  readonly others?: readonly KeptCheckpoint[];
}

export interface VerifiedStore {
  /** Events that were read. */
  readonly events: number;
  /** Of them those that the newest checkpoint does not cover yet. */
  readonly uncovered: number;
  readonly checkpoints: number;
  readonly newest: KeptCheckpoint | undefined;
  readonly faults: readonly LogFault[];
}

/** Recomputes a log from its event store, and holds it against every checkpoint that was kept. */
export const verifyStore = async (options: VerifyStoreOptions): Promise<VerifiedStore> => {
  const { folder, others = [] } = options;
  const faults: LogFault[] = [];
  const kept = keptOf(folder, faults);
  const signed = await checkSignatures([...kept, ...others], options.keys, faults);
  const bySize = signed.toSorted((a, b) => a.size - b.size);
  const newest = bySize.at(-1);
  const tiles = publishedHashes(folder, newest?.size ?? 0);
  const compared = await compareWithStore(options, bySize, tiles, faults);
  if (newest !== undefined) {
    const isPublished = await checkTiles(tiles, bySize, compared, faults);
    if (compared.differsFrom !== undefined || !isPublished)
      faults.push(...(await nameDifferences(folder, compared, { newest, bySize, isPublished })));
  }
  const size = newest?.size ?? 0;
  return {
    events: compared.events,
    uncovered: Math.max(compared.entries - size, 0),
    checkpoints: signed.length,
    newest,
    faults,
  };
};

const keptOf = ({ kept }: LogFolder, faults: LogFault[]): readonly KeptCheckpoint[] => {
  try {
    return kept.all();
  } catch (error) {
    faults.push({
      kind: 'checkpoint-malformed',
      what: error instanceof Error ? error.message : String(error),
    });
    return [];
  }
};

/** Those that a key of the log signed. */
const checkSignatures = async (
  kept: readonly KeptCheckpoint[],
  keys: readonly VerifierKey[],
  faults: LogFault[],
): Promise<readonly KeptCheckpoint[]> => {
  const good: KeptCheckpoint[] = [];
  for (const one of kept) {
    const { checkpoint, size } = one;
    const isOurs = keys.some(({ name }) => name === checkpoint.origin);
    try {
      const signatures = await verifyNote(nodeCrypto, checkpoint.note, keys);
      if (isOurs && signatures.length > 0) good.push(one);
      else
        faults.push({
          kind: 're-signed',
          checkpoint: size,
          what: isOurs ? 'no key of the log signed it' : `it is a checkpoint of ${checkpoint.origin}`,
        });
    } catch (error) {
      faults.push({
        kind: 'signature-wrong',
        checkpoint: size,
        what: error instanceof Error ? error.message : String(error),
      });
    }
  }
  return good;
};

/**
 * Whether the published hashes make the roots of the checkpoints. One whose root they do not make, though they make that of a later
 * one, is of another history: a fork.
 */
const checkTiles = async (
  tiles: PublishedHashes,
  checkpoints: readonly KeptCheckpoint[],
  { roots: ofStore, differsFrom }: Compared,
  faults: LogFault[],
): Promise<boolean> => {
  // Where the store makes every published hash, it makes their roots too.
  const { roots, missing } =
    differsFrom === undefined
      ? { roots: ofStore, missing: undefined }
      : await publishedRoots(tiles, new Set(checkpoints.map(({ size }) => size)));
  const isRootOf = (map: ReadonlyMap<number, Uint8Array>, { size, checkpoint }: KeptCheckpoint): boolean => {
    const root = map.get(size);
    return root !== undefined && sameBytes(root, checkpoint.root);
  };
  const newest = checkpoints.findLast((one) => isRootOf(roots, one) || isRootOf(ofStore, one));
  const isPublished = newest !== undefined && newest.size === tiles.size && isRootOf(roots, newest);
  if (!isPublished)
    faults.push({
      kind: 'tiles-altered',
      ...(missing !== undefined && { entry: missing }),
      checkpoint: tiles.size,
      what:
        missing === undefined
          ? 'the published hashes do not make the root of the newest checkpoint'
          : 'a published tile is missing or cut short',
    });
  for (const one of checkpoints) {
    if (isRootOf(roots, one) || isRootOf(ofStore, one)) continue;
    const isForked = newest !== undefined && newest.size >= one.size;
    if (isForked)
      faults.push({
        kind: 'fork',
        checkpoint: one.size,
        what: 'a key of the log signed it, and it is of another history than the newest checkpoint',
      });
  }
  return isPublished;
};
