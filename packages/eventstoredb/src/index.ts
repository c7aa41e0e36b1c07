import '@phananh/core/demand-node';

export type { AppendsInOrder } from './appending/appends-in-order.ts';
export type { Right, TriedRight } from './appending/rights.ts';
export { demandConnectionString } from './connection/address.ts';
export type { Repeat, Timing } from './connection/timing.ts';
export {
  type EventStoreDbConnection,
  type EventStoreDbEventStore,
  type EventStoreDbOptions,
  eventStoreDbEventStore,
} from './event-store-db-event-store.ts';
export type { SubscriptionDrop, SubscriptionState } from './following/follow.ts';
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
} from './wire/client.ts';
