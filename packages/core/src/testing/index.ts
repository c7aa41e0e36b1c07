export * from './memory-store.ts';
export * from './simulated-clock.ts';
