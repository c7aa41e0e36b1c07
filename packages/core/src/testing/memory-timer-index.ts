import {
  type EventStore,
  type IndexedTimer,
  nextTimersIn,
  type Position,
  type Timed,
  type TimerIndex,
} from '../engine/index.ts';

/** A timer index in memory that reads the log when it is told to, so that a test decides how far behind it is. */
export interface MemoryTimerIndex extends TimerIndex {
  /** Applies what the log holds now, or its next events only, as many as are named. */
  catchUp(events?: number): Promise<void>;
  /** As after the loss of its file: nothing is known any more. */
  drop(): void;
  /** Streams that have something pending. */
  readonly size: number;
}

export const memoryTimerIndex = (store: EventStore, timed: readonly Timed[]): MemoryTimerIndex => {
  const entries = new Map<string, IndexedTimer>();
  let nextTimers = nextTimersIn(store, timed);
  let position: Position | undefined;
  return {
    due: (at, { limit, after }) =>
      [...entries.values()]
        .filter((entry) => entry.at <= at && (after === undefined || isBefore(after, entry)))
        .sort((a, b) => (isBefore(a, b) ? -1 : 1))
        .slice(0, limit),
    next: () => [...entries.values()].map(({ at }) => at).sort()[0],
    get size() {
      return entries.size;
    },
    catchUp: async (limit) => {
      const range = {
        ...(position !== undefined && { after: position }),
        ...(limit !== undefined && { limit }),
      };
      const events = await Array.fromAsync(store.readAll(range));
      for (const { stream, revision, timer } of await nextTimers(events)) {
        if (timer === undefined) entries.delete(stream);
        else entries.set(stream, { stream, revision, key: timer.key, at: timer.at, command: timer.command });
      }
      position = events.at(-1)?.position ?? position;
    },
    drop: () => {
      entries.clear();
      position = undefined;
      nextTimers = nextTimersIn(store, timed);
    },
  };
};

type Place = Pick<IndexedTimer, 'at' | 'stream'>;

const isBefore = (a: Place, b: Place): boolean => a.at < b.at || (a.at === b.at && a.stream < b.stream);
