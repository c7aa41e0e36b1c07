import '@phananh/core/demand-node';

export type { AppendsInOrder } from './appends-in-order.ts';
export type {
  AppendToStreamOptions,
  EventStoreDbClient,
  ReadOptions,
  ServerEvent,
  ServerExpectedRevision,
  ServerPosition,
  ServerReading,
  ServerRecord,
  ServerSubscription,
  StreamFilter,
} from './client.ts';
export {
  type EventStoreDbConnection,
  type EventStoreDbEventStore,
  type EventStoreDbOptions,
  eventStoreDbEventStore,
} from './event-store-db-event-store.ts';
export type { SubscriptionDrop, SubscriptionState } from './follow.ts';
export type { Right, TriedRight } from './rights.ts';
export type { Repeat, Timing } from './timing.ts';
