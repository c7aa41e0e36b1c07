import type { EventStore, RecordedEvent } from '@phananh/core';
import {
  growingTree,
  hexOf,
  type LeafHeader,
  type LeafMaker,
  leafInput,
  sameBytes,
  textOfUtf8,
  utf8,
} from '@phananh/core/transparency';
import type { KeptCheckpoint } from '../files/kept-checkpoints.ts';
import { nodeCrypto, nodeTreeHashes } from '../node-crypto.ts';
import { isGap } from '../signing/gap.ts';
import type { ComparedEntry } from './compare-entries.ts';
import type { LogFault } from './faults.ts';
import type { PublishedHashes } from './published-hashes.ts';

/** The store that is compared, and how entries are made of its events. */
export interface StoreToCompare {
  readonly store: Pick<EventStore, 'subscribe'>;
  readonly maker: LeafMaker;
  /** The entry before all events, where the log continues another. */
  readonly first?: Uint8Array | undefined;
  readonly onProgress?: (position: number, events: number) => void;
}

/** What the store makes of a log. */
export interface Compared {
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

export const compareWithStore = async (
  { store, maker, first, onProgress }: StoreToCompare,
  checkpoints: readonly KeptCheckpoint[],
  tiles: PublishedHashes,
  faults: LogFault[],
): Promise<Compared> => {
  const tree = growingTree(nodeTreeHashes);
  const sizes = new Set(checkpoints.map(({ size }) => size));
  const roots = new Map<number, Uint8Array>();
  if (sizes.has(0)) roots.set(0, nodeTreeHashes.empty);
  const stored: ComparedEntry[] = [];
  let differsFrom: number | undefined;
  let events = 0;
  /** Of entries that an earlier version signed: the first one and its event, and the last one. */
  let earlier: { readonly first: RecordedEvent; readonly entry: number } | undefined;
  let lastEarlier = 0;
  const take = async (leaf: Uint8Array, event: RecordedEvent | undefined): Promise<void> => {
    const index = tree.size;
    const asNow = nodeCrypto.sha256(leafInput(leaf));
    const published = differsFrom === undefined && index < tiles.size ? await tiles.at(index) : undefined;
    const isAsNow = published !== undefined && sameBytes(published, asNow);
    const before =
      isAsNow || event === undefined || index >= tiles.size ? undefined : maker.earlierLeafOf(event, index);
    const asBefore = before && nodeCrypto.sha256(leafInput(before));
    const isAsBefore = asBefore !== undefined && published !== undefined && sameBytes(published, asBefore);
    if (isAsBefore && event !== undefined) {
      earlier ??= { first: event, entry: index };
      lastEarlier = index;
    }
    tree.append(isAsBefore ? asBefore : asNow);
    if (sizes.has(tree.size)) roots.set(tree.size, tree.root());
    if (index >= tiles.size) {
      // An insertion moves what was signed beyond what was signed.
      if (differsFrom !== undefined && event !== undefined) stored.push(comparedOf(leaf, event.position));
      return;
    }
    if (isAsNow || isAsBefore) return;
    differsFrom ??= index;
    stored.push({
      ...comparedOf(leaf, event?.position),
      ...(before && { earlierDigest: comparedOf(before).digest }),
    });
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
  if (earlier !== undefined) faults.push(earlierForm({ ...earlier, lastEntry: lastEarlier }));
  return { events, entries: tree.size, differsFrom, stored, roots };
};

const earlierForm = ({
  first,
  ...entries
}: {
  readonly first: RecordedEvent;
  readonly entry: number;
  readonly lastEntry: number;
}): LogFault => ({
  kind: 'earlier-form',
  ...entries,
  position: first.position,
  stream: first.stream,
  revision: first.revision,
  type: first.type,
  what: 'nothing was altered, but an earlier version signed entries among these, which named persons: begin the next log, by phananh log begin',
});

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
export const comparedOf = (leaf: Uint8Array, position?: number): ComparedEntry => {
  const header: Partial<LeafHeader> = JSON.parse(textOfUtf8(leaf) ?? 'null') ?? {};
  const { id = '', stream = '', rev = -1, type = '' } = header;
  const digest = hexOf(nodeCrypto.sha256(utf8(JSON.stringify({ ...header, pos: 0 }))));
  return { id, stream, revision: rev, type, digest, ...(position !== undefined && { position }) };
};
