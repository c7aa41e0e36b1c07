/** The door for tests: needs no other package. */
import '../platform/demand-node.ts';

export { type FormatSchema, inAnotherOrder, listsWithoutOrder } from './any-order.ts';
export { givenAttachments } from './attachments.ts';
export {
  type Circumstances,
  decisionsOf,
  type Given,
  type GivenBy,
  type GivenEvent,
  type When,
} from './given.ts';
export { type LifecycleFixture, lifecycleFixture, likelyCommands, people } from './lifecycle.ts';
export * from './memory-access-log.ts';
export * from './memory-key-store.ts';
export * from './memory-store.ts';
export * from './memory-timer-index.ts';
export * from './simulated-clock.ts';
export * from './simulated-machine.ts';
export * from './unchecked-store.ts';
