import type { EventStore } from '@phananh/core';
import { type SqliteEventStoreOptions, sqliteEventStore } from '../../event-store/sqlite-event-store.ts';
import type { FollowedLog, LogModule, OpenLog } from './threaded-read-models.ts';

/** Opens the log within a thread: an SQLite file for reading, or what a module opens. */
export const logOpener = async (
  log: string | LogModule,
  {
    change = () => {},
    ...options
  }: SqliteEventStoreOptions & { readonly change?: (state: FollowedLog) => void } = {},
): Promise<() => EventStore> => {
  if (typeof log === 'string') return () => sqliteEventStore(log, { ...options, readonly: true });
  const { openLog }: { readonly openLog: OpenLog } = await import(log.module);
  return () => openLog(log.address, { change });
};
