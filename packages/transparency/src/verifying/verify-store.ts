import { sameBytes, textOfUtf8, type VerifierKey, verifyNote } from '@phananh/core/transparency';
import type { KeptCheckpoint } from '../files/kept-checkpoints.ts';
import { checkpointName, type LogFolder } from '../files/log-folder.ts';
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
  await checkPublished(folder, kept, faults);
  const own = await checkSignatures(kept, options.keys, faults);
  const elsewhere = await checkSignatures(others, options.keys, faults);
  const bySize = [...own, ...elsewhere].toSorted((a, b) => a.size - b.size);
  const published = own.toSorted((a, b) => a.size - b.size).at(-1);
  const tiles = publishedHashes(folder, published?.size ?? 0);
  const compared = await compareWithStore(options, bySize, tiles, faults);
  const within = bySize.filter(({ size }) => size <= tiles.size);
  if (published !== undefined) {
    const isPublished = await checkTiles(tiles, within, compared, faults);
    if (compared.differsFrom !== undefined || !isPublished)
      faults.push(
        ...(await nameDifferences(folder, compared, { newest: published, bySize: within, isPublished })),
      );
  }
  faults.push(...beyondPublished(tiles.size, bySize.slice(within.length), compared));
  const newest = bySize.at(-1);
  return {
    events: compared.events,
    uncovered: Math.max(compared.entries - (newest?.size ?? 0), 0),
    checkpoints: bySize.length,
    newest,
    faults,
  };
};

/** What checkpoints show that others have and the folder of the log does not: that it was put back, and whether the store was too. */
const beyondPublished = (
  published: number,
  checkpoints: readonly KeptCheckpoint[],
  { entries, roots }: Compared,
): readonly LogFault[] => {
  const last = checkpoints.at(-1);
  if (last === undefined) return [];
  const forks = checkpoints.flatMap(({ size, checkpoint }): readonly LogFault[] => {
    const root = roots.get(size);
    return root === undefined || sameBytes(root, checkpoint.root) ? [] : [forkAt(size)];
  });
  const [missing] = checkpoints.filter(({ size }) => size > entries);
  return [
    ...forks,
    ...(missing === undefined
      ? []
      : [
          {
            kind: 'truncated',
            entry: entries,
            lastEntry: last.size - 1,
            checkpoint: missing.size,
            what: 'the store ends before what was signed',
          } as const,
        ]),
    {
      kind: 'stale',
      entry: published,
      lastEntry: last.size - 1,
      checkpoint: last.size,
      what: 'the folder of the log ends before a checkpoint that its key signed: it was put back, or made anew',
    },
  ];
};

const forkAt = (size: number): LogFault => ({
  kind: 'fork',
  checkpoint: size,
  what: 'a key of the log signed it, and it is of another history than the newest checkpoint',
});

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

/** That everybody is given the newest checkpoint; or the one before it, where the signer was killed between the two, or is just about to. */
const checkPublished = async (
  { public: files }: LogFolder,
  kept: readonly KeptCheckpoint[],
  faults: LogFault[],
): Promise<void> => {
  const newest = kept.at(-1);
  if (newest === undefined) return;
  const bytes = await files.read(checkpointName);
  const given = bytes === undefined ? undefined : textOfUtf8(bytes);
  if (kept.slice(-2).some(({ note }) => note === given)) return;
  faults.push({
    kind: 'published-differs',
    checkpoint: newest.size,
    what:
      bytes === undefined
        ? 'the file of the newest checkpoint is missing'
        : 'the file of the newest checkpoint, which everybody is given, is not what was signed last',
  });
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
    if (isForked) faults.push(forkAt(one.size));
  }
  return isPublished;
};
