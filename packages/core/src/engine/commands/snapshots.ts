import { LRUCache } from 'lru-cache';
import type { Instant } from '../base/time.ts';
import type { TakenCommands } from './taken-commands.ts';

/** A folded stream at a revision, as plain data. It may be lost at any time: then the stream is folded from its first event. */
export interface Snapshot<State = unknown> {
  readonly revision: number;
  /** Position of the event at `revision`. */
  readonly position: number;
  /** When the event at `revision` happened. */
  readonly occurredAt: Instant;
  readonly state: State;
  readonly commands: TakenCommands;
}

/** Keeps snapshots between commands. `key` names the workflow and the version of its state. */
export interface SnapshotStore {
  load(stream: string, key: string): Promise<Snapshot | undefined>;
  save(stream: string, key: string, snapshot: Snapshot): Promise<void>;
}

interface Kept {
  readonly snapshot: Snapshot;
  readonly bytes: number;
}

/** Snapshots in memory, of which all can be dropped at once: what was erased elsewhere stands in them still. */
export interface MemorySnapshots extends SnapshotStore {
  clear(): void;
}

/**
 * Keeps the snapshots that were used last in memory, as many as there is room for.
 *
 * @param options `maxBytes`, some 128 MiB by default, of what strings, objects and lists take roughly. A snapshot that would take
 *   half of it is not kept. `maxMilliseconds`: how long one is used after it was saved; default: for as long as it is kept
 */
export const memorySnapshots = ({
  max = 10_000,
  maxBytes = 128 * 1024 * 1024,
  maxMilliseconds = 0,
}: {
  readonly max?: number;
  readonly maxBytes?: number;
  readonly maxMilliseconds?: number;
} = {}): MemorySnapshots => {
  const kept = new LRUCache<string, Kept>({
    max,
    ttl: maxMilliseconds,
    maxSize: maxBytes,
    maxEntrySize: Math.floor(maxBytes / 2),
    sizeCalculation: ({ bytes }) => bytes,
  });
  return {
    load: async (stream, key) => kept.get(`${key}/${stream}`)?.snapshot,
    save: async (stream, key, snapshot) => {
      const name = `${key}/${stream}`;
      const before = kept.peek(name);
      if (before !== undefined && before.snapshot.revision >= snapshot.revision) return;
      // The cache does not keep a snapshot that is too large, and drops the one before.
      kept.set(name, { snapshot, bytes: bytesOf(snapshot, before) });
    },
    clear: () => kept.clear(),
  };
};

/** An estimate. Parts of the state that are the same objects as in the snapshot before are not measured again. */
const bytesOf = ({ state, commands }: Snapshot, before: Kept | undefined): number => {
  const old = before?.snapshot;
  if (before === undefined || !isRecord(state) || !isRecord(old?.state))
    return bytesOfTaken(commands) + bytesOfValue(state);
  let bytes = before.bytes + bytesOfTaken(commands) - bytesOfTaken(before.snapshot.commands);
  for (const field in state)
    if (state[field] !== old.state[field])
      bytes += bytesOfValue(state[field]) - bytesOfValue(old.state[field]);
  return bytes;
};

const isRecord = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === 'object' && value !== null;

const bytesOfTaken = ({ older, recent }: TakenCommands): number =>
  bytesOfCommand * (older.size + recent.length);

/** Bytes of one taken command: its ids, its digest and its entry in a Map. */
const bytesOfCommand = 350;
const bytesOfReference = 8;
const bytesOfObject = 56;

const bytesOfValue = (value: unknown): number => {
  // V8 takes two bytes a character, unless all characters are Latin-1.
  if (typeof value === 'string') return bytesOfReference + 16 + 2 * value.length;
  if (typeof value !== 'object' || value === null) return bytesOfReference;
  let bytes = bytesOfObject;
  if (Array.isArray(value)) {
    if (typeof value[0] === 'number') return bytes + bytesOfReference * value.length;
    for (const item of value) bytes += bytesOfValue(item);
    return bytes;
  }
  for (const field of Object.values(value)) bytes += bytesOfValue(field);
  return bytes;
};
