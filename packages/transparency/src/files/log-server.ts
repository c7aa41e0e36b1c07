import { base64Of, inclusionProof, TransparencyError, textOfProof } from '@phananh/core/transparency';
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
      const epochs = epochsIn(folder);
      // What a log gave stays what it is when the next one is begun: of several that cover an event the first one counts.
      for (const epoch of epochs.slice(0, -1)) {
        const earlier = await receiptIn(epochOf(epoch), event).catch(unlessAnother);
        if (earlier !== undefined) return earlier;
      }
      const epoch = epochs.at(-1);
      return epoch === undefined ? undefined : receiptIn(epochOf(epoch), event);
    },
  };
};

/** The event that an earlier log has there is gone: the store was put back. */
const unlessAnother = (error: unknown): undefined => {
  if (!(error instanceof TransparencyError && error.code === 'log-differs')) throw error;
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
