import type { EventStore, Position } from '@phananh/core';
import {
  type BuildProgress,
  buildBeside,
  nextPath,
  removeUnfinished,
  type TakeOver,
} from '../building/build-beside.ts';
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
 * @returns what is to be taken over when it is put in place; undefined when the signal was aborted first
 */
export const rebuildBeside = async ({
  path,
  side,
  openLog,
  signal,
  retrySkipped,
  onProgress,
}: Rebuilding): Promise<TakeOver | undefined> => {
  // What an earlier attempt left is not what was asked for.
  removeUnfinished(path);
  const store = await openLog();
  try {
    const of = (await store.lastRecorded?.())?.position ?? null;
    const told = (progress: BuildProgress): void => onProgress({ ...progress, of });
    told({ phase: 'reading', position: null });
    const built = await buildBeside(path, store, side, { signal, retrySkipped, onProgress: told });
    // Indexes take a while: what came into the log meanwhile would be missing for a moment.
    if (built !== undefined) await toTheEnd(nextPath(path), store, side, signal);
    if (!signal.aborted) return built;
    removeUnfinished(path);
    return undefined;
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
