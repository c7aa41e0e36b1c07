import { base64Of, inclusionProof, textOfProof } from '@phananh/core/transparency';
import { nodeTreeHashes } from '../node-crypto.ts';
import { type EventPlace, findEntry } from './find-entry.ts';
import { epochsIn, type LogFolder, openLogFolder } from './log-folder.ts';

/** Proof that an event is in the log. */
export interface LogReceipt {
  readonly v: 1;
  readonly index: number;
  /** Base64 of the entry. */
  readonly entry: string;
  /** The text of a `.tlog-proof` file. */
  readonly proof: string;
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
  const covering = folder.kept.covering(event.position);
  if (covering === undefined) return undefined;
  const { index, leaf } = await findEntry(folder, event, covering);
  const { size, edge, note } = covering.checkpoint;
  const proof = await inclusionProof(
    { size, hashes: nodeTreeHashes, readTile: folder.readTile, edge },
    index,
  );
  return {
    v: 1,
    index,
    entry: base64Of(leaf),
    proof: textOfProof({ index: BigInt(index), proof, checkpoint: note }),
  };
};
