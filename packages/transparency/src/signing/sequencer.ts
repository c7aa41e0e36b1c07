import type { RecordedEvent } from '@phananh/core';
import {
  checkpointText,
  entriesPath,
  entryBundle,
  type GrowingTiles,
  growingTiles,
  type LeafMaker,
  leafInput,
  rootOfRange,
  signNote,
  type Tile,
  TransparencyError,
  tilePath,
  tileWidth,
  utf8,
} from '@phananh/core/transparency';
import type { KeptCheckpoint } from '../files/kept-checkpoints.ts';
import { checkpointName, type LogFolder } from '../files/log-folder.ts';
import { nodeCrypto, nodeTreeHashes } from '../node-crypto.ts';
import { isGap } from './gap.ts';
import type { LogSigner } from './log-key.ts';
import type { Begun } from './resume.ts';

/** Adds the cosignatures of witnesses to a note that was signed, and gives it as it will be published. */
export type Cosign = (note: string, kept: Pick<KeptCheckpoint, 'size' | 'edge'>) => Promise<string>;

export interface SequencerOptions {
  readonly folder: LogFolder;
  readonly origin: string;
  readonly signers: readonly LogSigner[];
  readonly maker: LeafMaker;
  readonly begun: Begun;
  readonly cosign?: Cosign;
}

/** Gives each event of a log its entry, in the order of the log, and publishes checkpoints over them. */
export interface Sequencer {
  readonly size: number;
  /** Entries that no checkpoint covers yet. */
  readonly unsigned: number;
  /** Position of the last event that was taken. */
  readonly position: number;
  take(event: RecordedEvent): void;
  /**
   * Writes tiles and entries, then signs. Nothing is published where nothing is new.
   *
   * @throws {@link TransparencyError} `second-signer` when somebody else published meanwhile
   */
  publish(): Promise<KeptCheckpoint | undefined>;
}

export const sequencer = (options: SequencerOptions): Sequencer => {
  const { folder, maker, begun, origin, signers, cosign } = options;
  const tiles: GrowingTiles = growingTiles(nodeTreeHashes, { size: begun.size, edge: begun.edge });
  let leaves = [...begun.leaves];
  let bundles: { readonly index: number; readonly bytes: Uint8Array }[] = [];
  let { position, newest } = begun;
  let isBegun = begun.newest !== undefined;

  const takeLeaf = (leaf: Uint8Array): void => {
    tiles.append(nodeCrypto.sha256(leafInput(leaf)));
    leaves.push(leaf);
    if (leaves.length < tileWidth) return;
    bundles.push({ index: tiles.size / tileWidth - 1, bytes: entryBundle(leaves) });
    leaves = [];
  };
  if (begun.first !== undefined) takeLeaf(begun.first);

  const writeTiles = async (): Promise<void> => {
    const made = [...tiles.takeFull(), ...tiles.partial()];
    const bundled = bundles.map(({ index, bytes }) => ({ tile: { index, width: tileWidth }, bytes }));
    bundles = [];
    const rest = { index: Math.floor(tiles.size / tileWidth), width: leaves.length };
    if (rest.width > 0) bundled.push({ tile: rest, bytes: entryBundle(leaves) });
    // Some at a time: each waits for the disk, and thousands of open files are too many.
    const jobs = [
      ...made.map(
        ({ tile, bytes }) =>
          () =>
            folder.public.write(tilePath(tile), bytes),
      ),
      ...bundled.map(
        ({ tile, bytes }) =>
          () =>
            folder.entries.write(entriesPath(tile), bytes),
      ),
    ];
    for (let at = 0; at < jobs.length; at += atOnce)
      await Promise.all(jobs.slice(at, at + atOnce).map((job) => job()));
  };

  return {
    get size() {
      return tiles.size;
    },
    get unsigned() {
      return tiles.size - (newest?.size ?? 0);
    },
    get position() {
      return position;
    },
    take(event) {
      position = event.position;
      if (isGap(event)) return;
      takeLeaf(maker.leafOf(event, tiles.size));
    },
    async publish() {
      if (isBegun && tiles.size === newest?.size) return undefined;
      const edge = tiles.range();
      const covered = { size: edge.size, position };
      await writeTiles();
      const text = checkpointText({
        origin,
        size: BigInt(edge.size),
        root: rootOfRange(edge, nodeTreeHashes),
      });
      const signed = await signNote(text, signers);
      const note = (await cosign?.(signed, { size: edge.size, edge })) ?? signed;
      const before = folder.kept.newest();
      if (before?.note !== newest?.note)
        throw new TransparencyError('second-signer', `another process published in the log ${origin}`);
      folder.kept.keep({ note, edge, position: covered.position });
      await folder.public.write(checkpointName, utf8(note));
      const replaced = newest;
      newest = folder.kept.newest();
      isBegun = true;
      if (replaced !== undefined) await removePartials(folder, replaced.size, edge.size);
      return newest;
    },
  };
};

const atOnce = 16;

/** Of partial tiles of which the full one is there now nobody needs the bytes again. */
const removePartials = async (folder: LogFolder, before: number, now: number): Promise<void> => {
  for (let level = 0; tileWidth ** level <= before; level++) {
    const index = Math.floor(before / tileWidth ** (level + 1));
    const width = Math.floor(before / tileWidth ** level) % tileWidth;
    const isFull = Math.floor(now / tileWidth ** (level + 1)) > index;
    if (width === 0 || !isFull) continue;
    const tile: Tile = { level, index, width };
    await folder.public.remove(tilePath(tile));
    if (level === 0) await folder.entries.remove(entriesPath(tile));
  }
};
