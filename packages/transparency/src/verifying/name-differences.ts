import { leavesOfBundle, sameBytes, tileWidth } from '@phananh/core/transparency';
import type { KeptCheckpoint } from '../files/kept-checkpoints.ts';
import type { LogFolder } from '../files/log-folder.ts';
import { nodeTreeHashes } from '../node-crypto.ts';
import { type ComparedEntry, compareEntries } from './compare-entries.ts';
import { type Compared, comparedOf } from './compare-with-store.ts';
import type { LogFault } from './faults.ts';
import { publishedHashes } from './published-hashes.ts';

/** What happened to the events, by the entries that were signed; where those are not to be had, between which checkpoints. */
export const nameDifferences = async (
  folder: LogFolder,
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
      if (leaf === undefined || hash === undefined || !sameBytes(nodeTreeHashes.leaf(leaf), hash))
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
