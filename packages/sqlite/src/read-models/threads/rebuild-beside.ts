import type { EventStore, Position } from '@phananh/core';
import { type BuildProgress, buildBeside, nextPath, removeUnfinished } from '../building/build-beside.ts';
import { openForWriting } from '../building/open.ts';
import type { ReadSide } from '../building/read-side.ts';
import { followInto } from '../serving/follow-into.ts';

interface Rebuilding {
  readonly path: string;
  readonly side: ReadSide;
  /** A connection of its own to the log: that of who follows it tells how it is doing. */
  readonly openLog: () => Promise<EventStore>;
  readonly signal: AbortSignal;
  readonly retrySkipped: boolean;
  readonly onProgress: (progress: BuildProgress & { readonly of: Position | null }) => void;
}

/**
 * Computes all tables anew in a file beside the one that is followed meanwhile, up to the end of the log. Of what fails nothing stays.
 *
 * @returns whether the file is complete; false when the signal was aborted first
 */
export const rebuildBeside = async ({
  path,
  side,
  openLog,
  signal,
  retrySkipped,
  onProgress,
}: Rebuilding): Promise<boolean> => {
  // What an earlier attempt left is not what was asked for.
  removeUnfinished(path);
  const store = await openLog();
  try {
    const of = (await store.lastRecorded?.())?.position ?? null;
    const told = (progress: BuildProgress): void => onProgress({ ...progress, of });
    told({ phase: 'reading', position: null });
    const isComplete = await buildBeside(path, store, side, { signal, retrySkipped, onProgress: told });
    // Indexes take a while: what came into the log meanwhile would be missing for a moment.
    if (isComplete) await toTheEnd(nextPath(path), store, side, signal);
    if (isComplete && !signal.aborted) return true;
    removeUnfinished(path);
    return false;
  } catch (error) {
    removeUnfinished(path);
    throw error;
  } finally {
    await store.close();
  }
};

const toTheEnd = async (
  path: string,
  store: EventStore,
  side: ReadSide,
  signal: AbortSignal,
): Promise<void> => {
  const database = openForWriting(path, side);
  try {
    await followInto(database, store, side, { signal, toTheEnd: true });
  } finally {
    database.close();
  }
};
