export * from './clock.ts';
export * from './clock-rules.ts';
export * from './due.ts';
export * from './policy.ts';
export * from './verdict.ts';
