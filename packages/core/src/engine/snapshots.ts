import type { TakenCommands } from './taken-commands.ts';
import type { Instant } from './time.ts';

/** A folded stream at a revision. Plain data, disposable: without it the stream is folded from its first event. */
export interface Snapshot<State = unknown> {
  readonly revision: number;
  /** Position of the event at `revision`. */
  readonly position: number;
  /** When the event at `revision` happened. */
  readonly occurredAt: Instant;
  readonly state: State;
  readonly commands: TakenCommands;
}

/** Where folded streams are kept between commands. `key` tells workflow and version of the state's shape. */
export interface SnapshotStore {
  load(stream: string, key: string): Promise<Snapshot | undefined>;
  save(stream: string, key: string, snapshot: Snapshot): Promise<void>;
}

/** The most recently used folded streams of this process. */
export const memorySnapshots = ({ max = 10_000 }: { readonly max?: number } = {}): SnapshotStore => {
  const kept = new Map<string, Snapshot>();
  return {
    load: async (stream, key) => {
      const name = `${key}/${stream}`;
      const snapshot = kept.get(name);
      if (snapshot !== undefined) {
        kept.delete(name);
        kept.set(name, snapshot);
      }
      return snapshot;
    },
    save: async (stream, key, snapshot) => {
      const name = `${key}/${stream}`;
      const before = kept.get(name);
      if (before !== undefined && before.revision >= snapshot.revision) return;
      kept.delete(name);
      kept.set(name, snapshot);
      const oldest = kept.keys().next();
      if (kept.size > max && !oldest.done) kept.delete(oldest.value);
    },
  };
};
