/**
 * The door for event store adapters: the port, and the rules that every store follows in the same way.
 *
 * Apart from the package's own door, because a store's writer thread loads it and needs nothing else.
 */
import '../platform/demand-node.ts';

export { type ClockGuard, guarded, systemClockGuard } from './clock-guard.ts';
export * from './envelope.ts';
export * from './errors.ts';
export * from './event-store.ts';
export * from './expected-revision.ts';
export * from './json.ts';
export * from './recorded-event.ts';
export * from './repeated-append.ts';
export * from './serialised-event.ts';
export * from './server-address.ts';
export * from './stream-name.ts';
export * from './subscription.ts';
export * from './time.ts';
export * from './wakes.ts';
