import type { EventStore } from '@phananh/core';
import type { EventFault } from '@phananh/core/engine';
import type { Instant } from '@phananh/core/store';
import { type SqliteEventStoreOptions, sqliteEventStore } from '../../event-store/sqlite-event-store.ts';

/** Opens the log within a thread: an SQLite file for reading, or what a module opens. */
export const logOpener = async (
  log: string | LogModule,
  {
    change = () => {},
    findFault,
    ...options
  }: SqliteEventStoreOptions & {
    readonly change?: (state: FollowedLog) => void;
    /** Judges events of the workflows that are computed there. */
    readonly findFault: EventFault;
  },
): Promise<() => EventStore> => {
  if (typeof log === 'string') return () => sqliteEventStore(log, { ...options, readonly: true });
  const { openLog }: { readonly openLog: OpenLog } = await import(log.module);
  return () => openLog(log.address, { change, findFault });
};

/** A module with an {@link OpenLog}, and what it is told. */
export interface LogModule {
  readonly module: string;
  readonly address: string;
}

/** How a log is followed over a connection. */
export interface FollowedLog {
  readonly connected: boolean;
  readonly caughtUp: boolean;
  /** Since when it is connected, or is not. */
  readonly since: Instant;
  readonly drops: number;
  readonly lastDrop: string | null;
  /** The code of that error. */
  readonly lastDropCode: string | null;
}

/**
 * Opens a log within the thread, over a connection of its own. Outages are its own to sit out: what it throws stops the
 * read models.
 */
export type OpenLog = (
  address: string,
  on: { readonly change: (state: FollowedLog) => void; readonly findFault: EventFault },
) => EventStore;
