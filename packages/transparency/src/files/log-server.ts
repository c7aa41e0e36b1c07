import {
  base64Of,
  inclusionProof,
  type LeafHeader,
  leavesOfBundle,
  sameBytes,
  TransparencyError,
  textOfProof,
  textOfUtf8,
  tileWidth,
  treeHashes,
} from '@phananh/core/transparency';
import { nodeCrypto } from '../node-crypto.ts';
import { epochsIn, type LogFolder, openLogFolder } from './log-folder.ts';

const hashes = treeHashes(nodeCrypto);

/** Proof that an event is in the log. */
export interface LogReceipt {
  readonly v: 1;
  readonly index: number;
  /** Base64 of the entry. */
  readonly entry: string;
  /** The text of a `.tlog-proof` file. */
  readonly proof: string;
}

/** Where an event stands in the store. */
export interface EventPlace {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
}

/** Gives out the files of a log and receipts from them: on the host that signs, and on any other that has the folder. */
export interface LogServer {
  readPublic(epoch: number, path: string): Promise<Uint8Array | undefined>;
  readEntries(epoch: number, path: string): Promise<Uint8Array | undefined>;
  receipt(event: EventPlace): Promise<LogReceipt | undefined>;
}

export const logServer = (folder: string): LogServer => {
  const opened = new Map<number, LogFolder>();
  const epochOf = (epoch: number): LogFolder => {
    const known = opened.get(epoch) ?? openLogFolder(folder, epoch);
    opened.set(epoch, known);
    return known;
  };
  const known = (epoch: number): LogFolder | undefined =>
    opened.has(epoch) || epochsIn(folder).includes(epoch) ? epochOf(epoch) : undefined;
  return {
    // Another epoch than those that are there would be a folder more in memory for each question.
    readPublic: async (epoch, path) => known(epoch)?.public.read(path),
    readEntries: async (epoch, path) => known(epoch)?.entries.read(`tile/entries/${path}`),
    async receipt(event) {
      const epoch = epochsIn(folder).at(-1);
      return epoch === undefined ? undefined : receiptIn(epochOf(epoch), event);
    },
  };
};

/** The receipt of an event: by the first checkpoint that covers it, which never changes. */
export const receiptIn = async (folder: LogFolder, event: EventPlace): Promise<LogReceipt | undefined> => {
  const { kept } = folder;
  const covering = kept.covering(event.position);
  if (covering === undefined) return undefined;
  const { checkpoint, before } = covering;
  const { size, edge, note } = checkpoint;
  for (let bundle = Math.floor(before / tileWidth); bundle * tileWidth < size; bundle++) {
    const width = Math.min(size - bundle * tileWidth, tileWidth);
    const bytes = await folder.readEntries({ index: bundle, width });
    const leaves = (bytes && leavesOfBundle(bytes)) ?? [];
    const at = leaves.findIndex((leaf) => isOf(leaf, event));
    const leaf = leaves[at];
    if (leaf === undefined) continue;
    const index = bundle * tileWidth + at;
    const tree = { size, hashes, readTile: folder.readTile, edge };
    const hashed = await folder.readTile({ level: 0, index: bundle, width });
    if (hashed === undefined || !sameBytes(hashed.subarray(at * 32, at * 32 + 32), hashes.leaf(leaf)))
      throw new TransparencyError(
        'log-differs',
        `entry ${index} of the log is not the one that was published`,
      );
    const proof = await inclusionProof(tree, index);
    return {
      v: 1,
      index,
      entry: base64Of(leaf),
      proof: textOfProof({ index: BigInt(index), proof, checkpoint: note }),
    };
  }
  throw new TransparencyError(
    'log-differs',
    `no entry of the log is of revision ${event.revision} of ${event.stream}, which a checkpoint covers`,
  );
};

const isOf = (leaf: Uint8Array, { stream, revision }: EventPlace): boolean => {
  const header: Partial<LeafHeader> = JSON.parse(textOfUtf8(leaf) ?? 'null') ?? {};
  return header.stream === stream && header.rev === revision;
};
