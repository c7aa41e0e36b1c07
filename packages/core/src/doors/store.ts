/**
 * The door for event store adapters: the port, and the rules that every store follows in the same way.
 *
 * Apart from the package's own door, because a store's writer thread loads it and needs nothing else.
 */
import '../platform/demand-node.ts';

export * from '../engine/base/errors.ts';
export * from '../engine/base/json.ts';
export * from '../engine/base/places.ts';
export { type KeyedQueue, keyedQueue } from '../engine/base/queues/index.ts';
export * from '../engine/base/server-address.ts';
export * from '../engine/base/time.ts';
export { type ClockGuard, guarded, systemClockGuard } from '../engine/log/clock-guard.ts';
export * from '../engine/log/envelope.ts';
export * from '../engine/log/event-store.ts';
export * from '../engine/log/expected-revision.ts';
export * from '../engine/log/recorded-event.ts';
export * from '../engine/log/repeated-append.ts';
export * from '../engine/log/serialised-event.ts';
export * from '../engine/log/stream-name.ts';
export * from '../engine/log/subscription.ts';
export * from '../engine/log/wakes.ts';
