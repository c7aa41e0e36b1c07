import type { EventStore, RecordedEvent } from '@phananh/core';
import {
  growingTiles,
  isRangeOf,
  type LeafHeader,
  type LeafMaker,
  leavesOfBundle,
  type MadeTile,
  partialTiles,
  sameBytes,
  TransparencyError,
  textOfUtf8,
  tileWidth,
  type VerifierKey,
  verifyNote,
} from '@phananh/core/transparency';
import type { KeptCheckpoint } from '../files/kept-checkpoints.ts';
import type { LogFolder } from '../files/log-folder.ts';
import { nodeCrypto, nodeTreeHashes } from '../node-crypto.ts';

/** Where a log goes on. */
export interface Begun {
  readonly size: number;
  /** Position of the last event that a checkpoint covers. */
  readonly position: number;
  readonly newest: KeptCheckpoint | undefined;
  readonly edge: readonly MadeTile[];
  /** The entries of the bundle that is not full. */
  readonly leaves: readonly Uint8Array[];
  /** The entry before all events, of a log that continues another one; only where nothing was published yet. */
  readonly first?: Uint8Array | undefined;
}

/** What the newest checkpoint is held against. */
export interface ResumeOptions {
  readonly folder: LogFolder;
  readonly store: Pick<EventStore, 'readStream' | 'end'>;
  readonly maker: LeafMaker;
  readonly keys: readonly VerifierKey[];
  readonly first?: Uint8Array | undefined;
}

/**
 * Where a log goes on, after the newest checkpoint was checked: that one of our keys signed it, that the tiles make its root, and that
 * the store still has the last events that it covers.
 *
 * @throws {@link TransparencyError} `second-signer`, `log-differs`, `log-behind`, `log-earlier-form`
 */
export const resumeLog = async (options: ResumeOptions): Promise<Begun> => {
  const { folder, first } = options;
  const newest = folder.kept.newest();
  if (newest === undefined) return { size: 0, position: 0, newest, edge: [], leaves: [], first };
  await demandOwn(newest, options.keys);
  const { size, position, checkpoint } = newest;
  const edge: MadeTile[] = [];
  for (const tile of partialTiles(size)) {
    const bytes = await folder.readTile(tile);
    if (bytes === undefined) throw differs(`a tile of the log is missing`);
    edge.push({ tile, bytes });
  }
  const isSame =
    edge.every(({ tile, bytes }) => bytes.length >= tile.width * 32) &&
    isRangeOf(growingTiles(nodeTreeHashes, { size, edge }).range(), checkpoint.root, nodeTreeHashes) &&
    isRangeOf(newest.edge, checkpoint.root, nodeTreeHashes);
  if (!isSame) throw differs('the tiles of the log do not make the root of its newest checkpoint');
  const leaves = await lastLeaves(folder, size);
  await demandLast(options, newest, leaves);
  return { size, position, newest, edge, leaves: leaves.slice(0, size % tileWidth) };
};

const demandOwn = async (
  { note, checkpoint }: KeptCheckpoint,
  keys: readonly VerifierKey[],
): Promise<void> => {
  const signed = await verifyNote(nodeCrypto, checkpoint.note, keys).catch(() => []);
  if (signed.length === 0)
    throw new TransparencyError(
      'second-signer',
      `the newest checkpoint was not signed by the key of this host: ${note.split('\n', 2).join(', size ')}`,
    );
};

/** The entries of the bundle of the last entry. */
const lastLeaves = async (folder: LogFolder, size: number): Promise<readonly Uint8Array[]> => {
  if (size === 0) return [];
  const index = Math.floor((size - 1) / tileWidth);
  const width = size - index * tileWidth;
  const bundle = await folder.readEntries({ index, width });
  const leaves = bundle === undefined ? undefined : leavesOfBundle(bundle)?.slice(0, width);
  if (leaves?.length !== width) throw differs('an entry bundle of the log is missing or cut short');
  return leaves;
};

/** The last events that a checkpoint covers are where they were, and the same. */
const demandLast = async (
  { store, maker, folder }: ResumeOptions,
  { size, position }: KeptCheckpoint,
  leaves: readonly Uint8Array[],
): Promise<void> => {
  if ((store.end?.() ?? position) < position)
    throw behind(`the store ends at position ${store.end?.()}, a checkpoint covers ${position}`);
  const from = size - leaves.length;
  const tile = { level: 0, index: Math.floor(from / tileWidth), width: leaves.length };
  const hashed = await folder.readTile(tile);
  for (const [at, leaf] of leaves.entries()) {
    const expected = hashed?.subarray(at * 32, (at + 1) * 32);
    if (expected === undefined || !sameBytes(nodeTreeHashes.leaf(leaf), expected))
      throw differs(`entry ${from + at} is not the one whose hash is published`);
    const header: Partial<LeafHeader> = JSON.parse(textOfUtf8(leaf) ?? 'null') ?? {};
    const { stream, rev } = header;
    // The entry before all events.
    if (stream === undefined || rev === undefined) continue;
    const event = await eventAt(store, stream, rev);
    if (event === undefined)
      throw behind(`revision ${rev} of ${stream}, entry ${from + at} of the log, is not in the store`);
    if (sameBytes(maker.leafOf(event, from + at), leaf)) continue;
    const earlier = maker.earlierLeafOf(event, from + at);
    if (earlier !== undefined && sameBytes(earlier, leaf))
      throw new TransparencyError(
        'log-earlier-form',
        `entry ${from + at} of the log is that of revision ${rev} of ${stream} as an earlier version signed it`,
      );
    throw differs(`revision ${rev} of ${stream}, entry ${from + at} of the log, is not what was signed`);
  }
};

const eventAt = async (
  store: Pick<EventStore, 'readStream'>,
  stream: string,
  revision: number,
): Promise<RecordedEvent | undefined> => {
  for await (const event of store.readStream(stream, { fromRevision: revision, toRevision: revision }))
    return event;
  return undefined;
};

const differs = (why: string): TransparencyError => new TransparencyError('log-differs', why);
const behind = (why: string): TransparencyError => new TransparencyError('log-behind', why);
