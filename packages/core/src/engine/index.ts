export * from './actor.ts';
export * from './envelope.ts';
export * from './errors.ts';
export * from './event-store.ts';
export * from './json.ts';
export * from './time.ts';
