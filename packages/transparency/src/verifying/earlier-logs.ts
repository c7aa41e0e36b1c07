import type { EventStore } from '@phananh/core';
import { streamOf } from '@phananh/core/engine';
import { sealingOfLog, sealingWorkflow } from '@phananh/core/privacy';
import {
  base64Of,
  type ContinuedLeaf,
  leafMaker,
  leavesOfBundle,
  textOfUtf8,
  utf8,
  type VerifierKey,
  verifyNote,
} from '@phananh/core/transparency';
import type { KeptCheckpoint } from '../files/kept-checkpoints.ts';
import { type LogFolder, openLogFolder } from '../files/log-folder.ts';
import { nodeCrypto } from '../node-crypto.ts';
import { type LogKey, originOfEpoch, verifierKeys } from '../signing/log-key.ts';
import { comparedOf } from './compare-with-store.ts';
import type { LogFault } from './faults.ts';
import { verifyStore } from './verify-store.ts';

type StoreOfLogs = Pick<EventStore, 'subscribe' | 'readStream'>;

/** A log that the newest one continues, and what the store still has of it. */
export interface EarlierLog {
  readonly origin: string;
  readonly epoch: number;
  /** Entries that its last checkpoint covers. */
  readonly size: number;
  /**
   * `held`: against the store. `other-key`: it was signed with a key that is not here, and nobody can tell its entries without. `copied`:
   * it is of the store that this one was encrypted from.
   */
  readonly standing: 'held' | 'other-key' | 'copied';
  /** Its last entries that are not in the store any more, where it was put back. */
  readonly lost: number;
  /** Why the log after it was begun, and when. */
  readonly reason: string;
  readonly at: string;
}

export interface VerifiedEarlier {
  readonly logs: readonly EarlierLog[];
  readonly faults: readonly LogFault[];
}

/**
 * Holds a store against the logs before the newest one too: else whoever alters an event had only to begin a new log over it.
 *
 * @param others checkpoints that somebody kept elsewhere
 */
export const verifyEarlier = async (
  store: StoreOfLogs,
  {
    folder: place,
    before,
    key,
    others,
  }: {
    readonly folder: string;
    /** The newest epoch. */
    readonly before: number;
    readonly key: LogKey;
    readonly others: readonly KeptCheckpoint[];
  },
): Promise<VerifiedEarlier> => {
  const logs: EarlierLog[] = [];
  const faults: LogFault[] = [];
  for (let epoch = 1; epoch < before; epoch++) {
    const folder = openLogFolder(place, epoch);
    const origin = originOfEpoch(key.origin, epoch);
    const newest = folder.kept.newest();
    const next = await continuedIn(openLogFolder(place, epoch + 1));
    if (newest === undefined || next === undefined || !continues(next, newest))
      faults.push({
        kind: 'fork',
        log: originOfEpoch(key.origin, epoch + 1),
        entry: 0,
        what:
          newest === undefined
            ? 'the log continues another one that is not in the folder'
            : 'the log continues a checkpoint that is not the last one of the log before it',
      });
    if (newest === undefined) continue;
    const keys = await verifierKeys(key, epoch);
    const standing = await standingOf(store, folder, isSignedBy(newest, keys));
    const ofLog = others.filter(({ checkpoint }) => checkpoint.origin === origin);
    const found =
      standing === 'held'
        ? await heldAgainst({ store, folder, origin, key, keys, others: ofLog })
        : { lost: 0, faults: ofLog.map(notHeld) };
    faults.push(...found.faults.map((fault) => ({ ...fault, log: origin })));
    logs.push({
      origin: newest.checkpoint.origin,
      epoch,
      size: newest.size,
      standing,
      lost: found.lost,
      reason: next?.reason ?? '',
      at: next?.at ?? '',
    });
  }
  return { logs, faults };
};

const heldAgainst = async ({
  store,
  folder,
  origin,
  key: { pseudonymKey },
  keys,
  others,
}: {
  readonly store: StoreOfLogs;
  readonly folder: LogFolder;
  readonly origin: string;
  readonly key: LogKey;
  readonly keys: readonly VerifierKey[];
  readonly others: readonly KeptCheckpoint[];
}): Promise<{ readonly lost: number; readonly faults: readonly LogFault[] }> => {
  const { faults, newest } = await verifyStore({
    store,
    folder,
    maker: leafMaker({ origin, pseudonymKey, hashes: nodeCrypto }),
    keys,
    others,
    first: await firstEntry(folder),
  });
  // Beginning the next log is what is done about it.
  const told = faults.filter(({ kind }) => kind !== 'earlier-form');
  const lost = lostAtEnd(told, newest?.size ?? 0);
  return lost === 0
    ? { lost, faults: told }
    : { lost, faults: told.filter(({ kind }) => !ofEvents.has(kind)) };
};

