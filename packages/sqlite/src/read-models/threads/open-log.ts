import type { EventStore } from '@phananh/core';
import type { EventFault } from '@phananh/core/engine';
import type { Instant } from '@phananh/core/store';
import { type SqliteEventStoreOptions, sqliteEventStore } from '../../event-store/sqlite-event-store.ts';
import { openKeys } from '../../keys/keys-place.ts';
import { type SealingPlace, sealedWith } from '../../keys/sealed-place.ts';

/** How a thread opens the log: an SQLite file for reading, or by the module that it is told. */
export const logOpener = async (
  log: string | LogModule,
  {
    change = () => {},
    findFault,
    sealing,
    ...options
  }: SqliteEventStoreOptions & {
    readonly change?: (state: FollowedLog) => void;
    /** Judges events of the workflows that are computed there. */
    readonly findFault: EventFault;
    readonly sealing: SealingPlace | undefined;
  },
): Promise<() => EventStore> => {
  const open = await openerAsStored(log, { change, findFault, ...options });
  if (sealing === undefined) return open;
  const keys = await openKeys(sealing.keys);
  // What reads begins nothing.
  return () => sealedWith(open(), keys, { ...sealing, begin: false }).store;
};

const openerAsStored = async (
  log: string | LogModule,
  {
    change,
    findFault,
    ...options
  }: SqliteEventStoreOptions & {
    readonly change: (state: FollowedLog) => void;
    readonly findFault: EventFault;
  },
): Promise<() => EventStore> => {
  if (typeof log === 'string') return () => sqliteEventStore(log, { ...options, readonly: true });
  const { openLog }: { readonly openLog: OpenLog } = await import(log.module);
  return () => openLog(log.address, { change, findFault });
};

/** A module that exports `openLog` ({@link OpenLog}), and the address that it is given: functions cannot be sent to a thread. */
export interface LogModule {
  readonly module: string;
  readonly address: string;
}

/** How a subscription to a log on a server is doing. */
export interface FollowedLog {
  readonly connected: boolean;
  readonly caughtUp: boolean;
  /** When `connected` changed last. */
  readonly since: Instant;
  readonly drops: number;
  readonly lastDrop: string | null;
  /** The code of the error in `lastDrop`. */
  readonly lastDropCode: string | null;
}

/**
 * Opens a log within the thread, over a connection of the thread's own. The log waits for the end of outages itself: an error that it throws
 * stops the read models.
 */
export type OpenLog = (
  address: string,
  on: { readonly change: (state: FollowedLog) => void; readonly findFault: EventFault },
) => EventStore;
