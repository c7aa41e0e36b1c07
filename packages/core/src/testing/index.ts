export { type LifecycleFixture, lifecycleFixture, people } from './lifecycle.ts';
export * from './memory-store.ts';
export * from './simulated-clock.ts';