/** Who gives a checkpoint wants to know what holds of it: that nobody can tell is no good news. */
const notHeld = ({ size }: KeptCheckpoint): LogFault => ({
  kind: 'not-held',
  checkpoint: size,
  what: 'nobody can tell here whether the store is what it was signed over',
});

const ofEvents: ReadonlySet<string> = new Set(['changed', 'removed', 'inserted', 'moved', 'truncated']);

/**
 * How many entries at the end of a log a store has lost that was put back: from the first one that differs on, none is in it as it was
 * signed. Zero where one behind it still is: then nobody put the store back, and each difference is a fault.
 */
const lostAtEnd = (faults: readonly LogFault[], size: number): number => {
  const gone = new Set<number>();
  for (const { kind, entry = 0, lastEntry = entry } of faults)
    if (kind === 'changed' || kind === 'removed' || kind === 'truncated')
      for (let one = entry; one <= lastEntry; one++) gone.add(one);
  const from = Math.min(...gone, size);
  return gone.size === size - from ? gone.size : 0;
};

const standingOf = async (
  store: StoreOfLogs,
  folder: LogFolder,
  isOurs: boolean,
): Promise<EarlierLog['standing']> => {
  if (!isOurs) return 'other-key';
  return (await isOfAnother(store, folder)) ? 'copied' : 'held';
};

/** Of a store that was encrypted from another one the log begins with that; a log that does not is the other store's. */
const isOfAnother = async (store: StoreOfLogs, folder: LogFolder): Promise<boolean> => {
  const sealing = await sealingOfLog(store);
  if (sealing?.copyOf === undefined) return false;
  for await (const { id } of store.readStream(streamOf(sealingWorkflow, 'log'), { limit: 1 })) {
    const leaves = await firstEntries(folder);
    return leaves.slice(0, 2).every((leaf) => comparedOf(leaf).id !== id);
  }
  return false;
};

const isSignedBy = ({ checkpoint }: KeptCheckpoint, keys: readonly VerifierKey[]): boolean => {
  const ids = new Set(checkpoint.note.signatures.map(({ name, id }) => `${name}+${id}`));
  return keys.some(({ name, id }) => ids.has(`${name}+${id}`));
};

/** What the first entry of a log says that continues another one; undefined: it continues none. */
const continuedIn = async (folder: LogFolder): Promise<ContinuedLeaf | undefined> => {
  const first = await firstEntry(folder);
  try {
    // Whether it is the entry that was signed is told by the tree.
    return first && (JSON.parse(textOfUtf8(first) ?? '') as ContinuedLeaf);
  } catch {
    return undefined;
  }
};

const continues = ({ previous }: Partial<ContinuedLeaf>, { note }: KeptCheckpoint): boolean =>
  previous?.note === base64Of(nodeCrypto.sha256(utf8(note)));

/** The entry before all events of a log that continues another one; undefined: it continues none. */
export const firstEntry = async (folder: LogFolder): Promise<Uint8Array | undefined> => {
  if (folder.epoch === 1) return undefined;
  return (await firstEntries(folder))[0];
};

const firstEntries = async (folder: LogFolder): Promise<readonly Uint8Array[]> => {
  const size = folder.kept.newest()?.size ?? 0;
  const bundle = await folder.readEntries({ index: 0, width: Math.min(size, 256) });
  return (bundle && leavesOfBundle(bundle)) ?? [];
};

/** The keys of a log's epoch that signed a checkpoint of it: a key that was made later, or retired before, has no line there. */
export const keysThatSigned = async (
  folder: LogFolder,
  keys: readonly VerifierKey[],
): Promise<readonly VerifierKey[]> => {
  const kept = folder.kept.all();
  const signed: VerifierKey[] = [];
  for (const key of keys)
    for (const { checkpoint } of kept.toReversed())
      if ((await verifyNote(nodeCrypto, checkpoint.note, [key]).catch(() => [])).length > 0) {
        signed.push(key);
        break;
      }
  return signed;
};
