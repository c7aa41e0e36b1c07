export * from './calendars.ts';
export * from './check-policy.ts';
export * from './clock.ts';
export * from './clock-events.ts';
export { type ClockContext, type ClockStart, reDateClock, runningClock, startClock } from './clock-rules.ts';
export * from './due.ts';
export * from './policy.ts';
export * from './verdict.ts';
