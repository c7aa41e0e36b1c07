export { createWakes, type Wakes } from '@phananh/core/store';
export {
  type SqliteEventStore,
  type SqliteEventStoreOptions,
  sqliteEventStore,
} from './event-store/sqlite-event-store.ts';
