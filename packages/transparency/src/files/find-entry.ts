import {
  type LeafHeader,
  leavesOfBundle,
  sameBytes,
  TransparencyError,
  textOfUtf8,
  tileWidth,
} from '@phananh/core/transparency';
import { nodeTreeHashes } from '../node-crypto.ts';
import type { KeptCheckpoint } from './kept-checkpoints.ts';
import type { LogFolder } from './log-folder.ts';

/** Where an event stands in the store. */
export interface EventPlace {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  /** Where given, an entry is of the event only where it says so too: after a restore another event may stand there. */
  readonly recordedAt?: string;
}

/**
 * The entry of an event among those that a checkpoint covers and the one before it does not.
 *
 * @throws TransparencyError `log-differs` where it is not there, or is not the one whose hash was published
 */
export const findEntry = async (
  folder: Pick<LogFolder, 'readEntries' | 'readTile'>,
  event: EventPlace,
  { checkpoint: { size }, before }: { readonly checkpoint: KeptCheckpoint; readonly before: number },
): Promise<{ readonly index: number; readonly leaf: Uint8Array }> => {
  for (let bundle = Math.floor(before / tileWidth); bundle * tileWidth < size; bundle++) {
    const width = Math.min(size - bundle * tileWidth, tileWidth);
    const bytes = await folder.readEntries({ index: bundle, width });
    const leaves = (bytes && leavesOfBundle(bytes)) ?? [];
    const at = leaves.findIndex((leaf) => isOf(leaf, event));
    const leaf = leaves[at];
    if (leaf === undefined) continue;
    const index = bundle * tileWidth + at;
    const hashed = await folder.readTile({ level: 0, index: bundle, width });
    if (hashed === undefined || !sameBytes(hashed.subarray(at * 32, at * 32 + 32), nodeTreeHashes.leaf(leaf)))
      throw differs(`entry ${index} of the log is not the one that was published`);
    return { index, leaf };
  }
  throw differs(
    `no entry of the log is of revision ${event.revision} of ${event.stream}, which a checkpoint covers`,
  );
};

const isOf = (leaf: Uint8Array, { stream, revision, recordedAt }: EventPlace): boolean => {
  const header: Partial<LeafHeader> = JSON.parse(textOfUtf8(leaf) ?? 'null') ?? {};
  return (
    header.stream === stream &&
    header.rev === revision &&
    (recordedAt === undefined || header.at === recordedAt)
  );
};

const differs = (why: string): TransparencyError => new TransparencyError('log-differs', why);
