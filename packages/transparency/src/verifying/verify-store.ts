import type { EventStore, RecordedEvent } from '@phananh/core';
import {
  growingTree,
  hexOf,
  type LeafHeader,
  type LeafMaker,
  leafInput,
  leavesOfBundle,
  sameBytes,
  textOfUtf8,
  tileWidth,
  treeHashes,
  utf8,
  type VerifierKey,
  verifyNote,
} from '@phananh/core/transparency';
import type { KeptCheckpoint } from '../files/kept-checkpoints.ts';
import type { LogFolder } from '../files/log-folder.ts';
import { nodeCrypto } from '../node-crypto.ts';
import { isGap } from '../signing/gap.ts';
import { type ComparedEntry, compareEntries } from './compare-entries.ts';
import type { LogFault } from './faults.ts';

const hashes = treeHashes(nodeCrypto);
const hashLength = 32;

export interface VerifyStoreOptions {
  readonly store: Pick<EventStore, 'subscribe'>;
  readonly folder: LogFolder;
  readonly maker: LeafMaker;
  /** The keys that checkpoints of this log may be signed by: from outside the folder. */
  readonly keys: readonly VerifierKey[];
  /** Checkpoints that somebody kept elsewhere, such as a witness. */
  readonly others?: readonly KeptCheckpoint[];
  /** The entry before all events, where the log continues another. */
  readonly first?: Uint8Array | undefined;
  readonly onProgress?: (position: number, events: number) => void;
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
      faults.push(...(await nameDifferences(options, compared, { newest, bySize, isPublished })));
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

/** The published hashes of entries, a tile at a time. */
interface PublishedHashes {
  readonly size: number;
  /** Undefined where the tile is missing or cut short. */
  at(index: number): Promise<Uint8Array | undefined>;
}

const publishedHashes = ({ readTile }: LogFolder, size: number): PublishedHashes => {
  let current: { readonly index: number; readonly bytes: Uint8Array | undefined } | undefined;
  return {
    size,
    async at(entry) {
      const index = Math.floor(entry / tileWidth);
      if (current?.index !== index) {
        const width = Math.min(size - index * tileWidth, tileWidth);
        current = { index, bytes: await readTile({ level: 0, index, width }) };
      }
      const from = (entry % tileWidth) * hashLength;
      const hash = current.bytes?.subarray(from, from + hashLength);
      return hash?.length === hashLength ? hash : undefined;
    },
  };
};

/** What the store makes of a log. */
interface Compared {
  readonly events: number;
  /** Events, and the entry before them where there is one. */
  readonly entries: number;
  /** The first entry that is not the published one. */
  readonly differsFrom: number | undefined;
  /** The entries that the store makes from there on. */
  readonly stored: readonly ComparedEntry[];
  /** The root of the store's log at the size of each checkpoint that it reaches. */
  readonly roots: ReadonlyMap<number, Uint8Array>;
}

const compareWithStore = async (
  { store, maker, first, onProgress }: VerifyStoreOptions,
  checkpoints: readonly KeptCheckpoint[],
  tiles: PublishedHashes,
  faults: LogFault[],
): Promise<Compared> => {
  const tree = growingTree(hashes);
  const sizes = new Set(checkpoints.map(({ size }) => size));
  const roots = new Map<number, Uint8Array>();
  if (sizes.has(0)) roots.set(0, hashes.empty);
  const stored: ComparedEntry[] = [];
  let differsFrom: number | undefined;
  let events = 0;
  const take = async (leaf: Uint8Array, event: RecordedEvent | undefined): Promise<void> => {
    const index = tree.size;
    const hash = nodeCrypto.sha256(leafInput(leaf));
    tree.append(hash);
    if (sizes.has(tree.size)) roots.set(tree.size, tree.root());
    if (index >= tiles.size) {
      // An insertion moves what was signed beyond what was signed.
      if (differsFrom !== undefined && event !== undefined) stored.push(comparedOf(leaf, event.position));
      return;
    }
    if (differsFrom === undefined) {
      const published = await tiles.at(index);
      if (published !== undefined && sameBytes(published, hash)) return;
      differsFrom = index;
    }
    stored.push(comparedOf(leaf, event?.position));
  };
  if (first !== undefined) await take(first, undefined);
  const { signal } = new AbortController();
  for await (const batch of store.subscribe({ signal })) {
    for (const event of batch.events) {
      events += 1;
      // What was signed there is named as removed; of what was not yet nobody else tells.
      if (isGap(event)) {
        if (tree.size >= tiles.size) faults.push(damagedFault(event, tree.size));
        continue;
      }
      if (event.fault !== undefined) faults.push(damagedFault(event, tree.size));
      await take(maker.leafOf(event, tree.size), event);
    }
    onProgress?.(batch.position, events);
    if (batch.caughtUp) break;
  }
  if (differsFrom === undefined && tree.size < tiles.size) differsFrom = tree.size;
  return { events, entries: tree.size, differsFrom, stored, roots };
};

const damagedFault = (event: RecordedEvent, entry: number): LogFault => ({
  kind: 'damaged',
  entry,
  position: event.position,
  stream: event.stream,
  revision: event.revision,
  eventId: event.id,
  type: event.type,
  what: event.fault ?? 'it cannot be read',
});

/** An entry by everything but its index, which others may have moved. */
const comparedOf = (leaf: Uint8Array, position?: number): ComparedEntry => {
  const header: Partial<LeafHeader> = JSON.parse(textOfUtf8(leaf) ?? 'null') ?? {};
  const { id = '', stream = '', rev = -1, type = '' } = header;
  const digest = hexOf(nodeCrypto.sha256(utf8(JSON.stringify({ ...header, pos: 0 }))));
  return { id, stream, revision: rev, type, digest, ...(position !== undefined && { position }) };
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

/** The roots that the published hashes make at some sizes, up to the first of them that is missing. */
const publishedRoots = async (
  tiles: PublishedHashes,
  sizes: ReadonlySet<number>,
): Promise<{ readonly roots: ReadonlyMap<number, Uint8Array>; readonly missing: number | undefined }> => {
  const roots = new Map<number, Uint8Array>();
  const tree = growingTree(hashes);
  if (sizes.has(0)) roots.set(0, hashes.empty);
  for (let entry = 0; entry < tiles.size; entry++) {
    const hash = await tiles.at(entry);
    if (hash === undefined) return { roots, missing: entry };
    tree.append(hash);
    if (sizes.has(tree.size)) roots.set(tree.size, tree.root());
  }
  return { roots, missing: undefined };
};

/** What happened to the events, by the entries that were signed; where those are not to be had, between which checkpoints. */
const nameDifferences = async (
  { folder }: VerifyStoreOptions,
  { differsFrom = 0, stored, roots }: Compared,
  {
    newest,
    bySize,
    isPublished,
  }: {
    readonly newest: KeptCheckpoint;
    readonly bySize: readonly KeptCheckpoint[];
    readonly isPublished: boolean;
  },
): Promise<readonly LogFault[]> => {
  const isAsSigned = ({ size, checkpoint }: KeptCheckpoint): boolean =>
    sameBytes(roots.get(size) ?? new Uint8Array(), checkpoint.root);
  // The tiles are altered, and the store is not.
  if (!isPublished && isAsSigned(newest)) return [];
  if (!isPublished) return [unlikeCheckpoint(bySize, isAsSigned)];
  const signed: ComparedEntry[] = [];
  const tiles = publishedHashes(folder, newest.size);
  for (let index = Math.floor(differsFrom / tileWidth); index * tileWidth < newest.size; index++) {
    const width = Math.min(newest.size - index * tileWidth, tileWidth);
    const bundle = await folder.readEntries({ index, width });
    const leaves = (bundle && leavesOfBundle(bundle)?.slice(0, width)) ?? [];
    for (let at = 0; at < width; at++) {
      const entry = index * tileWidth + at;
      if (entry < differsFrom) continue;
      const leaf = leaves[at];
      const hash = await tiles.at(entry);
      if (leaf === undefined || hash === undefined || !sameBytes(hashes.leaf(leaf), hash))
        return [
          {
            kind: 'entries-altered',
            entry,
            what: 'the entry that was signed is missing among the entry bundles, or altered',
          },
          firstDifference(differsFrom, stored),
        ];
      signed.push(comparedOf(leaf));
    }
  }
  const uncovered = Math.max(stored.length - signed.length, 0);
  // What came after the newest checkpoint was not signed, and is no fault.
  const ids = new Set(signed.map(({ id }) => id));
  let end = stored.length;
  while (end > stored.length - uncovered && !ids.has(stored[end - 1]?.id ?? '')) end -= 1;
  return compareEntries(differsFrom, signed, stored.slice(0, end));
};

const firstDifference = (entry: number, [stored]: readonly ComparedEntry[]): LogFault =>
  stored === undefined
    ? { kind: 'truncated', entry, what: 'the store ends before what was signed' }
    : {
        kind: 'changed',
        entry,
        stream: stored.stream,
        revision: stored.revision,
        eventId: stored.id,
        type: stored.type,
        ...(stored.position !== undefined && { position: stored.position }),
        what: 'the event that stands there is not the one that was signed',
      };

const unlikeCheckpoint = (
  bySize: readonly KeptCheckpoint[],
  isAsSigned: (kept: KeptCheckpoint) => boolean,
): LogFault => {
  const at = bySize.findIndex((one) => !isAsSigned(one));
  const one = bySize[at];
  return {
    kind: 'unlike-checkpoint',
    entry: bySize[at - 1]?.size ?? 0,
    lastEntry: (one?.size ?? 1) - 1,
    checkpoint: one?.size ?? 0,
    what: 'among these entries the store is not what was signed; the tiles are altered too, so that no one can be named',
  };
};
